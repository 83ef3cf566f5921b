//! Between the tiers: Tier 1 asks (PM 42(9)), Tier 2 takes over or returns. The promise to the requester is untouched.

use serde_json::{Value, json};

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::parts::Escalation;
use super::status::Move;
use super::ticket::{TEXT_MAX, Ticket};
use super::{stages, steps, store};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue::{self, Route};
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{EscalationId, GroupId};
use crate::desk::people::{Actor, coverage};
use crate::desk::words::{EscalationReason, ReturnReason, Tier};

/// Where an escalation says which steps were left out, and why: no question of a category can have this key.
pub const STEPS_LEFT: &str = "steps-left";

/// What Tier 1 says when it asks Tier 2.
#[derive(Clone, Debug)]
pub struct Escalate {
    /// Why.
    pub reason: EscalationReason,
    /// What was tried; may be empty only if the category is the Dinas's by law (PM 19(6)).
    pub attempted_steps: String,
    /// Since when it is so.
    pub since: Option<Timestamp>,
    /// Who is affected.
    pub affected: String,
    /// Answers to the category's checklist, by key.
    pub checklist: Vec<(String, String)>,
    /// Why steps that come before an escalation were left out.
    pub steps_left: String,
    /// Another Tier 2 group than the routing table's, by id or code.
    pub group: Option<String>,
}

/// What Tier 2 says when it returns an escalation.
#[derive(Clone, Debug)]
pub struct Return {
    /// Why.
    pub reason: ReturnReason,
    /// What Tier 1 shall do.
    pub guidance: String,
}

/// Tier 1 asks Tier 2 for a solution.
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong.
pub fn escalate(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: Escalate,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Escalate)?;
    let zone = store::zone(conn, scene.ticket.agency_id)?;
    let route =
        catalogue::route_for(conn, scene.ticket.category_id, scene.ticket.agency_id, now.date_in(zone))?;
    let asked = check(conn, &scene.ticket, actor, &request, &route, now)?;

    let denied = scene.not_open(actor, Move::Escalate);
    scene.ticket.escalate(asked.group_id).ok_or(denied)?;
    store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    stages::hand_over(conn, &scene.ticket, now)?;
    store::note_group(conn, scene.ticket.id, asked.group_id)?;
    if scene.ticket.restricted {
        store::note_handler(conn, scene.ticket.id, actor.id)?;
    }
    store::insert_escalation(conn, scene.ticket.id, &asked)?;
    let data = json!({
        "escalation": asked.seq,
        "reason": asked.reason,
        "group": asked.group_id,
        "as_consultation": asked.as_consultation,
        "bounces": scene.ticket.bounces,
        "text": act::digest(&format!("{}\n{}", asked.attempted_steps, asked.affected)),
    });
    scene.finish(conn, Some(actor), EventKind::Escalated, data, now)
}

fn check(
    conn: &mut DbConn,
    ticket: &Ticket,
    actor: &Actor,
    request: &Escalate,
    route: &Route,
    now: Timestamp,
) -> Result<Escalation, TicketError> {
    let mut errors = FieldErrors::default();
    let attempted_steps = if route.belongs_to_dinas {
        errors.optional("attempted_steps", &request.attempted_steps, TEXT_MAX)
    } else {
        errors.required("attempted_steps", &request.attempted_steps, TEXT_MAX)
    };
    let affected = errors.optional("affected", &request.affected, 2_000);
    errors.check(request.since.is_none_or(|since| since <= now), "since", "in_future");
    let mut checklist = checklist(conn, ticket, request, &mut errors)?;
    let left = steps::left(conn, ticket)?;
    if !left.is_empty() {
        let why = errors.required("steps_left", &request.steps_left, 2_000);
        checklist[STEPS_LEFT] = json!(format!("{}: {why}", left.join("; ")));
    }
    let group_id = match request.group.as_deref().map(str::trim).filter(|named| !named.is_empty()) {
        None => route.group,
        Some(named) => store::tier2_group(conn, named)?.unwrap_or_else(|| {
            errors.add("group", "unknown");
            route.group
        }),
    };
    errors.finish()?;
    Ok(Escalation {
        id: EscalationId::new(),
        seq: store::escalation_count(conn, ticket.id)? + 1,
        reason: request.reason,
        attempted_steps,
        since: request.since,
        affected,
        checklist,
        as_consultation: route.ends_at_agency,
        group_id,
        escalated_by_id: actor.id,
        escalated_at: now,
        accepted_by_id: None,
        accepted_at: None,
        returned_by_id: None,
        returned_at: None,
        return_reason: None,
        guidance: None,
    })
}

