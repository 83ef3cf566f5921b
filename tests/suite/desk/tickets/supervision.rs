//! What those who lead see: who carries how much, and totals without names.

use jenjang::db::{DbConn, DbError};
use jenjang::desk::tickets::{self, Burden, Flow, TicketError, Totals};

use super::super::house::{Draft, House, NOW};
use super::story::{question, report};
use crate::{both, refused};

async fn burden(house: &House, account: &str) -> Result<Burden, TicketError> {
    let actor = house.someone(account).await.actor;
    let today = NOW.date_in(actor.zone);
    house.db.read(move |conn| tickets::burden(conn, &actor, today)).await
}

async fn totals(house: &House, account: &str) -> Result<Totals, TicketError> {
    let actor = house.someone(account).await.actor;
    house.db.read(move |conn| tickets::totals(conn, &actor, NOW)).await
}

both! {
    async fn the_load_is_shown_by_person_and_by_agency(house: House) {
        let (siti, andi, fajar) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await, house.someone("fajar@kominfo").await);
        let rini = house.someone("rini@dikbud").await;
        siti.opens(report()).await.unwrap();
        let bounced = siti.opens(report()).await.unwrap();
        andi.escalates(&bounced, question()).await.unwrap();
        fajar.returns(&bounced).await.unwrap();
        let escalated = siti.opens(report()).await.unwrap();
        andi.escalates(&escalated, question()).await.unwrap();
        fajar.accepts(&escalated).await.unwrap();
        rini.opens(report()).await.unwrap();
        let solved = siti.opens(report()).await.unwrap();
        andi.claims(&solved).await.unwrap();
        andi.resolves(&solved).await.unwrap();

        let burden = burden(&house, "ketua@kominfo").await.unwrap();
        let figures = |loads: &[tickets::Load]| loads.iter().map(|load| (load.name.clone(), load.open, load.bounced)).collect::<Vec<_>>();
        let nobody = String::new();
        let tier1 = figures(&burden.tier1);
        assert_eq!(tier1.iter().map(|(_, open, _)| open).sum::<i64>(), 3, "solved ones burden nobody: {tier1:?}");
        assert_eq!(tier1.iter().map(|(.., bounced)| bounced).sum::<i64>(), 1, "{tier1:?}");
        assert_eq!(tier1[0].0, nobody, "what nobody took comes first: {tier1:?}");
        assert_eq!(
            figures(&burden.tier2),
            [("Fajar Nugraha".to_owned(), 1, 0), ("Lestari Wulandari".to_owned(), 0, 0), ("Yusuf Lamato".to_owned(), 0, 0)],
            "engineers who have nothing are shown too"
        );
        let agencies: Vec<_> = burden.agencies.iter().map(|one| (one.name.as_str(), one.open, one.escalated, one.bounced)).collect();
        assert_eq!(agencies, [("Dinas Kesehatan", 3, 1, 1), ("Dinas Pendidikan dan Kebudayaan", 1, 0, 0)]);
        assert!(burden.agencies.iter().all(|agency| agency.oldest.is_some()));
        for other in ["andi@dinkes", "fajar@kominfo", "auditor@inspektorat", "sekda@setda"] {
            refused!(self::burden(&house, other).await, TicketError::Denied(_));
        }
    }

    async fn a_restricted_ticket_burdens_nobody_in_the_eyes_of_the_supervisor(house: House) {
        house.db.write::<_, DbError, _>(|conn| {
            Draft::new(1, "situs diretas", "situs diretas").with_tier2("keamanan").restricted().put(conn)?;
            Ok(())
        }).await.unwrap();
        assert_eq!(burden(&house, "ketua@kominfo").await.unwrap().agencies, []);
        assert_eq!(burden(&house, "kadis@kominfo").await.unwrap().agencies[0].open, 1);
        assert_eq!(totals(&house, "sekda@setda").await.unwrap().open, 1, "a sum names nothing");
    }

    async fn totals_name_nobody_and_count_each_ticket_once(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let first = siti.opens(report()).await.unwrap();
        let second = siti.opens(report()).await.unwrap();
        siti.opens(report()).await.unwrap();
        for ticket in [&first, &second] {
            andi.claims(ticket).await.unwrap();
            andi.resolves(ticket).await.unwrap();
        }
        siti.closes(&first, None).await.unwrap();
        // One of October, of the same quarter, and one of September.
        house.db.write::<_, DbError, _>(|conn| {
            for (serial, at) in [(901, "2026-10-31T15:59:59Z"), (902, "2026-10-31T16:00:00Z"), (903, "2026-09-30T15:59:59Z"), (904, "2026-09-30T16:00:00Z")] {
                let id = Draft::new(serial, "lama", "lama").put(conn)?;
                house_opened(conn, id, at)?;
            }
            Ok(())
        }).await.unwrap();
        let totals = totals(&house, "sekda@setda").await.unwrap();
        // Parigi is eight hours ahead: its November began at 16.00 of the day before.
        assert_eq!(totals.all.month, Flow { opened: 4, solved: 2, closed: 1 });
        assert_eq!(totals.all.quarter, Flow { opened: 6, solved: 2, closed: 1 });
        assert_eq!((totals.month.to_string(), totals.quarter.to_string()), ("2026-11-01".to_owned(), "2026-10-01".to_owned()));
        assert_eq!(totals.open, 5);
        let sum = |flows: Vec<Flow>| flows.iter().map(|flow| flow.opened).sum::<i64>();
        assert_eq!(sum(totals.kinds.iter().map(|(_, total)| total.quarter).collect()), 6);
        assert_eq!(sum(totals.tiers.iter().map(|(_, total)| total.quarter).collect()), 6);
        assert_eq!(totals.agencies.iter().map(|(name, total)| (name.as_str(), total.quarter.opened)).collect::<Vec<_>>(), [("Dinas Kesehatan", 6)]);
        for other in ["andi@dinkes", "ketua@kominfo", "auditor@inspektorat"] {
            refused!(self::totals(&house, other).await, TicketError::Denied(_));
        }
    }

    async fn what_waits_for_its_requester_is_counted(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let asked = siti.opens(report()).await.unwrap();
        let solved = siti.opens(report()).await.unwrap();
        for ticket in [&asked, &solved] {
            andi.claims(ticket).await.unwrap();
        }
        andi.asks(&asked, "Lantai berapa?").await.unwrap();
        andi.resolves(&solved).await.unwrap();
        let count = async |account: &str| {
            let actor = house.someone(account).await.actor;
            let counts = move |conn: &mut DbConn| tickets::queue_counts(conn, &actor, NOW);
            house.db.read::<_, DbError, _>(counts).await.unwrap().asked
        };
        assert_eq!((count("siti@dinkes").await, count("andi@dinkes").await), (2, 0));
        siti.closes(&solved, None).await.unwrap();
        assert_eq!(count("siti@dinkes").await, 1);
    }
}

fn house_opened(conn: &mut DbConn, id: jenjang::desk::ids::TicketId, at: &str) -> Result<(), DbError> {
    use diesel::prelude::*;
    use jenjang::db::schema::tickets;
    let at: jenjang::clock::Timestamp = at.parse().unwrap();
    diesel::update(tickets::table.find(id)).set(tickets::created_at.eq(at)).execute(conn)?;
    Ok(())
}
