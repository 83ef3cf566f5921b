//! Tier 1 asks, Tier 2 takes over or returns (PM 42(9)–(10), `rules.md` 2.3–2.4).

use chrono::TimeDelta;
use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{Escalate, Move, Open, TicketError};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{question, report, wrong};
use crate::{both, refused};

both! {
    async fn tier_1_asks_and_tier_2_returns_and_takes_over(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let fajar = house.someone("fajar@kominfo").await;
        let ticket = siti.opens(report()).await.unwrap();
        andi.claims(&ticket).await.unwrap();
        let asked = andi.escalates(&ticket, question()).await.unwrap();
        assert_eq!((asked.tier, asked.accepted, asked.assignee_id), (Tier::Two, false, None));

        let back = fajar.returns(&ticket).await.unwrap();
        assert_eq!((back.tier, back.bounces, back.assignee_id), (Tier::One, 1, None));
        andi.escalates(&ticket, question()).await.unwrap();
        let taken = fajar.accepts(&ticket).await.unwrap();
        assert_eq!((taken.accepted, taken.assignee_id), (true, Some(fajar.actor.id)));

        let seen = andi.sees(&ticket).await.unwrap();
        assert_eq!(seen.escalations.len(), 2);
        assert_eq!(seen.escalations[0].guidance.as_deref(), Some("cek switch lantai 2"));
        assert_eq!(seen.escalations[1].accepted_by_id, Some(fajar.actor.id));
        assert_eq!(seen.stays.iter().map(|stay| stay.tier.number()).collect::<Vec<_>>(), [1, 2, 1, 2]);
        use EventKind::*;
        assert_eq!(house.lived(&ticket).await, [Opened, Assigned, Escalated, Returned, Escalated, Accepted]);
        house.is_whole().await;
    }

    async fn what_was_tried_must_be_said_unless_it_is_the_dinas_by_law(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let silent = || Escalate { attempted_steps: " ".into(), ..question() };
        let own = andi.opens(report()).await.unwrap();
        assert_eq!(wrong(andi.escalates(&own, silent()).await), ["attempted_steps: required"]);
        let wan = andi.opens(Open { category: "A2".into(), ..report() }).await.unwrap();
        assert!(andi.escalates(&wan, silent()).await.is_ok());
        let lan = andi.opens(Open { category: "A3".into(), ..report() }).await.unwrap();
        assert!(andi.escalates(&lan, silent()).await.is_ok(), "PM 19(6)c");
    }

    async fn in_a_self_managed_agency_the_lan_ends_there_and_tier_2_is_consulted(house: House) {
        let joko = house.someone("joko@rsud").await;
        let lan = joko.opens(Open { category: "A3".into(), ..report() }).await.unwrap();
        let silent = Escalate { attempted_steps: String::new(), ..question() };
        assert_eq!(wrong(joko.escalates(&lan, silent).await), ["attempted_steps: required"]);
        joko.escalates(&lan, question()).await.unwrap();
        assert!(joko.sees(&lan).await.unwrap().escalations[0].as_consultation);
    }

    async fn only_the_agencys_technician_asks_and_only_the_asked_group_answers(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let (wayan, lestari) = (house.someone("wayan@dikbud").await, house.someone("lestari@kominfo").await);
        let fajar = house.someone("fajar@kominfo").await;
        let ticket = siti.opens(report()).await.unwrap();
        refused!(siti.escalates(&ticket, question()).await, TicketError::Denied(_));
        refused!(wayan.escalates(&ticket, question()).await, TicketError::NotFound);
        refused!(fajar.accepts(&ticket).await, TicketError::NotFound);
        andi.escalates(&ticket, question()).await.unwrap();
        refused!(lestari.accepts(&ticket).await, TicketError::NotFound);
        refused!(andi.accepts(&ticket).await, TicketError::Denied(_));
        refused!(andi.resolves(&ticket).await, TicketError::Denied(_));
        refused!(fajar.resolves(&ticket).await, TicketError::NotOpen { wanted: Move::Resolve, .. });
        fajar.accepts(&ticket).await.unwrap();
        refused!(fajar.accepts(&ticket).await, TicketError::NotOpen { .. });
        refused!(andi.escalates(&ticket, question()).await, TicketError::NotOpen { .. });
    }

    async fn another_group_may_be_asked_and_an_unknown_one_may_not(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let ticket = andi.opens(report()).await.unwrap();
        let to = |group: &str| Escalate { group: Some(group.into()), ..question() };
        assert_eq!(wrong(andi.escalates(&ticket, to("dikbud-t1")).await), ["group: unknown"]);
        andi.escalates(&ticket, to("aplikasi")).await.unwrap();
        let lestari = house.someone("lestari@kominfo").await;
        assert!(lestari.accepts(&ticket).await.is_ok());
    }

    async fn tier_1_keeps_reading_and_talking_after_it_asked(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let fajar = house.someone("fajar@kominfo").await;
        let ticket = siti.opens(report()).await.unwrap();
        andi.escalates(&ticket, question()).await.unwrap();
        fajar.accepts(&ticket).await.unwrap();
        andi.says(&ticket, Visibility::Public, "sedang ditangani Tier 2, Bu").await.unwrap();
        andi.says(&ticket, Visibility::Internal, "ruang server terkunci, kunci di saya").await.unwrap();
        fajar.says(&ticket, Visibility::Tier2, "curiga loop di distribusi").await.unwrap();
        let read = |seen: Vec<jenjang::desk::tickets::Comment>| seen.into_iter().map(|said| said.body).collect::<Vec<_>>();
        assert_eq!(read(andi.sees(&ticket).await.unwrap().comments).len(), 2);
        assert_eq!(read(fajar.sees(&ticket).await.unwrap().comments).len(), 3);
        assert_eq!(read(siti.sees(&ticket).await.unwrap().comments), ["sedang ditangani Tier 2, Bu"]);
        assert!(siti.sees(&ticket).await.unwrap().escalations.is_empty(), "what the tiers say to each other");
    }

    async fn of_two_at_once_one_is_too_late(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let fajar = house.someone("fajar@kominfo").await;
        let ticket = andi.opens(report()).await.unwrap();
        andi.escalates(&ticket, question()).await.unwrap();
        let (first, second) = tokio::join!(fajar.accepts(&ticket), fajar.accepts(&ticket));
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
        let number = ticket.spoken();
        let stale = andi
            .later(TimeDelta::minutes(1))
            .does(move |conn, actor, now| {
                jenjang::desk::tickets::release(conn, actor, &number, Some(1), now)
            })
            .await;
        refused!(stale, TicketError::Stale { .. });
    }
}
