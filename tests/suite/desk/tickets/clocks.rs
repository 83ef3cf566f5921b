//! Clocks of real tickets on both databases (`rules.md` §4): begun, paused, moved, warned of, and computed again.

use chrono::TimeDelta;
use jenjang::clock::Timestamp;
use jenjang::db::DbError;
use jenjang::desk::events::{self, EventKind};
use jenjang::desk::sla::{self, Clock, ClockName, ClockState, Phase};
use jenjang::desk::tickets::{self, Checked, Filter, Open, Reprioritise, Sort, Swept, Ticket};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{question, report};
use crate::both;

/// An instant in Parigi (WITA).
fn wita(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

impl House {
    /// The clocks of a ticket as they are kept.
    async fn clocks(&self, ticket: &Ticket) -> Vec<Clock> {
        let id = ticket.id;
        self.db.read::<_, DbError, _>(move |conn| sla::store::clocks_of(conn, id)).await.unwrap()
    }

    /// One of them, the last of its name.
    async fn clock(&self, ticket: &Ticket, name: ClockName) -> Clock {
        let clocks = self.clocks(ticket).await;
        let found = clocks.into_iter().filter(|clock| clock.name == name).max_by_key(|clock| clock.seq);
        found.unwrap_or_else(|| panic!("{} has no clock {name}", ticket.number))
    }

    /// Every clock of every ticket, computed again.
    async fn checks_clocks(&self, now: Timestamp) -> Checked {
        let check = move |conn: &mut jenjang::db::DbConn| tickets::check_clocks(conn, 0, 1_000, now);
        self.db.read::<_, DbError, _>(check).await.unwrap()
    }

    /// What was told of a ticket's clocks: which, how much was used up, and what kind of line it is.
    async fn told(&self, ticket: &Ticket) -> Vec<(EventKind, String, i64)> {
        let id = ticket.id;
        let lines = self.db.read::<_, DbError, _>(move |conn| events::history(conn, id)).await.unwrap();
        let about = [EventKind::Warned, EventKind::Breached, EventKind::EscalatedUp];
        lines
            .into_iter()
            .filter(|line| about.contains(&line.kind))
            .map(|line| {
                let clock = line.data.0["clock"].as_str().unwrap().to_owned();
                (line.kind, clock, line.data.0["percent"].as_i64().unwrap())
            })
            .collect()
    }
}

/// As urgent as can be: P1.
fn burning() -> Open {
    Open { impact: Some(Impact::Wide), urgency: Some(Urgency::High), ..report() }
}

both! {
    async fn a_new_ticket_is_promised_an_answer_and_a_solution(house: House) {
        // Monday 09.15, P4: an answer within 7.5 working hours, a solution within five days of them.
        let ticket = house.someone("siti@dinkes").await.opens(report()).await.unwrap();
        let due = |clock: Clock| clock.due_at.unwrap();
        assert_eq!(due(house.clock(&ticket, ClockName::Response).await), wita("2026-11-24T09:15"));
        assert_eq!(due(house.clock(&ticket, ClockName::Resolution).await), wita("2026-11-30T09:15"));
        assert_eq!(due(house.clock(&ticket, ClockName::OwnTime).await), wita("2026-11-25T09:15"), "15 h at Tier 1");
        assert_eq!(ticket.due(), Some(wita("2026-11-24T09:15")), "lists go by what is due first");
        assert!(house.checks_clocks(ticket.created_at).await.astray.is_empty());
    }

    async fn the_first_public_answer_of_staff_keeps_the_first_promise(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let later = |hours| TimeDelta::hours(hours);
        siti.later(later(1)).says(&ticket, Visibility::Public, "tolong ya").await.unwrap();
        andi.later(later(2)).says(&ticket, Visibility::Internal, "kabelnya?").await.unwrap();
        assert_eq!(house.clock(&ticket, ClockName::Response).await.phase, Phase::Running, "neither of them is an answer");
        let answered = andi.later(later(3)).says(&ticket, Visibility::Public, "kami cek").await.unwrap();
        let clock = house.clock(&ticket, ClockName::Response).await;
        assert_eq!((clock.phase, clock.stopped_at), (Phase::Stopped, Some(siti.now.plus(later(3)))));
        assert_eq!(clock.state(siti.now), ClockState::Met);
        assert_eq!(answered.due(), Some(wita("2026-11-30T09:15")), "the solution is promised still");
        andi.later(later(4)).says(&ticket, Visibility::Public, "masih kami cek").await.unwrap();
        assert_eq!(house.clock(&ticket, ClockName::Response).await, clock, "only the first answer counts");
    }

    async fn an_escalation_leaves_the_promise_alone_and_begins_the_clocks_of_tier_2(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let fajar = house.someone("fajar@kominfo").await;
        let ticket = siti.opens(report()).await.unwrap();
        let promise = house.clock(&ticket, ClockName::Resolution).await;
        andi.later(TimeDelta::hours(1)).escalates(&ticket, question()).await.unwrap();
        assert_eq!(house.clock(&ticket, ClockName::Resolution).await, promise);
        let takeover = house.clock(&ticket, ClockName::TakeOver).await;
        assert_eq!((takeover.tier, takeover.seq), (Some(Tier::Two), 2));
        assert_eq!(takeover.due_at, Some(wita("2026-11-24T10:15")), "7.5 working hours from 10.15");
        let tier1 = house.clocks(&ticket).await.into_iter().find(|clock| clock.name == ClockName::OwnTime && clock.seq == 1).unwrap();
        assert_eq!((tier1.phase, tier1.used), (Phase::Stopped, Some(3_600_000_000)), "an hour at Tier 1");
        fajar.later(TimeDelta::hours(2)).accepts(&ticket).await.unwrap();
        let takeover = house.clock(&ticket, ClockName::TakeOver).await;
        assert_eq!((takeover.phase, takeover.used), (Phase::Stopped, Some(3_600_000_000)));
        fajar.later(TimeDelta::hours(3)).returns(&ticket).await.unwrap();
        assert_eq!(house.clock(&ticket, ClockName::Resolution).await, promise, "nor does a return move it");
        assert!(house.checks_clocks(siti.later(TimeDelta::hours(4)).now).await.astray.is_empty());
    }

    async fn a_question_stops_the_promise_and_an_outside_party_does_not(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let asked = andi.later(TimeDelta::minutes(45)).asks(&ticket, "di lantai berapa?").await.unwrap();
        let clock = house.clock(&ticket, ClockName::Resolution).await;
        assert_eq!((clock.phase, clock.due_at, clock.used), (Phase::Paused, None, Some(2_700_000_000)));
        assert_eq!(asked.due(), None, "nothing is due while the desk waits for an answer");
        // The answer comes on Tuesday at 10.00: 6 h on Monday but the lunch hour, and 2.5 h on Tuesday.
        let tuesday = siti.later(TimeDelta::hours(24) + TimeDelta::minutes(45));
        let answered = tuesday.says(&ticket, Visibility::Public, "lantai 2").await.unwrap();
        assert_eq!(answered.status, Status::InProgress);
        assert_eq!(house.clock(&ticket, ClockName::Resolution).await.due_at, Some(wita("2026-12-01T09:15")));
        andi.later(TimeDelta::hours(26)).hands_off(&ticket, Party::Isp).await.unwrap();
        let clock = house.clock(&ticket, ClockName::Resolution).await;
        assert_eq!((clock.phase, clock.due_at), (Phase::Running, Some(wita("2026-12-01T09:15"))));
        assert!(house.checks_clocks(tuesday.now).await.astray.is_empty());
    }

    async fn a_correction_of_priority_counts_from_first_contact_and_keeps_the_pauses(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        andi.asks(&ticket, "sejak kapan?").await.unwrap();
        // An hour of waiting.
        siti.later(TimeDelta::hours(1)).says(&ticket, Visibility::Public, "tadi pagi").await.unwrap();
        let (number, later) = (ticket.spoken(), andi.later(TimeDelta::hours(2)));
        let weights = Reprioritise { impact: Impact::Wide, urgency: Urgency::High, reason: "seluruh kantor".into() };
        let raised = later
            .does(move |conn, actor, now| tickets::reprioritise(conn, actor, &number, None, &weights, now))
            .await
            .unwrap();
        assert_eq!(raised.priority, Priority::P1);
        // Four hours from 09.15 without lunch, and the hour of waiting: 15.15.
        assert_eq!(raised.due(), Some(wita("2026-11-23T15:15")));
        let id = ticket.id;
        let lines = house.db.read::<_, DbError, _>(move |conn| events::history(conn, id)).await.unwrap();
        let line = lines.iter().find(|line| line.kind == EventKind::Reprioritised).unwrap();
        let moved = line.data.0["promises"].as_array().unwrap().iter().find(|one| one["name"] == "resolution").unwrap();
        assert_eq!(moved["before"], "2026-11-30T02:15:00Z", "the old promise stays in the history");
        assert_eq!(moved["after"], "2026-11-23T07:15:00Z");
        let answer = house.clock(&ticket, ClockName::Response).await;
        assert_eq!(answer.state(later.now), ClockState::Met, "a promise that was kept stays kept");
    }

    async fn a_reopened_ticket_goes_on_where_it_stopped(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let solved = andi.later(TimeDelta::hours(1)).resolves(&ticket).await.unwrap();
        assert_eq!(solved.due(), None);
        let clock = house.clock(&ticket, ClockName::Resolution).await;
        assert_eq!((clock.phase, clock.used), (Phase::Stopped, Some(3_600_000_000)));
        assert_eq!(
            house.clock(&ticket, ClockName::Confirmation).await.due_at,
            Some(wita("2026-11-26T10:15")),
            "three working days to say that it does not hold"
        );
        // Reopened a day later: a working day went by that counts for nobody.
        siti.later(TimeDelta::hours(25)).reopens(&ticket).await.unwrap();
        let clock = house.clock(&ticket, ClockName::Resolution).await;
        assert_eq!((clock.phase, clock.due_at), (Phase::Running, Some(wita("2026-12-01T09:15"))));
        assert_eq!(house.clock(&ticket, ClockName::Confirmation).await.phase, Phase::Void);
        let again = andi.later(TimeDelta::hours(26)).resolves(&ticket).await.unwrap();
        assert_eq!(house.clock(&again, ClockName::Confirmation).await.seq, 2);
        assert!(house.checks_clocks(andi.later(TimeDelta::hours(27)).now).await.astray.is_empty());
    }

    async fn what_was_cancelled_matters_no_more(house: House) {
        let siti = house.someone("siti@dinkes").await;
        let ticket = siti.opens(report()).await.unwrap();
        let cancelled = siti.later(TimeDelta::hours(1)).cancels(&ticket, None).await.unwrap();
        assert_eq!(cancelled.due(), None);
        for clock in house.clocks(&ticket).await {
            assert_eq!((clock.phase, clock.next_event_at), (Phase::Void, None), "{}", clock.name);
        }
        assert_eq!(house.sweeps(siti.later(TimeDelta::days(30)).now).await, Swept::default());
    }

    async fn a_late_entry_warns_and_breaches_within_one_sweep_once(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let wanted = Open {
            requester: Some("siti@dinkes.demo.test".into()),
            reported_at: Some(andi.now.minus(TimeDelta::days(4))),
            ..burning()
        };
        let ticket = andi.opens(wanted).await.unwrap();
        // Reported on Thursday 09.15: 30 minutes for an answer, 4 hours for a solution. By Monday 09.15 more than twice the
        // four hours have gone by.
        let swept = house.sweeps(andi.now).await;
        assert_eq!((swept.tickets, swept.warned, swept.breached, swept.escalated), (1, 2, 3, 1), "{swept:?}");
        let mut told = house.told(&ticket).await;
        told.sort();
        use EventKind::*;
        let expected = [
            (Warned, "resolution", 75),
            (Warned, "response", 75),
            (Breached, "own_time", 100),
            (Breached, "resolution", 100),
            (Breached, "response", 100),
            (EscalatedUp, "resolution", 200),
        ];
        assert_eq!(told, expected.map(|(kind, clock, percent)| (kind, clock.to_owned(), percent)).to_vec());
        assert_eq!(house.sweeps(andi.now).await, Swept::default(), "once");
        assert_eq!(house.sweeps(andi.later(TimeDelta::days(5)).now).await, Swept::default(), "and never again");
        assert!(house.checks_clocks(andi.now).await.astray.is_empty());
    }

    async fn each_part_of_a_promise_is_told_in_its_time(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let ticket = andi.opens(burning()).await.unwrap();
        andi.says(&ticket, Visibility::Public, "kami tangani").await.unwrap();
        let at = |text: &str| wita(&format!("2026-11-23T{text}"));
        house.sweeps(at("12:00")).await;
        assert!(!house.told(&ticket).await.iter().any(|(_, clock, _)| clock == "resolution"));
        // Three of four hours: 13.15. The warning is due then; what is due at 14.15 is late only afterwards.
        house.sweeps(at("13:15")).await;
        house.sweeps(at("14:15")).await;
        let of_promise = |told: Vec<(EventKind, String, i64)>| -> Vec<i64> {
            told.into_iter().filter(|(_, clock, _)| clock == "resolution").map(|(.., percent)| percent).collect()
        };
        assert_eq!(of_promise(house.told(&ticket).await), [75]);
        house.sweeps(at("14:15").plus(TimeDelta::microseconds(1))).await;
        assert_eq!(of_promise(house.told(&ticket).await), [75, 100]);
        // Twice four hours: Tuesday, 09.45.
        house.sweeps(wita("2026-11-24T09:45").plus(TimeDelta::microseconds(1))).await;
        assert_eq!(of_promise(house.told(&ticket).await), [75, 100, 200]);
        house.is_whole().await;
    }

    async fn lists_go_by_the_time_left(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let calm = andi.opens(report()).await.unwrap();
        let burning = andi.opens(burning()).await.unwrap();
        let asked = andi.opens(report()).await.unwrap();
        andi.asks(&asked, "yang mana?").await.unwrap();
        let by_due = Filter { sort: Sort::Due, ..Filter::default() };
        assert_eq!(andi.lists(by_due.clone()).await, [&burning.number, &calm.number, &asked.number].map(String::clone));
        let soon = Filter { due_before: Some(wita("2026-11-23T12:00")), ..by_due };
        assert_eq!(andi.lists(soon).await, [burning.number]);
    }

    async fn another_zone_counts_its_own_hours(house: House) {
        use diesel::prelude::*;
        use jenjang::db::schema::agencies;
        // The agency sits in WIB: 09.15 in WITA is 08.15 there, and its day ends an hour later.
        house
            .db
            .write::<_, DbError, _>(|conn| {
                let agency = crate::support::office::agency_id(conn, "dinkes")?;
                diesel::update(agencies::table.find(agency)).set(agencies::zone.eq("Asia/Jakarta")).execute(conn)?;
                Ok(())
            })
            .await
            .unwrap();
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        // 08.15 to 16.00 WIB without lunch is 6.75 h; the 45 minutes left are over at 08.15 WIB.
        assert_eq!(house.clock(&ticket, ClockName::Response).await.due_at, Some("2026-11-24T08:15:00+07:00".parse().unwrap()));
        // The engineers work in WITA: handed over at 15.30 WIB, past their closing time; 7.5 h of Tuesday.
        let late = andi.later(TimeDelta::hours(7) + TimeDelta::minutes(15));
        late.escalates(&ticket, question()).await.unwrap();
        assert_eq!(house.clock(&ticket, ClockName::TakeOver).await.due_at, Some(wita("2026-11-24T16:00")));
    }
}
