//! A mail server that refuses, hangs and drops the line: no letter is lost, and none is doubled.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use jenjang::desk::letters::{LetterState, list, send_again};

use super::crooked::{Crooked, Trick};
use super::room::{Mail, MailRoom};
use crate::both;

/// What a step of the conversation may take in these tests.
const PATIENCE: Duration = Duration::from_millis(300);

/// Reports something, and says to how many people that is told.
async fn one_report(room: &MailRoom) -> usize {
    room.reports("siti@dinkes", "jaringan lemot").await;
    room.considers().await;
    2
}

fn mails(server: &Crooked) -> Vec<Mail> {
    server.kept().iter().map(|text| Mail::parse(text.as_bytes())).collect()
}

fn message_ids(server: &Crooked) -> Vec<String> {
    mails(server).into_iter().map(|mail| mail.message_id).collect()
}

/// Insists that everything in the outbox was sent, and that each letter is at the server once.
pub(super) async fn all_arrived(room: &MailRoom, server: &Crooked, letters: usize) {
    let outbox = room.outbox().await;
    assert!(outbox.iter().all(|(_, state, ..)| *state == LetterState::Sent), "{outbox:?}");
    let ids = message_ids(server);
    assert_eq!(ids.len(), letters, "none is doubled");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), letters, "none is lost");
}

