//! Everything a decision needs to know, read beforehand in few sentences.

use super::entry::Waiting;
use super::error::InboxError;
use super::mailbox::Bound;
use super::message::Message;
use super::ours::{Ours, numbers_in};
use super::raw::SIZE_MAX;
use super::{decide, store};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::{AgencyId, PersonId, TicketId};
use crate::desk::people::access::{self, Act};
use crate::desk::people::persons::{self, Person};
use crate::desk::people::{Actor, load_actor};
use crate::desk::tickets::{self, Ticket};
use crate::desk::words::Status;

/// Duplicates that are followed to the ticket that goes on.
const LONGEST_CHAIN: usize = 20;

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Who.
    pub person: PersonId,
    /// Of which agency.
    pub agency: AgencyId,
    /// Whether they may still sign in.
    pub active: bool,
}

/// By what a message leads to a ticket, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It answers a letter about it, or another message that belongs to it.
    Letter,
    /// It went to the ticket's own address.
    Address,
    /// Its subject names the number: only for those who take part in it.
    Number,
}

/// What the sender is to the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is theirs.
    Requester,
    /// They see it and may answer on it.
    Staff,
    /// They were written to about it, by one who takes part in it.
    Colleague,
    /// Nothing.
    None,
}

/// The ticket a message leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which; of merged ones the one that goes on.
    pub ticket: TicketId,
    /// By what.
    pub evidence: Evidence,
    /// What the sender is to it.
    pub part: Part,
    /// Where it is in its life.
    pub status: Status,
    /// Whether it is restricted.
    pub restricted: bool,
    /// Whether its solution may still be disputed.
    pub may_be_reopened: bool,
    /// Words of the names of those who write to each other, in small letters.
    pub names: Vec<String>,
}

/// A letter that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounced {
    /// To whom it went.
    pub person: PersonId,
    /// The address it went to.
    pub address: String,
    /// The ticket it was about.
    pub ticket: Option<TicketId>,
}

/// Everything a decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Whose mailbox it came to.
    pub mailbox: Bound,
    /// Whether it says it is from the desk itself.
    pub is_own: bool,
    /// Whether it came in at another mailbox before.
    pub is_copy: bool,
    /// Whether it is larger than what is taken.
    pub too_large: bool,
    /// Whether an administrator let it pass.
    pub released: bool,
    /// Who wrote it, if the desk knows them.
    pub sender: Option<Sender>,
    /// Messages of that address in the last hour.
    pub in_last_hour: i64,
    /// The ticket it leads to.
    pub found: Option<Found>,
    /// The letter of ours it reports on.
    pub bounced: Option<Bounced>,
    /// Whether a message it answers waits to be decided itself.
    pub answers_waiting: bool,
}

/// Reads everything there is to know of a message.
///
/// # Errors
/// When it cannot be read.
pub fn gather(
    conn: &mut DbConn,
    ours: &Ours,
    waiting: &Waiting,
    message: &Message,
    now: Timestamp,
) -> Result<Known, InboxError> {
    let from = message.from.as_ref().map(|from| from.address.to_lowercase()).unwrap_or_default();
    let released = waiting.released_by.is_some();
    let sender = match waiting.released_as {
        Some(person) => persons::known(conn, person)?,
        None if from.is_empty() => None,
        None => persons::by_email(conn, &from)?,
    };
    let mailbox = store::mailbox(conn, &waiting.mailbox)?;
    let is_own = !from.is_empty() && (ours.is_own(&from) || store::is_mailbox(conn, &from)?);
    let is_copy = !released && store::is_copy(conn, waiting)?;
    let in_last_hour = if from.is_empty() { 0 } else { store::count_since(conn, &from, now.minus(HOUR))? };
    let answered = store::answered(conn, &asked_about(message))?;
    let bounced = message.bounce.is_some().then(|| answered.bounced()).flatten();
    let found = match &sender {
        Some(person) if message.bounce.is_none() => found(conn, ours, message, &answered, person, now)?,
        _ => None,
    };
    Ok(Known {
        mailbox: mailbox.map_or(Bound::Dinas, |mailbox| mailbox.bound),
        is_own,
        is_copy,
        too_large: waiting.size > SIZE_MAX,
        released,
        sender: sender.map(|person| Sender {
            person: person.id,
            agency: person.agency_id,
            active: person.active,
        }),
        in_last_hour,
        answers_waiting: found.is_none() && answered.waits_before(waiting),
        found,
        bounced,
    })
}

