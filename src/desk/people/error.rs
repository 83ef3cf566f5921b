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
    Database(#[from] DbError),
}
