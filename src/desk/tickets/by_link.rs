//! What a link of a letter shows and does, without an account: for that one person, that one thing, while it holds. What cannot
//! be opened, whatever the reason, is not found. A restricted ticket has no links (`rules.md` 2.8).

use chrono::TimeDelta;

use super::error::TicketError;
use super::names::Names;
use super::pass::{PassKey, Presented, Purpose};
use super::rating::{self, Rate};
use super::resolution::{self, Close, Reopen};
use super::ticket::Ticket;
use super::{clocks, store};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::{ResolutionId, TicketId};
use crate::desk::people::{Actor, load_actor};
use crate::desk::sla::{self, ClockName, ClockState};
use crate::desk::words::{Stage, Status, Through, Tier};

/// Days after the end of a ticket that its stages can still be looked at.
const SHOWN_AFTER: i64 = 30;

/// The stages of a ticket and their times, and nothing else of it: no title, no words, no names of people.
#[derive(Clone, Debug)]
pub struct Glimpse {
    /// The number.
    pub number: String,
    /// Where it is.
    pub stage: Stage,
    /// The tier that holds it.
    pub tier: Tier,
    /// The office or team that holds it.
    pub holder: String,
    /// First contact.
    pub reported_at: Timestamp,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// When it closes by itself.
    pub closes_at: Option<Timestamp>,
    /// What is promised.
    pub promises: Vec<PromiseSeen>,
    /// Its stages, in order.
    pub stages: Vec<StageSeen>,
    /// The requester: for their language and zone.
    pub reader: Actor,
}

/// One promise.
#[derive(Clone, Copy, Debug)]
pub struct PromiseSeen {
    /// Of an answer, or of a solution.
    pub name: ClockName,
    /// How it stands.
    pub state: ClockState,
    /// Until when; none while it stands still.
    pub due_at: Option<Timestamp>,
}

/// One stage.
#[derive(Clone, Copy, Debug)]
pub struct StageSeen {
    /// Which.
    pub stage: Stage,
    /// At which tier.
    pub tier: Tier,
    /// Since when.
    pub from: Timestamp,
    /// Until when; none for the one it is in.
    pub to: Option<Timestamp>,
}

/// A solution that waits for its requester's word.
#[derive(Clone, Debug)]
pub struct Confirmable {
    /// The ticket.
    pub ticket: Ticket,
    /// What was done, in words.
    pub solution: String,
    /// Until when they may say so.
    pub until: Option<Timestamp>,
    /// The requester.
    pub reader: Actor,
}

/// A closed ticket that may be rated.
#[derive(Clone, Debug)]
pub struct Rateable {
    /// The ticket.
    pub ticket: Ticket,
    /// What they said before, if anything.
    pub rating: Option<i32>,
    /// And in words.
    pub comment: Option<String>,
    /// Until when it may be changed.
    pub until: Option<Timestamp>,
    /// The requester.
    pub reader: Actor,
}

/// What came of an act by link.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// The link that leads on: to the rating of a ticket that is closed, to the stages of one that goes on.
    pub next: String,
}

/// Shows the stages of a ticket.
///
/// # Errors
/// Not found: a link that is none, or whose time is over.
pub fn glimpse(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    now: Timestamp,
) -> Result<Glimpse, TicketError> {
    let (ticket, reader) = of_ticket(conn, key, token, Purpose::Status, now)?;
    if ticket.closed_at.is_some_and(|closed| now > closed.plus(TimeDelta::days(SHOWN_AFTER))) {
        return Err(TicketError::NotFound);
    }
    let stages = store::stages(conn, ticket.id)?;
    let names = Names::of_tickets(conn, std::slice::from_ref(&ticket))?;
    let rows = sla::store::clocks_of(conn, ticket.id)?;
    let promises = rows.iter().filter(|clock| clock.name.is_promise());
    let promises =
        promises.map(|clock| PromiseSeen { name: clock.name, state: clock.state(now), due_at: clock.due_at });
    let mut promises: Vec<PromiseSeen> = promises.collect();
    promises.retain(|promise| promise.state != ClockState::Cancelled);
    promises.sort_by_key(|promise| promise.name != ClockName::Response);
    let holder = match ticket.tier {
        Tier::One => names.agency(ticket.agency_id),
        Tier::Two => names.group(ticket.group_id),
    };
    let waits = rows.iter().find(|clock| clock.name == ClockName::Confirmation && clock.is_open());
    Ok(Glimpse {
        stage: ticket.stage(),
        tier: ticket.tier,
        holder: holder.to_owned(),
        reported_at: ticket.reported_at,
        closed_at: ticket.closed_at,
        closes_at: waits.and_then(|clock| clock.due_at).filter(|_| ticket.status == Status::Resolved),
        promises,
        stages: stages
            .iter()
            .map(|span| StageSeen {
                stage: span.stage,
                tier: span.tier,
                from: span.started_at,
                to: span.ended_at,
            })
            .collect(),
        number: ticket.number,
        reader,
    })
}

