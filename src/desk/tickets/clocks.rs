//! The clocks of a ticket (`rules.md` §4): the facts they follow from, and how they stand.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::act;
use super::error::TicketError;
use super::facts::{facts_of_many, of_itself};
use super::number::Number;
use super::show;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::EventKind;
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::sla::calendar::{Calendar, Segment};
use crate::desk::sla::{self, Clock, ClockName, Facts, Moved, Phase, Rules, Settled, Standing, StayFact};
use crate::desk::words::Status;

/// Everything the clocks of a ticket are a function of; `None` while the desk has no calendar.
///
/// # Errors
/// When it cannot be read.
pub fn facts_of(conn: &mut DbConn, ticket: &Ticket, rules: &Rules) -> Result<Option<Facts>, DbError> {
    let found = facts_of_many(conn, std::slice::from_ref(ticket), &[rules])?;
    Ok(found.into_iter().next().map(|(_, facts)| facts))
}

/// Begins the clocks of a ticket that is about to be kept; the caller keeps them after the ticket.
pub(super) fn begin(conn: &mut DbConn, ticket: &mut Ticket, now: Timestamp) -> Result<Vec<Clock>, DbError> {
    let rules = sla::rules(conn)?;
    let (zone, calendar) = sla::store::agency_calendar(conn, &rules, ticket.agency_id)?;
    let Some(calendar) = calendar else { return Ok(Vec::new()) };
    let categories = if rules.asks_for_categories() {
        sla::store::with_those_above(conn, ticket.category_id)?
    } else {
        vec![ticket.category_id]
    };
    let mut facts = of_itself(ticket, (zone, calendar), categories);
    facts.stays.push(StayFact {
        seq: 1,
        tier: ticket.tier,
        calendar: sla::store::group_calendar(conn, &rules, ticket.group_id)?.unwrap_or(facts.calendar),
        started_at: ticket.reported_at,
        accepted_at: None,
        ended_at: None,
    });
    let (clocks, settled) = sla::begin(&facts, &rules, now);
    ticket.promise(settled.due_at);
    Ok(clocks)
}

/// Brings the clocks of a ticket up to what has just happened to it.
pub(super) fn settle(conn: &mut DbConn, ticket: &mut Ticket, now: Timestamp) -> Result<Settled, DbError> {
    let rules = sla::rules(conn)?;
    let Some(facts) = facts_of(conn, ticket, &rules)? else { return Ok(Settled::default()) };
    let settled = sla::settle(conn, &facts, &rules, now)?;
    ticket.promise(settled.due_at);
    Ok(settled)
}

/// Writes what of a computation belongs into the history line: promises whose due dates moved, and when a solution counts as
/// confirmed.
pub(super) fn tell(settled: &Settled, ticket: &Ticket, data: &mut Value) {
    let Some(fields) = data.as_object_mut() else { return };
    let moved: Vec<&Moved> = settled.moved.iter().filter(|moved| moved.name.is_promise()).collect();
    if !moved.is_empty() {
        fields.insert("promises".into(), json!(moved));
    }
    if ticket.status == Status::Resolved {
        fields.insert("closes_at".into(), json!(settled.confirmed_at));
    }
}

/// The clocks of a ticket and how each stands at `now`, as far as the actor may see the ticket. Those between the tiers are
/// for staff and heads alone.
///
/// # Errors
/// Not found.
pub fn clocks(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    now: Timestamp,
) -> Result<Vec<Standing>, TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    let rules = sla::rules(conn)?;
    let facts = facts_of(conn, &ticket, &rules)?;
    Ok(timed(conn, actor, &ticket, &rules, facts, now)?.clocks)
}

/// The clocks of a ticket, and the calendar its promise counts in.
#[derive(Clone, Debug, Default)]
pub(super) struct Timed {
    /// How they stand.
    pub(super) clocks: Vec<Standing>,
    /// The calendar of the promise of a solution; that of the agency while there is no such promise.
    pub(super) calendar: Option<Arc<Calendar>>,
}

