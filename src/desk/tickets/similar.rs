//! Tickets about the same, of the same agency or category: found by the words of their titles.

use super::error::TicketError;
use super::names::Names;
use super::number::Number;
use super::store;
use super::ticket::Ticket;
use crate::db::DbConn;
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::search;
use crate::desk::words::Status;

/// Characters of a solution that are told.
const LONGEST: usize = 400;

/// Tickets like another one.
#[derive(Clone, Debug)]
pub struct Similar {
    /// The ticket they are like.
    pub ticket: Ticket,
    /// Those that still ask for work, the likest first.
    pub open: Vec<Ticket>,
    /// Those that were solved, the likest first, each with how it was solved; that of a restricted one is not told.
    pub solved: Vec<(Ticket, String)>,
    /// The names of all they mention.
    pub names: Names,
}

/// Up to `most` open and `most` solved tickets that are like this one and that the actor may see. Those it is linked to
/// already are left out.
///
/// # Errors
/// Not found.
pub fn similar(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    most: usize,
) -> Result<Similar, TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    let ids = search::alike(conn, actor, &ticket, most * 4)?;
    let linked = store::links(conn, ticket.id)?;
    let mut found = store::visible_of(conn, actor, &ids, None)?;
    found.retain(|other| !linked.iter().any(|link| link.from_id == other.id || link.to_id == other.id));
    found.sort_by_key(|other| ids.iter().position(|id| *id == other.id));
    let (mut open, over): (Vec<Ticket>, Vec<Ticket>) = found.into_iter().partition(Ticket::is_open);
    open.truncate(most);
    let asked: Vec<TicketId> = over.iter().filter(|other| !other.restricted).map(|other| other.id).collect();
    let mut told = store::last_solutions(conn, &asked)?;
    let solved = over.into_iter().filter(|other| other.status != Status::Cancelled).take(most);
    let solved: Vec<(Ticket, String)> = solved
        .map(|other| {
            let words = told.remove(&other.id).unwrap_or_default();
            (other, shortened(&words))
        })
        .collect();
    let all: Vec<Ticket> =
        open.iter().cloned().chain(solved.iter().map(|(other, _)| other.clone())).collect();
    let names = Names::of_tickets(conn, &all)?;
    Ok(Similar { ticket, open, solved, names })
}

fn shortened(words: &str) -> String {
    if words.chars().count() <= LONGEST {
        return words.to_owned();
    }
    let cut: String = words.chars().take(LONGEST - 1).collect();
    [cut.trim_end(), "…"].concat()
}
