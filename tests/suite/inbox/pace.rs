//! How fast a backlog is worked off: `JENJANG_MEASURE=1`, and `--no-capture`.

use std::time::Instant;

use jenjang::clock::Clock;
use jenjang::desk::inbox::{self, InboxError};

use super::post::{PostRoom, eml};
use crate::both;
use crate::support::office;

/// Messages of the backlog.
const MESSAGES: usize = 2_000;
/// People who wrote them: nobody writes more than twenty in an hour.
const PEOPLE: usize = 200;

both! {
    async fn a_backlog_is_worked_off(post: PostRoom) {
        if std::env::var("JENJANG_MEASURE").is_err() {
            return;
        }
        let now = Clock::System.now();
        post.room.arranges(move |conn| {
            for person in 0..PEOPLE {
                office::person(conn, &format!("orang{person}@dinkes.demo.test"), &format!("Orang {person}"), "dinkes", "none", now)?;
            }
            Ok(())
        }).await;
        let vault = post.room.app.post.clone();
        let began = Instant::now();
        let kept: Vec<_> = (0..MESSAGES)
            .map(|number| {
                let from = format!("orang{}@dinkes.demo.test", number % PEOPLE);
                // Every second one answers the one before.
                let headers = match number / PEOPLE % 2 {
                    0 => format!("Subject: Jaringan putus {number}"),
                    _ => format!("Subject: Re: Jaringan putus\nIn-Reply-To: <{}@kantor.test>", number - PEOPLE),
                };
                let raw = eml(&from, &number.to_string(), &headers, "Jaringan di ruang gizi putus sejak pagi.");
                inbox::keep(&vault, raw.as_bytes(), 0).unwrap()
            })
            .collect();
        println!("kept: {:.0} messages a second", MESSAGES as f64 / began.elapsed().as_secs_f64());
        let at = post.room.now();
        let taken = post.room.app.db.write(move |conn| {
            kept.iter().try_for_each(|one| inbox::take_down(conn, "dinas", None, one, at).map(drop)).map_err(InboxError::from)
        });
        taken.await.unwrap();
        let began = Instant::now();
        let decided = post.works_off().await;
        println!("worked off: {decided}, {:.0} messages a second", decided as f64 / began.elapsed().as_secs_f64());
        assert_eq!(decided, MESSAGES);
    }
}
