//! What can go wrong below the rooms.

use diesel::result::{DatabaseErrorKind, Error};

/// What the databases say when trying the same again may help, and diesel has no word for it.
const PASSING: [&str; 3] = ["deadlock detected", "due to lock timeout", "database is locked"];

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

    /// What a unique constraint found there already: the table and the column, as the migrations name them. Of several
    /// columns, and of a constraint with a name of its own, whatever names it.
    pub fn duplicate(&self) -> Option<(&str, &str)> {
        let Self::Query(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, said)) = self else {
            return None;
        };
        // SQLite: "UNIQUE constraint failed: agencies.code".
        if let Some((_, columns)) = said.message().split_once("constraint failed: ") {
            return columns.split_once(',').map_or(columns, |(first, _)| first).split_once('.');
        }
        // Postgres: the table, and the constraint "agencies_code_key".
        let (table, constraint) = (said.table_name()?, said.constraint_name()?);
        let column = constraint.strip_prefix(table).and_then(|rest| rest.strip_prefix('_'));
        let column = column.map_or(constraint, |rest| rest.strip_suffix("_key").unwrap_or(rest));
        Some((table, column))
    }

    /// Whether a text has a character that Postgres keeps in no text: U+0000.
    pub fn is_zero_in_text(&self) -> bool {
        matches!(self, Self::Query(Error::DatabaseError(_, said)) if said.message().contains("0x00"))
    }

    /// Whether trying the same again may help: a deadlock, a serialisation failure or a lost connection.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Query(Error::DatabaseError(kind, said)) => match kind {
                DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::ClosedConnection => true,
                DatabaseErrorKind::Unknown => PASSING.iter().any(|words| said.message().contains(words)),
                _ => false,
            },
            _ => false,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: DatabaseErrorKind, words: &str) -> DbError {
        DbError::Query(Error::DatabaseError(kind, Box::new(words.to_owned())))
    }

    #[test]
    fn what_was_there_already_has_a_name() {
        let sqlite = said(DatabaseErrorKind::UniqueViolation, "UNIQUE constraint failed: agencies.code");
        assert_eq!(sqlite.duplicate(), Some(("agencies", "code")));
        let other = said(DatabaseErrorKind::CheckViolation, "CHECK constraint failed: tier IN (1, 2)");
        assert_eq!(other.duplicate(), None);
    }

    #[test]
    fn what_may_go_well_the_next_time_is_told_from_what_never_will() {
        for words in ["deadlock detected", "canceling statement due to lock timeout", "database is locked"] {
            assert!(said(DatabaseErrorKind::Unknown, words).is_passing(), "{words}");
        }
        assert!(said(DatabaseErrorKind::SerializationFailure, "").is_passing());
        assert!(!said(DatabaseErrorKind::Unknown, "relation \"x\" does not exist").is_passing());
        assert!(!said(DatabaseErrorKind::UniqueViolation, "deadlock detected").is_passing());
    }
}
