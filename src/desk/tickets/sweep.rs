//! What the desk does by itself: reminding the requester to confirm, and closing what nobody disputes.

use serde_json::json;

use super::act::Scene;
use super::error::TicketError;
use super::parts::Closure;
use super::resolution::{self, CONFIRM_DAYS};
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use super::working_days::working_days_after;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::words::{ClosedHow, Status};

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Requesters reminded.
    pub reminded: usize,
    /// Tickets closed.
    pub closed: usize,
}

/// Handles at most `limit` tickets whose time has come; its cost follows what is due, not what is open. Each reminder
/// and closing happens once, also after an outage and with several processes.
///
/// # Errors
/// When the database fails; then nothing of this sweep is kept.
pub fn sweep(conn: &mut DbConn, now: Timestamp, limit: i64) -> Result<Swept, TicketError> {
    let mut swept = Swept::default();
    for ticket in store::due(conn, now, limit)? {
        if ticket.status != Status::Resolved {
            let mut scene = Scene::of(ticket);
            scene.ticket.next_event_at = None;
            store::save(conn, &mut scene.ticket)?;
        } else if store::was_reminded(conn, ticket.id)? {
            close(conn, ticket, now)?;
            swept.closed += 1;
        } else {
            remind(conn, ticket, now)?;
            swept.reminded += 1;
        }
    }
    Ok(swept)
}

/// Reminds; after an outage the requester still has a working day to answer.
fn remind(conn: &mut DbConn, ticket: Ticket, now: Timestamp) -> Result<(), TicketError> {
    let zone = store::zone(conn, ticket.agency_id)?;
    let mut scene = Scene::of(ticket);
    let promised = working_days_after(scene.ticket.resolved_at.unwrap_or(now), CONFIRM_DAYS, zone);
    let last = if promised <= now { working_days_after(now, 1, zone) } else { promised };
    scene.ticket.next_event_at = Some(last);
    store::note_reminder(conn, scene.ticket.id, now)?;
    scene.finish(conn, None, EventKind::Reminded, json!({ "closes_at": last }), now)?;
    Ok(())
}

fn close(conn: &mut DbConn, ticket: Ticket, now: Timestamp) -> Result<(), TicketError> {
    let mut scene = Scene::of(ticket);
    if scene.ticket.step(Move::Close).is_none() {
        return Ok(());
    }
    let how = ClosedHow::Automatic;
    let closure =
        Closure { how, closed_by_id: None, closed_at: now, reason: None, rating: None, comment: None };
    resolution::end(conn, &mut scene, &closure, now)?;
    scene.finish(conn, None, EventKind::Closed, json!({ "how": how }), now)?;
    Ok(())
}
