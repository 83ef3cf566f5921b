//! Who a ticket belongs to.

use jenjang::desk::catalogue::routes::{self, RouteFields};
use jenjang::desk::catalogue::{self, CatalogueError, Route, RouteError};
use jenjang::desk::ids::AgencyId;
use jenjang::desk::page::Part;
use jenjang::desk::people::agencies::{self, AgencyFields};
use jenjang::desk::words::{AgencyStatus, Tier};

use crate::both;
use crate::desk::ground::{Ground, agency_fields, day, one, wrong};

fn route(ground: &mut Ground, category: &str, agency: AgencyId, on: &str) -> Route {
    let category = ground.category(category);
    catalogue::route_for(&mut ground.conn, category.id, agency, day(on)).unwrap()
}

fn hospital(ground: &mut Ground) -> AgencyId {
    let fields = AgencyFields {
        self_managed_from: Some(day("2026-03-01")),
        self_managed_until: Some(day("2026-12-31")),
        self_managed_decree: Some("SK Bupati 800/12/2026".into()),
        ..agency_fields("rsud")
    };
    ground.administer(|conn, by, now| agencies::create(conn, by, fields, now)).unwrap().id
}

both! {
    async fn cabling_is_the_dinass_except_where_an_agency_manages_itself(ground: Ground) {
        let mut ground = ground;
        let (rsud, dinkes) = (hospital(&mut ground), ground.agency("dinkes").id);
        let network = ground.group("T2-JARINGAN");
        let of_dinas = route(&mut ground, "A3", dinkes, "2026-11-23");
        assert_eq!((of_dinas.tier, of_dinas.group, of_dinas.ends_at_agency), (Tier::Two, network, false));
        assert!(of_dinas.belongs_to_dinas);
        assert!(of_dinas.legal_basis.unwrap().ends_with("Pasal 19 ayat (6) huruf c"));
        let of_hospital = route(&mut ground, "A3", rsud, "2026-11-23");
        assert_eq!((of_hospital.tier, of_hospital.ends_at_agency), (Tier::One, true));
        assert!(!of_hospital.belongs_to_dinas);
        for on in ["2026-02-28", "2027-01-01"] {
            assert!(route(&mut ground, "A3", rsud, on).belongs_to_dinas, "{on}");
        }
        assert!(route(&mut ground, "A2", rsud, "2026-11-23").belongs_to_dinas, "the WAN is always the Dinas's");
    }

    async fn every_category_of_a_new_desk_leads_somewhere(ground: Ground) {
        let mut ground = ground;
        let agencies = [hospital(&mut ground), ground.agency("dinkes").id];
        let (mut after, mut seen) = (None, 0);
        loop {
            let page = catalogue::categories::list(&mut ground.conn, Part { after, limit: 50 }).unwrap();
            for category in &page.items {
                for agency in agencies {
                    catalogue::route_for(&mut ground.conn, category.id, agency, day("2026-11-23")).unwrap();
                }
            }
            seen += page.items.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, 68);
        let now = ground.now;
        ground.act(|conn| catalogue::install_defaults(conn, now)).unwrap();
        let tree = catalogue::tree(&mut ground.conn).unwrap();
        assert_eq!(tree.len(), 12, "installing again changes nothing");
        let codes: Vec<_> = tree[0].children.iter().map(|branch| branch.category.code.as_str()).collect();
        assert_eq!(codes, ["A1", "A2", "A3", "A4", "A5", "A6"]);
    }

    async fn without_a_line_of_its_own_a_category_follows_the_one_above(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes").id;
        let printers = ground.category("G2");
        let line = routes::of_category(&mut ground.conn, printers.id).unwrap().remove(0);
        ground.administer(|conn, by, now| routes::remove(conn, by, line.id, 1, now)).unwrap();
        assert_eq!(ground.told(line.id), ["created", "changed"]);
        let above = route(&mut ground, "G", dinkes, "2026-11-23");
        assert_eq!(route(&mut ground, "G2", dinkes, "2026-11-23"), above);
        let group_id = ground.group("T2-APLIKASI");
        let fields = RouteFields {
            category_id: printers.id,
            agency_status: AgencyStatus::SelfManaged,
            tier: Tier::Two,
            group_id,
            ends_at_agency: false,
            legal_basis: String::new(),
        };
        ground.administer(|conn, by, now| routes::create(conn, by, fields, now)).unwrap();
        assert_eq!(route(&mut ground, "G2", dinkes, "2026-11-23"), above, "a line for others is none for this one");
        let rsud = hospital(&mut ground);
        assert_eq!(route(&mut ground, "G2", rsud, "2026-11-23").group, group_id);
    }

    async fn nobody_is_named_for_a_category_there_is_not(ground: Ground) {
        let mut ground = ground;
        let nowhere = jenjang::desk::ids::CategoryId::new();
        let outcome = catalogue::route_for(&mut ground.conn, nowhere, ground.dinas.id, day("2026-11-23"));
        assert!(matches!(outcome, Err(RouteError::NoRoute)));
    }

    async fn each_wrong_field_of_a_line_is_named(ground: Ground) {
        let mut ground = ground;
        let (category, tier1) = (ground.category("A1"), ground.group("T1-KOMINFO"));
        let line = routes::of_category(&mut ground.conn, category.id).unwrap().remove(0);
        let create = |ground: &mut Ground, fields: RouteFields| {
            wrong(ground.administer(|conn, by, now| routes::create(conn, by, fields, now)))
        };
        assert_eq!(create(&mut ground, line.fields()), one("agency_status", "taken"));
        let good = RouteFields { agency_status: AgencyStatus::Ordinary, ..line.fields() };
        assert_eq!(create(&mut ground, RouteFields { group_id: tier1, ..good.clone() }), one("group_id", "not_tier2"));
        let both_ways = RouteFields { tier: Tier::Two, ends_at_agency: true, ..good.clone() };
        assert_eq!(create(&mut ground, both_ways), one("ends_at_agency", "tier1_alone"));
        let nowhere = RouteFields { category_id: jenjang::desk::ids::CategoryId::new(), ..good };
        assert_eq!(create(&mut ground, nowhere), one("category_id", "unknown"));
    }

    async fn a_line_is_changed_by_one_at_a_time(ground: Ground) {
        let mut ground = ground;
        let category = ground.category("A1");
        let line = routes::of_category(&mut ground.conn, category.id).unwrap().remove(0);
        let fields = RouteFields { tier: Tier::Two, legal_basis: "SK 9/2026".into(), ..line.fields() };
        let changed = ground.administer(|conn, by, now| routes::change(conn, by, line.id, 1, fields.clone(), now)).unwrap();
        assert_eq!((changed.version, changed.tier, changed.legal_basis.as_deref()), (2, Tier::Two, Some("SK 9/2026")));
        let late = ground.administer(|conn, by, now| routes::change(conn, by, line.id, 1, fields, now));
        assert!(matches!(late, Err(CatalogueError::Stale)));
        let late = ground.administer(|conn, by, now| routes::remove(conn, by, line.id, 1, now));
        assert!(matches!(late, Err(CatalogueError::Stale)));
    }

    async fn the_routing_table_is_listed_by_category_in_parts(ground: Ground) {
        let mut ground = ground;
        let mut seen = Vec::new();
        let mut part = Part::first(20);
        loop {
            let page = routes::list(&mut ground.conn, part).unwrap();
            seen.extend(page.items.into_iter().map(|line| (line.category_code, line.agency_status.as_str())));
            part.after = page.next;
            if part.after.is_none() {
                break;
            }
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(seen, sorted, "each line once, in order");
        assert_eq!(seen.len(), 72);
    }
}
