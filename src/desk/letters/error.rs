//! What can stand in the way of an administrator at the outbox.

use crate::db::DbError;
use crate::desk::people::access::Denied;

/// Why an act on a letter was refused.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// No such letter.
    #[error("there is no such letter")]
    NotFound,
    /// Only letters that were given up can be sent again by hand; the others are sent by themselves.
    #[error("this letter has not failed; it is sent by itself or was sent already")]
    NotFailed,
    /// The outbox belongs to the administrators.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
