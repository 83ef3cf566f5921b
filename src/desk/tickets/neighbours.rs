//! What stands before and after a ticket in a list, by the list's own order and filters.

use super::filter::{Cursor, Filter};
use super::store;
use super::ticket::Ticket;
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;
use crate::words;

words! {
    /// In which direction.
    Step {
        /// The one before.
        Previous = "previous",
        /// The one after.
        Next = "next",
    }
}

/// The ticket that stands beside a place in a list; nothing at its end. What took its place is not needed: a place is known
/// by what it was ordered by.
///
/// # Errors
/// When it cannot be read.
pub fn beside(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &Filter,
    place: &Cursor,
    step: Step,
) -> Result<Option<Ticket>, DbError> {
    match step {
        Step::Next => {
            let pages = store::pages(conn, actor, &[(filter, Some(place), 1)])?;
            Ok(pages.into_iter().flatten().next())
        }
        Step::Previous => store::preceding(conn, actor, filter, place),
    }
}

/// Whether a ticket is in a list.
///
/// # Errors
/// When it cannot be read.
pub fn is_listed(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &Filter,
    ticket: &Ticket,
) -> Result<bool, DbError> {
    store::is_listed(conn, actor, filter, ticket.id)
}

impl Cursor {
    /// Where a ticket stands in a list of this filter.
    pub fn of(ticket: &Ticket, filter: &Filter) -> Self {
        Self::after(ticket, filter.sort)
    }
}
