//! Who answers for a ticket inside the group that holds it, and which group of Tier 2.

use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::people::access::Act;
use crate::desk::words::{Role, Tier};

/// To whom.
#[derive(Clone, Debug)]
pub enum Assignee {
    /// A person of the group that holds it, by id or e-mail.
    Person(String),
    /// Another Tier 2 group, by id or code; it has to take it over. Within Tier 1: back to the group, to nobody.
    Group(String),
}

/// Takes a ticket oneself.
///
/// # Errors
/// Not found, not theirs, not open, or stale.
pub fn claim(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Assign)?;
    scene.may(actor, Act::Claim)?;
    let denied = scene.not_open(actor, Move::Assign);
    scene.ticket.step(Move::Assign).ok_or(denied)?;
    let before = scene.ticket.assignee_id.replace(actor.id);
    if scene.ticket.restricted {
        store::note_handler(conn, scene.ticket.id, actor.id)?;
    }
    let data = json!({ "assignee": actor.id, "before": before });
    scene.finish(conn, Some(actor), EventKind::Assigned, data, now)
}

/// Gives a ticket to a person of the group that holds it, or to another group of Tier 2.
///
/// # Errors
/// Not found, not theirs, not open, stale, or somebody who does not belong to the group.
pub fn assign(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    to: &Assignee,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    match to {
        Assignee::Person(named) => assign_person(conn, actor, number, expected, named, now),
        Assignee::Group(named) => assign_group(conn, actor, number, expected, named, now),
    }
}

fn assign_person(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    named: &str,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Assign)?;
    let today = now.date_in(store::zone(conn, scene.ticket.agency_id)?);
    let found = store::person(conn, named.trim())?.map(|(person, _)| person);
    let belongs = match (found, scene.ticket.tier) {
        (None, _) => false,
        (Some(person), Tier::One) => {
            store::holds(conn, person, Role::Tier1Technician, Some(scene.ticket.agency_id), None, today)?
        }
        (Some(person), Tier::Two) => {
            store::holds(conn, person, Role::Tier2Engineer, None, Some(scene.ticket.group_id), today)?
        }
    };
    let Some(person) = found.filter(|_| belongs) else {
        return Err(FieldErrors::one("assignee", "not_in_group").into());
    };
    let denied = scene.not_open(actor, Move::Assign);
    scene.ticket.step(Move::Assign).ok_or(denied)?;
    let before = scene.ticket.assignee_id.replace(person);
    if scene.ticket.restricted {
        store::note_handler(conn, scene.ticket.id, person)?;
    }
    let data = json!({ "assignee": person, "before": before });
    scene.finish(conn, Some(actor), EventKind::Assigned, data, now)
}

fn assign_group(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    named: &str,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    // An escalation that came to the wrong group is passed on without being taken over.
    scene.may(actor, Act::Assign)?;
    if scene.ticket.tier != Tier::Two || !scene.ticket.is_open() {
        return Err(scene.not_open(actor, Move::Assign));
    }
    let Some(group) = store::tier2_group(conn, named.trim())? else {
        return Err(FieldErrors::one("group", "unknown").into());
    };
    if group == scene.ticket.group_id {
        return Err(FieldErrors::one("group", "already_there").into());
    }
    let before = std::mem::replace(&mut scene.ticket.group_id, group);
    scene.ticket.assignee_id = None;
    scene.ticket.accepted = false;
    if !matches!(scene.ticket.status, crate::desk::words::Status::New) {
        scene.ticket.status = crate::desk::words::Status::InProgress;
        scene.ticket.waiting_party = None;
        store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    }
    store::note_group(conn, scene.ticket.id, group)?;
    if scene.ticket.restricted {
        // Who passes it on had it in hand, and keeps seeing where it went.
        store::note_handler(conn, scene.ticket.id, actor.id)?;
    }
    store::accept_stay(conn, scene.ticket.id, group, None)?;
    store::reroute_escalation(conn, scene.ticket.id, group)?;
    let data = json!({ "group": group, "before": before });
    scene.finish(conn, Some(actor), EventKind::Rerouted, data, now)
}

/// Gives a ticket back to its group, to nobody in particular.
///
/// # Errors
/// Not found, not theirs, not open, or stale.
pub fn release(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Assign)?;
    let Some(before) = scene.ticket.assignee_id.take() else {
        return Err(scene.not_open(actor, Move::Assign));
    };
    scene.finish(conn, Some(actor), EventKind::Released, json!({ "before": before }), now)
}
