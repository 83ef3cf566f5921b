//! The postman, chosen once by the settings.

use lettre::address::Envelope;
use lettre::message::Mailbox;

use super::folder::Folder;
use super::memory::Memory;
use super::smtp::{Smtp, SmtpLine};
use crate::config::{Config, MailTo};

/// Who carries the letters.
pub enum Postman {
    /// A mail server.
    Smtp(Box<Smtp>),
    /// `.eml` files in a folder.
    Folder(Folder),
    /// The memory of a test.
    Memory(Memory),
}

/// A letter ready to go.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// From which address to which, as the mail server is told.
    pub envelope: Envelope,
    /// The whole message: header lines and body, ASCII only.
    pub message: Vec<u8>,
    /// A name that is the same on every attempt, fit for a file.
    pub name: String,
}

/// Why a letter was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// This letter will never be taken as it is: no such mailbox, content refused.
    #[error("{0}")]
    Final(String),
    /// Not now; trying later may help.
    #[error("{0}")]
    Passing(String),
    /// The line was lost on the way: it is not known whether it arrived, and trying later may help.
    #[error("{0}")]
    Lost(String),
    /// Nobody is there, or nobody lets us in: no letter will be taken for the moment.
    #[error("{0}")]
    Shut(String),
}

/// A postman that cannot be hired.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PostmanError {
    /// The URL says something we do not understand.
    #[error("JENJANG_SMTP_URL: {0}")]
    Url(String),
    /// The sender is no address.
    #[error("JENJANG_MAIL_FROM: expected Name <name@example.go.id>, not {0:?}")]
    From(String),
}

impl Postman {
    /// The postman the settings ask for.
    ///
    /// # Errors
    /// When the URL of the mail server or the sender is wrong; no connection is made yet.
    pub fn open(config: &Config) -> Result<Self, PostmanError> {
        if config.mail_from.parse::<Mailbox>().is_err() {
            return Err(PostmanError::From(config.mail_from.clone()));
        }
        Ok(match &config.mail {
            MailTo::Smtp(url) => Self::Smtp(Box::new(Smtp::open(url.reveal())?)),
            MailTo::Folder(folder) => Self::Folder(Folder::new(folder.clone())),
            MailTo::Memory => Self::Memory(Memory::default()),
        })
    }

    /// A line of one's own, for a few letters one after the other. Nothing happens before the first.
    pub fn line(&self) -> Line<'_> {
        match self {
            Self::Smtp(smtp) => Line::Smtp(Box::new(smtp.line())),
            Self::Folder(folder) => Line::Folder(folder),
            Self::Memory(memory) => Line::Memory(memory),
        }
    }

    /// Asks whether letters would be taken now (for `doctor`): the mail server is greeted, the folder is made.
    ///
    /// # Errors
    /// Why they would not.
    pub fn try_out(&self) -> Result<(), Refusal> {
        match self {
            Self::Smtp(smtp) => smtp.try_out(),
            Self::Folder(folder) => folder.try_out(),
            Self::Memory(_) => Ok(()),
        }
    }
}

/// A line to wherever letters go; it is hung up when it is dropped.
pub enum Line<'a> {
    /// A connection to a mail server.
    Smtp(Box<SmtpLine<'a>>),
    /// The folder.
    Folder(&'a Folder),
    /// The memory.
    Memory(&'a Memory),
}

impl Line<'_> {
    /// Hands one letter over. `Ok` means that the other side has taken responsibility for it.
    ///
    /// # Errors
    /// Why it did not.
    pub fn hand_over(&mut self, parcel: &Parcel) -> Result<(), Refusal> {
        match self {
            Self::Smtp(line) => line.hand_over(parcel),
            Self::Folder(folder) => folder.hand_over(parcel),
            Self::Memory(memory) => memory.hand_over(parcel),
        }
    }
}
