//! Corrections by the one who holds it: priority with a reason, and what the ticket says of itself.

use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::store;
use super::ticket::{Classified, TEXT_MAX, TITLE_MAX, Ticket};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::people::access::Act;
use crate::desk::search;
use crate::desk::words::{Classification, Impact, Kind, Urgency};

/// Impact and urgency as the holder sees them.
#[derive(Clone, Debug)]
pub struct Reprioritise {
    /// How far it reaches.
    pub impact: Impact,
    /// How soon it matters.
    pub urgency: Urgency,
    /// Why the requester's own statement is corrected.
    pub reason: String,
}

/// What shall be different; unset stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correct {
    /// The title.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The category, by id or code.
    pub category: Option<String>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The classification.
    pub classification: Option<Classification>,
}

/// Corrects impact and urgency, and with them the priority.
///
/// # Errors
/// Not found, not theirs, over, stale, or a field that is wrong.
pub fn reprioritise(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Reprioritise,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.may(actor, Act::Reprioritise)?;
    open_still(&scene.ticket, actor)?;
    let mut errors = FieldErrors::default();
    let reason = errors.required("reason", &request.reason, 2_000);
    errors.finish()?;
    let before = (scene.ticket.impact, scene.ticket.urgency, scene.ticket.priority);
    scene.ticket.prioritise(request.impact, request.urgency);
    let data = json!({
        "before": { "impact": before.0, "urgency": before.1, "priority": before.2 },
        "impact": request.impact,
        "urgency": request.urgency,
        "priority": scene.ticket.priority,
        "reason": reason,
    });
    scene.finish(conn, Some(actor), EventKind::Reprioritised, data, now)
}

/// Corrects title, description, category, kind or classification; the history names what changed.
///
/// # Errors
/// Not found, not theirs, over, stale, or a field that is wrong.
pub fn correct(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Correct,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.may(actor, Act::Correct)?;
    open_still(&scene.ticket, actor)?;
    let before = scene.ticket.clone();
    apply(conn, &mut scene.ticket, request)?;
    let after = &scene.ticket;
    let mut changed = serde_json::Map::new();
    if after.title != before.title {
        changed.insert("title".into(), json!([before.title, after.title]));
    }
    if after.description != before.description {
        let texts = [act::digest(&before.description), act::digest(&after.description)];
        changed.insert("description".into(), json!(texts));
    }
    if after.category_id != before.category_id {
        changed.insert("category".into(), json!([before.category_id, after.category_id]));
    }
    if after.kind != before.kind {
        changed.insert("kind".into(), json!([before.kind, after.kind]));
    }
    if after.classification != before.classification {
        changed.insert("classification".into(), json!([before.classification, after.classification]));
    }
    if changed.is_empty() {
        return Ok(scene.ticket);
    }
    if after.restricted {
        // Whoever restricts a ticket, and whoever answers for it, goes on handling it.
        store::note_handler(conn, after.id, actor.id)?;
        if let Some(assignee) = after.assignee_id {
            store::note_handler(conn, after.id, assignee)?;
        }
    }
    let reworded = changed.contains_key("title") || changed.contains_key("description");
    let ticket = scene.finish(conn, Some(actor), EventKind::Corrected, json!({ "changed": changed }), now)?;
    if reworded {
        search::refresh(conn, ticket.id)?;
    }
    Ok(ticket)
}

fn apply(conn: &mut DbConn, ticket: &mut Ticket, request: &Correct) -> Result<(), TicketError> {
    let mut errors = FieldErrors::default();
    if let Some(title) = &request.title {
        ticket.title = errors.line("title", title, TITLE_MAX);
    }
    if let Some(description) = &request.description {
        ticket.description = errors.required("description", description, TEXT_MAX);
    }
    if let Some(named) = &request.category {
        match store::category(conn, named.trim())? {
            Some((category, _)) => ticket.category_id = category,
            None => errors.add("category", "unknown"),
        }
    }
    let kind = request.kind.unwrap_or(ticket.kind);
    let classification = request.classification.unwrap_or(ticket.classification);
    ticket.classify(Classified { kind, classification });
    Ok(errors.finish()?)
}

fn open_still(ticket: &Ticket, actor: &Actor) -> Result<(), TicketError> {
    if ticket.is_open() {
        return Ok(());
    }
    Err(TicketError::NotOpen { wanted: super::status::Move::Assign, open: ticket.moves(actor) })
}
