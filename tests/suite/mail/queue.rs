//! The outbox (`src/desk/letters`, `src/mail/consider.rs`, `src/mail/deliver.rs`): one letter per event and person.

use std::collections::HashSet;

use chrono::TimeDelta;
use jenjang::desk::letters::store::{Next, claim, not_sent, put, sent};
use jenjang::desk::letters::{Backlog, LetterError, LetterState, backlog, counts, list, send_again};
use jenjang::desk::letters::{Leaves, NewLetter};
use jenjang::mail::{self, Postman, Stop};

use super::room::MailRoom;
use crate::both;

both! {
    async fn two_processes_make_each_letter_once_and_send_it_once(room: MailRoom) {
        for number in 0..40 {
            room.reports("siti@dinkes", &format!("gangguan {number}")).await;
        }
        let work = |app: jenjang::app::App, memory| {
            std::thread::spawn(move || {
                let stop = Stop::default();
                mail::consider(&app, &stop).unwrap();
                mail::deliver(&app, &Postman::Memory(memory), &stop).unwrap()
            })
        };
        let workers = [room.app.clone(), room.neighbour(), room.neighbour()]
            .map(|app| work(app, room.memory.clone()));
        let all = tokio::task::spawn_blocking(|| workers.map(|worker| worker.join().unwrap())).await.unwrap();
        let mut room = room;
        let last = room.sends().await;
        assert_eq!(all.iter().map(|done| done.sent).sum::<usize>() + last.sent, 80);
        let mails = room.read();
        let ids: HashSet<_> = mails.iter().map(|mail| mail.message_id.clone()).collect();
        assert_eq!((mails.len(), ids.len()), (80, 80));
        assert_eq!(room.unconsidered().await, 0);
    }

    async fn a_second_letter_for_the_same_event_and_person_is_none_and_any_other_trouble_is_told(room: MailRoom) {
        let room = room;
        room.reports("siti@dinkes", "jaringan lemot").await;
        room.considers().await;
        let now = room.now();
        let taken = room.app.db.write(move |conn| claim(conn, now, now.plus(TimeDelta::minutes(10)), 20)).await.unwrap();
        let letter = |of: &jenjang::desk::letters::Letter, message_id: &str| NewLetter {
            event_id: of.event_id,
            person_id: of.person_id,
            ticket_id: of.ticket_id,
            kind: of.kind,
            why: of.why,
            address: of.address.clone(),
            message_id: message_id.to_owned(),
            in_reply_to: None,
            leaves: Leaves::From(now),
        };
        let again = letter(&taken[0], "<other@desk>");
        room.app.db.write(move |conn| put(conn, &[again], now)).await.unwrap();
        let counted = room.app.db.read(backlog).await.unwrap();
        assert_eq!((counted.letters.queued, counted.letters.sending), (0, 2), "{counted:?}");
        // A Message-ID that is there already belongs to another letter: nothing is swallowed.
        let stolen = jenjang::desk::letters::NewLetter { person_id: jenjang::desk::ids::PersonId::new(), ..letter(&taken[0], &taken[1].message_id) };
        let outcome = room.app.db.write(move |conn| put(conn, &[stolen], now)).await;
        assert!(outcome.is_err(), "{outcome:?}");
    }

    async fn a_letter_whose_carrier_died_goes_again_under_the_same_name(room: MailRoom) {
        let mut room = room;
        room.reports("siti@dinkes", "jaringan lemot").await;
        room.considers().await;
        let now = room.now();
        let taken = room
            .app
            .db
            .write(move |conn| claim(conn, now, now.plus(TimeDelta::minutes(10)), 20))
            .await
            .unwrap();
        assert_eq!(taken.len(), 2);
        // The process dies here: nobody knows whether the letters went out.
        assert_eq!(room.delivers().await.sent, 0, "they are taken");
        room.passes(TimeDelta::minutes(10));
        assert_eq!(room.delivers().await.sent, 2);
        let mut again: Vec<_> = room.read().into_iter().map(|mail| format!("<{}>", mail.message_id)).collect();
        let mut first: Vec<_> = taken.into_iter().map(|letter| letter.message_id).collect();
        again.sort();
        first.sort();
        assert_eq!(again, first);
    }

    async fn only_who_took_a_letter_reports_that_it_did_not_go(room: MailRoom) {
        let mut room = room;
        room.reports("siti@dinkes", "jaringan lemot").await;
        room.considers().await;
        let now = room.now();
        let until = now.plus(TimeDelta::minutes(10));
        let taken = room.app.db.write(move |conn| claim(conn, now, until, 20)).await.unwrap();
        room.passes(TimeDelta::minutes(11));
        let again = room.now();
        let retaken =
            room.app.db.write(move |conn| claim(conn, again, again.plus(TimeDelta::minutes(10)), 20)).await.unwrap();
        assert_eq!(retaken[0].attempts, 2);
        let (late, on_time) = (taken[0].clone(), retaken[0].clone());
        assert_eq!(late.id, on_time.id);
        room.app
            .db
            .write(move |conn| not_sent(conn, late.id, late.attempts, Next::Never, Some("too late")))
            .await
            .unwrap();
        let id = on_time.id;
        assert!(room.app.db.write(move |conn| sent(conn, id, again)).await.unwrap(), "it went");
        assert!(!room.app.db.write(move |conn| sent(conn, id, again)).await.unwrap(), "noted once");
        assert_eq!(room.delivers().await.sent, 0);
        assert!(room.outbox().await.iter().any(|(_, state, ..)| *state == LetterState::Sent));
    }

    async fn what_is_considered_again_makes_no_second_letter(room: MailRoom) {
        use diesel::prelude::*;
        use jenjang::db::schema::events;
        use jenjang::desk::events::EventKind;
        let mut room = room;
        room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.sends().await.sent, 2);
        room.arranges(|conn| {
            diesel::update(events::table.filter(events::kind.eq(EventKind::Opened)))
                .set(events::considered_at.eq(None::<jenjang::clock::Timestamp>))
                .execute(conn)?;
            Ok(())
        })
        .await;
        assert_eq!(room.considers().await, 1);
        assert_eq!(room.delivers().await.sent, 0);
    }

    async fn a_stop_leaves_the_rest_for_later(room: MailRoom) {
        let mut room = room;
        room.reports("siti@dinkes", "jaringan lemot").await;
        let app = room.app.clone();
        let memory = room.memory.clone();
        let done = tokio::task::spawn_blocking(move || {
            let stop = Stop::default();
            stop.set();
            (mail::consider(&app, &stop).unwrap(), mail::deliver(&app, &Postman::Memory(memory), &stop).unwrap())
        })
        .await
        .unwrap();
        assert_eq!((done.0, done.1.sent), (0, 0));
        assert_eq!(room.sends().await.sent, 2);
    }

    async fn the_administrator_sees_the_outbox_page_by_page(room: MailRoom) {
        let mut room = room;
        for number in 0..3 {
            room.reports("siti@dinkes", &format!("gangguan {number}")).await;
        }
        room.considers().await;
        let first = room.as_admin(|conn, admin, _| list(conn, admin, None, None, 4)).await.unwrap();
        assert_eq!(first.lines.len(), 4);
        let next = first.next;
        let rest = room.as_admin(move |conn, admin, _| list(conn, admin, None, next, 4)).await.unwrap();
        assert_eq!((rest.lines.len(), rest.next), (2, None));
        assert!(first.lines.iter().chain(&rest.lines).all(|line| line.ticket.is_some()));
        let counted = room.as_admin(|conn, admin, _| counts(conn, admin)).await.unwrap();
        assert_eq!((counted.queued, counted.sending, counted.failed), (6, 0, 0));
        let now = room.now();
        let waiting: Backlog = room.app.db.read(backlog).await.unwrap();
        assert_eq!((waiting.letters.queued, waiting.oldest_due_at), (6, Some(now)));
        room.delivers().await;
        let waiting: Backlog = room.app.db.read(backlog).await.unwrap();
        assert_eq!((waiting.letters.queued, waiting.oldest_due_at), (0, None));
        let id = first.lines[0].id;
        let refused = room.as_admin(move |conn, admin, now| send_again(conn, admin, id, now)).await;
        assert!(matches!(refused, Err(LetterError::NotFailed)), "{refused:?}");
        let now = room.now();
        let nosy = room.acts("andi@dinkes", move |conn, andi, _| {
            Ok((
                list(conn, andi, None, None, 4).is_err(),
                counts(conn, andi).is_err(),
                send_again(conn, andi, id, now).is_err(),
            ))
        });
        assert_eq!(nosy.await, (true, true, true), "it is the administrator's");
    }
}
