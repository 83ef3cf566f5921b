//! What can go wrong at the mail door.

use crate::db::DbError;
use crate::desk::inbox::InboxError;
use crate::templates::TemplateError;

/// A failure of the mail door itself; what one letter meets on its way is a [`Refusal`](super::Refusal).
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What is known of messages could not be read.
    #[error(transparent)]
    Inbox(#[from] InboxError),
    /// A letter could not be written.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A letter could not be put together.
    #[error("a letter could not be put together: {0}")]
    Message(String),
}
