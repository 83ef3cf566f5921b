//! What the desk does by itself when a clock says so: warns, tells of what is late, reminds the requester to confirm, and closes
//! what nobody disputes (`rules.md` 2.6, §3, 4.8).

use serde_json::json;

use super::act::{self, Scene};
use super::clocks;
use super::error::TicketError;
use super::parts::Closure;
use super::resolution;
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::sla::{self, Clock, ClockName, Passed, Rules};
use crate::desk::words::{ClosedHow, Status};

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Tickets looked at; less than the limit when nothing more is due.
    pub tickets: usize,
    /// Warnings before a due date.
    pub warned: usize,
    /// Due dates that went by.
    pub breached: usize,
    /// Steps after a due date.
    pub escalated: usize,
    /// Requesters reminded.
    pub reminded: usize,
    /// Tickets closed.
    pub closed: usize,
}

impl Swept {
    /// Whether anything was done.
    pub fn any(&self) -> bool {
        self.warned + self.breached + self.escalated + self.reminded + self.closed > 0
    }
}

/// Handles what the clocks of at most `limit` tickets ask for; its cost follows what is due, not what is open. Each thing
/// happens once, also after an outage and with several processes: a ticket is claimed, and what is told of a clock is noted
/// with it.
///
/// # Errors
/// When the database fails; then nothing of this sweep is kept.
pub fn sweep(conn: &mut DbConn, now: Timestamp, limit: i64) -> Result<Swept, TicketError> {
    let rules = sla::rules(conn)?;
    let mut swept = Swept::default();
    for id in sla::store::tickets_due(conn, now, limit)? {
        swept.tickets += 1;
        if let Some(ticket) = store::claim(conn, id)? {
            handle(conn, ticket, &rules, now, &mut swept)?;
        }
    }
    Ok(swept)
}

/// Everything the clocks of one ticket ask for by now, in the order it came.
fn handle(
    conn: &mut DbConn,
    mut ticket: Ticket,
    rules: &Rules,
    now: Timestamp,
    swept: &mut Swept,
) -> Result<(), TicketError> {
    let mut due = sla::store::clocks_of(conn, ticket.id)?;
    due.retain(|clock| clock.next_event_at.is_some_and(|at| at <= now));
    due.sort_by_key(|clock| clock.next_event_at);
    let Some(facts) = clocks::facts_of(conn, &ticket, rules)? else { return Ok(()) };
    for clock in due {
        let (passed, next) = sla::passed(&facts, rules, &clock, now).unwrap_or_else(|error| {
            tracing::error!(ticket = ticket.number, clock = %clock.name, %error, "a clock cannot be computed");
            (Vec::new(), None)
        });
        if clock.name == ClockName::Confirmation {
            ticket = confirm(conn, ticket, &clock, (&passed, next), now, swept)?;
            continue;
        }
        let fired = passed.last().map_or(clock.fired, |last| last.percent);
        sla::store::note_fired(conn, clock.id, fired, next)?;
        for step in &passed {
            tell(conn, &ticket, &clock, step, now, swept)?;
        }
    }
    Ok(())
}

/// Writes that a part of a target is used up; whom it concerns hears of it through the event.
fn tell(
    conn: &mut DbConn,
    ticket: &Ticket,
    clock: &Clock,
    step: &Passed,
    now: Timestamp,
    swept: &mut Swept,
) -> Result<(), TicketError> {
    let kind = match step.percent {
        ..100 => EventKind::Warned,
        100 => EventKind::Breached,
        _ => EventKind::EscalatedUp,
    };
    match kind {
        EventKind::Warned => swept.warned += 1,
        EventKind::Breached => swept.breached += 1,
        _ => swept.escalated += 1,
    }
    let data = json!({
        "clock": clock.name,
        "seq": clock.seq,
        "tier": clock.tier.unwrap_or(ticket.tier),
        "percent": step.percent,
        "reached_at": step.at,
        "due_at": clock.due_at,
        "tell": step.tell,
        "group": ticket.group_id,
        "assignee": ticket.assignee_id,
        "priority": ticket.priority,
    });
    act::record(conn, ticket, None, kind, data, now)
}

/// Reminds the requester, then closes; after an outage the requester still has a working day between the two.
fn confirm(
    conn: &mut DbConn,
    ticket: Ticket,
    clock: &Clock,
    (passed, next): (&[Passed], Option<Timestamp>),
    now: Timestamp,
    swept: &mut Swept,
) -> Result<Ticket, TicketError> {
    let reminds = passed.iter().rfind(|step| step.percent < 100);
    if ticket.status != Status::Resolved {
        sla::store::note_fired(conn, clock.id, clock.fired, None)?;
        return Ok(ticket);
    }
    if let Some(reminder) = reminds {
        sla::store::note_fired(conn, clock.id, reminder.percent, next)?;
        swept.reminded += 1;
        return remind(conn, ticket, now);
    }
    if passed.iter().any(|step| step.percent >= 100) {
        sla::store::note_fired(conn, clock.id, 100, None)?;
        swept.closed += 1;
        return close(conn, ticket, now);
    }
    sla::store::note_fired(conn, clock.id, clock.fired, next)?;
    Ok(ticket)
}

fn remind(conn: &mut DbConn, ticket: Ticket, now: Timestamp) -> Result<Ticket, TicketError> {
    store::note_reminder(conn, ticket.id, now)?;
    Scene::of(ticket).finish(conn, None, EventKind::Reminded, json!({}), now)
}

fn close(conn: &mut DbConn, ticket: Ticket, now: Timestamp) -> Result<Ticket, TicketError> {
    let mut scene = Scene::of(ticket);
    if scene.ticket.step(Move::Close).is_none() {
        return Ok(scene.ticket);
    }
    let how = ClosedHow::Automatic;
    let closure = Closure {
        how,
        closed_by_id: None,
        closed_at: now,
        reason: None,
        rating: None,
        comment: None,
        rated_at: None,
    };
    resolution::end(conn, &mut scene, &closure, now)?;
    scene.finish(conn, None, EventKind::Closed, json!({ "how": how }), now)
}
