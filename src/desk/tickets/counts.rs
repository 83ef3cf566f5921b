//! How many tickets a filter lets through: in one sentence, and counted no further than anybody reads.

use super::filter::Filter;
use super::store;
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;

/// How many the actor may see; stops counting at `most`.
///
/// # Errors
/// When they cannot be counted.
pub fn count(conn: &mut DbConn, actor: &Actor, filter: &Filter, most: i64) -> Result<i64, DbError> {
    store::count(conn, actor, filter, most)
}

/// How many each of several filters lets through, in one sentence; each stops counting at `most`.
///
/// # Errors
/// When they cannot be counted.
pub fn count_each(
    conn: &mut DbConn,
    actor: &Actor,
    filters: &[Filter],
    most: i64,
) -> Result<Vec<i64>, DbError> {
    store::count_each(conn, actor, filters, most)
}
