//! Why words were not taken.

use crate::db::DbError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::access::Denied;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// A letter whose words are nobody's to choose.
    #[error("this letter has no words of its own")]
    NotFound,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What is wrong, by field and line.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// Somebody was faster.
    #[error("the words were changed meanwhile")]
    Stale,
    /// Too many letters were tried lately: seconds to wait.
    #[error("too many letters were tried; the next one in {0} s")]
    TooMany(u64),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