const HOUR: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// The Message-IDs a message speaks of: what a report names first, then what it answers.
fn asked_about(message: &Message) -> Vec<String> {
    let reported = message.bounce.as_ref().and_then(|bounce| bounce.message_id.clone());
    let mut ids: Vec<String> = reported.into_iter().chain(message.answers.iter().cloned()).collect();
    ids.retain(|id| !id.is_empty() && id.len() <= 1_000 && !id.contains('\0'));
    ids
}

fn found(
    conn: &mut DbConn,
    ours: &Ours,
    message: &Message,
    answered: &store::Answered,
    sender: &Person,
    now: Timestamp,
) -> Result<Option<Found>, InboxError> {
    let actor = load_actor(conn, sender.id, now)?;
    let by_letter = message
        .answers
        .iter()
        .find_map(|id| ours.ticket_of_root(id).or_else(|| answered.ticket_of(id)))
        .map(|ticket| (Evidence::Letter, ticket));
    let to = message.to.iter().chain(&message.cc).map(|one| one.address.as_str());
    let by_address = to
        .chain(message.delivered_to.iter().map(String::as_str))
        .find_map(|address| ours.ticket_at(address))
        .map(|ticket| (Evidence::Address, ticket));
    for (evidence, id) in by_letter.into_iter().chain(by_address) {
        if let Some(ticket) = store::ticket(conn, id)? {
            return Ok(Some(look_at(conn, evidence, ticket, sender, actor.as_ref(), now)?));
        }
    }
    for ticket in store::tickets_numbered(conn, &numbers_in(&message.subject))? {
        let found = look_at(conn, Evidence::Number, ticket, sender, actor.as_ref(), now)?;
        if decide::leads(Evidence::Number, found.part) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What the sender is to a ticket, or to the one it was merged into.
fn look_at(
    conn: &mut DbConn,
    evidence: Evidence,
    mut ticket: Ticket,
    sender: &Person,
    actor: Option<&Actor>,
    now: Timestamp,
) -> Result<Found, InboxError> {
    let (mut part, mut took_part) = (part_in(conn, &ticket, sender, actor)?, false);
    for _ in 0..LONGEST_CHAIN {
        if ticket.status != Status::Cancelled {
            break;
        }
        let Some(original) = store::original(conn, ticket.id)? else { break };
        took_part |= part != Part::None;
        ticket = original;
        part = part_in(conn, &ticket, sender, actor)?;
    }
    if part == Part::None && took_part {
        // Their own ticket goes on in this one.
        part = Part::Colleague;
    }
    let until = match ticket.status {
        Status::Resolved => tickets::confirmed_at(conn, ticket.id)?,
        _ => None,
    };
    Ok(Found {
        ticket: ticket.id,
        evidence,
        part,
        status: ticket.status,
        restricted: ticket.restricted,
        may_be_reopened: ticket.status == Status::Resolved && until.is_none_or(|until| now <= until),
        names: names(conn, &ticket, sender)?,
    })
}

fn part_in(
    conn: &mut DbConn,
    ticket: &Ticket,
    sender: &Person,
    actor: Option<&Actor>,
) -> Result<Part, InboxError> {
    if ticket.requester_id == sender.id {
        return Ok(Part::Requester);
    }
    if let Some(actor) = actor
        && access::may(actor, Act::Reply, ticket.held()).is_ok()
        && tickets::is_visible_to(conn, actor, ticket.id)?
    {
        return Ok(Part::Staff);
    }
    let colleague =
        ticket.agency_id == sender.agency_id && store::was_written_to(conn, ticket.id, &sender.email)?;
    Ok(if colleague { Part::Colleague } else { Part::None })
}

fn names(conn: &mut DbConn, ticket: &Ticket, sender: &Person) -> Result<Vec<String>, InboxError> {
    let holder = match ticket.assignee_id {
        Some(person) => persons::known(conn, person)?.map(|person| person.name),
        None => None,
    };
    let names = [Some(sender.name.clone()), holder];
    let words = names.iter().flatten().flat_map(|name| name.split(|letter: char| !letter.is_alphanumeric()));
    Ok(words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect())
}
