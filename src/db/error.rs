//! What can go wrong below the rooms.

use diesel::result::{DatabaseErrorKind, Error};

/// A failure of the database, never of the caller's input.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The URL is none we know.
    #[error("DATABASE_URL: {0}")]
    Url(String),
    /// The database cannot be reached or opened.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// A statement failed.
    #[error("a statement failed: {0}")]
    Query(Error),
    /// The migrations failed.
    #[error("the migrations failed: {0}")]
    Migration(String),
    /// A job ended in a panic; its work was rolled back.
    #[error("a job on the database panicked; nothing of it was kept")]
    Panicked,
    /// The batch a job belonged to could not be committed; nothing of it was kept.
    #[error("the transaction could not be committed: {0}")]
    Commit(String),
    /// The database is closing down.
    #[error("the database is closed")]
    Closed,
}

impl DbError {
    /// Whether a unique constraint refused the row.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }

    /// Whether trying the same again may help: a deadlock, a serialisation failure or a lost connection.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(_)
                | Self::Query(Error::DatabaseError(
                    DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ClosedConnection,
                    _
                ))
        )
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        Self::Query(error)
    }
}

impl From<r2d2::Error> for DbError {
    fn from(error: r2d2::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
