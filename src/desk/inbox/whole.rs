//! A message of a ticket as it was: for those who may read what became of it.

use super::entry::Fate;
use super::error::InboxError;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::attachments::ContentHash;
use crate::desk::ids::{CommentId, IncomingId};
use crate::desk::people::Actor;
use crate::desk::tickets::{self, Number, Ticket};
use crate::desk::words::{Tier, Visibility};

/// A message, and what was taken over of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// Its line in the ledger.
    pub id: IncomingId,
    /// What it became.
    pub fate: Fate,
    /// The comment it became; none if it opened or reopened the ticket.
    pub comment: Option<CommentId>,
    /// The address it says it is from.
    pub from_address: String,
    /// The name beside it.
    pub from_name: String,
    /// To whom it says it went.
    pub addressed_to: String,
    /// What it says it is about.
    pub subject: String,
    /// When it says it was written.
    pub sent_at: Option<Timestamp>,
    /// When it was taken down.
    pub received_at: Timestamp,
    /// The words that were taken over.
    pub words: String,
    /// The message as HTML, made safe, if it came as HTML.
    pub html: Option<String>,
    /// What was cut off: quotes, signature, disclaimer.
    pub cut: String,
    /// Where the message is as it came, for as long as it is kept.
    pub raw: Option<ContentHash>,
    /// For whom the comment is; a message that opened or reopened a ticket is for all who see that.
    pub audience: Option<(Visibility, Option<Tier>)>,
}

/// A message of a ticket. If the ticket is restricted, the caller notes the reading (`tickets::note_read`) before showing it.
///
/// # Errors
/// Not found: whether there is none, or the actor sees not the ticket or not what the message became.
pub fn whole(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    id: IncomingId,
) -> Result<(Ticket, Whole), InboxError> {
    let ticket = tickets::show(conn, actor, number)?;
    let whole = store::whole(conn, ticket.id, id)?.ok_or(InboxError::NotFound)?;
    let theirs =
        whole.audience.is_none_or(|(audience, tier)| tickets::may_read(actor, &ticket, audience, tier));
    if !theirs {
        return Err(InboxError::NotFound);
    }
    let words = match whole.fate {
        Fate::Ticket => ticket.description.clone(),
        _ => whole.words,
    };
    Ok((ticket, Whole { words, ..whole }))
}

/// Where a message is as it came: for those who see what the tiers say to each other, for it carries more than its words.
///
/// # Errors
/// As [`whole`]; also not found for a requester, and once it is not kept any more.
pub fn as_it_came(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    id: IncomingId,
) -> Result<(Ticket, ContentHash), InboxError> {
    let (ticket, whole) = whole(conn, actor, number, id)?;
    let raw = whole.raw.filter(|_| tickets::sees_inside(actor, &ticket)).ok_or(InboxError::NotFound)?;
    Ok((ticket, raw))
}
