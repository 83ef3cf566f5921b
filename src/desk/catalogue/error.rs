//! What can go wrong with the catalogue.

use crate::db::DbError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::PeopleError;
use crate::desk::people::access::Denied;

/// Why a category or a line of the routing table is not as it was wished.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// There is no such record.
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

impl From<PeopleError> for CatalogueError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::NotFound => Self::NotFound,
            PeopleError::Denied(denied) => Self::Denied(denied),
            PeopleError::Stale => Self::Stale,
            PeopleError::Invalid(errors) => Self::Invalid(errors),
            PeopleError::Database(error) => Self::Database(error),
        }
    }
}

impl From<DbError> for CatalogueError {
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
        ("categories", "code") => Some("code"),
        ("routes", "category_id" | "category_id_agency_status") => Some("agency_status"),
        _ => None,
    }
}

/// Why nobody is named for a ticket.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// Neither the category nor one above it has a line in the routing table for such an agency.
    #[error("the routing table names nobody for this category")]
    NoRoute,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
