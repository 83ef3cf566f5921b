//! Tickets about the same as another one.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::query::Query;
use super::reading::tokens;
use super::store::{self, Near};
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::tickets::Ticket;

/// Tickets that are looked at: the newest with a word in common.
const LOOKED_AT: i64 = 400;
/// Words of two titles that must be the same, unless the title is so short.
const IN_COMMON: usize = 2;

/// Those of the same agency or category that the actor may see and whose title says the same, the likest first, `most` at
/// most.
///
/// # Errors
/// When they cannot be read.
pub fn alike(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    most: usize,
) -> Result<Vec<TicketId>, DbError> {
    let query = Query::of_words(&ticket.title);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let least = IN_COMMON.min(query.terms.len());
    let mut found: Vec<_> = store::near(conn, actor, &query, ticket, LOOKED_AT)?
        .into_iter()
        .filter_map(|Near { id, serial, title, category_id }| {
            let met: HashSet<usize> =
                tokens(&title).iter().filter_map(|token| Some(query.meets(token)?.0)).collect();
            let same = category_id == ticket.category_id;
            (met.len() >= least).then_some((Reverse(met.len()), Reverse(same), Reverse(serial), id))
        })
        .collect();
    found.sort_unstable_by_key(|(met, same, serial, _)| (*met, *same, *serial));
    found.truncate(most);
    Ok(found.into_iter().map(|(.., id)| id).collect())
}