/// Shows the solution a link asks about.
///
/// # Errors
/// Not found: also once it is confirmed, disputed, or the time to do so is over.
pub fn confirmable(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    now: Timestamp,
) -> Result<Confirmable, TicketError> {
    let asked = of_solution(conn, key, token, now)?;
    let until = clocks::confirmed_at(conn, asked.ticket.id)?;
    let stands = asked.ticket.status == Status::Resolved && asked.reopened_by.is_none();
    if !stands || until.is_some_and(|until| now > until) {
        return Err(TicketError::NotFound);
    }
    Ok(Confirmable { ticket: asked.ticket, solution: asked.solution, until, reader: asked.reader })
}

/// Confirms the solution a link asks about: done once, however often it is sent.
///
/// # Errors
/// As [`confirmable`].
pub fn confirm_by_link(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    now: Timestamp,
) -> Result<Concluded, TicketError> {
    let asked = of_solution(conn, key, token, now)?;
    let next = key.token(Purpose::Rate, asked.ticket.id.0, asked.reader.id);
    let own =
        store::closure(conn, asked.ticket.id)?.is_some_and(|over| over.closed_by_id == Some(asked.reader.id));
    if own && asked.reopened_by.is_none() {
        return Ok(Concluded { next });
    }
    let asked = confirmable(conn, key, token, now)?;
    let request = Close { through: Through::Link, ..Close::default() };
    resolution::close(conn, &asked.reader, &asked.ticket.spoken(), None, &request, now)?;
    Ok(Concluded { next })
}

/// Says that the solution a link asks about does not hold: done once, however often it is sent.
///
/// # Errors
/// As [`confirmable`], or a reason that is wrong.
pub fn dispute_by_link(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    reason: &str,
    now: Timestamp,
) -> Result<Concluded, TicketError> {
    let asked = of_solution(conn, key, token, now)?;
    let next = key.token(Purpose::Status, asked.ticket.id.0, asked.reader.id);
    if asked.reopened_by == Some(asked.reader.id) {
        return Ok(Concluded { next });
    }
    let asked = confirmable(conn, key, token, now)?;
    let request = Reopen { reason: reason.to_owned(), through: Through::Link };
    resolution::reopen(conn, &asked.reader, &asked.ticket.spoken(), None, &request, now)?;
    Ok(Concluded { next })
}

/// Shows what a link asks to rate.
///
/// # Errors
/// Not found: also when the time to do so is over.
pub fn rateable(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    now: Timestamp,
) -> Result<Rateable, TicketError> {
    let (ticket, reader) = of_ticket(conn, key, token, Purpose::Rate, now)?;
    if !rating::may_rate(&ticket, &reader, now) {
        return Err(TicketError::NotFound);
    }
    let said = store::closure(conn, ticket.id)?;
    Ok(Rateable {
        until: rating::rated_until(&ticket),
        rating: said.as_ref().and_then(|said| said.rating),
        comment: said.and_then(|said| said.comment),
        ticket,
        reader,
    })
}

/// Rates the ticket a link asks about.
///
/// # Errors
/// As [`rateable`], or a field that is wrong.
pub fn rate_by_link(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    request: Rate,
    now: Timestamp,
) -> Result<Concluded, TicketError> {
    let asked = rateable(conn, key, token, now)?;
    let request = Rate { through: Through::Link, ..request };
    let same = asked.rating == request.rating
        && asked.comment.as_deref() == request.comment.as_deref().map(str::trim);
    if !same || asked.rating.is_none() {
        rating::rate(conn, &asked.reader, &asked.ticket.spoken(), None, &request, now)?;
    }
    Ok(Concluded { next: token.to_owned() })
}

/// The ticket a link names, and whose link it is.
fn of_ticket(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(Ticket, Actor), TicketError> {
    let presented = Presented::read(token).ok_or(TicketError::NotFound)?;
    let ticket = store::by_id(conn, TicketId(presented.record))?.ok_or(TicketError::NotFound)?;
    if ticket.restricted || !key.holds(&presented, purpose, ticket.id.0, ticket.requester_id) {
        return Err(TicketError::NotFound);
    }
    let reader = load_actor(conn, ticket.requester_id, now)?.ok_or(TicketError::NotFound)?;
    Ok((ticket, reader))
}

/// A solution a link asks about.
struct Asked {
    ticket: Ticket,
    solution: String,
    reopened_by: Option<crate::desk::ids::PersonId>,
    reader: Actor,
}

fn of_solution(conn: &mut DbConn, key: &PassKey, token: &str, now: Timestamp) -> Result<Asked, TicketError> {
    let presented = Presented::read(token).ok_or(TicketError::NotFound)?;
    let id = ResolutionId(presented.record);
    let (ticket, solution, reopened_by) = store::solution(conn, id)?.ok_or(TicketError::NotFound)?;
    let ticket = store::by_id(conn, ticket)?.ok_or(TicketError::NotFound)?;
    if ticket.restricted || !key.holds(&presented, Purpose::Confirm, id.0, ticket.requester_id) {
        return Err(TicketError::NotFound);
    }
    let reader = load_actor(conn, ticket.requester_id, now)?.ok_or(TicketError::NotFound)?;
    Ok(Asked { ticket, solution, reopened_by, reader })
}
