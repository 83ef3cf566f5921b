//! Keeping the search in step with the tickets, in the transaction of each act.

use super::store::{self, Texts};
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;

/// Puts a ticket into the search as it stands now: number, title, description, what was written to and by the requester,
/// solutions. Never what is for staff: a ticket must not be found by words its finder may not read.
///
/// # Errors
/// When the database refuses it.
pub fn refresh(conn: &mut DbConn, id: TicketId) -> Result<(), DbError> {
    let found = store::texts(conn, id)?;
    put(conn, found.into_iter().collect())
}

/// How far the search was made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The serial of the last ticket done: where to go on.
    pub last: i64,
    /// How many tickets were done in this step.
    pub tickets: usize,
}

/// Makes the search anew from the tickets after the serial `after`, `batch` of them; `None` when there are no more. To be
/// called again with the last serial it gave, each time in a transaction of its own, so that nobody waits long; begins
/// with 0.
///
/// # Errors
/// When the database refuses it.
pub fn rebuild(conn: &mut DbConn, after: i64, batch: i64) -> Result<Option<Rebuilt>, DbError> {
    let found = store::texts_after(conn, after, batch.max(1))?;
    let tickets = found.len();
    let last = found.last().map(|(_, serial, ..)| *serial);
    put(conn, found)?;
    Ok(last.map(|last| Rebuilt { last, tickets }))
}

/// How many tickets there are to be found.
///
/// # Errors
/// When they cannot be counted.
pub fn tickets(conn: &mut DbConn) -> Result<i64, DbError> {
    store::count(conn)
}

fn put(conn: &mut DbConn, found: Vec<Texts>) -> Result<(), DbError> {
    let ids: Vec<_> = found.iter().map(|(id, ..)| *id).collect();
    let mut comments = store::public_comments(conn, &ids)?;
    let mut solutions = store::solutions(conn, &ids)?;
    for (id, serial, number, title, description) in found {
        let said = [comments.remove(&id), solutions.remove(&id)];
        let said = said.iter().flatten().flatten();
        let texts = [&number, &title, &description].into_iter().chain(said).map(String::as_str);
        store::index_ticket(conn, serial, texts)?;
    }
    Ok(())
}
