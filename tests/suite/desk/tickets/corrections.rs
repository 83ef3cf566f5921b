//! The holder corrects, with a reason, and the history keeps what stood before.

use jenjang::desk::events::EventKind;
use jenjang::desk::tickets::{self, Correct, Reprioritise, TicketError};
use jenjang::desk::words::*;

use super::super::house::House;
use super::story::{report, wrong};
use crate::{both, refused};

both! {
    async fn the_holder_corrects_the_priority_and_says_why(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ticket = siti.opens(report()).await.unwrap();
        let number = ticket.spoken();
        let raise = move |reason: &str| {
            let words = Reprioritise { impact: Impact::Medium, urgency: Urgency::High, reason: reason.into() };
            let number = number.clone();
            move |conn: &mut jenjang::db::DbConn, actor: &_, now| {
                tickets::reprioritise(conn, actor, &number, None, &words, now)
            }
        };
        refused!(siti.does(raise("penting")).await, TicketError::Denied(_));
        assert_eq!(wrong(andi.does(raise(" ")).await), ["reason: required"]);
        let raised = andi.does(raise("satu kantor")).await.unwrap();
        assert_eq!((raised.priority, raised.version), (Priority::P2, 2));
        assert_eq!(house.lived(&ticket).await, [EventKind::Opened, EventKind::Reprioritised]);
    }

    async fn what_becomes_excluded_is_restricted_from_then_on(house: House) {
        let (siti, andi) = (house.someone("siti@dinkes").await, house.someone("andi@dinkes").await);
        let ketua = house.someone("ketua@kominfo").await;
        let ticket = siti.opens(report()).await.unwrap();
        assert!(ketua.sees(&ticket).await.is_ok());
        let number = ticket.spoken();
        let words = Correct { classification: Some(Classification::PersonalData), ..Correct::default() };
        let excluded =
            andi.does(move |conn, actor, now| tickets::correct(conn, actor, &number, None, &words, now)).await.unwrap();
        assert!(excluded.restricted);
        refused!(ketua.sees(&ticket).await, TicketError::NotFound);
        assert!(andi.sees(&ticket).await.is_ok() && siti.sees(&ticket).await.is_ok());
    }

    async fn a_correction_that_changes_nothing_leaves_no_trace(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let ticket = andi.opens(report()).await.unwrap();
        let number = ticket.spoken();
        let words = Correct { title: Some(ticket.title.clone()), ..Correct::default() };
        let same =
            andi.does(move |conn, actor, now| tickets::correct(conn, actor, &number, None, &words, now)).await.unwrap();
        assert_eq!(same.version, 1);
        assert_eq!(house.lived(&ticket).await, [EventKind::Opened]);
    }

    async fn a_foreign_or_unknown_category_is_a_wrong_field(house: House) {
        let andi = house.someone("andi@dinkes").await;
        let ticket = andi.opens(report()).await.unwrap();
        let number = ticket.spoken();
        let words = Correct { category: Some("Z9".into()), title: Some(String::new()), ..Correct::default() };
        let outcome = andi.does(move |conn, actor, now| tickets::correct(conn, actor, &number, None, &words, now)).await;
        assert_eq!(wrong(outcome), ["title: required", "category: unknown"]);
        assert_eq!(house.ticket(&ticket).await, ticket);
    }
}
