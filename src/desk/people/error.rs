//! What can go wrong with the records of this room.

use super::access::Denied;
use crate::db::DbError;
use crate::desk::fields::FieldErrors;

/// Why an agency, group, person, grant, absence, session or token is not as it was wished.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// There is no such record, or it is not for the actor to see.
    #[error("there is no such record")]
    NotFound,
    /// The actor may not do that.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody else saved it since it was read.
    #[error("somebody else has saved this in the meantime")]
    Stale,
    /// Something in the input is wrong.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// The database failed.
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for PeopleError {
    /// Two who enter the same at once both find it free; the second is told as if it had come later.
    fn from(error: DbError) -> Self {
        match taken(&error) {
            Some(field) => FieldErrors::one(field, "taken").into(),
            None => Self::Database(error),
        }
    }
}

/// The field whose text somebody else was a moment faster to take.
fn taken(error: &DbError) -> Option<&'static str> {
    match error.duplicate()? {
        ("agencies" | "support_groups", "code") => Some("code"),
        ("agencies", "ict_department" | "one_ict_department") => Some("ict_department"),
        ("people", "email") => Some("email"),
        ("people", "nip") => Some("nip"),
        _ => None,
    }
}
