//! Letters as files (`src/mail/postman/folder.rs`).

use std::fs;

use diesel::prelude::*;
use jenjang::db::schema::letters;
use jenjang::desk::letters::LetterState;
use jenjang::mail::Postman;

use super::room::{Mail, MailRoom, config};
use crate::both;

both! {
    async fn without_a_mail_server_letters_are_files(room: MailRoom) {
        let mut room = room;
        room.postman = Postman::open(&config(&room.database, None)).unwrap();
        let outbox = room.database.folder.path().join("outbox");
        let names = || {
            let mut names: Vec<_> =
                fs::read_dir(&outbox).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.sends().await.sent, 2);
        let first = names();
        assert!(first.len() == 2 && first.iter().all(|name| name.ends_with(".eml")), "{first:?}");
        let mut to: Vec<_> =
            first.iter().map(|name| Mail::parse(&fs::read(outbox.join(name)).unwrap()).to).collect();
        to.sort();
        assert_eq!(to, ["andi@dinkes", "siti@dinkes"]);

        // A letter that is sent again is the same file again.
        let now = room.now();
        room.arranges(move |conn| {
            diesel::update(letters::table)
                .set((
                    letters::state.eq(LetterState::Queued),
                    letters::sent_at.eq(None::<jenjang::clock::Timestamp>),
                    letters::next_attempt_at.eq(Some(now)),
                ))
                .execute(conn)?;
            Ok(())
        })
        .await;
        assert_eq!(room.delivers().await.sent, 2);
        assert_eq!(names(), first);
    }

    async fn a_folder_that_cannot_be_written_keeps_the_letters_in_the_queue(room: MailRoom) {
        let mut room = room;
        room.postman = Postman::open(&config(&room.database, None)).unwrap();
        let outbox = room.database.folder.path().join("outbox");
        fs::write(&outbox, "in the way").unwrap();
        room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.sends().await.sent, 0);
        fs::remove_file(&outbox).unwrap();
        room.passes(chrono::TimeDelta::minutes(2));
        assert_eq!(room.delivers().await.sent, 2);
    }
}
