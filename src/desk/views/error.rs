//! Why a saved view was refused.

use crate::db::DbError;
use crate::desk::fields::FieldErrors;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// There is none, or it is somebody else's.
    #[error("no such view")]
    NotFound,
    /// Somebody was faster.
    #[error("the view was changed meanwhile")]
    Stale,
    /// Fields are wrong.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// The database failed.
    #[error(transparent)]
    Database(DbError),
}

impl From<DbError> for ViewError {
    fn from(error: DbError) -> Self {
        match error.duplicate() {
            Some(("saved_views", _)) => FieldErrors::one("name", "taken").into(),
            _ => Self::Database(error),
        }
    }
}
