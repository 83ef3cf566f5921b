//! Who of Tier 1 is there, and which agencies have nobody.

use jenjang::desk::ids::{AgencyId, PersonId};
use jenjang::desk::page::Part;
use jenjang::desk::people::PeopleError;
use jenjang::desk::people::absences::{self, Absence, AbsenceFields};
use jenjang::desk::people::coverage::{self, Gap};
use jenjang::desk::people::persons;
use jenjang::desk::words::Role;

use crate::both;
use crate::desk::ground::{Ground, day, one, wrong};

fn away(
    ground: &mut Ground,
    by: PersonId,
    who: PersonId,
    from: &str,
    until: &str,
) -> Result<Absence, PeopleError> {
    let (actor, now) = (ground.actor(by), ground.now);
    let fields = AbsenceFields { absent_from: day(from), absent_until: day(until), reason: "Cuti".into() };
    ground.act(|conn| absences::enter(conn, &actor, who, fields, now))
}

fn on_duty(ground: &mut Ground, agency: AgencyId, on: &str) -> (bool, bool) {
    let has = coverage::has_tier1(&mut ground.conn, agency, day(on)).unwrap();
    (has, coverage::tier1_on_duty(&mut ground.conn, agency, day(on)).unwrap())
}

fn gaps(ground: &mut Ground, on: &str) -> Vec<(String, Gap)> {
    let admin = ground.admin.clone();
    let uncovered = coverage::coverage(&mut ground.conn, &admin, day(on)).unwrap();
    uncovered.into_iter().map(|agency| (agency.code, agency.gap)).collect()
}

