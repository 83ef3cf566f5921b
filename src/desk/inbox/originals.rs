//! What a message said beside the words that were taken over: for the page of its ticket.

use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{CommentId, IncomingId};
use crate::desk::tickets::Ticket;

/// A message that belongs to a ticket, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its line in the ledger.
    pub id: IncomingId,
    /// The comment it became; none if it opened or reopened the ticket.
    pub comment: Option<CommentId>,
    /// The address it was from.
    pub from: String,
    /// The message as HTML, made safe, if it came as HTML.
    pub html: Option<String>,
    /// What was cut off: quotes, signature, disclaimer.
    pub cut: String,
    /// When it was taken down.
    pub received_at: Timestamp,
}

/// The messages of a ticket its reader was seen to see, oldest first; only those that said more than what was taken over.
///
/// # Errors
/// When they cannot be read.
pub fn originals(conn: &mut DbConn, ticket: &Ticket) -> Result<Vec<Original>, DbError> {
    store::originals(conn, ticket.id)
}
