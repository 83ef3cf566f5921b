//! Attaching a file to a ticket, and finding it again.

use serde_json::json;

use super::error::AttachmentError;
use super::prepare::Prepared;
use super::store;
use super::vault::ContentHash;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::{AttachmentId, CommentId, PersonId, TicketId};
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Act, Relation};
use crate::desk::tickets::{Number, Ticket};
use crate::desk::words::{Status, Tier, Visibility};

/// A file on a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The ticket it is on.
    pub ticket_id: TicketId,
    /// The comment it came with.
    pub comment_id: Option<CommentId>,
    /// Who attached it.
    pub uploader_id: PersonId,
    /// Their name.
    pub uploader_name: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// Its name.
    pub file_name: String,
    /// Its media type, by its content.
    pub content_type: String,
    /// Its bytes.
    pub size: u64,
    /// The hash of its content, and its name in the vault.
    pub hash: ContentHash,
    /// When it was attached.
    pub created_at: Timestamp,
}

/// How much may be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file as it is sent.
    pub file_bytes: u64,
    /// Files of one ticket.
    pub files_per_ticket: u32,
    /// Bytes of one person in a day of their zone.
    pub bytes_per_day: u64,
}

/// Where a prepared file goes.
#[derive(Clone, Debug)]
pub struct Attach {
    /// The file.
    pub file: Prepared,
    /// Who may read it.
    pub visibility: Visibility,
    /// The actor's comment it belongs to; of the same visibility.
    pub comment: Option<CommentId>,
}

/// Attaches a prepared file to a ticket and writes it into its history.
///
/// # Errors
/// Not found, not theirs, the ticket is over, or a limit is reached.
pub fn attach(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    what: Attach,
    limits: Limits,
    now: Timestamp,
) -> Result<(Ticket, Attachment), AttachmentError> {
    let mut ticket = store::ticket_for_writing(conn, actor, number)?.ok_or(AttachmentError::NotFound)?;
    let Attach { file, visibility, comment } = what;
    may_attach(actor, &ticket, visibility)?;
    if let Some(comment) = comment
        && !store::is_own_comment(conn, actor.id, ticket.id, comment, visibility)?
    {
        return Err(AttachmentError::NotFound);
    }
    check_limits(conn, actor, &ticket, &file, limits, now)?;
    let attachment = Attachment {
        id: AttachmentId::new(),
        ticket_id: ticket.id,
        comment_id: comment,
        uploader_id: actor.id,
        uploader_name: actor.name.clone(),
        visibility,
        file_name: file.file_name,
        content_type: file.content_type.to_owned(),
        size: file.size,
        hash: file.hash,
        created_at: now,
    };
    store::insert(conn, &attachment)?;
    store::touch(conn, ticket.id, now)?;
    ticket.updated_at = now;
    record(conn, actor, &ticket, &attachment, now)?;
    Ok((ticket, attachment))
}

/// Writes a file that was attached into the history of its ticket.
pub(super) fn record(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    attachment: &Attachment,
    now: Timestamp,
) -> Result<(), DbError> {
    let data = json!({
        "number": ticket.number,
        "version": ticket.version,
        "attachment": attachment.id,
        "file_name": attachment.file_name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.hash.to_string(),
        "visibility": attachment.visibility,
        "comment": attachment.comment_id,
    });
    let event = NewEvent::new(RecordKind::Ticket, ticket.id, EventKind::Attached, actor.id, now).with(data);
    events::record(conn, event)?;
    Ok(())
}

/// Whether the actor may attach files of this visibility to the ticket: asked before a file is looked into and kept.
///
/// # Errors
/// Not found, not theirs, or the ticket is over.
pub fn welcome(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    visibility: Visibility,
) -> Result<(), AttachmentError> {
    let ticket = store::ticket(conn, actor, number)?.ok_or(AttachmentError::NotFound)?;
    may_attach(actor, &ticket, visibility)
}

