//! Exactly one person or group answers for a ticket (`rules.md` 2.2).

use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{self, Assignee, Ticket, TicketError};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{Outcome, Someone, question, report, wrong};
use crate::{both, refused};

async fn gives(someone: &Someone<'_>, ticket: &Ticket, to: Assignee) -> Outcome {
    let number = ticket.spoken();
    someone.does(move |conn, actor, now| tickets::assign(conn, actor, &number, None, &to, now)).await
}

both! {
    async fn a_ticket_is_taken_given_and_given_back(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let ticket = house.someone("siti@dinkes").await.opens(report()).await.unwrap();
        let taken = andi.claims(&ticket).await.unwrap();
        assert_eq!((taken.assignee_id, taken.status), (Some(andi.actor.id), Status::InProgress));
        let number = ticket.spoken();
        let free = andi.does(move |conn, actor, now| tickets::release(conn, actor, &number, None, now)).await.unwrap();
        assert_eq!(free.assignee_id, None);
        let to = |who: &str| Assignee::Person(who.into());
        for stranger in ["wayan@dikbud.demo.test", "siti@dinkes.demo.test", "nobody@x.test"] {
            assert_eq!(wrong(gives(&andi, &ticket, to(stranger)).await), ["assignee: not_in_group"]);
        }
        assert!(gives(&andi, &ticket, to("andi@dinkes.demo.test")).await.is_ok());
        refused!(house.someone("siti@dinkes").await.claims(&ticket).await, TicketError::Denied(_));
    }

    async fn a_group_of_tier_2_passes_on_what_is_not_its_own(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let (fajar, lestari) = (house.someone("fajar@kominfo").await, house.someone("lestari@kominfo").await);
        let ticket = andi.opens(report()).await.unwrap();
        andi.escalates(&ticket, question()).await.unwrap();
        let to = |group: &str| Assignee::Group(group.into());
        assert_eq!(wrong(gives(&fajar, &ticket, to("dinkes-t1")).await), ["group: unknown"]);
        assert_eq!(wrong(gives(&fajar, &ticket, to("jaringan")).await), ["group: already_there"]);
        fajar.accepts(&ticket).await.unwrap();
        let passed = gives(&fajar, &ticket, to("aplikasi")).await.unwrap();
        assert_eq!((passed.accepted, passed.assignee_id, passed.bounces), (false, None, 0));
        assert!(lestari.accepts(&ticket).await.is_ok());
        assert!(fajar.sees(&ticket).await.is_ok());
        refused!(fajar.resolves(&ticket).await, TicketError::Denied(_));
        use EventKind::*;
        assert_eq!(house.lived(&ticket).await, [Opened, Escalated, Accepted, Rerouted, Accepted]);
    }

    async fn who_passes_a_restricted_ticket_on_keeps_seeing_it(house: House) {
        let (siti, yusuf, lestari) = (house.someone("siti@dinkes").await, house.someone("yusuf@kominfo").await, house.someone("lestari@kominfo").await);
        let emergency = tickets::Open {
            kind: Some(Kind::SecurityIncident), impact: Some(Impact::Wide), urgency: Some(Urgency::High), ..report()
        };
        let ticket = siti.opens(emergency).await.unwrap();
        assert!(ticket.restricted && ticket.tier == Tier::Two);
        refused!(lestari.sees(&ticket).await, TicketError::NotFound);
        gives(&yusuf, &ticket, Assignee::Group("aplikasi".into())).await.unwrap();
        assert!(lestari.sees(&ticket).await.is_ok());
        assert!(yusuf.sees(&ticket).await.is_ok(), "he is named as a handler");
        refused!(house.someone("fajar@kominfo").await.sees(&ticket).await, TicketError::NotFound);
    }
}
