//! Why a canned answer was refused.

use crate::db::DbError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::PeopleError;
use crate::desk::people::access::Denied;
use crate::desk::tickets::TicketError;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum MacroError {
    /// There is none, or it is none of theirs.
    #[error("no such canned answer")]
    NotFound,
    /// They may use it, but not keep it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody was faster.
    #[error("the canned answer was changed meanwhile")]
    Stale,
    /// Fields are wrong.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// The ticket it was used on refused it.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<PeopleError> for MacroError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::NotFound => Self::NotFound,
            PeopleError::Denied(denied) => denied.into(),
            PeopleError::Stale => Self::Stale,
            PeopleError::Invalid(errors) => errors.into(),
            PeopleError::Database(error) => error.into(),
        }
    }
}
