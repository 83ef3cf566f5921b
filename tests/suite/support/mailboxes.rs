//! Two real mail servers: letters go in by SMTP, mailboxes are read by IMAP. See tests/mail-servers.sh.

use std::env;
use std::time::Duration;

use futures_util::TryStreamExt;
use lettre::address::Envelope;
use lettre::{SmtpTransport, Transport};
use mail_parser::{Message, MessageParser};
use tokio::net::TcpStream;

/// The password of every mailbox.
pub const SECRET: &str = "rahasia";

/// The servers of this run.
#[derive(Clone, Debug)]
pub struct MailServers {
    /// Where letters are taken.
    pub smtp: u16,
    /// Where mailboxes are read, plain or after STARTTLS.
    pub imap: u16,
    /// Where they are read through TLS.
    pub imaps: u16,
    /// The certificate to trust.
    pub ca: String,
}

impl MailServers {
    /// Those that tests/run.sh started.
    pub fn here() -> Self {
        let said = env::var("JENJANG_TEST_MAIL")
            .unwrap_or_else(|_| panic!("JENJANG_TEST_MAIL is not set: start the suite with tests/run.sh"));
        let mut parts = said.splitn(4, ':');
        let mut next = || parts.next().unwrap().to_owned();
        let mut port = || next().parse().unwrap();
        let (smtp, imap, imaps) = (port(), port(), port());
        Self { smtp, imap, imaps, ca: next() }
    }

    /// Sends a message as it stands.
    pub async fn sends(&self, from: &str, to: &[&str], raw: impl Into<Vec<u8>>) {
        let sender = if from.is_empty() { None } else { Some(from.parse().unwrap()) };
        let envelope = Envelope::new(sender, to.iter().map(|to| to.parse().unwrap()).collect()).unwrap();
        let (port, raw) = (self.smtp, raw.into());
        let sent = tokio::task::spawn_blocking(move || {
            SmtpTransport::builder_dangerous("127.0.0.1").port(port).build().send_raw(&envelope, &raw)
        });
        sent.await.unwrap().unwrap();
    }

    /// The messages of a folder, as they are, oldest first.
    pub async fn folder(&self, user: &str, folder: &str) -> Vec<Vec<u8>> {
        let stream = TcpStream::connect(("127.0.0.1", self.imap)).await.unwrap();
        let mut client = async_imap::Client::new(stream);
        client.read_response().await.unwrap();
        let mut session = client.login(user, SECRET).await.map_err(|(error, _)| error).unwrap();
        let opened = session.examine(folder).await.unwrap();
        let mut found = Vec::new();
        if opened.exists > 0 {
            let fetched = session.uid_fetch("1:*", "(UID BODY.PEEK[])").await.unwrap();
            let fetched: Vec<_> = fetched.try_collect().await.unwrap();
            found.extend(fetched.iter().map(|message| message.body().unwrap().to_vec()));
        }
        session.logout().await.unwrap();
        found
    }

    /// Waits for a message in somebody's mailbox that fits, and reads it.
    pub async fn letter(&self, user: &str, fits: impl Fn(&Message<'_>) -> bool) -> Message<'static> {
        for _ in 0..150 {
            for raw in self.folder(user, "INBOX").await.into_iter().rev() {
                let message = MessageParser::default().parse(&raw).unwrap();
                if fits(&message) {
                    return message.into_owned();
                }
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("no such letter came to {user}");
    }
}

/// A mailbox of a desk that no other test knows.
pub fn own_mailbox() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    format!("meja{}@desk.test", &id[..12])
}
