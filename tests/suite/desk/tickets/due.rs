//! What is late and whose it is: filters, the numbers beside the queue, the bars of a page.

use chrono::TimeDelta;
use jenjang::db::{DbConn, DbError};
use jenjang::desk::sla::{ClockName, ClockState};
use jenjang::desk::tickets::{self, Filter, Open, Sort};
use jenjang::desk::words::*;

use super::super::house::{House, NOW};
use super::story::{question, report};
use crate::both;

/// P1: an answer within half an hour, a solution within four.
fn burning() -> Open {
    Open { impact: Some(Impact::Wide), urgency: Some(Urgency::High), ..report() }
}

async fn late_for(house: &House, account: &str, after: TimeDelta) -> i64 {
    let (actor, now) = (house.someone(account).await.actor, NOW.plus(after));
    let count = move |conn: &mut DbConn| tickets::queue_counts(conn, &actor, now);
    house.db.read::<_, DbError, _>(count).await.unwrap().overdue
}

both! {
    async fn each_is_told_how_much_in_their_charge_is_late(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let own = siti.opens(burning()).await.unwrap();
        let escalated = siti.opens(burning()).await.unwrap();
        andi.escalates(&escalated, question()).await.unwrap();
        house.someone("rini@dikbud").await.opens(burning()).await.unwrap();
        siti.opens(report()).await.unwrap();
        let minute = TimeDelta::minutes(31);
        for (account, late) in [
            ("siti@dinkes", 0),
            ("andi@dinkes", 2),
            ("kadis@dinkes", 2),
            ("wayan@dikbud", 1),
            ("fajar@kominfo", 1),
            ("lestari@kominfo", 0),
            ("ketua@kominfo", 3),
            ("kadis@kominfo", 3),
        ] {
            assert_eq!(late_for(&house, account, TimeDelta::minutes(30)).await, 0, "{account}: due is not late");
            assert_eq!(late_for(&house, account, minute).await, late, "{account}");
        }
        andi.later(minute).says(&own, Visibility::Public, "kami cek").await.unwrap();
        assert_eq!(late_for(&house, "andi@dinkes", minute).await, 1, "it was answered, late");
    }

    async fn late_and_not_late_are_all_there_is(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let late = andi.opens(burning()).await.unwrap();
        let calm = andi.opens(report()).await.unwrap();
        let asked = andi.opens(burning()).await.unwrap();
        andi.asks(&asked, "yang mana?").await.unwrap();
        let siti = house.someone("siti@dinkes").await;
        let over = siti.opens(burning()).await.unwrap();
        siti.cancels(&over, None).await.unwrap();
        let now = NOW.plus(TimeDelta::hours(1));
        let listed = async |late: bool| {
            let filter = Filter { sort: Sort::Due, ..Filter::default() };
            andi.lists(filter.overdue(late, now)).await
        };
        assert_eq!(listed(true).await, vec![late.number.clone()]);
        let mut rest = listed(false).await;
        rest.sort();
        assert_eq!(rest, [calm.number, asked.number, over.number]);
        let both = Filter { due_before: Some(NOW.plus(TimeDelta::days(30))), ..Filter::default() };
        assert_eq!(andi.lists(both.overdue(true, now)).await, [late.number]);
    }

    async fn a_page_reads_the_promise_that_matters_most_of_each_ticket(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let new = andi.opens(report()).await.unwrap();
        let answered = andi.opens(report()).await.unwrap();
        andi.says(&answered, Visibility::Public, "kami cek").await.unwrap();
        let asked = andi.opens(report()).await.unwrap();
        andi.later(TimeDelta::minutes(45)).asks(&asked, "yang mana?").await.unwrap();
        let solved = andi.opens(report()).await.unwrap();
        andi.later(TimeDelta::hours(1)).resolves(&solved).await.unwrap();
        let shown = [new.clone(), answered.clone(), asked.clone(), solved.clone()];
        let now = NOW.plus(TimeDelta::hours(2));
        let read = move |conn: &mut DbConn| tickets::promises(conn, &shown, now);
        let bars = house.db.read::<_, DbError, _>(read).await.unwrap();
        let of = |ticket: &tickets::Ticket| {
            let bar = bars[&ticket.id];
            (bar.name, bar.state, bar.left_seconds / 60, bar.used_seconds / 60)
        };
        assert_eq!(of(&new), (ClockName::Response, ClockState::Running, 330, 120));
        assert_eq!(of(&answered), (ClockName::Resolution, ClockState::Running, 2_130, 120));
        assert_eq!(of(&asked), (ClockName::Resolution, ClockState::Paused, 2_205, 45));
        assert_eq!(of(&solved), (ClockName::Resolution, ClockState::Met, 2_190, 60));
    }

    async fn a_page_of_one_ticket_knows_its_clocks_and_the_calendar_of_its_promise(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let told = andi.later(TimeDelta::hours(1)).escalates(&ticket, question()).await.unwrap();
        let hers = siti.later(TimeDelta::hours(2)).sees(&told).await.unwrap();
        let names = |clocks: &[jenjang::desk::sla::Standing]| -> Vec<ClockName> {
            clocks.iter().map(|standing| standing.clock.name).collect()
        };
        assert_eq!(names(&hers.clocks), [ClockName::Resolution, ClockName::Response]);
        let his = andi.later(TimeDelta::hours(2)).sees(&told).await.unwrap();
        assert!(names(&his.clocks).contains(&ClockName::TakeOver) && names(&his.clocks).contains(&ClockName::OwnTime));
        let calendar = his.calendar.unwrap();
        let worked: i64 = his
            .stages
            .iter()
            .map(|span| calendar.worked(span.started_at, span.ended_at.unwrap_or(NOW.plus(TimeDelta::hours(2)))))
            .sum();
        let promise = his.clocks.iter().find(|standing| standing.clock.name == ClockName::Resolution).unwrap();
        assert_eq!(worked / 1_000_000, promise.worked_seconds, "stages add up to the clock");
        assert_eq!(promise.worked_seconds, 7_200);
        assert!(!promise.legal_basis.is_empty());
    }
}
