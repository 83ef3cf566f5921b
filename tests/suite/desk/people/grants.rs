//! Grants: for whom, for what, on which days.

use chrono::TimeDelta;
use jenjang::desk::events;
use jenjang::desk::page::Part;
use jenjang::desk::people::grants::{self, GrantFilter, NewGrant, Term};
use jenjang::desk::people::{By, PeopleError};
use jenjang::desk::words::Role;

use crate::both;
use crate::desk::ground::{Ground, day, one, wrong};

fn term(from: &str, until: Option<&str>, decree: &str) -> Term {
    Term { valid_from: day(from), valid_until: until.map(day), decree: decree.into() }
}

both! {
    async fn each_role_is_given_for_what_it_is_for(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id).id;
        let agency = Some(ground.dinas.id);
        let (tier2, tier1) = (Some(ground.group("T2-JARINGAN")), Some(ground.group("T1-KOMINFO")));
        for (role, agency, group, field, code) in [
            (Role::Tier1Technician, None, None, "agency_id", "required"),
            (Role::AgencyHead, None, None, "agency_id", "required"),
            (Role::Tier1Technician, agency, tier2, "group_id", "not_for_role"),
            (Role::Tier2Engineer, None, None, "group_id", "required"),
            (Role::Tier2Engineer, None, tier1, "group_id", "not_tier2"),
            (Role::Tier2Engineer, agency, tier2, "agency_id", "not_for_role"),
            (Role::Supervisor, agency, None, "agency_id", "not_for_role"),
            (Role::Admin, None, tier2, "group_id", "not_for_role"),
        ] {
            assert_eq!(wrong(ground.tries_to_give(siti, role, agency, group)), one(field, code), "{role}");
        }
        for (role, agency, group) in [
            (Role::Tier1Technician, agency, None),
            (Role::AgencyHead, agency, None),
            (Role::Tier2Engineer, None, tier2),
            (Role::Supervisor, None, None),
            (Role::IctHead, None, None),
            (Role::CoordinationTeam, None, None),
            (Role::Admin, None, None),
        ] {
            ground.tries_to_give(siti, role, agency, group).unwrap();
        }
        let standing = ground.actor(siti).standing;
        assert_eq!(standing.roles().len(), 7);
        assert!(standing.security_groups.is_empty());
    }

    async fn an_auditor_has_a_decree_and_an_end(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id).id;
        let give = |ground: &mut Ground, term: Term| {
            let new = NewGrant { person_id: siti, role: Role::Auditor, agency_id: None, group_id: None, term };
            ground.administer(|conn, by, now| grants::give(conn, by, new, now))
        };
        let nothing = give(&mut ground, term("2026-11-01", None, " "));
        assert_eq!(wrong(nothing), [("decree".into(), "required"), ("valid_until".into(), "required")]);
        let turned = give(&mut ground, term("2026-11-30", Some("2026-11-01"), "ST 12/2026"));
        assert_eq!(wrong(turned), one("valid_until", "before_start"));
        give(&mut ground, term("2026-11-23", Some("2026-11-24"), "ST 12/2026")).unwrap();
        assert!(ground.actor(siti).standing.auditor);
        // 24 November ends in WITA at 16.00 UTC.
        ground.now = "2026-11-24T15:59:59Z".parse().unwrap();
        assert!(ground.actor(siti).standing.auditor);
        ground.now = "2026-11-24T16:00:00Z".parse().unwrap();
        assert!(!ground.actor(siti).standing.auditor, "a grant that has run out stops by itself");
    }

    async fn a_grant_begins_on_its_first_day(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id).id;
        let term = term("2026-11-24", None, "");
        let new = NewGrant { person_id: siti, role: Role::Supervisor, agency_id: None, group_id: None, term };
        ground.administer(|conn, by, now| grants::give(conn, by, new, now)).unwrap();
        assert!(!ground.actor(siti).standing.supervisor);
        ground.later(TimeDelta::days(1));
        assert!(ground.actor(siti).standing.supervisor);
    }

    async fn the_same_is_not_given_twice_on_one_day(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id).id;
        let agency = Some(ground.dinas.id);
        let first = ground.tries_to_give(siti, Role::AgencyHead, agency, None).unwrap();
        assert_eq!(wrong(ground.tries_to_give(siti, Role::AgencyHead, agency, None)), one("valid_from", "overlaps"));
        let other = ground.agency("dinkes").id;
        ground.tries_to_give(siti, Role::AgencyHead, Some(other), None).unwrap();
        ground.administer(|conn, by, now| grants::revoke(conn, by, first.id, 1, now)).unwrap();
        ground.tries_to_give(siti, Role::AgencyHead, agency, None).unwrap();
    }

    async fn a_grant_taken_back_stops_at_once_and_is_told(ground: Ground) {
        let mut ground = ground;
        let siti = ground.person("siti", ground.dinas.id).id;
        let grant = ground.tries_to_give(siti, Role::Supervisor, None, None).unwrap();
        let longer = term("2026-11-01", Some("2026-12-31"), "SK 5/2026");
        ground.administer(|conn, by, now| grants::change(conn, by, grant.id, 1, longer, now)).unwrap();
        let late = ground.administer(|conn, by, now| grants::revoke(conn, by, grant.id, 1, now));
        assert!(matches!(late, Err(PeopleError::Stale)));
        ground.administer(|conn, by, now| grants::revoke(conn, by, grant.id, 2, now)).unwrap();
        assert!(!ground.actor(siti).standing.supervisor);
        let again = ground.administer(|conn, by, now| grants::revoke(conn, by, grant.id, 3, now));
        assert!(matches!(again, Err(PeopleError::Stale)));
        assert_eq!(ground.told(grant.id), ["created", "changed", "revoked"]);
        assert_eq!(events::verify(&mut ground.conn, |_| {}).unwrap().broken, None);
    }

    async fn administrators_keep_their_own_last_grant(ground: Ground) {
        let mut ground = ground;
        let admin = ground.admin.clone();
        let filter = GrantFilter { person: Some(admin.id), ..GrantFilter::default() };
        let own = grants::list(&mut ground.conn, &admin, filter, Part::first(5)).unwrap().items.remove(0);
        let outcome = ground.administer(|conn, by, now| grants::revoke(conn, by, own.id, 1, now));
        assert_eq!(wrong(outcome), one("grant", "own_last_admin"));
        let ended = Term { valid_from: day("2026-01-01"), valid_until: Some(day("2026-11-22")), ..own.term() };
        let outcome = ground.administer(|conn, by, now| grants::change(conn, by, own.id, 1, ended, now));
        assert_eq!(wrong(outcome), one("valid_until", "own_last_admin"));

        let siti = ground.person("siti", ground.dinas.id).id;
        ground.tries_to_give(siti, Role::Admin, None, None).unwrap();
        let (siti, now) = (ground.actor(siti), ground.now);
        ground.act(|conn| grants::revoke(conn, By::Person(&siti), own.id, 1, now)).unwrap();
        assert!(!ground.actor(admin.id).standing.admin, "another administrator may");
    }

    async fn people_see_their_own_grants_and_no_others(ground: Ground) {
        let mut ground = ground;
        let andi = ground.technician("andi", ground.dinas.id);
        let andi = ground.actor(andi.id);
        let all = grants::list(&mut ground.conn, &andi, GrantFilter::default(), Part::first(50)).unwrap();
        assert_eq!(all.items.len(), 1);
        assert_eq!((all.items[0].person_id, all.items[0].agency_name.as_deref()), (andi.id, Some("Kominfo")));
        let of_admin = GrantFilter { person: Some(ground.admin.id), ..GrantFilter::default() };
        assert!(grants::list(&mut ground.conn, &andi, of_admin, Part::first(50)).unwrap().items.is_empty());
        let admin = ground.admin.clone();
        let theirs = grants::list(&mut ground.conn, &admin, of_admin, Part::first(50)).unwrap().items.remove(0);
        assert!(matches!(grants::get(&mut ground.conn, &andi, theirs.id), Err(PeopleError::NotFound)));
        let now = ground.now;
        let outcome = ground.act(|conn| grants::revoke(conn, By::Person(&andi), theirs.id, 1, now));
        assert!(matches!(outcome, Err(PeopleError::Denied(_))));
    }
}
