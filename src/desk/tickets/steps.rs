//! Steps on a ticket that staff tick off: those of its category, or lines of one's own.

use serde_json::json;

use super::act::{self, Scene};
use super::error::TicketError;
use super::number::Number;
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{PersonId, StepId};
use crate::desk::people::Actor;
use crate::desk::people::access::Act;

/// Steps of one ticket.
pub const MOST_STEPS: usize = 50;
/// Letters of one.
const LONGEST: usize = 200;

/// A step on a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// What is to be done.
    pub text: String,
    /// Whether it is asked about when the ticket is escalated.
    pub before_escalation: bool,
    /// Who put it there.
    pub added_by_id: PersonId,
    /// When.
    pub added_at: Timestamp,
    /// Who ticked it off, and when.
    pub ticked: Option<(PersonId, Timestamp)>,
}

/// The steps of a ticket, in order: for those who see what the tiers do; nothing for all others.
///
/// # Errors
/// Not found.
pub fn steps(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Vec<Step>, TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    if super::show::sees_inside(actor, &ticket) { Ok(store::steps(conn, ticket.id)?) } else { Ok(Vec::new()) }
}

/// Adds lines of one's own, one step each.
///
/// # Errors
/// Not found, not theirs, over, or a field that is wrong (`steps`).
pub fn add_steps(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    lines: &str,
    now: Timestamp,
) -> Result<Vec<Step>, TicketError> {
    let ticket = open_for(conn, actor, number)?;
    let mut errors = FieldErrors::default();
    let kept: Vec<String> = lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MOST_STEPS + 1)
        .map(|line| errors.line("steps", line, LONGEST))
        .collect();
    errors.check(!kept.is_empty(), "steps", "required");
    errors.finish()?;
    put(conn, actor, &ticket, kept.into_iter().map(|text| (text, false)).collect(), now)
}

/// Copies the steps of the ticket's category that are not there yet.
///
/// # Errors
/// Not found, not theirs, over; `steps` if there are none to copy, or too many.
pub fn copy_steps(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    now: Timestamp,
) -> Result<Vec<Step>, TicketError> {
    let ticket = open_for(conn, actor, number)?;
    let there = store::steps(conn, ticket.id)?;
    let mut wanted = catalogue::steps_of(conn, ticket.category_id)?;
    wanted.retain(|step| there.iter().all(|other| other.text != step.text));
    if wanted.is_empty() {
        return Err(FieldErrors::one("steps", "no_steps").into());
    }
    put(
        conn,
        actor,
        &ticket,
        wanted.into_iter().map(|step| (step.text, step.before_escalation)).collect(),
        now,
    )
}

/// Ticks a step off, or takes the tick away; what is so already stays as it is.
///
/// # Errors
/// Not found, not theirs, over.
pub fn tick_step(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    id: StepId,
    done: bool,
    now: Timestamp,
) -> Result<Step, TicketError> {
    let ticket = open_for(conn, actor, number)?;
    let step = one(conn, &ticket, id)?;
    if step.ticked.is_some() == done {
        return Ok(step);
    }
    let ticked = done.then_some((actor.id, now));
    store::tick_step(conn, id, ticked)?;
    let kind = if done { EventKind::StepTicked } else { EventKind::StepUnticked };
    told(conn, actor, ticket, kind, json!({ "step": id, "text": step.text }), now)?;
    Ok(Step { ticked, ..step })
}

/// Takes away a step that is not ticked.
///
/// # Errors
/// Not found, not theirs, over; `steps` if it is ticked.
pub fn remove_step(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    id: StepId,
    now: Timestamp,
) -> Result<(), TicketError> {
    let ticket = open_for(conn, actor, number)?;
    let step = one(conn, &ticket, id)?;
    if step.ticked.is_some() {
        return Err(FieldErrors::one("steps", "step_ticked").into());
    }
    store::remove_step(conn, id)?;
    told(conn, actor, ticket, EventKind::StepRemoved, json!({ "step": id, "text": step.text }), now)
}

/// What of the steps that come before an escalation is not done: the texts.
pub(super) fn left(conn: &mut DbConn, ticket: &Ticket) -> Result<Vec<String>, TicketError> {
    let steps = store::steps(conn, ticket.id)?;
    let left = steps.into_iter().filter(|step| step.before_escalation && step.ticked.is_none());
    Ok(left.map(|step| step.text).collect())
}

fn open_for(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Ticket, TicketError> {
    let scene: Scene = act::load(conn, actor, number, None)?;
    scene.may(actor, Act::Note)?;
    if scene.ticket.is_open() { Ok(scene.ticket) } else { Err(scene.not_open(actor, Move::Assign)) }
}

fn one(conn: &mut DbConn, ticket: &Ticket, id: StepId) -> Result<Step, TicketError> {
    store::steps(conn, ticket.id)?.into_iter().find(|step| step.id == id).ok_or(TicketError::NotFound)
}

fn put(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    texts: Vec<(String, bool)>,
    now: Timestamp,
) -> Result<Vec<Step>, TicketError> {
    let there = store::steps(conn, ticket.id)?.len();
    if there + texts.len() > MOST_STEPS {
        let mut errors = FieldErrors::default();
        errors.add_with("steps", "too_many", json!({ "max": MOST_STEPS }));
        return Err(errors.into());
    }
    let mut added = Vec::new();
    for (text, before_escalation) in texts {
        let (id, added_by_id) = (StepId::new(), actor.id);
        let step = Step { id, text, before_escalation, added_by_id, added_at: now, ticked: None };
        store::insert_step(conn, ticket.id, &step)?;
        added.push(step);
    }
    let texts: Vec<&str> = added.iter().map(|step| step.text.as_str()).collect();
    let data = json!({ "count": added.len(), "text": act::digest(&texts.join("\n")) });
    told(conn, actor, ticket.clone(), EventKind::StepsAdded, data, now)?;
    Ok(added)
}

fn told(
    conn: &mut DbConn,
    actor: &Actor,
    mut ticket: Ticket,
    kind: EventKind,
    data: serde_json::Value,
    now: Timestamp,
) -> Result<(), TicketError> {
    ticket.updated_at = now;
    store::touch(conn, &ticket)?;
    act::record(conn, &ticket, Some(actor), kind, data, now)
}
