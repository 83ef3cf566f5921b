//! Drafts of replies, kept on the server per person and ticket (`rules.md` §8).

use super::error::TicketError;
use super::number::Number;
use super::store;
use super::ticket::TEXT_MAX;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::words::Visibility;

/// Keeps what the actor began to write; the empty text throws it away.
///
/// # Errors
/// When the ticket is not found or the text is too long.
pub fn keep_draft(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    visibility: Visibility,
    body: &str,
    now: Timestamp,
) -> Result<(), TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    let mut errors = FieldErrors::default();
    let kept = errors.optional("body", body, TEXT_MAX);
    errors.finish()?;
    Ok(store::keep_draft(conn, actor.id, ticket.id, visibility.as_str(), &kept, now)?)
}
