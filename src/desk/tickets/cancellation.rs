//! Cancelling: by the requester before work begins, or by staff as a duplicate (`rules.md` §3).

use serde_json::{Value, json};

use super::act::{self, Scene};
use super::error::TicketError;
use super::links;
use super::number::Number;
use super::parts::Closure;
use super::resolution;
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::people::access::Relation;
use crate::desk::words::{ClosedHow, LinkKind, Status};

/// Why a ticket is cancelled.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    /// In words.
    pub reason: String,
    /// The ticket it is a duplicate of.
    pub duplicate_of: Option<String>,
}

/// Cancels a ticket. Once work has begun only as a duplicate of another.
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong.
pub fn cancel(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Cancel,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let scene = act::load(conn, actor, number, expected)?;
    let denied = scene.not_open(actor, Move::Cancel);
    let begun = scene.ticket.status != Status::New;
    let own = Relation::of(actor, scene.ticket.held()).requester;
    if own && begun && !scene.ticket.is_for(actor, Move::Cancel) {
        // It was theirs to cancel; now it is too late.
        return Err(denied);
    }
    scene.allow(actor, Move::Cancel)?;
    let mut errors = FieldErrors::default();
    let reason = errors.required("reason", &request.reason, 2_000);
    let original = request.duplicate_of.as_deref().map(str::trim).filter(|named| !named.is_empty());
    errors.check((own && !begun) || original.is_some(), "duplicate_of", "required_of_staff");
    errors.finish()?;
    if let Some(original) = original {
        links::attach(conn, actor, &scene.ticket, "duplicate_of", original, LinkKind::DuplicateOf, now)?;
    }
    let data = json!({ "reason": reason, "duplicate_of": original });
    conclude(conn, actor, scene, Some(reason), data, now)
}

/// Ends a ticket as cancelled; `data` goes into its history.
pub(super) fn conclude(
    conn: &mut DbConn,
    actor: &Actor,
    mut scene: Scene,
    reason: Option<String>,
    data: Value,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let denied = scene.not_open(actor, Move::Cancel);
    scene.ticket.step(Move::Cancel).ok_or(denied)?;
    store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    let closure = Closure {
        how: ClosedHow::Cancelled,
        closed_by_id: Some(actor.id),
        closed_at: now,
        reason,
        rating: None,
        comment: None,
        rated_at: None,
    };
    resolution::end(conn, &mut scene, &closure, now)?;
    scene.finish(conn, Some(actor), EventKind::Cancelled, data, now)
}