/// As [`clocks`], of a ticket the actor was seen to see and whose facts are known; none while the desk has no calendar.
pub(super) fn timed(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    rules: &Rules,
    facts: Option<Facts>,
    now: Timestamp,
) -> Result<Timed, DbError> {
    let Some(facts) = facts else { return Ok(Timed::default()) };
    let inside = show::sees_inside(actor, ticket);
    let clocks = sla::store::clocks_of(conn, ticket.id)?;
    let promise = clocks.iter().find(|clock| clock.name == ClockName::Resolution);
    let calendar = promise
        .and_then(|clock| sla::calendar_of(rules, clock).ok())
        .or_else(|| rules.calendar(facts.calendar).map(|entry| entry.calendar().clone()));
    let shown = clocks.into_iter().filter(|clock| inside || is_for_all(clock.name));
    let clocks = shown.map(|clock| sla::standing(&facts, rules, clock, now)).collect();
    Ok(Timed { clocks, calendar })
}

/// Whether the requester sees a clock too.
pub(super) const fn is_for_all(name: ClockName) -> bool {
    name.is_promise() || matches!(name, ClockName::Confirmation)
}

/// Why a clock is due when it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The clock and how it stands.
    pub standing: Standing,
    /// From its start to its due date, or to now while it stands still; what counts adds up to the target.
    pub segments: Vec<Segment>,
}

/// Explains a clock segment by segment (`rules.md` 4.9). Of several clocks of one name, that of `seq`, else the last.
///
/// # Errors
/// Not found: also for a clock the ticket has not, or that is not for the actor.
pub fn explanation(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    (name, seq): (ClockName, Option<i32>),
    now: Timestamp,
) -> Result<Explanation, TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    let rules = sla::rules(conn)?;
    let facts = facts_of(conn, &ticket, &rules)?.ok_or(TicketError::NotFound)?;
    if !is_for_all(name) && !show::sees_inside(actor, &ticket) {
        return Err(TicketError::NotFound);
    }
    let clocks = sla::store::clocks_of(conn, ticket.id)?;
    let clock = clocks
        .into_iter()
        .filter(|clock| clock.name == name && seq.is_none_or(|seq| clock.seq == seq))
        .max_by_key(|clock| clock.seq)
        .ok_or(TicketError::NotFound)?;
    let segments = sla::explained(&facts, &rules, &clock, now);
    Ok(Explanation { standing: sla::standing(&facts, &rules, clock, now), segments })
}

/// How the clocks of a page of tickets stand: the promise that is due first of each, from their rows alone.
///
/// # Errors
/// When they cannot be read.
pub fn promises(
    conn: &mut DbConn,
    tickets: &[Ticket],
    now: Timestamp,
) -> Result<HashMap<TicketId, sla::Bar>, DbError> {
    let rules = sla::rules(conn)?;
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.id).collect();
    let clocks = sla::store::promises_of_many(conn, &ids)?;
    let mut bars = HashMap::with_capacity(tickets.len());
    for ticket in tickets {
        let own = clocks.iter().filter(|clock| clock.ticket_id == ticket.id);
        if let Some(clock) = sla::foremost(own) {
            bars.insert(ticket.id, sla::bar(&rules, clock, now));
        }
    }
    Ok(bars)
}

/// Until when the requester is promised what, while it runs and lies ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promised {
    /// An answer.
    pub answer: Option<Timestamp>,
    /// A solution.
    pub solution: Option<Timestamp>,
}

