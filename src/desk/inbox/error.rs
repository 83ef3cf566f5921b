//! What can stand in the way of a message.

use std::io;

use crate::db::DbError;
use crate::desk::attachments::AttachmentError;
use crate::desk::people::PeopleError;
use crate::desk::people::access::Denied;
use crate::desk::tickets::TicketError;

/// Why something was not done with a message. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// No such message.
    #[error("there is no such message")]
    NotFound,
    /// It is not in quarantine, or not failed.
    #[error("this message waits for nobody's word")]
    NotHeld,
    /// The name of a mailbox is none.
    #[error("a mailbox has a name of 1 to 100 letters, digits and the signs - _ . @ + /")]
    Name,
    /// No such office.
    #[error("there is no such office: {0}; expected dinas, agency:CODE or group:CODE")]
    Office(String),
    /// The ledger belongs to the administrators.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The raw message cannot be kept or read.
    #[error("the folder of messages: {0}")]
    Folder(#[from] io::Error),
    /// What it was to become was refused.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// A file of it was refused.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// A person of it was refused.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
