//! Files on tickets (`src/desk/attachments`).

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use diesel::prelude::*;
use jenjang::clock::Timestamp;
use jenjang::db::DbError;
use jenjang::db::schema::tickets;
use jenjang::desk::attachments::{
    self, Attach, Attachment, AttachmentError, Limits, Prepared, Vault, prepare, serving,
};
use jenjang::desk::events::{self, EventKind};
use jenjang::desk::ids::{AttachmentId, CommentId};
use jenjang::desk::tickets::Number;
use jenjang::desk::words::{Status, Visibility};

use super::house::{Draft, House, NOW};
use crate::both;

const LIMITS: Limits = Limits { file_bytes: 1_000, files_per_ticket: 3, bytes_per_day: 100 };

both! {
    async fn a_file_is_attached_listed_found_and_in_the_history(house: House) {
        let ids = house.has([Draft::new(1, "jaringan", "lambat")]).await;
        let file = house.file("catatan.txt", b"ping 10.20.30.4");
        let attached = house.attach("siti@dinkes", 1, file.clone(), Visibility::Public, None).await.unwrap();
        assert_eq!((attached.file_name.as_str(), attached.size), ("catatan.txt", 15));
        assert_eq!(house.listed("andi@dinkes", 1).await.unwrap(), std::slice::from_ref(&attached));
        assert_eq!(house.found("andi@dinkes", attached.id).await.unwrap(), attached);
        assert_eq!(attached.uploader_name, "Siti Rahmawati");
        let vault = house.vault();
        assert_eq!(fs::read(vault.path(attached.hash)).unwrap(), b"ping 10.20.30.4");

        let id = ids[0];
        let lines = house.db.read(move |conn| events::history(conn, id)).await.unwrap();
        let data = &lines.last().unwrap().data.0;
        assert_eq!(lines.last().unwrap().kind, EventKind::Attached);
        assert_eq!(data["file_name"], "catatan.txt");
        assert_eq!((data["size"].as_u64(), data["visibility"].as_str()), (Some(15), Some("public")));
        assert_eq!(data["sha256"], file.hash.to_string());
    }

    async fn a_neighbour_finds_nothing_and_it_looks_like_nothing(house: House) {
        house.has([Draft::new(1, "jaringan", ""), Draft::new(2, "x", "").restricted().with_tier2("keamanan")]).await;
        let file = house.file("a.txt", b"rahasia");
        let attached = house.attach("siti@dinkes", 1, file.clone(), Visibility::Public, None).await.unwrap();
        let closed = house.attach("yusuf@kominfo", 2, file.clone(), Visibility::Public, None).await.unwrap();
        for who in ["rini@dikbud", "wayan@dikbud", "made@dinkes", "sekda@setda", "fajar@kominfo"] {
            let refused = house.found(who, attached.id).await.unwrap_err();
            let unknown = house.found(who, AttachmentId::new()).await.unwrap_err();
            assert!(matches!(refused, AttachmentError::NotFound), "{who}: {refused:?}");
            assert_eq!(refused.to_string(), unknown.to_string());
            assert!(matches!(house.listed(who, 1).await, Err(AttachmentError::NotFound)), "{who}");
            assert!(matches!(house.listed(who, 99).await, Err(AttachmentError::NotFound)));
            let attach = house.attach(who, 1, file.clone(), Visibility::Public, None).await;
            assert!(matches!(attach, Err(AttachmentError::NotFound)), "{who}");
        }
        // A restricted ticket is not the supervisor's to read; its handlers read its files.
        for (who, sees) in [("ketua@kominfo", false), ("andi@dinkes", false), ("yusuf@kominfo", true), ("siti@dinkes", true)] {
            assert_eq!(house.found(who, closed.id).await.is_ok(), sees, "{who}");
        }
    }

    async fn files_for_staff_are_not_the_requesters(house: House) {
        let ids = house.has([Draft::new(1, "jaringan", "").with_tier2("jaringan")]).await;
        let note = house.comment(ids[0], "andi@dinkes", Visibility::Internal, "lihat log").await;
        let file = |name: &str| house.file(name, name.as_bytes());
        let all = [
            house.attach("siti@dinkes", 1, file("umum.txt"), Visibility::Public, None).await.unwrap(),
            house.attach("andi@dinkes", 1, file("dalam.txt"), Visibility::Internal, Some(note)).await.unwrap(),
            house.attach("fajar@kominfo", 1, file("tier2.txt"), Visibility::Tier2, None).await.unwrap(),
        ];
        for (who, sees) in
            [("siti@dinkes", 1), ("kadis@dinkes", 1), ("andi@dinkes", 2), ("fajar@kominfo", 3), ("ketua@kominfo", 3)]
        {
            assert_eq!(house.listed(who, 1).await.unwrap(), all[..sees], "{who}");
            for (at, attachment) in all.iter().enumerate() {
                assert_eq!(house.found(who, attachment.id).await.is_ok(), at < sees, "{who} {}", attachment.file_name);
            }
        }
        for (who, visibility) in [
            ("siti@dinkes", Visibility::Internal),
            ("siti@dinkes", Visibility::Tier2),
            ("andi@dinkes", Visibility::Tier2),
            ("kadis@dinkes", Visibility::Public),
        ] {
            let outcome = house.attach(who, 1, file("x.txt"), visibility, None).await;
            assert!(matches!(outcome, Err(AttachmentError::Denied(_))), "{who} {visibility}: {outcome:?}");
        }
    }

    async fn a_file_belongs_only_to_ones_own_comment_for_the_same_readers(house: House) {
        let ids = house.has([Draft::new(1, "a", ""), Draft::new(2, "b", "")]).await;
        let reply = house.comment(ids[0], "siti@dinkes", Visibility::Public, "ini fotonya").await;
        let note = house.comment(ids[0], "andi@dinkes", Visibility::Internal, "catatan").await;
        let elsewhere = house.comment(ids[1], "siti@dinkes", Visibility::Public, "lain").await;
        let file = || house.file("a.txt", b"isi");
        let attached = house.attach("siti@dinkes", 1, file(), Visibility::Public, Some(reply)).await.unwrap();
        assert_eq!(attached.comment_id, Some(reply));
        for (who, visibility, comment) in [
            ("siti@dinkes", Visibility::Public, elsewhere),
            ("andi@dinkes", Visibility::Public, reply),
            ("andi@dinkes", Visibility::Public, note),
            ("siti@dinkes", Visibility::Public, CommentId::new()),
        ] {
            let outcome = house.attach(who, 1, file(), visibility, Some(comment)).await;
            assert!(matches!(outcome, Err(AttachmentError::NotFound)), "{who}: {outcome:?}");
        }
    }

    async fn limits_of_a_ticket_and_of_a_day_are_held(house: House) {
        house.has([Draft::new(1, "a", ""), Draft::new(2, "b", ""), Draft::new(3, "c", "").of("made@dinkes")]).await;
        for at in 0..3 {
            house.attach("siti@dinkes", 1, house.file("a.txt", &[b'a'; 30]), Visibility::Public, None).await.unwrap_or_else(|error| panic!("{at}: {error}"));
        }
        let fourth = house.attach("siti@dinkes", 1, house.file("a.txt", b"a"), Visibility::Public, None).await;
        assert!(matches!(fourth, Err(AttachmentError::TooMany { most: 3 })), "{fourth:?}");
        let eleven = house.file("a.txt", &[b'a'; 11]);
        let full = house.attach("siti@dinkes", 2, eleven.clone(), Visibility::Public, None).await;
        assert!(matches!(full, Err(AttachmentError::DayIsFull { most: 100 })), "{full:?}");
        house.attach("siti@dinkes", 2, house.file("a.txt", &[b'a'; 10]), Visibility::Public, None).await.unwrap();
        // Another person's day, and the same person's next morning.
        house.attach("made@dinkes", 3, eleven.clone(), Visibility::Public, None).await.unwrap();
        let tomorrow = Timestamp::from_micros(NOW.micros() + 16 * 3_600_000_000);
        house.attach_at("siti@dinkes", 2, eleven, Visibility::Public, None, tomorrow).await.unwrap();
    }

    async fn many_at_once_do_not_get_past_the_limits(house: House) {
        house.has([Draft::new(1, "a", "")]).await;
        let file = house.file("a.txt", b"isi");
        let all = (0..12).map(|_| house.attach("siti@dinkes", 1, file.clone(), Visibility::Public, None));
        let outcomes = futures_util::future::join_all(all).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3);
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(_) | Err(AttachmentError::TooMany { .. }))));
        assert_eq!(house.listed("siti@dinkes", 1).await.unwrap().len(), 3);
    }

    async fn a_closed_ticket_takes_files_of_staff_only(house: House) {
        house.has([Draft::new(1, "a", "")]).await;
        house
            .db
            .write(|conn| -> Result<(), DbError> {
                diesel::update(tickets::table).set(tickets::status.eq(Status::Closed)).execute(conn)?;
                Ok(())
            })
            .await
            .unwrap();
        let file = || house.file("a.txt", b"isi");
        let refused = house.attach("siti@dinkes", 1, file(), Visibility::Public, None).await;
        assert!(matches!(refused, Err(AttachmentError::Over)), "{refused:?}");
        house.attach("andi@dinkes", 1, file(), Visibility::Internal, None).await.unwrap();
    }

    async fn the_sweep_takes_what_nobody_attached_and_nothing_else(house: House) {
        house.has([Draft::new(1, "a", "")]).await;
        let vault = house.vault();
        let [kept, orphan, young] = ["dipakai", "yatim", "baru"].map(|text| house.file("a.txt", text.as_bytes()));
        house.attach("siti@dinkes", 1, kept.clone(), Visibility::Public, None).await.unwrap();
        let mut half = vault.upload(100).unwrap();
        half.write(b"setengah").unwrap();
        std::mem::forget(half);
        let incoming = fs::read_dir(vault.path(kept.hash).ancestors().nth(3).unwrap().join("incoming"));
        let half = incoming.unwrap().next().unwrap().unwrap().path();
        // Everything but one was written two days before the sweep.
        let two_days_ago = UNIX_EPOCH + Duration::from_secs(u64::try_from(NOW.seconds()).unwrap() - 2 * 86_400);
        let now = UNIX_EPOCH + Duration::from_secs(u64::try_from(NOW.seconds()).unwrap());
        let age = |path, at| fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
        age(vault.path(kept.hash), two_days_ago);
        age(vault.path(orphan.hash), two_days_ago);
        age(half.clone(), two_days_ago);
        age(vault.path(young.hash), now);
        let (db, swept_vault) = (house.db.clone(), vault.clone());
        let swept = tokio::task::spawn_blocking(move || attachments::sweep(&swept_vault, &db, NOW)).await.unwrap().unwrap();
        assert_eq!((swept.removed, swept.bytes), (2, 13));
        assert!(!half.exists() && !vault.path(orphan.hash).exists());
        vault.verify(kept.hash).unwrap();
        vault.verify(young.hash).unwrap();
    }

    async fn a_picture_may_be_shown_and_everything_else_is_saved(house: House) {
        house.has([Draft::new(1, "a", "")]).await;
        let text = house.file("laporan \"akhir\" – é.txt", b"isi");
        let text = house.attach("siti@dinkes", 1, text, Visibility::Public, None).await.unwrap();
        let told = serving(&text, true);
        assert_eq!(told.content_type, "text/plain; charset=utf-8");
        assert_eq!(
            told.disposition,
            "attachment; filename=\"laporan _akhir_ _ _.txt\"; filename*=UTF-8''laporan%20_akhir_%20%E2%80%93%20%C3%A9.txt"
        );
        let mut picture = Attachment { content_type: "image/png".into(), file_name: "foto.png".into(), ..text };
        assert_eq!(serving(&picture, true).disposition, "inline; filename=\"foto.png\"; filename*=UTF-8''foto.png");
        assert!(serving(&picture, false).disposition.starts_with("attachment;"));
        for odd in ["text/html", "image/svg+xml", "application/xhtml+xml", "application/pdf"] {
            picture.content_type = odd.into();
            let told = serving(&picture, true);
            assert!(told.disposition.starts_with("attachment;"), "{odd}");
            assert!(["application/octet-stream", "application/pdf"].contains(&told.content_type), "{odd}");
        }
    }
}

