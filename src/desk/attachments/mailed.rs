//! Files that came with a message: who may answer on a ticket may answer with files, and a file too many takes no words with it.

use super::attachment::{self, Attachment, Limits};
use super::error::AttachmentError;
use super::prepare::Prepared;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AttachmentId, CommentId, TicketId};
use crate::desk::people::Actor;
use crate::desk::tickets::Ticket;
use crate::desk::words::Visibility;

/// Those of the files that fit onto a ticket (a new one, if none is named) and into the sender's day, in their order; and the
/// names of the others.
///
/// # Errors
/// When it cannot be counted.
pub fn fitting(
    conn: &mut DbConn,
    sender: &Actor,
    ticket: Option<TicketId>,
    files: Vec<Prepared>,
    limits: Limits,
    now: Timestamp,
) -> Result<(Vec<Prepared>, Vec<String>), DbError> {
    if files.is_empty() {
        return Ok((files, Vec::new()));
    }
    let there = ticket.map(|ticket| store::count(conn, ticket)).transpose()?.unwrap_or(0);
    let midnight = Timestamp::midnight(now.date_in(sender.zone), sender.zone);
    let mut bytes = store::bytes_since(conn, sender.id, midnight)?;
    let mut room = i64::from(limits.files_per_ticket).saturating_sub(there);
    let (mut fit, mut left) = (Vec::new(), Vec::new());
    for file in files {
        let after = bytes.saturating_add(file.size);
        if room > 0 && after <= limits.bytes_per_day {
            (room, bytes) = (room - 1, after);
            fit.push(file);
        } else {
            left.push(file.file_name);
        }
    }
    Ok((fit, left))
}

/// Attaches a file that came with a message its sender was seen to be allowed to send, for everybody who sees the ticket.
///
/// # Errors
/// When the database refuses it.
pub fn attach_mailed(
    conn: &mut DbConn,
    sender: &Actor,
    ticket: &Ticket,
    file: Prepared,
    comment: Option<CommentId>,
    now: Timestamp,
) -> Result<Attachment, AttachmentError> {
    let attachment = Attachment {
        id: AttachmentId::new(),
        ticket_id: ticket.id,
        comment_id: comment,
        uploader_id: sender.id,
        uploader_name: sender.name.clone(),
        visibility: Visibility::Public,
        file_name: file.file_name,
        content_type: file.content_type.to_owned(),
        size: file.size,
        hash: file.hash,
        created_at: now,
    };
    store::insert(conn, &attachment)?;
    store::touch(conn, ticket.id, now)?;
    attachment::record(conn, sender, ticket, &attachment, now)?;
    Ok(attachment)
}
