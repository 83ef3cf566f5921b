//! Letters to a real SMTP server (aiosmtpd), in the clear and over TLS. The certificates are of these tests and of nothing else.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jenjang::desk::letters::LetterState;
use jenjang::mail::Postman;

use super::room::{Mail, MailRoom, config};
use crate::both;

/// A running mail server; it ends with the test.
struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    fn start(privacy: &str, account: &[&str]) -> Self {
        let python = std::env::var("JENJANG_TEST_PYTHON")
            .unwrap_or_else(|_| panic!("JENJANG_TEST_PYTHON is not set: start the suite with tests/run.sh"));
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(python)
            .arg(ground("mail_server.py"))
            .arg(folder.path())
            .arg(privacy)
            .args([ground("server.pem"), ground("server.key")])
            .args(account)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap_or_else(|_| panic!("the mail server said {line:?}"));
        Self { child, port, folder }
    }

    /// The letters it kept.
    fn mails(&self) -> Vec<Mail> {
        let mut files: Vec<_> =
            fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| Mail::parse(&fs::read(file).unwrap())).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it is gone already.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn ground(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/mail/ground").join(file)
}

const PATIENCE: Duration = Duration::from_secs(10);

both! {
    async fn a_real_server_gets_every_letter_once(room: MailRoom) {
        let server = Server::start("plain", &[]);
        let mut room = room.with_server(&format!("smtp://127.0.0.1:{}?tls=none", server.port), PATIENCE);
        for number in 0..15 {
            room.reports("siti@dinkes", &format!("gangguan ke-{number} – „lemot“")).await;
        }
        assert_eq!(room.sends().await.sent, 30);
        let mails = server.mails();
        let ids: std::collections::HashSet<_> = mails.iter().map(|mail| &mail.message_id).collect();
        assert_eq!((mails.len(), ids.len()), (30, 30));
        let new = mails.iter().find(|mail| mail.subject.contains("gangguan ke-7")).unwrap();
        assert!(new.subject.ends_with("Tiket baru: gangguan ke-7 – „lemot“"), "{}", new.subject);
        assert!(new.text.contains("Yth. Bapak/Ibu Andi Baso,"), "{}", new.text);
    }
}

#[actix_web::test]
async fn over_starttls_and_with_a_password() {
    let server = Server::start("starttls", &["desk@parigi.test", "p:ss/wörd"]);
    let mut room = with_account("smtp", &server, "starttls", "p%3Ass%2Fw%C3%B6rd").await;
    room.reports("siti@dinkes", "jaringan lemot").await;
    assert_eq!(room.sends().await.sent, 2);
    assert_eq!(server.mails().len(), 2);
}

#[actix_web::test]
async fn over_tls_from_the_first_byte() {
    let server = Server::start("wrapper", &["desk@parigi.test", "secret"]);
    let mut room = with_account("smtps", &server, "wrapper", "secret").await;
    room.reports("siti@dinkes", "jaringan lemot").await;
    assert_eq!(room.sends().await.sent, 2);
    assert_eq!(server.mails().len(), 2);
}

#[actix_web::test]
async fn a_wrong_password_keeps_the_letters_and_says_so() {
    let server = Server::start("starttls", &["desk@parigi.test", "secret"]);
    let mut room = with_account("smtp", &server, "starttls", "wrong").await;
    room.reports("siti@dinkes", "jaringan lemot").await;
    assert_eq!(room.sends().await.sent, 0);
    let outbox = room.outbox().await;
    assert!(outbox.iter().all(|(_, state, ..)| *state == LetterState::Queued), "{outbox:?}");
    let errors: String = outbox.iter().filter_map(|(.., error)| error.clone()).collect();
    assert!(errors.contains("does not accept our user and password"), "{errors}");
    assert!(!errors.contains("wrong"), "{errors}");
    assert_eq!(server.mails().len(), 0);
}

#[actix_web::test]
async fn a_server_nobody_vouches_for_gets_nothing() {
    let server = Server::start("starttls", &[]);
    let url = format!("smtp://localhost:{}?tls=starttls", server.port);
    let room = room().await.with_server(&url, PATIENCE);
    let refused = tokio::task::spawn_blocking(move || room.postman.try_out()).await.unwrap().unwrap_err();
    assert!(refused.to_string().contains("no private line"), "{refused}");
}

#[actix_web::test]
async fn a_password_is_not_sent_in_the_clear_unless_told() {
    let server = Server::start("plain", &["desk@parigi.test", "secret"]);
    let url = |tls: &str| format!("smtp://desk%40parigi.test:secret@127.0.0.1:{}{tls}", server.port);
    let hesitant = room().await.with_server(&url(""), PATIENCE);
    let refused = tokio::task::spawn_blocking(move || hesitant.postman.try_out()).await.unwrap().unwrap_err();
    assert!(refused.to_string().contains("tls=none"), "{refused}");
    let told = room().await.with_server(&url("?tls=none"), PATIENCE);
    tokio::task::spawn_blocking(move || told.postman.try_out()).await.unwrap().unwrap();
}

#[actix_web::test]
async fn a_wrong_setting_stops_the_start() {
    let room = room().await;
    for (url, said) in [
        ("smtp://127.0.0.1?tls=perhaps", "JENJANG_SMTP_URL: tls: expected none, starttls or wrapper"),
        ("smtp://127.0.0.1?ca=/nowhere.pem", "JENJANG_SMTP_URL: ca: cannot read /nowhere.pem"),
    ] {
        let wrong = Postman::open(&config(&room.database, Some(url))).err().unwrap();
        assert!(wrong.to_string().starts_with(said), "{wrong}");
    }
}

async fn room() -> MailRoom {
    use crate::support::both::Fresh;
    MailRoom::fresh(crate::support::database::Database::Sqlite).await
}

async fn with_account(scheme: &str, server: &Server, tls: &str, password: &str) -> MailRoom {
    let ca = ground("ca.pem");
    let url = format!(
        "{scheme}://desk%40parigi.test:{password}@localhost:{}?tls={tls}&ca={}",
        server.port,
        ca.display()
    );
    room().await.with_server(&url, PATIENCE)
}
