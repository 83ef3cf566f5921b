//! Files of a message are on the ticket; what could not be taken is said, and takes no words with it.

use diesel::prelude::*;
use jenjang::db::schema::attachments;
use jenjang::db::{DbConn, DbError};
use jenjang::desk::inbox::Fate;
use jenjang::desk::words::Visibility;

use super::post::PostRoom;
use crate::both;

/// A message with parts: type, disposition, name, words.
fn with_parts(
    from: &str,
    id: &str,
    headers: &str,
    body: &str,
    parts: &[(&str, &str, &str, &[u8])],
) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut raw = format!(
        "From: {from}\r\nTo: layanan@parigi.test\r\nMessage-ID: <{id}@kantor.test>\r\n{headers}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=batas\r\n\r\n--batas\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    );
    for (kind, disposition, name, bytes) in parts {
        let bytes = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
        write!(
            raw,
            "--batas\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: {disposition}; filename=\"{name}\"\r\n\
             Content-ID: <{name}>\r\nContent-Transfer-Encoding: base64\r\n\r\n{bytes}\r\n"
        )
        .unwrap();
    }
    raw.push_str("--batas--\r\n");
    raw.into_bytes()
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 2).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn names(post: &PostRoom) -> Vec<(String, bool, Visibility)> {
    let names = |conn: &mut DbConn| -> Result<Vec<(String, bool, Visibility)>, DbError> {
        Ok(attachments::table
            .order(attachments::id)
            .select((attachments::file_name, attachments::comment_id.is_not_null(), attachments::visibility))
            .load(conn)?)
    };
    post.room.app.db.read(names).await.unwrap()
}

both! {
    async fn files_are_attached_and_those_that_are_refused_are_named(post: PostRoom) {
        let raw = with_parts("siti@dinkes.demo.test", "a", "Subject: Jaringan putus", "Terlampir log.", &[
            ("text/plain", "attachment", "ping.log", b"ping 10.20.30.4: timeout"),
            ("application/octet-stream", "attachment", "perbaikan.exe", b"MZ\x90\0 a program"),
            ("image/png", "inline", "logo.png", &png()),
        ]);
        let id = post.takes_down("dinas", &raw, 0).await;
        post.works_off().await;
        let line = post.line(id).await;
        assert_eq!(line.fate, Some(Fate::Ticket), "{line:?}");
        assert_eq!(names(&post).await, [("ping.log".to_owned(), false, Visibility::Public)], "the logo is an ornament");
        let ticket = post.ticket(&line).await;
        assert!(ticket.description.starts_with("Terlampir log.\n\nCatatan: lampiran perbaikan.exe"), "{}", ticket.description);
        // An answer with a file and no words.
        let raw = with_parts("siti@dinkes.demo.test", "b", "Subject: Re: Jaringan\r\nIn-Reply-To: <a@kantor.test>", "", &[
            ("text/plain", "attachment", "lagi.txt", b"timeout lagi"),
        ]);
        let id = post.takes_down("dinas", &raw, 0).await;
        post.works_off().await;
        assert_eq!(post.line(id).await.fate, Some(Fate::Comment));
        assert_eq!(post.said_on(&ticket).await, [(None, "(Tanpa tulisan; lihat lampiran.)".to_owned())]);
        assert_eq!(names(&post).await.last().unwrap(), &("lagi.txt".to_owned(), true, Visibility::Public));
    }

    async fn files_that_find_no_room_are_named(post: PostRoom) {
        let mut post = post;
        std::sync::Arc::make_mut(&mut post.room.app.config).limits.attachments_per_ticket = 1;
        let raw = with_parts("siti@dinkes.demo.test", "a", "Subject: Jaringan putus", "Terlampir.", &[
            ("text/plain", "attachment", "satu.txt", b"satu"),
            ("text/plain", "attachment", "dua.txt", b"dua"),
        ]);
        let id = post.takes_down("dinas", &raw, 0).await;
        post.works_off().await;
        let line = post.line(id).await;
        let ticket = post.ticket(&line).await;
        assert!(ticket.description.contains("dua.txt") && !ticket.description.contains("satu.txt"), "{}", ticket.description);
        assert_eq!(names(&post).await.len(), 1);
    }

    async fn files_of_who_is_not_known_are_not_unpacked(post: PostRoom) {
        let raw = with_parts("siapa@example.test", "a", "Subject: x", "x", &[("text/plain", "attachment", "a.txt", b"a")]);
        post.takes_down("dinas", &raw, 0).await;
        post.works_off().await;
        assert!(!post.room.app.config.attachments().exists(), "nothing was looked into");
    }
}
