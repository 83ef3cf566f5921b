//! Who sees what: the one predicate (`rules.md` 2.8), asked by everyone about everything.

use jenjang::db::DbError;
use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{self, Escalate, Filter, Open, Ticket, TicketError};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{question, report};
use crate::{both, refused};

/// Who of the office sees the ticket, by list and by number alike.
async fn witnesses(house: &House, ticket: &Ticket) -> Vec<&'static str> {
    let everyone = [
        "siti@dinkes",
        "made@dinkes",
        "andi@dinkes",
        "kadis@dinkes",
        "rini@dikbud",
        "wayan@dikbud",
        "joko@rsud",
        "fajar@kominfo",
        "lestari@kominfo",
        "yusuf@kominfo",
        "ketua@kominfo",
        "kadis@kominfo",
        "auditor@inspektorat",
        "sekda@setda",
    ];
    let mut seen = Vec::new();
    for account in everyone {
        let someone = house.someone(account).await;
        let listed = someone.lists(Filter::default()).await.contains(&ticket.number);
        let shown = someone.sees(ticket).await;
        assert_eq!(listed, shown.is_ok(), "{account}: list and page disagree");
        let (actor, filter) = (someone.actor.clone(), Filter::default());
        let count = move |conn: &mut jenjang::db::DbConn| tickets::count(conn, &actor, &filter, 10);
        let counted = house.db.read::<_, DbError, _>(count).await.unwrap();
        assert_eq!(counted == 1, listed, "{account}: list and count disagree");
        if listed {
            seen.push(account);
        } else {
            refused!(shown, TicketError::NotFound);
        }
    }
    seen
}

both! {
    async fn a_ticket_is_seen_by_those_whom_it_concerns(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let always = ["siti@dinkes", "andi@dinkes", "kadis@dinkes"];
        let leaders = ["ketua@kominfo", "kadis@kominfo", "auditor@inspektorat"];
        assert_eq!(witnesses(&house, &ticket).await, [&always[..], &leaders[..]].concat());
        andi.escalates(&ticket, question()).await.unwrap();
        let asked = [&always[..], &["fajar@kominfo"], &leaders[..]].concat();
        assert_eq!(witnesses(&house, &ticket).await, asked);
        house.someone("fajar@kominfo").await.returns(&ticket).await.unwrap();
        assert_eq!(witnesses(&house, &ticket).await, asked, "a group keeps seeing what it held");
    }

    async fn a_restricted_ticket_is_seen_by_those_who_handle_it(house: House) {
        let (rini, wayan) = (house.someone("rini@dikbud").await, house.someone("wayan@dikbud").await);
        let calm = Open { category: "E1".into(), ..report() };
        let ticket = rini.opens(calm).await.unwrap();
        assert_eq!((ticket.tier, ticket.restricted), (Tier::One, true));
        let before = ["rini@dikbud", "wayan@dikbud", "kadis@kominfo", "auditor@inspektorat"];
        assert_eq!(witnesses(&house, &ticket).await, before, "not even the supervisor, unless named");
        wayan.escalates(&ticket, Escalate { reason: EscalationReason::Security, ..question() }).await.unwrap();
        let after = ["rini@dikbud", "wayan@dikbud", "yusuf@kominfo", "kadis@kominfo", "auditor@inspektorat"];
        assert_eq!(witnesses(&house, &ticket).await, after, "the technician who asked is named");
    }

    async fn every_reading_of_a_restricted_ticket_is_noted(house: House) {
        let rini = house.someone("rini@dikbud").await;
        let ticket = rini.opens(Open { category: "E1".into(), ..report() }).await.unwrap();
        let plain = rini.opens(report()).await.unwrap();
        let wayan = house.someone("wayan@dikbud").await;
        for read in [ticket.clone(), plain.clone()] {
            wayan.does(move |conn, actor, now| tickets::note_read(conn, actor, &read, now)).await.unwrap();
        }
        assert_eq!(house.lived(&ticket).await, [EventKind::Opened, EventKind::Read]);
        assert_eq!(house.lived(&plain).await, [EventKind::Opened]);
        let lines = |someone: super::story::Someone<'_>| {
            let (actor, number, db) = (someone.actor.clone(), ticket.spoken(), house.db.clone());
            async move { db.read(move |conn| tickets::timeline(conn, &actor, &number)).await.unwrap().1.len() }
        };
        assert_eq!(lines(house.someone("rini@dikbud").await).await, 1);
        assert_eq!(lines(house.someone("auditor@inspektorat").await).await, 2);
    }

    async fn links_and_watchers_tell_nothing_of_what_one_may_not_see(house: House) {
        let ketua = house.someone("ketua@kominfo").await;
        let siti = house.someone("siti@dinkes").await;
        let own = siti.opens(report()).await.unwrap();
        let foreign = house.someone("rini@dikbud").await.opens(report()).await.unwrap();
        ketua.links(&own, LinkKind::Related, &foreign).await.unwrap();
        assert_eq!(ketua.sees(&own).await.unwrap().links.len(), 1);
        assert_eq!(siti.sees(&own).await.unwrap().links.len(), 0);
        let andi = house.someone("andi@dinkes").await;
        assert_eq!(super::story::wrong(andi.links(&own, LinkKind::Related, &foreign).await), ["to: unknown"]);
        let number = own.spoken();
        let watching = andi.does(move |conn, actor, now| {
            tickets::watch(conn, actor, &number, Some("wayan@dikbud.demo.test"), now)
        });
        assert_eq!(super::story::wrong(watching.await), ["watcher: unknown"]);
    }
}
