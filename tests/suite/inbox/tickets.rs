//! A new message becomes a ticket at Tier 1 of its sender's agency, once.

use jenjang::desk::inbox::{Fate, State};
use jenjang::desk::words::{Channel, Status, Tier};

use super::post::{PostRoom, eml};
use crate::both;

const SITI: &str = "Siti Rahmawati <siti@dinkes.demo.test>";

both! {
    async fn a_new_message_is_a_ticket_of_its_sender_at_tier_1_of_their_agency(post: PostRoom) {
        let mut post = post;
        let line = post.gets(&eml(SITI, "a", "Subject: Fwd: Internet lambat sekali", "Sejak pagi internet di ruang gizi putus-putus.")).await;
        assert_eq!((line.state, line.fate), (State::Done, Some(Fate::Ticket)), "{line:?}");
        let ticket = post.ticket(&line).await;
        assert_eq!(ticket.title, "Internet lambat sekali");
        assert_eq!(ticket.description, "Sejak pagi internet di ruang gizi putus-putus.");
        assert_eq!((ticket.channel, ticket.tier, ticket.status), (Channel::Email, Tier::One, Status::New));
        assert_eq!(post.room.told().await, ["andi@dinkes new_ticket", "siti@dinkes received"]);
        // The same again, and again.
        for _ in 0..2 {
            let again = post.gets(&eml(SITI, "a", "Subject: Fwd: Internet lambat sekali", "Sejak pagi internet di ruang gizi putus-putus.")).await;
            assert_eq!(again, line);
        }
        assert_eq!(post.tickets().await.len(), 1);
    }

    async fn a_subject_alone_says_enough_and_words_alone_too(post: PostRoom) {
        let subject = post.gets(&eml(SITI, "a", "Subject: Printer epson macet", "")).await;
        assert_eq!(post.ticket(&subject).await.description, "Printer epson macet");
        let words = post.gets(&eml(SITI, "b", "Subject: Re:", "Selamat pagi.\nPrinter epson L3210 ga kebaca. Sudah dicoba.")).await;
        assert_eq!(post.ticket(&words).await.title, "Printer epson L3210 ga kebaca");
    }

    async fn what_goes_to_two_mailboxes_is_one_ticket(post: PostRoom) {
        let raw = eml(SITI, "a", "Subject: Jaringan\nCc: dinkes@parigi.test", "Jaringan putus");
        let (first, second) = (
            post.takes_down("dinkes", raw.as_bytes(), 0).await,
            post.takes_down("dinas", raw.as_bytes(), 0).await,
        );
        post.works_off().await;
        assert_eq!(post.line(first).await.fate, Some(Fate::Ticket));
        let copy = post.line(second).await;
        assert_eq!((copy.fate, copy.reason.as_deref()), (Some(Fate::Ignored), Some("copy")));
        assert_eq!(post.tickets().await.len(), 1);
    }

    async fn many_messages_of_many_people_are_worked_off_side_by_side(post: PostRoom) {
        for number in 0..60 {
            let from = ["siti@dinkes", "made@dinkes", "rini@dikbud", "dewi@rsud"][number % 4];
            let raw = eml(&format!("{from}.demo.test"), &number.to_string(), &format!("Subject: Laporan {number}"), "Jaringan putus");
            post.takes_down("dinas", raw.as_bytes(), 0).await;
        }
        assert_eq!(post.works_off().await, 60);
        let titles: std::collections::BTreeSet<_> = post.tickets().await.into_iter().map(|ticket| ticket.title).collect();
        assert_eq!(titles.len(), 60);
    }

    async fn a_message_that_cannot_be_worked_off_keeps_no_other_waiting(post: PostRoom) {
        let lost = post.takes_down("dinas", eml(SITI, "lost", "Subject: x", "x").as_bytes(), 0).await;
        std::fs::remove_dir_all(post.room.app.config.messages()).unwrap();
        let fine = post.takes_down("dinas", eml(SITI, "fine", "Subject: Jaringan putus", "Jaringan putus").as_bytes(), 0).await;
        assert_eq!(post.works_off().await, 1);
        assert_eq!(post.line(fine).await.fate, Some(Fate::Ticket));
        for _ in 0..20 {
            post.room.passes(chrono::TimeDelta::minutes(30));
            post.works_off().await;
        }
        let line = post.line(lost).await;
        assert_eq!(line.state, State::Failed);
        assert!(line.error.is_some_and(|error| error.contains("missing")), "it says what failed");
    }
}