/// The answers to the category's checklist: what it requires is there, and nothing it does not ask.
fn checklist(
    conn: &mut DbConn,
    ticket: &Ticket,
    request: &Escalate,
    errors: &mut FieldErrors,
) -> Result<Value, TicketError> {
    let mut answers = serde_json::Map::new();
    let questions = catalogue::checklist_of(conn, ticket.category_id)?;
    for (key, _) in &request.checklist {
        let field = format!("checklist.{key}");
        errors.check(questions.iter().any(|question| question.key == *key), &field, "unknown");
    }
    for question in questions {
        let field = format!("checklist.{}", question.key);
        let given =
            request.checklist.iter().find(|(key, _)| *key == question.key).map_or("", |(_, text)| text);
        let answer = errors.optional(&field, given, 2_000);
        errors.check(!question.required || !answer.is_empty(), &field, "required");
        if !answer.is_empty() {
            answers.insert(question.key, answer.into());
        }
    }
    Ok(Value::Object(answers))
}

/// A Tier 2 engineer takes an escalation over, and answers for it from now on.
///
/// # Errors
/// Not found, not theirs, not open, or stale.
pub fn accept(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Accept)?;
    let denied = scene.not_open(actor, Move::Accept);
    scene.ticket.step(Move::Accept).ok_or(denied)?;
    scene.ticket.accepted = true;
    scene.ticket.assignee_id = Some(actor.id);
    if scene.ticket.restricted {
        store::note_handler(conn, scene.ticket.id, actor.id)?;
    }
    store::accept_stay(conn, scene.ticket.id, scene.ticket.group_id, Some(now))?;
    store::accept_escalation(conn, scene.ticket.id, actor.id, now)?;
    let data = json!({ "assignee": actor.id, "group": scene.ticket.group_id });
    scene.finish(conn, Some(actor), EventKind::Accepted, data, now)
}

/// Tier 2 returns a ticket to Tier 1, with the reason and what to do.
///
/// # Errors
/// Not found, not theirs, not open, stale, a field that is wrong, or an agency without a Tier 1 to return it to.
pub fn hand_back(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: Return,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Return)?;
    let mut errors = FieldErrors::default();
    let guidance = errors.required("guidance", &request.guidance, TEXT_MAX);
    let tier1 = tier1(conn, &scene.ticket, now, &mut errors)?;
    errors.finish()?;

    let denied = scene.not_open(actor, Move::Return);
    scene.ticket.hand_back(tier1).ok_or(denied)?;
    store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    stages::hand_over(conn, &scene.ticket, now)?;
    store::note_group(conn, scene.ticket.id, tier1)?;
    store::return_escalation(conn, scene.ticket.id, actor.id, request.reason, &guidance, now)?;
    let data = json!({
        "group": tier1,
        "bounces": scene.ticket.bounces,
        "text": act::digest(&guidance),
        "reason": request.reason,
        "guidance": guidance,
    });
    scene.finish(conn, Some(actor), EventKind::Returned, data, now)
}

/// The Tier 1 group a ticket goes back to.
fn tier1(
    conn: &mut DbConn,
    ticket: &Ticket,
    now: Timestamp,
    errors: &mut FieldErrors,
) -> Result<GroupId, TicketError> {
    debug_assert_eq!(ticket.tier, Tier::Two);
    let today = now.date_in(store::zone(conn, ticket.agency_id)?);
    let group = store::tier1_group(conn, ticket.agency_id)?;
    match group {
        Some(group) if coverage::has_tier1(conn, ticket.agency_id, today)? => Ok(group),
        _ => {
            errors.add("tier1", "agency_without_tier1");
            Ok(ticket.group_id)
        }
    }
}
