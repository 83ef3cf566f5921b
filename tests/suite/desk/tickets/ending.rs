//! Solved, confirmed, disputed, forgotten, cancelled (`rules.md` §3).

use chrono::TimeDelta;
use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{Resolve, Swept, TicketError};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{question, report, wrong};
use crate::{both, refused};

/// The shortest time there is.
const MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn reminded() -> Swept {
    Swept { tickets: 1, reminded: 1, ..Swept::default() }
}

fn closed() -> Swept {
    Swept { tickets: 1, closed: 1, ..Swept::default() }
}

both! {
    async fn the_requester_confirms_and_rates(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        andi.resolves(&ticket).await.unwrap();
        assert_eq!(wrong(siti.closes(&ticket, Some(6)).await), ["rating: one_to_five"]);
        assert_eq!(wrong(andi.closes(&ticket, Some(5)).await), ["rating: requester_only"]);
        let closed = siti.closes(&ticket, Some(5)).await.unwrap();
        assert_eq!((closed.status, closed.due()), (Status::Closed, None));
        let closure = siti.sees(&ticket).await.unwrap().closure.unwrap();
        assert_eq!((closure.how, closure.rating), (ClosedHow::Confirmed, Some(5)));
        refused!(siti.reopens(&ticket).await, TicketError::NotOpen { .. });
        refused!(siti.says(&ticket, Visibility::Public, "halo?").await, TicketError::NotOpen { .. });
    }

    async fn it_is_reopened_within_three_working_days_and_not_later(house: House) {
        // Solved on Monday at 09.15: until Thursday at 09.15.
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        andi.resolves(&ticket).await.unwrap();
        let late = siti.later(TimeDelta::days(3) + TimeDelta::microseconds(1));
        refused!(late.reopens(&ticket).await, TicketError::NotOpen { .. });
        let reopened = siti.later(TimeDelta::days(3)).reopens(&ticket).await.unwrap();
        assert_eq!((reopened.status, reopened.resolved_at), (Status::InProgress, None));
        assert_eq!(reopened.stage(), Stage::InTier1);
        let solution = andi.sees(&ticket).await.unwrap().resolutions.remove(0);
        assert_eq!(solution.reopen_reason.as_deref(), Some("masih lemot"));
    }

    async fn nobody_answers_so_it_reminds_once_and_closes_by_itself(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        andi.resolves(&ticket).await.unwrap();
        let at = |days| siti.now.plus(TimeDelta::days(days));
        assert_eq!(house.sweeps(at(1)).await, Swept::default());
        assert_eq!(house.sweeps(at(2)).await, reminded());
        assert_eq!(house.sweeps(at(2)).await, Swept::default(), "once");
        assert_eq!(house.sweeps(at(3)).await, Swept::default(), "what is due is over only afterwards");
        assert_eq!(house.sweeps(at(3).plus(MOMENT)).await, closed());
        assert_eq!(house.sweeps(at(30)).await, Swept::default());
        assert_eq!(house.ticket(&ticket).await.status, Status::Closed);
        use EventKind::*;
        assert_eq!(house.lived(&ticket).await, [Opened, Resolved, Reminded, Closed]);
        assert_eq!(andi.sees(&ticket).await.unwrap().closure.unwrap().how, ClosedHow::Automatic);
    }

    async fn after_an_outage_the_requester_still_has_a_day_to_answer(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        andi.resolves(&ticket).await.unwrap();
        // A week later, Monday: both the reminder and the closing are long due.
        let monday = siti.now.plus(TimeDelta::days(7));
        assert_eq!(house.sweeps(monday).await, reminded());
        assert_eq!(house.ticket(&ticket).await.status, Status::Resolved);
        assert_eq!(house.sweeps(monday.plus(TimeDelta::days(1) + MOMENT)).await, closed());
    }

    async fn the_requester_cancels_before_work_and_staff_only_a_duplicate_after(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let early = siti.opens(report()).await.unwrap();
        assert_eq!(siti.cancels(&early, None).await.unwrap().status, Status::Cancelled);
        let (first, second) = (siti.opens(report()).await.unwrap(), siti.opens(report()).await.unwrap());
        andi.claims(&second).await.unwrap();
        refused!(siti.cancels(&second, None).await, TicketError::NotOpen { .. });
        assert_eq!(wrong(andi.cancels(&second, None).await), ["duplicate_of: required_of_staff"]);
        assert_eq!(wrong(andi.cancels(&second, Some(&second)).await), ["duplicate_of: itself"]);
        andi.cancels(&second, Some(&first)).await.unwrap();
        assert_eq!(siti.sees(&second).await.unwrap().links[0].number, first.number);
        refused!(andi.resolves(&second).await, TicketError::NotOpen { .. });
        house.is_whole().await;
    }

    async fn a_parent_is_solved_together_with_its_children(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let parent = andi.opens(report()).await.unwrap();
        let (child, done) = (andi.opens(report()).await.unwrap(), andi.opens(report()).await.unwrap());
        for ticket in [&child, &done] {
            andi.links(ticket, LinkKind::ChildOf, &parent).await.unwrap();
        }
        assert_eq!(wrong(andi.links(&child, LinkKind::ChildOf, &done).await), ["to: family"]);
        andi.cancels(&done, None).await.unwrap();
        let words = Resolve { solution: "kabel FO disambung".into(), with_children: true, ..Resolve::default() };
        andi.resolves_with(&parent, words).await.unwrap();
        assert_eq!(house.ticket(&child).await.status, Status::Resolved);
        assert_eq!(house.ticket(&done).await.status, Status::Cancelled);
    }

    async fn only_tier_2_says_whether_tier_1_could_have_solved_it(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let fajar = house.someone("fajar@kominfo").await;
        let words = || Resolve {
            solution: "DHCP liar dicabut".into(),
            cause: Some("router rumahan".into()),
            tier1_could_have_solved: Some(true),
            ..Resolve::default()
        };
        let own = siti.opens(report()).await.unwrap();
        andi.resolves_with(&own, words()).await.unwrap();
        assert_eq!(andi.sees(&own).await.unwrap().resolutions[0].tier1_could_have_solved, None);
        let asked = siti.opens(report()).await.unwrap();
        andi.escalates(&asked, question()).await.unwrap();
        fajar.accepts(&asked).await.unwrap();
        fajar.resolves_with(&asked, words()).await.unwrap();
        assert_eq!(andi.sees(&asked).await.unwrap().resolutions[0].tier1_could_have_solved, Some(true));
        let shown = siti.sees(&asked).await.unwrap().resolutions.remove(0);
        assert_eq!((shown.cause, shown.tier1_could_have_solved), (None, None), "that is for staff");
    }
}
