//! What the requester thought of it: once for a ticket, after it was closed, and changed as long as it is fresh.

use chrono::TimeDelta;
use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::people::access::Denied;
use crate::desk::words::{Status, Through};

/// Days after the closing in which a ticket is rated, and a rating changed.
const DAYS: i64 = 7;
/// Characters of the words at most.
const WORDS_MAX: usize = 2_000;

/// A rating.
#[derive(Clone, Debug, Default)]
pub struct Rate {
    /// 1 to 5.
    pub rating: Option<i32>,
    /// In words.
    pub comment: Option<String>,
    /// How they came to say so.
    pub through: Through,
}

/// Until when a ticket may be rated; none before it is closed, and for one that was cancelled.
pub fn rated_until(ticket: &Ticket) -> Option<Timestamp> {
    let closed = ticket.closed_at.filter(|_| ticket.status == Status::Closed)?;
    Some(closed.plus(TimeDelta::days(DAYS)))
}

/// Whether `actor` may rate a ticket now.
pub fn may_rate(ticket: &Ticket, actor: &Actor, now: Timestamp) -> bool {
    actor.id == ticket.requester_id && rated_until(ticket).is_some_and(|until| now <= until)
}

/// Rates a closed ticket, or changes the rating.
///
/// # Errors
/// Not found, not theirs, too early or too late, stale, or a field that is wrong.
pub fn rate(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Rate,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let scene = act::load(conn, actor, number, expected)?;
    if actor.id != scene.ticket.requester_id {
        return Err(Denied.into());
    }
    if !may_rate(&scene.ticket, actor, now) {
        return Err(TicketError::NotRatable { open: scene.ticket.moves(actor) });
    }
    let mut errors = FieldErrors::default();
    let comment = words(request.rating, request.comment.as_deref(), &mut errors);
    let Some(rating) = request.rating else {
        errors.add("rating", "required");
        return Err(errors.into());
    };
    errors.finish()?;
    store::rate(conn, scene.ticket.id, rating, comment.as_deref(), now)?;
    let text = comment.as_deref().map(act::digest);
    let data = json!({ "rating": rating, "text": text, "through": request.through });
    scene.finish(conn, Some(actor), EventKind::Rated, data, now)
}

/// The words of a rating, checked with the figure.
pub(super) fn words(rating: Option<i32>, comment: Option<&str>, errors: &mut FieldErrors) -> Option<String> {
    errors.check(rating.is_none_or(|rating| (1..=5).contains(&rating)), "rating", "one_to_five");
    errors.maybe("comment", comment, WORDS_MAX)
}