/// Whether files of these sizes could go onto a new ticket of the actor: asked before they are looked into.
///
/// # Errors
/// A limit is reached.
pub fn room(
    conn: &mut DbConn,
    actor: &Actor,
    sizes: &[u64],
    limits: Limits,
    now: Timestamp,
) -> Result<(), AttachmentError> {
    let most = limits.files_per_ticket;
    if sizes.len() as u64 > u64::from(most) {
        return Err(AttachmentError::TooMany { most });
    }
    check_day(conn, actor, sizes.iter().sum(), limits, now)
}

/// The files on a ticket the actor may read, oldest first.
///
/// # Errors
/// Not found.
pub fn list(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Vec<Attachment>, AttachmentError> {
    let ticket = store::ticket(conn, actor, number)?.ok_or(AttachmentError::NotFound)?;
    Ok(of_ticket(conn, actor, &ticket)?)
}

/// As [`list`], of a ticket the actor was seen to see.
///
/// # Errors
/// When they cannot be read.
pub fn of_ticket(conn: &mut DbConn, actor: &Actor, ticket: &Ticket) -> Result<Vec<Attachment>, DbError> {
    let mut found = store::of_ticket(conn, ticket.id)?;
    found.retain(|(attachment, author_tier)| may_read(actor, ticket, attachment.visibility, *author_tier));
    Ok(found.into_iter().map(|(attachment, _)| attachment).collect())
}

/// The file with this id and its ticket, if the actor may see both. If the ticket is restricted, the caller notes the
/// reading (`tickets::note_read`) before giving the file out.
///
/// # Errors
/// Not found, whether it is not there or not theirs to see.
pub fn find(
    conn: &mut DbConn,
    actor: &Actor,
    id: AttachmentId,
) -> Result<(Attachment, Ticket), AttachmentError> {
    let (attachment, author_tier, ticket) =
        store::visible_by_id(conn, actor, id)?.ok_or(AttachmentError::NotFound)?;
    if !may_read(actor, &ticket, attachment.visibility, author_tier) {
        return Err(AttachmentError::NotFound);
    }
    Ok((attachment, ticket))
}

/// As with words: for the requester on a ticket that is not over, for staff also afterwards.
fn may_attach(actor: &Actor, ticket: &Ticket, visibility: Visibility) -> Result<(), AttachmentError> {
    let held = ticket.held();
    access::may(actor, Act::Attach, held)?;
    match visibility {
        Visibility::Public if matches!(ticket.status, Status::Closed | Status::Cancelled) => {
            return Err(AttachmentError::Over);
        }
        Visibility::Public => access::may(actor, Act::Reply, held)?,
        Visibility::Internal => access::may(actor, Act::Note, held)?,
        Visibility::Tier2 => access::may(actor, Act::NoteTier2, held)?,
    }
    Ok(())
}

/// As with words: the head of the agency also reads what its Tier 1 noted (dossier §2.2).
fn may_read(actor: &Actor, ticket: &Ticket, visibility: Visibility, author_tier: Option<Tier>) -> bool {
    access::readable(actor, ticket.held()).contains(&visibility)
        || (Relation::of(actor, ticket.held()).agency_head
            && visibility == Visibility::Internal
            && author_tier == Some(Tier::One))
}

fn check_limits(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    file: &Prepared,
    limits: Limits,
    now: Timestamp,
) -> Result<(), AttachmentError> {
    let most = limits.files_per_ticket;
    if store::count(conn, ticket.id)? >= i64::from(most) {
        return Err(AttachmentError::TooMany { most });
    }
    check_day(conn, actor, file.size, limits, now)
}

fn check_day(
    conn: &mut DbConn,
    actor: &Actor,
    bytes: u64,
    limits: Limits,
    now: Timestamp,
) -> Result<(), AttachmentError> {
    let most = limits.bytes_per_day;
    let today = store::bytes_since(conn, actor.id, Timestamp::midnight(now.date_in(actor.zone), actor.zone))?;
    if today.saturating_add(bytes) > most {
        return Err(AttachmentError::DayIsFull { most });
    }
    Ok(())
}
