//! Support groups.

use jenjang::desk::page::Part;
use jenjang::desk::people::PeopleError;
use jenjang::desk::people::groups::{self, GroupFields, GroupFilter};
use jenjang::desk::words::Tier;

use crate::both;
use crate::desk::ground::{Ground, one, wrong};

both! {
    async fn tier_2_groups_belong_to_the_dinas(ground: Ground) {
        let mut ground = ground;
        let fields = GroupFields {
            code: "t2-data".into(),
            name: "Tier 2 Data".into(),
            calendar_id: None,
            handles_security: false,
            active: true,
        };
        let group = ground.administer(|conn, by, now| groups::create(conn, by, fields.clone(), now)).unwrap();
        assert_eq!((group.code.as_str(), group.agency_id), ("T2-DATA", Some(ground.dinas.id)));
        let again = ground.administer(|conn, by, now| groups::create(conn, by, fields, now));
        assert_eq!(wrong(again), one("code", "taken"));
        let idle = GroupFields { active: false, ..group.fields() };
        let changed = ground.administer(|conn, by, now| groups::change(conn, by, group.id, 1, idle.clone(), now)).unwrap();
        assert!(!changed.active);
        let late = ground.administer(|conn, by, now| groups::change(conn, by, group.id, 1, idle, now));
        assert!(matches!(late, Err(PeopleError::Stale)));
    }

    async fn a_group_tickets_are_led_to_stays(ground: Ground) {
        let mut ground = ground;
        let network = groups::named(&mut ground.conn, "T2-JARINGAN").unwrap();
        let tier1 = groups::tier1_of(&mut ground.conn, ground.dinas.id).unwrap().unwrap();
        for (group, code) in [(network, "routes_lead_here"), (tier1.clone(), "tier1_stays")] {
            let idle = GroupFields { active: false, ..group.fields() };
            let outcome = ground.administer(|conn, by, now| groups::change(conn, by, group.id, 1, idle, now));
            assert_eq!(wrong(outcome), one("active", code));
        }
        let security = GroupFields { handles_security: true, ..tier1.fields() };
        let outcome = ground.administer(|conn, by, now| groups::change(conn, by, tier1.id, 1, security, now));
        assert_eq!(wrong(outcome), one("handles_security", "tier2_alone"));
    }

    async fn groups_are_listed_by_code_in_parts(ground: Ground) {
        let mut ground = ground;
        ground.agency("dinkes");
        let filter = GroupFilter { tier: Some(Tier::Two), ..GroupFilter::default() };
        let first = groups::list(&mut ground.conn, filter, Part::first(3)).unwrap();
        let rest = groups::list(&mut ground.conn, filter, Part { after: first.next, limit: 3 }).unwrap();
        let codes: Vec<_> = first.items.iter().chain(&rest.items).map(|group| group.code.as_str()).collect();
        assert_eq!(codes, ["T2-APLIKASI", "T2-JARINGAN", "T2-KEAMANAN", "T2-LAYANAN-DIGITAL", "T2-PUSAT-DATA"]);
        assert_eq!(rest.next, None);
        assert!(first.items[2].handles_security);
    }
}