both! {
    async fn a_technician_is_on_duty_unless_absent(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        assert_eq!(on_duty(&mut ground, dinkes.id, "2026-11-23"), (false, false));
        let andi = ground.technician("andi", dinkes.id);
        assert_eq!(on_duty(&mut ground, dinkes.id, "2026-11-22"), (false, false), "the grant begins on the 23rd");
        assert_eq!(on_duty(&mut ground, dinkes.id, "2026-11-23"), (true, true));
        away(&mut ground, andi.id, andi.id, "2026-11-25", "2026-11-26").unwrap();
        for (on, there) in [("2026-11-24", true), ("2026-11-25", false), ("2026-11-26", false), ("2026-11-27", true)] {
            assert_eq!(on_duty(&mut ground, dinkes.id, on), (true, there), "{on}");
        }
        let deputy = ground.person("budi", dinkes.id);
        ground.tries_to_give(deputy.id, Role::Tier1Technician, Some(dinkes.id), None).unwrap();
        assert_eq!(on_duty(&mut ground, dinkes.id, "2026-11-25"), (true, true), "the deputy is there");
        let there = coverage::technicians(&mut ground.conn, dinkes.id, day("2026-11-25")).unwrap();
        let there: Vec<_> = there.iter().map(|technician| (technician.name.as_str(), technician.absent)).collect();
        assert_eq!(there, [("andi Lamato", true), ("budi Lamato", false)]);
    }

    async fn agencies_without_tier_1_are_listed(ground: Ground) {
        let mut ground = ground;
        let (dinkes, dikbud) = (ground.agency("dinkes"), ground.agency("dikbud"));
        let andi = ground.technician("andi", dinkes.id);
        let wayan = ground.technician("wayan", dikbud.id);
        assert_eq!(gaps(&mut ground, "2026-11-23"), [("KOMINFO".into(), Gap::NoTechnician)]);
        away(&mut ground, andi.id, andi.id, "2026-11-25", "2026-11-25").unwrap();
        let mut fields = wayan.fields();
        fields.active = false;
        ground.administer(|conn, by, now| persons::change(conn, by, wayan.id, 1, fields, now)).unwrap();
        assert_eq!(
            gaps(&mut ground, "2026-11-25"),
            [
                ("DIKBUD".into(), Gap::NoTechnician),
                ("DINKES".into(), Gap::AllAbsent),
                ("KOMINFO".into(), Gap::NoTechnician)
            ]
        );
        let andi = ground.actor(andi.id);
        let outcome = coverage::coverage(&mut ground.conn, &andi, day("2026-11-25"));
        assert!(matches!(outcome, Err(PeopleError::Denied(_))));
    }

    async fn absences_are_entered_by_whom_they_concern(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let andi = ground.technician("andi", dinkes.id);
        let (siti, head) = (ground.person("siti", dinkes.id), ground.person("kadis", dinkes.id));
        let wayan = ground.technician("wayan", ground.dinas.id);
        ground.tries_to_give(head.id, Role::AgencyHead, Some(dinkes.id), None).unwrap();
        let from_siti = away(&mut ground, siti.id, andi.id, "2026-12-01", "2026-12-01");
        assert!(matches!(from_siti, Err(PeopleError::NotFound)));
        let own = away(&mut ground, siti.id, siti.id, "2026-12-01", "2026-12-01");
        assert!(matches!(own, Err(PeopleError::Denied(_))), "a requester has nothing to be absent from");
        let neighbour = away(&mut ground, wayan.id, andi.id, "2026-12-01", "2026-12-01");
        assert!(matches!(neighbour, Err(PeopleError::NotFound)));
        let turned = away(&mut ground, andi.id, andi.id, "2026-12-02", "2026-12-01");
        assert_eq!(wrong(turned), one("absent_until", "before_start"));

        let absence = away(&mut ground, head.id, andi.id, "2026-12-01", "2026-12-04").unwrap();
        let (actor, now) = (ground.actor(andi.id), ground.now);
        let shorter = AbsenceFields { absent_until: day("2026-12-02"), ..absence.fields() };
        ground.act(|conn| absences::change(conn, &actor, absence.id, 1, shorter.clone(), now)).unwrap();
        let late = ground.act(|conn| absences::change(conn, &actor, absence.id, 1, shorter, now));
        assert!(matches!(late, Err(PeopleError::Stale)));
        let late = ground.act(|conn| absences::withdraw(conn, &actor, absence.id, 1, now));
        assert!(matches!(late, Err(PeopleError::Stale)));
        assert_eq!(absences::get(&mut ground.conn, &actor, absence.id).unwrap().absent_until, day("2026-12-02"));
        let withdrawn = ground.act(|conn| absences::withdraw(conn, &actor, absence.id, 2, now)).unwrap();
        assert_eq!((withdrawn.withdrawn_at, withdrawn.version), (Some(now), 3));
        let listed = absences::list(&mut ground.conn, &actor, andi.id, Part::first(10)).unwrap().items;
        assert_eq!(listed, [withdrawn], "it stays in the list as what it was");
        assert_eq!(on_duty(&mut ground, dinkes.id, "2026-12-01"), (true, true), "and counts for nothing");
        let again = ground.act(|conn| absences::withdraw(conn, &actor, absence.id, 3, now));
        assert_eq!(wrong(again), one("absence", "over"));
        assert_eq!(ground.told(andi.id)[2..], ["changed", "changed", "changed"]);
    }

    async fn who_comes_back_early_was_away_until_yesterday(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let andi = ground.technician("andi", dinkes.id);
        let absence = away(&mut ground, andi.id, andi.id, "2026-11-23", "2026-11-27").unwrap();
        ground.later(chrono::TimeDelta::days(2));
        let (actor, now) = (ground.actor(andi.id), ground.now);
        let ended = ground.act(|conn| absences::withdraw(conn, &actor, absence.id, 1, now)).unwrap();
        assert_eq!((ended.absent_until, ended.withdrawn_at), (day("2026-11-24"), None));
        for (on, there) in [("2026-11-23", false), ("2026-11-24", false), ("2026-11-25", true)] {
            assert_eq!(on_duty(&mut ground, dinkes.id, on), (true, there), "{on}");
        }
        let over = ground.act(|conn| absences::change(conn, &actor, absence.id, 2, ended.fields(), now));
        assert_eq!(wrong(over), one("absence", "over"), "what is over stays as it was");
    }

    async fn an_absence_has_its_bounds(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let (andi, siti) = (ground.technician("andi", dinkes.id), ground.person("siti", dinkes.id));
        let admin = ground.admin.id;
        assert_eq!(wrong(away(&mut ground, andi.id, andi.id, "2026-10-23", "2026-12-01")), one("absent_from", "too_long_ago"));
        away(&mut ground, andi.id, andi.id, "2026-10-24", "2026-10-24").unwrap();
        assert_eq!(wrong(away(&mut ground, andi.id, andi.id, "2026-12-01", "2027-12-03")), one("absent_until", "too_many_days"));
        assert_eq!(wrong(away(&mut ground, andi.id, andi.id, "2027-11-25", "2027-11-25")), one("absent_from", "too_many_days"));
        assert_eq!(wrong(away(&mut ground, admin, siti.id, "2026-12-01", "2026-12-01")), one("person", "no_technician"));
    }

    async fn who_looks_after_technicians_sees_who_will_be_away(ground: Ground) {
        let mut ground = ground;
        let dinkes = ground.agency("dinkes");
        let dikbud = ground.agency("dikbud");
        let (andi, wayan) = (ground.technician("andi", dinkes.id), ground.technician("wayan", dikbud.id));
        let head = ground.person("kadis", dinkes.id);
        ground.tries_to_give(head.id, Role::AgencyHead, Some(dinkes.id), None).unwrap();
        away(&mut ground, andi.id, andi.id, "2026-12-07", "2026-12-08").unwrap();
        away(&mut ground, wayan.id, wayan.id, "2026-11-23", "2026-11-24").unwrap();
        away(&mut ground, andi.id, andi.id, "2026-11-19", "2026-11-20").unwrap();
        let (admin, head, andi) = (ground.admin.clone(), ground.actor(head.id), ground.actor(andi.id));
        let today = ground.today();
        let mut coming = |actor, person| {
            let found = absences::coming(&mut ground.conn, actor, person, today).unwrap();
            found.into_iter().map(|away| (away.name, away.absence.absent_from.to_string())).collect::<Vec<_>>()
        };
        let (early, late) = (("wayan Lamato".to_owned(), "2026-11-23".to_owned()), ("andi Lamato".to_owned(), "2026-12-07".to_owned()));
        assert_eq!(coming(&admin, None), [early.clone(), late.clone()], "what is over is not shown");
        assert_eq!(coming(&admin, Some(wayan.id)), [early]);
        assert_eq!(coming(&head, None), [late], "a head sees the own agency");
        assert_eq!(absences::own_coming(&mut ground.conn, &andi, today).unwrap().len(), 1);
        assert!(matches!(absences::coming(&mut ground.conn, &andi, None, today), Err(PeopleError::Denied(_))));
        let names = |found: Vec<absences::Technician>| found.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(absences::technicians(&mut ground.conn, &admin, today).unwrap()), ["wayan Lamato", "andi Lamato"]);
        assert_eq!(names(absences::technicians(&mut ground.conn, &head, today).unwrap()), ["andi Lamato"]);
    }

    async fn absences_are_listed_newest_first_in_parts(ground: Ground) {
        let mut ground = ground;
        let andi = ground.technician("andi", ground.dinas.id);
        for from in ["2026-12-01", "2027-01-04", "2026-12-20", "2026-12-20"] {
            away(&mut ground, andi.id, andi.id, from, from).unwrap();
        }
        let actor = ground.actor(andi.id);
        let first = absences::list(&mut ground.conn, &actor, andi.id, Part::first(2)).unwrap();
        let rest = absences::list(&mut ground.conn, &actor, andi.id, Part { after: first.next, limit: 2 }).unwrap();
        let days: Vec<_> = first.items.iter().chain(&rest.items).map(|absence| absence.absent_from.to_string()).collect();
        assert_eq!(days, ["2027-01-04", "2026-12-20", "2026-12-20", "2026-12-01"]);
    }
}
