//! What the desk does by itself (`src/jobs.rs`).

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use jenjang::desk::events;
use jenjang::desk::letters::LetterState;
use jenjang::jobs::Heartbeat;
use jenjang::mail::Postman;

use super::crooked::{Crooked, Trick};
use super::room::MailRoom;
use crate::both;

/// Waits until `there` says so, and how long that took.
async fn until(patience: Duration, mut there: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !there().await {
        assert!(began.elapsed() < patience, "not there after {patience:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    began.elapsed()
}

both! {
    async fn a_letter_leaves_within_a_second_of_the_act(room: MailRoom) {
        let heartbeat = Heartbeat::start(room.app.clone(), Postman::Memory(room.memory.clone()), Vec::new());
        until(Duration::from_secs(10), async || room.app.pulse.beats().iter().all(|(_, beat)| beat.runs > 0)).await;
        for number in 1..=3 {
            room.reports("siti@dinkes", "jaringan lemot").await;
            let took = until(Duration::from_secs(10), async || room.memory.letters().len() == number * 2).await;
            assert!(took < Duration::from_secs(1), "{took:?}");
        }
        heartbeat.stop().await;
        assert_eq!(room.unconsidered().await, 0);
        assert!(room.app.pulse.silent(room.now()).is_empty());
        assert!(room.app.pulse.beats().iter().all(|(_, beat)| beat.failures == 0));
    }

    async fn time_alone_moves_tickets_on_and_seals_their_history(room: MailRoom) {
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.resolves("andi@dinkes", &ticket, "Router di-restart").await;
        room.passes(TimeDelta::days(4));
        let heartbeat = Heartbeat::start(room.app.clone(), Postman::Memory(room.memory.clone()), Vec::new());
        until(Duration::from_secs(10), async || {
            room.read().iter().any(|mail| mail.subject.contains("konfirmasi"))
        })
        .await;
        until(Duration::from_secs(10), async || {
            room.app.pulse.beats().iter().all(|(_, beat)| beat.last_success.is_some())
        })
        .await;
        heartbeat.stop().await;
        let verdict = room.app.db.read(|conn| events::verify(conn, |_| ())).await.unwrap();
        assert!(verdict.broken.is_none() && verdict.checkpoints == 1, "{verdict:?}");
    }

    async fn a_letter_on_its_way_is_finished_before_the_end(room: MailRoom) {
        let server = Crooked::start(&[Trick::Hang]);
        let room = room.with_server(&server.url(), Duration::from_secs(2));
        let MailRoom { app, postman, memory, database } = room;
        let heartbeat = Heartbeat::start(app.clone(), postman, Vec::new());
        let room = MailRoom { app, postman: Postman::Memory(memory.clone()), memory, database };
        room.reports("siti@dinkes", "jaringan lemot").await;
        until(Duration::from_secs(10), async || server.connections() == 2).await;
        heartbeat.stop().await;
        let outbox = room.outbox().await;
        assert!(outbox.iter().all(|(_, state, ..)| *state != LetterState::Sending), "{outbox:?}");
        assert_eq!(server.kept().len(), 1);
    }

    async fn a_hanging_server_does_not_keep_the_other_jobs_from_their_work(room: MailRoom) {
        let server = Crooked::start(&[]);
        server.falls_silent();
        let room = room.with_server(&server.url(), Duration::from_secs(3));
        let MailRoom { app, postman, memory, database } = room;
        let heartbeat = Heartbeat::start(app.clone(), postman, Vec::new());
        let room = MailRoom { app, postman: Postman::Memory(memory.clone()), memory, database };
        room.reports("siti@dinkes", "jaringan lemot").await;
        until(Duration::from_secs(10), async || server.connections() > 0).await;
        room.reports("siti@dinkes", "printer ga kebaca").await;
        let took = until(Duration::from_secs(10), async || room.unconsidered().await == 0).await;
        assert!(took < Duration::from_secs(1), "{took:?}");
        heartbeat.stop().await;
        assert_eq!(room.outbox().await.len(), 4);
    }
}
