//! How much somebody has not seen of what the pages tell them.

use super::store::actors;
use crate::db::{DbConn, DbError};
use crate::desk::ids::PersonId;

/// How many lines each of these people has not seen, counted up to a hundred.
///
/// # Errors
/// When they cannot be counted.
pub(in crate::desk) fn unseen(
    conn: &mut DbConn,
    people: &[PersonId],
) -> Result<Vec<(PersonId, i64)>, DbError> {
    actors::unseen_of(conn, people)
}
