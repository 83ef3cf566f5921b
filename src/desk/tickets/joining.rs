//! A colleague's words join a ticket: they were written to about it, and answered. They get no right to the ticket by it.

use serde_json::json;

use super::act::{self, Scene};
use super::error::TicketError;
use super::parts::Comment;
use super::status::Move;
use super::store;
use super::ticket::{TEXT_MAX, Ticket};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, TicketId};
use crate::desk::people::Actor;
use crate::desk::search;
use crate::desk::words::{Status, Visibility};

/// Writes what a colleague answered as a public reply in their name. That they belong to the conversation is seen by the
/// caller; whether they may see the ticket's page is another question.
///
/// # Errors
/// Not found, restricted (nobody joins those), over, or a field that is wrong.
pub fn join(
    conn: &mut DbConn,
    colleague: &Actor,
    id: TicketId,
    words: &str,
    now: Timestamp,
) -> Result<(Ticket, Comment), TicketError> {
    let found = store::by_id(conn, id)?.ok_or(TicketError::NotFound)?;
    store::lock(conn, &found.spoken())?;
    let mut ticket =
        store::by_id(conn, id)?.filter(|ticket| !ticket.restricted).ok_or(TicketError::NotFound)?;
    if matches!(ticket.status, Status::Closed | Status::Cancelled) {
        return Err(Scene::of(ticket).not_open(colleague, Move::Resume));
    }
    let mut errors = FieldErrors::default();
    let body = errors.required("body", words, TEXT_MAX);
    errors.finish()?;
    let comment = Comment {
        id: CommentId::new(),
        author_id: colleague.id,
        author_tier: None,
        visibility: Visibility::Public,
        body,
        created_at: now,
    };
    store::insert_comment(conn, ticket.id, &comment)?;
    search::refresh(conn, ticket.id)?;
    ticket.updated_at = now;
    store::touch(conn, &ticket)?;
    let data = json!({
        "comment": comment.id,
        "visibility": comment.visibility,
        "by_requester": false,
        "joined": true,
        "mentions": [],
        "text": act::digest(&comment.body),
    });
    act::record(conn, &ticket, Some(colleague), EventKind::Replied, data, now)?;
    Ok((ticket, comment))
}
