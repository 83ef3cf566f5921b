//! What the real binary is told when it stands between its mail servers.

use std::path::Path;

use crate::desk::Desk;

use super::servers::{SECRET, Servers};

/// What a desk is told.
pub struct Settings<'a> {
    pub url: &'a str,
    pub folder: &'a Path,
    pub mailbox: &'a str,
    pub servers: &'a Servers,
}

/// Settings of the environment.
pub type Told = Vec<(&'static str, String)>;

impl Settings<'_> {
    /// What every process is told besides where its data is.
    fn common(&self) -> Told {
        vec![
            ("JENJANG_BASE_URL", "http://desk.test".to_owned()),
            ("JENJANG_MAIL_FROM", format!("Service Desk <{}>", self.mailbox)),
            ("JENJANG_REPLY_ADDRESS", self.mailbox.to_owned()),
            ("MIMALLOC_PURGE_DELAY", "0".to_owned()),
        ]
    }

    /// What one process that is not started as a desk is told.
    pub fn alone(&self) -> Told {
        let mut told = self.common();
        told.push(("DATABASE_URL", self.url.to_owned()));
        told.push(("JENJANG_DATA", self.folder.display().to_string()));
        told.push(("JENJANG_LOG", "warn".to_owned()));
        told
    }

    /// Starts a desk that collects post; its letters become files.
    pub fn collecting(&self, program: &Path) -> anyhow::Result<Desk> {
        let user = self.mailbox.replace('@', "%40");
        let imap = self.servers.imap;
        let mut told = self.common();
        told.push((
            "JENJANG_IMAP_URL",
            format!("imap://{user}:{SECRET}@127.0.0.1:{imap}/INBOX?tls=none&poll=5&move=Selesai"),
        ));
        Desk::start(program, self.url, self.folder, &told)
    }

    /// Starts a desk that sends letters.
    pub fn sending(&self, program: &Path) -> anyhow::Result<Desk> {
        let mut told = self.common();
        told.push(("JENJANG_SMTP_URL", format!("smtp://127.0.0.1:{}?tls=none", self.servers.smtp)));
        Desk::start(program, self.url, self.folder, &told)
    }
}
