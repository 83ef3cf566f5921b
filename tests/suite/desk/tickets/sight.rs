//! Who sees what: the one predicate (`rules.md` 2.8), asked by everyone about everything.

use jenjang::db::{DbConn, DbError};
use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{self, Escalate, Filter, Open, Sort, Ticket, TicketError};
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
        let count = move |conn: &mut DbConn| tickets::count(conn, &actor, &filter, 10);
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

fn fits(filter: &Filter, ticket: &Ticket) -> bool {
    (filter.status.is_empty() || filter.status.contains(&ticket.status))
        && (filter.priority.is_empty() || filter.priority.contains(&ticket.priority))
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

    async fn lists_in_every_order_show_page_by_page_what_one_may_see(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let fajar = house.someone("fajar@kominfo").await;
        let mut numbers = Vec::new();
        for round in 0..9 {
            let ticket = siti.opens(report()).await.unwrap();
            if round % 3 > 0 {
                andi.escalates(&ticket, question()).await.unwrap();
            }
            if round % 3 == 2 {
                fajar.returns(&ticket).await.unwrap();
            }
            numbers.push(ticket.spoken());
        }
        let statuses = [
            vec![],
            Filter::OPEN.to_vec(),
            vec![Status::New],
            vec![Status::WaitingRequester, Status::Resolved],
            vec![Status::InProgress, Status::Closed],
        ];
        let mut found = 0;
        for account in ["siti@dinkes", "andi@dinkes", "fajar@kominfo", "lestari@kominfo", "ketua@kominfo"] {
            let actor = house.someone(account).await.actor;
            for (sort, status) in Sort::ALL.iter().flat_map(|sort| statuses.iter().map(move |status| (*sort, status))) {
                for priority in [vec![], vec![Priority::P3, Priority::P4]] {
                    let filter = Filter { sort, status: status.clone(), priority, ..Filter::default() };
                    let (actor, numbers, said) = (actor.clone(), numbers.clone(), format!("{account}: {filter:?}"));
                    let look = move |conn: &mut DbConn| {
                        let mut expected = Vec::new();
                        for number in &numbers {
                            match tickets::show(conn, &actor, number) {
                                Ok(ticket) if fits(&filter, &ticket) => expected.push(ticket.number),
                                Ok(_) | Err(TicketError::NotFound) => {}
                                Err(other) => return Err(other),
                            }
                        }
                        let (mut listed, mut cursor) = (Vec::new(), None);
                        loop {
                            let page = tickets::list(conn, &actor, &filter, cursor.as_ref(), 2)?;
                            listed.extend(page.tickets.into_iter().map(|ticket| ticket.number));
                            cursor = page.next;
                            if cursor.is_none() {
                                break;
                            }
                        }
                        Ok((expected, listed, tickets::count(conn, &actor, &filter, 100)?))
                    };
                    let (mut expected, mut listed, counted) = house.db.read::<_, TicketError, _>(look).await.unwrap();
                    expected.sort();
                    listed.sort();
                    assert_eq!(listed, expected, "{said}");
                    assert_eq!(counted, expected.len() as i64, "{said}");
                    found += expected.len();
                }
            }
        }
        assert!(found > 300, "only {found} were looked at");
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
