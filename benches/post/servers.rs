//! The two mail servers of `tests/mail-servers.sh`.

use anyhow::{Context, anyhow};
use tokio::net::TcpStream;

/// The password of every mailbox.
pub const SECRET: &str = "rahasia";

/// Where they listen on this machine.
pub struct Servers {
    /// Where letters are taken.
    pub smtp: u16,
    /// Where mailboxes are read.
    pub imap: u16,
}

impl Servers {
    /// Those that `tests/run.sh --with` started.
    pub fn here() -> anyhow::Result<Self> {
        let said = std::env::var("JENJANG_TEST_MAIL")
            .context("JENJANG_TEST_MAIL is not set: start this with `tests/run.sh --with`")?;
        let mut ports = said.split(':').map(str::parse);
        let mut port = || ports.next().context("no port")?.context("no number");
        Ok(Self { smtp: port()?, imap: port()? })
    }

    /// Lays messages into a mailbox.
    pub async fn fill(&self, mailbox: &str, messages: impl Iterator<Item = Vec<u8>>) -> anyhow::Result<()> {
        let mut client = async_imap::Client::new(TcpStream::connect(("127.0.0.1", self.imap)).await?);
        client.read_response().await?;
        let mut session = client.login(mailbox, SECRET).await.map_err(|(error, _)| anyhow!("{error}"))?;
        for message in messages {
            session.append("INBOX", None, None, message).await?;
        }
        session.logout().await?;
        Ok(())
    }
}