both! {
    async fn a_letter_refused_for_now_is_sent_later(room: MailRoom) {
        let server = Crooked::start(&[Trick::RecipientLater, Trick::RecipientLater]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        let letters = one_report(&room).await;
        let first = room.delivers().await;
        assert_eq!((first.sent, first.refused), (0, 2));
        let outbox = room.outbox().await;
        assert!(outbox.iter().all(|(_, state, tries, _)| (*state, *tries) == (LetterState::Queued, 1)));
        assert!(outbox[0].3.as_deref().unwrap().contains("450"), "{outbox:?}");
        room.passes(TimeDelta::seconds(59));
        assert_eq!(room.delivers().await.sent, 0, "not before a minute is over");
        room.passes(TimeDelta::seconds(20));
        assert_eq!(room.delivers().await.sent, letters);
        all_arrived(&room, &server, letters).await;
        let counted = room.app.pulse.attempts().map(|(outcome, count)| (outcome.as_str(), count));
        assert_eq!(counted, [("sent", 2), ("retried", 2), ("failed", 0)]);
    }

    async fn a_letter_refused_for_good_fails_at_once_and_can_be_sent_again(room: MailRoom) {
        let server = Crooked::start(&[Trick::RecipientNever, Trick::ContentNever]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        let letters = one_report(&room).await;
        room.delivers().await;
        let outbox = room.outbox().await;
        assert!(outbox.iter().all(|(_, state, tries, _)| (*state, *tries) == (LetterState::Failed, 1)));
        let errors: String = outbox.iter().filter_map(|(.., error)| error.clone()).collect();
        assert!(errors.contains("no such mailbox") && errors.contains("spam"), "{errors}");
        room.passes(TimeDelta::days(2));
        assert_eq!(room.delivers().await.sent, 0, "what has failed stays failed");

        let lines = room
            .as_admin(|conn, admin, now| {
                let lines = list(conn, admin, Some(LetterState::Failed), None, 10)?.lines;
                for line in &lines {
                    send_again(conn, admin, line.id, now)?;
                }
                Ok(lines)
            })
            .await
            .unwrap();
        assert_eq!(lines.len(), letters);
        assert_eq!(room.delivers().await.sent, letters);
        all_arrived(&room, &server, letters).await;
    }

    async fn one_bad_address_does_not_hold_up_the_others(room: MailRoom) {
        let server = Crooked::start(&[Trick::RecipientNever]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        for _ in 0..10 {
            one_report(&room).await;
        }
        let done = room.delivers().await;
        assert_eq!((done.sent, done.refused), (19, 1));
        assert_eq!(message_ids(&server).iter().collect::<HashSet<_>>().len(), 19);
        assert!(server.connections() <= 4, "a line carries many letters: {}", server.connections());
    }

    async fn a_server_that_hangs_holds_nothing_up(room: MailRoom) {
        let server = Crooked::start(&[Trick::Hang]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        let letters = one_report(&room).await;
        let began = Instant::now();
        assert_eq!(room.delivers().await.sent, 1, "the other letter went");
        assert!(began.elapsed() < PATIENCE * 10, "{:?}", began.elapsed());
        room.passes(TimeDelta::seconds(80));
        assert_eq!(room.delivers().await.sent, 1);
        all_arrived(&room, &server, letters).await;
    }

    async fn a_server_that_does_not_even_greet_costs_no_letter_its_attempts(room: MailRoom) {
        let server = Crooked::start(&[]);
        server.falls_silent();
        let mut room = room.with_server(&server.url(), PATIENCE);
        for _ in 0..10 {
            one_report(&room).await;
        }
        let began = Instant::now();
        let done = room.delivers().await;
        assert!(began.elapsed() < PATIENCE * 10, "{:?}", began.elapsed());
        assert!(done.sent == 0 && done.refused <= 4 && done.put_back >= 16, "{done:?}");
        let untried = room.outbox().await.iter().filter(|(_, _, tries, _)| *tries == 0).count();
        assert_eq!(untried, 20);
        server.recovers();
        room.passes(TimeDelta::seconds(80));
        assert_eq!(room.delivers().await.sent, 20);
        all_arrived(&room, &server, 20).await;
    }

    async fn a_line_dropped_inside_a_letter_loses_nothing(room: MailRoom) {
        let server = Crooked::start(&[Trick::DropInside, Trick::Take, Trick::DropInside]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        let letters = one_report(&room).await;
        for _ in 0..3 {
            room.delivers().await;
            room.passes(TimeDelta::minutes(5));
        }
        all_arrived(&room, &server, letters).await;
    }

    async fn a_line_dropped_before_the_answer_is_tried_again_under_the_same_name(room: MailRoom) {
        let server = Crooked::start(&[Trick::DropAfter, Trick::DropAfter]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        let letters = one_report(&room).await;
        assert_eq!(room.delivers().await.refused, letters);
        room.passes(TimeDelta::seconds(80));
        assert_eq!(room.delivers().await.sent, letters);
        let ids = message_ids(&server);
        assert_eq!(ids.len(), letters * 2, "it had kept them, and nobody could know");
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), letters, "so a mailbox shows each once");
    }

    async fn a_server_that_wants_another_sign_in_is_the_desks_trouble_and_not_the_letters(room: MailRoom) {
        let server = Crooked::start(&[Trick::SignInFirst, Trick::SignInFirst]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        let letters = one_report(&room).await;
        room.delivers().await;
        let outbox = room.outbox().await;
        assert!(outbox.iter().all(|(_, state, ..)| *state == LetterState::Queued), "{outbox:?}");
        for _ in 0..2 {
            room.passes(TimeDelta::minutes(5));
            room.delivers().await;
        }
        all_arrived(&room, &server, letters).await;
    }

    async fn with_nobody_there_for_days_letters_wait_and_a_refused_one_is_given_up_after_one(room: MailRoom) {
        let server = Crooked::start(&[Trick::RecipientLater; 12]);
        let mut room = room.with_server("smtp://127.0.0.1:1?tls=none", PATIENCE);
        one_report(&room).await;
        for _ in 0..60 {
            room.delivers().await;
            room.passes(TimeDelta::hours(1));
        }
        let outbox = room.outbox().await;
        assert!(outbox.iter().all(|(_, state, tries, _)| (*state, *tries) == (LetterState::Queued, 0)), "{outbox:?}");
        assert!(outbox.iter().any(|line| line.3.as_deref().is_some_and(|error| error.contains("cannot be reached"))), "{outbox:?}");
        let letter = outbox.len() - 1;
        room.arranges(move |conn| {
            use diesel::prelude::*;
            use jenjang::db::schema::letters;
            let last: jenjang::desk::ids::LetterId = letters::table.select(letters::id).order(letters::id.desc()).first(conn)?;
            Ok(diesel::delete(letters::table.filter(letters::id.eq(last))).execute(conn)?)
        })
        .await;
        let mut room = room.with_server(&server.url(), PATIENCE);
        let begun = room.now();
        let mut over = None;
        for _ in 0..60 {
            room.delivers().await;
            over = over.or_else(|| server.tricks_left().eq(&0).then(|| room.now()));
            room.passes(TimeDelta::hours(1));
        }
        let outbox = room.outbox().await;
        assert_eq!((outbox.len(), outbox[0].1, outbox[0].2), (letter, LetterState::Failed, 12), "{outbox:?}");
        assert!(over.unwrap().seconds_since(begun) > 20 * 3_600);
    }
}
