//! Agencies, groups, categories and routes as they are kept in memory: what somebody writes is seen at once.

use diesel::prelude::*;
use jenjang::desk::catalogue::routes::{self, RouteFields};
use jenjang::desk::catalogue::{CategoryFields, categories, directory};
use jenjang::desk::people::{agencies, groups};
use jenjang::desk::words::{AgencyStatus, Tier};

use crate::both;
use crate::desk::ground::{Ground, agency_fields, day};

both! {
    async fn whatever_is_written_is_in_the_directory_at_once(ground: Ground) {
        let mut ground = ground;
        let before = directory(&mut ground.conn).unwrap();
        assert!(std::sync::Arc::ptr_eq(&before, &directory(&mut ground.conn).unwrap()), "read once");

        let rsud = ground
            .administer(|conn, by, now| agencies::create(conn, by, agency_fields("rsud"), now)).unwrap();
        let known = directory(&mut ground.conn).unwrap();
        assert!(before.agency(rsud.id).is_none());
        assert_eq!(known.agency(rsud.id).unwrap().name, rsud.name);
        assert_eq!(known.tier1_groups(&[rsud.id]).len(), 1, "its Tier 1 group came with it");

        let named = agencies::AgencyFields { name: "RSUD Anuntaloko".into(), ..rsud.fields() };
        ground.administer(|conn, by, now| agencies::change(conn, by, rsud.id, rsud.version, named, now)).unwrap();
        assert_eq!(directory(&mut ground.conn).unwrap().agency(rsud.id).unwrap().name, "RSUD Anuntaloko");

        let network = ground.group("T2-JARINGAN");
        let group = groups::get(&mut ground.conn, network).unwrap();
        let renamed = groups::GroupFields { name: "Tim Jaringan Baru".into(), ..group.fields() };
        ground.administer(|conn, by, now| groups::change(conn, by, network, group.version, renamed, now)).unwrap();
        let known = directory(&mut ground.conn).unwrap();
        assert_eq!(known.group(network).unwrap().name, "Tim Jaringan Baru");
        assert!(known.tier2_groups().any(|group| group.id == network));

        let category = ground.category("A3");
        let renamed = CategoryFields { name: "Kabel".into(), ..category.fields() };
        ground
            .administer(|conn, by, now| {
                categories::change(conn, by, category.id, category.version, renamed, now)
            })
            .unwrap();
        assert_eq!(directory(&mut ground.conn).unwrap().category(category.id).unwrap().name, "Kabel");

        let on = day("2026-11-23");
        let way = |ground: &mut Ground| {
            directory(&mut ground.conn).unwrap().route(category.id, rsud.id, on).unwrap()
        };
        assert_eq!(way(&mut ground).tier, Tier::Two);
        let lines = routes::of_category(&mut ground.conn, category.id).unwrap();
        let line = lines.into_iter().find(|line| line.agency_status != AgencyStatus::SelfManaged).unwrap();
        let other = RouteFields { tier: Tier::One, legal_basis: "Nota dinas 12".into(), ..line.fields() };
        ground.administer(|conn, by, now| routes::change(conn, by, line.id, line.version, other, now)).unwrap();
        let now = way(&mut ground);
        assert_eq!((now.tier, now.legal_basis.as_deref()), (Tier::One, Some("Nota dinas 12")));
    }

    async fn what_other_hands_write_is_seen_too(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes").id;
        assert_ne!(directory(&mut ground.conn).unwrap().agency(dinkes).unwrap().short_name, "Dinkes!");
        let short = jenjang::db::schema::agencies::short_name.eq("Dinkes!");
        diesel::update(jenjang::db::schema::agencies::table.find(dinkes))
            .set(short)
            .execute(&mut ground.conn)
            .unwrap();
        assert_eq!(directory(&mut ground.conn).unwrap().agency(dinkes).unwrap().short_name, "Dinkes!");
    }
}
