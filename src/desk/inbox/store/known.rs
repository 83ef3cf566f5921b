//! What a decision needs to know, as the database answers it.

use diesel::prelude::*;

use super::super::entry::{Fate, State, Waiting};
use super::super::known::Bounced;
use crate::clock::Timestamp;
use crate::db::schema::{incoming, incoming_recipients, letters, mailboxes, ticket_links, tickets};
use crate::db::{DbConn, DbError, among, can_hold};
use crate::desk::ids::{IncomingId, PersonId, TicketId};
use crate::desk::tickets::{Number, Ticket};
use crate::desk::words::LinkKind;

type LetterRow = (String, Option<TicketId>, PersonId, String);
type MessageRow = (String, Option<TicketId>, State, IncomingId);

/// What is known of the messages another one answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answered {
    asked: Vec<String>,
    letters: Vec<LetterRow>,
    messages: Vec<MessageRow>,
}

impl Answered {
    /// The ticket a letter of ours was about, or an accepted message belongs to.
    pub(crate) fn ticket_of(&self, id: &str) -> Option<TicketId> {
        let letter = self.letters.iter().find(|row| bare(&row.0) == id).and_then(|row| row.1);
        letter.or_else(|| self.messages.iter().find(|row| row.0 == id && row.1.is_some())?.1)
    }

    /// The first letter of ours among them.
    pub(crate) fn bounced(&self) -> Option<Bounced> {
        let letter = |id: &String| self.letters.iter().find(|row| bare(&row.0) == id.as_str());
        let (_, ticket, person, address) = self.asked.iter().find_map(letter)?.clone();
        Some(Bounced { person, address, ticket })
    }

    /// Whether one of them came before and waits still.
    pub(crate) fn waits_before(&self, waiting: &Waiting) -> bool {
        self.messages.iter().any(|row| row.2 == State::Waiting && row.3 < waiting.id)
    }
}

fn bare(message_id: &str) -> &str {
    message_id.trim_start_matches('<').trim_end_matches('>')
}

/// What is known of these messages: letters of ours, and messages that came in.
pub(crate) fn answered(conn: &mut DbConn, ids: &[String]) -> Result<Answered, DbError> {
    if ids.is_empty() {
        return Ok(Answered::default());
    }
    let named: Vec<_> = ids.iter().map(|id| format!("<{id}>")).collect();
    let letters = letters::table
        .filter(among(letters::message_id, named))
        .select((letters::message_id, letters::ticket_id, letters::person_id, letters::address))
        .load(conn)?;
    let messages = incoming::table
        .filter(among(incoming::message_id, ids.to_vec()))
        .select((incoming::message_id, incoming::ticket_id, incoming::state, incoming::id))
        .load(conn)?;
    Ok(Answered { asked: ids.to_vec(), letters, messages })
}

/// Whether people write to a mailbox under this address.
pub(crate) fn is_mailbox(conn: &mut DbConn, address: &str) -> Result<bool, DbError> {
    if !can_hold(address) {
        return Ok(false);
    }
    // There are a handful of mailboxes.
    let found: Option<String> = mailboxes::table
        .filter(mailboxes::address.eq(address))
        .select(mailboxes::name)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether this message came in at another mailbox, where it was taken or is about to be.
pub(crate) fn is_copy(conn: &mut DbConn, waiting: &Waiting) -> Result<bool, DbError> {
    let rows: Vec<(IncomingId, State, Option<Fate>)> = incoming::table
        .filter(incoming::message_id.eq(&waiting.message_id).and(incoming::mailbox.ne(&waiting.mailbox)))
        .select((incoming::id, incoming::state, incoming::decision))
        .load(conn)?;
    Ok(rows.into_iter().any(|(id, state, fate)| match state {
        State::Done => fate != Some(Fate::Ignored),
        State::Waiting => id < waiting.id,
        State::Quarantined | State::Failed => false,
    }))
}

/// How many messages of this address were decided since.
pub(crate) fn count_since(conn: &mut DbConn, address: &str, since: Timestamp) -> Result<i64, DbError> {
    if !can_hold(address) {
        return Ok(0);
    }
    let query = incoming::table
        .filter(incoming::from_address.eq(address).and(incoming::decided_at.gt(since)))
        .count();
    Ok(query.get_result(conn)?)
}

/// A ticket, for the desk itself.
pub(crate) fn ticket(conn: &mut DbConn, id: TicketId) -> Result<Option<Ticket>, DbError> {
    Ok(tickets::table.find(id).select(Ticket::as_select()).first(conn).optional()?)
}

/// The tickets of these numbers, for the desk itself, in the order they are named.
pub(crate) fn tickets_numbered(conn: &mut DbConn, numbers: &[Number]) -> Result<Vec<Ticket>, DbError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<_> = numbers.iter().map(|number| number.as_str().to_owned()).collect();
    let mut found: Vec<Ticket> = tickets::table
        .filter(among(tickets::number, wanted.clone()))
        .select(Ticket::as_select())
        .load(conn)?;
    found.sort_by_key(|ticket| wanted.iter().position(|number| *number == ticket.number));
    Ok(found)
}

/// The ticket this one was merged into.
pub(crate) fn original(conn: &mut DbConn, ticket: TicketId) -> Result<Option<Ticket>, DbError> {
    let to = ticket_links::table
        .filter(ticket_links::from_id.eq(ticket).and(ticket_links::kind.eq(LinkKind::DuplicateOf)))
        .order(ticket_links::created_at.desc())
        .limit(1)
        .select(ticket_links::to_id);
    Ok(tickets::table.filter(tickets::id.eq_any(to)).select(Ticket::as_select()).first(conn).optional()?)
}

/// Whether a message that was taken for this ticket also went to this address.
pub(crate) fn was_written_to(conn: &mut DbConn, ticket: TicketId, address: &str) -> Result<bool, DbError> {
    let found: Option<String> = incoming::table
        .inner_join(incoming_recipients::table)
        .filter(incoming::ticket_id.eq(ticket).and(incoming::state.eq(State::Done)))
        .filter(incoming_recipients::address.eq(address.to_lowercase()))
        .select(incoming_recipients::address)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}
