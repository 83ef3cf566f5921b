//! Agencies.

use jenjang::desk::page::Part;
use jenjang::desk::people::agencies::{self, AgencyFields, AgencyFilter};
use jenjang::desk::people::{By, PeopleError, groups};
use jenjang::desk::words::{AgencyStatus, Tier};

use crate::both;
use crate::desk::ground::{Ground, agency_fields, day, one, wrong};

fn refused(ground: &mut Ground, fields: AgencyFields) -> Vec<(String, &'static str)> {
    wrong(ground.administer(|conn, by, now| agencies::create(conn, by, fields, now)))
}

both! {
    async fn an_agency_comes_with_its_tier_1_group(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        assert_eq!(dinkes.code, "DINKES");
        let group = groups::tier1_of(&mut ground.conn, dinkes.id).unwrap().unwrap();
        assert_eq!((group.code.as_str(), group.tier), ("T1-DINKES", Tier::One));
        assert_eq!(ground.told(dinkes.id), ["created"]);
        assert_eq!(ground.told(group.id), ["created"]);
    }

    async fn the_tier_1_group_follows_a_new_code(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let fields = AgencyFields { code: "dkes".into(), short_name: "Dinas Kesehatan".into(), ..dinkes.fields() };
        ground.administer(|conn, by, now| agencies::change(conn, by, dinkes.id, 1, fields, now)).unwrap();
        let group = groups::tier1_of(&mut ground.conn, dinkes.id).unwrap().unwrap();
        assert_eq!((group.code.as_str(), group.name.as_str()), ("T1-DKES", "Tier 1 Dinas Kesehatan"));
        assert_eq!(ground.told(dinkes.id), ["created", "changed"]);
    }

    async fn whoever_was_slower_is_told_so(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let change = |name: &str| AgencyFields { name: name.into(), ..dinkes.fields() };
        let (first, second) = (change("Satu"), change("Dua"));
        ground.administer(|conn, by, now| agencies::change(conn, by, dinkes.id, 1, first, now)).unwrap();
        let late = ground.administer(|conn, by, now| agencies::change(conn, by, dinkes.id, 1, second, now));
        assert!(matches!(late, Err(PeopleError::Stale)));
        assert_eq!(agencies::get(&mut ground.conn, dinkes.id).unwrap().name, "Satu");
    }

    async fn only_administrators_enter_agencies(ground: Ground) {
        let mut ground = ground;
        let andi = ground.technician("andi", ground.dinas.id);
        let andi = ground.actor(andi.id);
        let now = ground.now;
        let outcome = ground.act(|conn| agencies::create(conn, By::Person(&andi), agency_fields("x"), now));
        assert!(matches!(outcome, Err(PeopleError::Denied(_))));
    }

    async fn each_wrong_field_is_named(ground: Ground) {
        let mut ground = ground;
        ground.agency("dinkes");
        let good = || agency_fields("baru");
        assert_eq!(refused(&mut ground, AgencyFields { zone: "Asia/Parigi".into(), ..good() }), one("zone", "unknown_zone"));
        assert_eq!(refused(&mut ground, AgencyFields { code: "Dinkes".into(), ..good() }), one("code", "taken"));
        assert_eq!(refused(&mut ground, AgencyFields { code: "a b".into(), ..good() }), one("code", "code_letters"));
        assert_eq!(refused(&mut ground, AgencyFields { ict_department: true, ..good() }), one("ict_department", "only_one"));
        assert_eq!(
            refused(&mut ground, AgencyFields { active_until: Some(day("2019-12-31")), ..good() }),
            one("active_until", "before_start")
        );
        assert_eq!(
            refused(&mut ground, AgencyFields { self_managed_from: Some(day("2026-01-01")), ..good() }),
            one("self_managed_decree", "required")
        );
        assert_eq!(
            refused(&mut ground, AgencyFields { self_managed_until: Some(day("2026-01-01")), ..good() }),
            one("self_managed_from", "required")
        );
        let many = AgencyFields { code: String::new(), name: "x".repeat(201), short_name: "a\nb".into(), ..good() };
        assert_eq!(
            refused(&mut ground, many),
            [("code".into(), "required"), ("name".into(), "too_long"), ("short_name".into(), "one_line")]
        );
    }

    async fn agencies_stand_above_one_another_without_a_circle(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let below = AgencyFields { parent_id: Some(dinkes.id), ..agency_fields("puskesmas") };
        let puskesmas = ground.administer(|conn, by, now| agencies::create(conn, by, below, now)).unwrap();
        for parent in [puskesmas.id, dinkes.id] {
            let fields = AgencyFields { parent_id: Some(parent), ..dinkes.fields() };
            let outcome = ground.administer(|conn, by, now| agencies::change(conn, by, dinkes.id, 1, fields, now));
            assert_eq!(wrong(outcome), one("parent_id", "circle"));
        }
        let filter = AgencyFilter { parent: Some(dinkes.id), ..AgencyFilter::default() };
        let found = agencies::list(&mut ground.conn, &filter, Part::first(10)).unwrap();
        assert_eq!(found.items, [puskesmas]);
    }

    async fn agencies_are_listed_by_name_in_parts_and_found_by_letters(ground: Ground) {
        let mut ground = ground;
        for code in ["dinsos", "dishub", "bappeda", "dinkes"] {
            ground.agency(code);
        }
        let mut names = Vec::new();
        let mut part = Part::first(2);
        loop {
            let page = agencies::list(&mut ground.conn, &AgencyFilter::default(), part).unwrap();
            names.extend(page.items.into_iter().map(|agency| agency.short_name));
            part.after = page.next;
            if part.after.is_none() {
                break;
            }
        }
        assert_eq!(names, ["bappeda", "dinkes", "dinsos", "dishub", "Kominfo"]);
        for (search, found) in [("KOMUNIKASI info", 1), ("din", 5), ("dinkes", 1), ("%", 5), ("x_", 0)] {
            let filter = AgencyFilter { search: search.into(), ..AgencyFilter::default() };
            let page = agencies::list(&mut ground.conn, &filter, Part::first(10)).unwrap();
            assert_eq!(page.items.len(), found, "{search}");
        }
        assert_eq!(agencies::named(&mut ground.conn, "Dinkes").unwrap().code, "DINKES");
        assert!(matches!(agencies::named(&mut ground.conn, "nothing"), Err(PeopleError::NotFound)));
    }

    async fn an_agency_manages_itself_only_on_its_days(ground: Ground) {
        let mut ground = ground;
        let fields = AgencyFields {
            self_managed_from: Some(day("2026-03-01")),
            self_managed_until: Some(day("2026-08-31")),
            self_managed_decree: Some("SK Bupati 800/12/2026".into()),
            ..agency_fields("rsud")
        };
        let rsud = ground.administer(|conn, by, now| agencies::create(conn, by, fields, now)).unwrap();
        for (on, status) in [
            ("2026-02-28", AgencyStatus::Ordinary),
            ("2026-03-01", AgencyStatus::SelfManaged),
            ("2026-08-31", AgencyStatus::SelfManaged),
            ("2026-09-01", AgencyStatus::Ordinary),
        ] {
            assert_eq!(rsud.status(day(on)), status, "{on}");
        }
    }
}
