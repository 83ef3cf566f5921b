//! Solutions that helped before: offered where the same thing is solved again.

use std::collections::HashSet;

use super::store;
use super::ticket::Ticket;
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;

/// Tickets that are looked back on.
const LOOKED_BACK: i64 = 40;
/// Characters of a solution that is offered at most: what is longer was written for one ticket alone.
const LONGEST: usize = 400;

/// Up to `most` different solutions of earlier tickets of the same category that the actor may see, the last given first.
///
/// # Errors
/// When they cannot be read.
pub fn earlier_solutions(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    most: usize,
) -> Result<Vec<String>, DbError> {
    let mut said = HashSet::new();
    let mut given = store::solutions_in(conn, actor, ticket.category_id, LOOKED_BACK)?;
    given.retain(|words| words.chars().count() <= LONGEST && said.insert(words.trim().to_lowercase()));
    given.truncate(most);
    Ok(given)
}