/// Until when the requesters of some tickets are promised an answer and a solution after `now`.
///
/// # Errors
/// When it cannot be read.
pub fn promised(
    conn: &mut DbConn,
    tickets: &[TicketId],
    now: Timestamp,
) -> Result<HashMap<TicketId, Promised>, DbError> {
    let mut promised: HashMap<TicketId, Promised> = HashMap::new();
    for clock in sla::store::promises_of_many(conn, tickets)? {
        let due = clock.due_at.filter(|due| clock.phase == Phase::Running && *due > now);
        match clock.name {
            ClockName::Response => promised.entry(clock.ticket_id).or_default().answer = due,
            ClockName::Resolution => promised.entry(clock.ticket_id).or_default().solution = due,
            _ => {}
        }
    }
    Ok(promised)
}

/// Looks again at the open clocks that were computed under older rules, `limit` at most: after a calendar or a policy has
/// changed. Each promise that moves gets its history line. The number of tickets done; 0 when nothing is behind, or all of it
/// is claimed by another process.
///
/// # Errors
/// When the database fails; then nothing of this round is kept.
pub fn recompute_behind(conn: &mut DbConn, now: Timestamp, limit: i64) -> Result<usize, TicketError> {
    let rules = sla::rules(conn)?;
    let behind = sla::store::tickets_behind(conn, rules.revision, limit)?;
    let mut settled_tickets = 0;
    for id in behind {
        let Some(mut ticket) = store::claim(conn, id)? else { continue };
        let due_before = ticket.due_at;
        let Some(facts) = facts_of(conn, &ticket, &rules)? else { continue };
        let settled = sla::settle(conn, &facts, &rules, now)?;
        settled_tickets += 1;
        ticket.promise(settled.due_at);
        if ticket.due_at != due_before {
            store::note_due(conn, &ticket)?;
        }
        if !settled.moved.is_empty() {
            let data = json!({ "clocks": settled.moved, "rules": rules.revision });
            act::record(conn, &ticket, None, EventKind::PromiseMoved, data, now)?;
        }
    }
    Ok(settled_tickets)
}

/// A clock whose row is not what the facts give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Astray {
    /// The ticket.
    pub number: String,
    /// The clock.
    pub clock: ClockName,
    /// Its place.
    pub seq: i32,
    /// What is kept as its due date.
    pub kept: Option<Timestamp>,
    /// What the facts give.
    pub computed: Option<Timestamp>,
}

/// What came of checking the clocks of some tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Clocks that were computed again.
    pub clocks: usize,
    /// Those whose rows are not what the facts give.
    pub astray: Vec<Astray>,
    /// Where to go on: after this ticket's running number; `None` when all were seen.
    pub next: Option<i64>,
}

/// Computes the clocks of up to `limit` tickets after a running number again from their facts, and compares (`rules.md` §4).
///
/// # Errors
/// When they cannot be read.
pub fn check_clocks(conn: &mut DbConn, after: i64, limit: i64, now: Timestamp) -> Result<Checked, DbError> {
    let rules = sla::rules(conn)?;
    let tickets = store::after_serial(conn, after, limit)?;
    let mut checked = Checked { next: tickets.last().map(|ticket| ticket.serial), ..Checked::default() };
    for ticket in tickets {
        let Some(facts) = facts_of(conn, &ticket, &rules)? else { continue };
        let kept = sla::store::clocks_of(conn, ticket.id)?;
        checked.clocks += kept.len();
        for (clock, computed) in sla::astray(&facts, &rules, &kept, now) {
            checked.astray.push(Astray {
                number: ticket.number.clone(),
                clock: clock.name,
                seq: clock.seq,
                kept: clock.due_at,
                computed: computed.and_then(|computed| computed.due_at),
            });
        }
    }
    Ok(checked)
}

/// When the solution of a ticket counts as confirmed; `None` if no policy says so.
///
/// # Errors
/// When it cannot be read.
pub fn confirmed_at(conn: &mut DbConn, ticket: TicketId) -> Result<Option<Timestamp>, DbError> {
    let clocks = sla::store::clocks_of(conn, ticket)?;
    let open = clocks.into_iter().find(|clock| clock.name == ClockName::Confirmation && clock.is_open());
    Ok(open.and_then(|clock| clock.due_at))
}
