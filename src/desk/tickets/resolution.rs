//! Solving, confirming, and saying that it does not hold.

use serde_json::json;

use super::act::{self, Scene};
use super::error::TicketError;
use super::number::Number;
use super::parts::{Closure, Resolution};
use super::status::Move;
use super::ticket::{TEXT_MAX, Ticket};
use super::{clocks, rating, stages, store};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::ResolutionId;
use crate::desk::people::Actor;
use crate::desk::search;
use crate::desk::words::{ClosedHow, Through, Tier};

/// A solution.
#[derive(Clone, Debug, Default)]
pub struct Resolve {
    /// In words for the requester.
    pub solution: String,
    /// The cause, for staff.
    pub cause: Option<String>,
    /// Tier 2: could Tier 1 have solved this? (`rules.md` §6)
    pub tier1_could_have_solved: Option<bool>,
    /// The article that solved it.
    pub article: Option<String>,
    /// Solve the open child tickets with the same words.
    pub with_children: bool,
    /// It was solved while the one who recorded it still had the requester at the telephone or before them.
    pub first_contact: bool,
}

/// That a solution does not hold.
#[derive(Clone, Debug, Default)]
pub struct Reopen {
    /// What is not right yet.
    pub reason: String,
    /// How they came to say so.
    pub through: Through,
}

/// The requester's last word.
#[derive(Clone, Debug, Default)]
pub struct Close {
    /// 1 to 5; only the requester rates.
    pub rating: Option<i32>,
    /// In words.
    pub comment: Option<String>,
    /// How they came to say so.
    pub through: Through,
}

/// Gives a solution; the requester confirms, or the time to do so goes by (three working days unless a policy says
/// otherwise).
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong.
pub fn resolve(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Resolve,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let scene = act::load(conn, actor, number, expected)?;
    let ticket = resolve_one(conn, actor, scene, request, now)?;
    if request.with_children {
        let request = &Resolve { first_contact: false, ..request.clone() };
        for child in store::open_children(conn, actor, ticket.id)? {
            if child.allows(Move::Resolve) && child.is_for(actor, Move::Resolve) {
                resolve_one(conn, actor, Scene::of(child), request, now)?;
            }
        }
    }
    Ok(ticket)
}

fn resolve_one(
    conn: &mut DbConn,
    actor: &Actor,
    mut scene: Scene,
    request: &Resolve,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    scene.allow(actor, Move::Resolve)?;
    let mut errors = FieldErrors::default();
    let solution = errors.required("resolution", &request.solution, TEXT_MAX);
    let cause = errors.maybe("cause", request.cause.as_deref(), 2_000);
    let article = errors.maybe("article", request.article.as_deref(), 200);
    let at_once = !request.first_contact || scene.ticket.is_first_contact(actor);
    errors.check(at_once, "resolution", "not_first_contact");
    errors.finish()?;

    let denied = scene.not_open(actor, Move::Resolve);
    scene.ticket.step(Move::Resolve).ok_or(denied)?;
    scene.ticket.resolved_at = Some(now);
    if scene.ticket.assignee_id.is_none() {
        scene.ticket.assignee_id = Some(actor.id);
    }
    store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    let resolution = Resolution {
        id: ResolutionId::new(),
        seq: 0,
        tier: scene.ticket.tier,
        tier1_could_have_solved: request.tier1_could_have_solved.filter(|_| scene.ticket.tier == Tier::Two),
        solution,
        cause,
        article,
        first_contact: request.first_contact,
        resolved_by_id: actor.id,
        resolved_at: now,
        reminded_at: None,
        reopened_by_id: None,
        reopened_at: None,
        reopen_reason: None,
    };
    store::insert_resolution(conn, scene.ticket.id, &resolution)?;
    search::refresh(conn, scene.ticket.id)?;
    let data = json!({
        "tier": scene.ticket.tier,
        "tier1_could_have_solved": resolution.tier1_could_have_solved,
        "first_contact": resolution.first_contact,
        "text": act::digest(&resolution.solution),
    });
    scene.finish(conn, Some(actor), EventKind::Resolved, data, now)
}

/// Says that the solution does not hold, before it counts as confirmed. Later, a new ticket takes up the old.
///
/// # Errors
/// Not found, not theirs, not open (also when the time is over), stale, or a field that is wrong.
pub fn reopen(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Reopen,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Reopen)?;
    let mut errors = FieldErrors::default();
    let reason = errors.required("reason", &request.reason, TEXT_MAX);
    errors.finish()?;
    let denied = scene.not_open(actor, Move::Reopen);
    if clocks::confirmed_at(conn, scene.ticket.id)?.is_some_and(|last| now > last) {
        return Err(denied);
    }
    scene.ticket.step(Move::Reopen).ok_or(denied)?;
    scene.ticket.resolved_at = None;
    store::undo_resolution(conn, scene.ticket.id, actor.id, &reason, now)?;
    let data = json!({ "reason": reason, "text": act::digest(&reason), "through": request.through });
    scene.finish(conn, Some(actor), EventKind::Reopened, data, now)
}

/// Confirms the solution: the requester, with a rating if they like; or Tier 1 for them.
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong.
pub fn close(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Close,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Close)?;
    let own = actor.id == scene.ticket.requester_id;
    let mut errors = FieldErrors::default();
    let comment = rating::words(request.rating, request.comment.as_deref(), &mut errors);
    errors.check(own || (request.rating.is_none() && comment.is_none()), "rating", "requester_only");
    errors.finish()?;

    let denied = scene.not_open(actor, Move::Close);
    scene.ticket.step(Move::Close).ok_or(denied)?;
    let how = if own { ClosedHow::Confirmed } else { ClosedHow::ByStaff };
    let closure = Closure {
        how,
        closed_by_id: Some(actor.id),
        closed_at: now,
        reason: None,
        rating: request.rating,
        comment,
        rated_at: request.rating.map(|_| now),
    };
    end(conn, &mut scene, &closure, now)?;
    let data = json!({ "how": how, "rating": closure.rating, "through": request.through });
    scene.finish(conn, Some(actor), EventKind::Closed, data, now)
}

/// Writes down how a ticket ended.
pub(super) fn end(
    conn: &mut DbConn,
    scene: &mut Scene,
    closure: &Closure,
    now: Timestamp,
) -> Result<(), TicketError> {
    scene.ticket.closed_at = Some(now);
    stages::end(conn, &scene.ticket, now)?;
    store::insert_closure(conn, scene.ticket.id, closure)?;
    Ok(())
}
