//! What the supervisor has to see (PM 42(11)): direct routes and round trips.

use super::filter::{Cursor, Filter, Page, list};
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;

/// Tickets that began at Tier 2, as a page.
pub type DirectRoute = Page;

/// The tickets that began at Tier 2, newest first, as far as the actor may see them.
///
/// # Errors
/// When they cannot be read.
pub fn direct_routes(
    conn: &mut DbConn,
    actor: &Actor,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, DbError> {
    list(conn, actor, &Filter { direct: true, ..Filter::default() }, cursor, limit)
}

/// The open tickets that were returned at least `least` times, newest first, as far as the actor may see them.
///
/// # Errors
/// When they cannot be read.
pub fn bounced(
    conn: &mut DbConn,
    actor: &Actor,
    least: i32,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, DbError> {
    let filter = Filter { bounces: Some(least), status: Filter::OPEN.to_vec(), ..Filter::default() };
    list(conn, actor, &filter, cursor, limit)
}
