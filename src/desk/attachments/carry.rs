//! Splitting a ticket with its files: what came with the words goes with them.

use super::attachment::{Attachment, record};
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::AttachmentId;
use crate::desk::people::Actor;
use crate::desk::tickets::{self, Number, Parted, Split, TicketError};

/// Splits a ticket off another (see [`tickets::split`]) with the files of what was said. The content is kept once; who may
/// read a file stays as it was, so files go along only to a ticket that the same agency serves.
///
/// # Errors
/// As [`tickets::split`].
pub fn split(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    request: Split,
    now: Timestamp,
) -> Result<Parted, TicketError> {
    let parted = tickets::split(conn, actor, number, request, now)?;
    if !parted.same_agency {
        return Ok(parted);
    }
    for (file, _) in store::of_ticket(conn, parted.from.id)? {
        if file.comment_id != Some(parted.comment.id) {
            continue;
        }
        let carried = Attachment {
            id: AttachmentId::new(),
            ticket_id: parted.ticket.id,
            comment_id: None,
            created_at: now,
            ..file
        };
        store::insert(conn, &carried)?;
        record(conn, actor, &parted.ticket, &carried, now)?;
    }
    Ok(parted)
}