impl House {
    fn vault(&self) -> Vault {
        Vault::at(self.database.folder.path().join("attachments"))
    }

    /// A file that was sent and looked into.
    fn file(&self, name: &str, bytes: &[u8]) -> Prepared {
        let vault = self.vault();
        let mut upload = vault.upload(LIMITS.file_bytes).unwrap();
        upload.write(bytes).unwrap();
        prepare(&vault, upload, name).unwrap()
    }

    async fn attach(
        &self,
        who: &str,
        serial: i64,
        file: Prepared,
        visibility: Visibility,
        comment: Option<CommentId>,
    ) -> Result<Attachment, AttachmentError> {
        self.attach_at(who, serial, file, visibility, comment, NOW).await
    }

    async fn attach_at(
        &self,
        who: &str,
        serial: i64,
        file: Prepared,
        visibility: Visibility,
        comment: Option<CommentId>,
        now: Timestamp,
    ) -> Result<Attachment, AttachmentError> {
        let actor = self.actor(who).await;
        let what = Attach { file, visibility, comment };
        self.db
            .write(move |conn| {
                attachments::attach(conn, &actor, &Number::of(2026, serial), what, LIMITS, now)
            })
            .await
            .map(|(_, attachment)| attachment)
    }

    async fn listed(&self, who: &str, serial: i64) -> Result<Vec<Attachment>, AttachmentError> {
        let actor = self.actor(who).await;
        self.db.read(move |conn| attachments::list(conn, &actor, &Number::of(2026, serial))).await
    }

    async fn found(&self, who: &str, id: AttachmentId) -> Result<Attachment, AttachmentError> {
        let actor = self.actor(who).await;
        self.db.read(move |conn| attachments::find(conn, &actor, id)).await.map(|(attachment, _)| attachment)
    }
}
