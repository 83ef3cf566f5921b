//! Stays and stages: how long a ticket was where, without a gap (`rules.md` §3, 4.6; what assessors ask for).

use super::parts::{StageSpan, Stay};
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{StageId, StayId, TicketId};

/// The stays of a ticket, in order.
///
/// # Errors
/// When they cannot be read.
pub fn stays_of(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Stay>, DbError> {
    store::stays(conn, ticket)
}

/// The stages of a ticket, in order.
///
/// # Errors
/// When they cannot be read.
pub fn stages_of(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<StageSpan>, DbError> {
    store::stages(conn, ticket)
}

/// Begins the first stay and the first stage of a ticket that was just made. They begin at first contact.
pub(super) fn begin(conn: &mut DbConn, ticket: &Ticket) -> Result<(), DbError> {
    let stay = Stay {
        id: StayId::new(),
        seq: 1,
        tier: ticket.tier,
        group_id: ticket.group_id,
        started_at: ticket.reported_at,
        accepted_at: None,
        ended_at: None,
    };
    store::insert_stay(conn, ticket.id, &stay)?;
    store::insert_stage(conn, ticket.id, &span(ticket, 1, ticket.reported_at))
}

/// Ends the stay at one tier and begins the next at the other.
pub(super) fn hand_over(conn: &mut DbConn, ticket: &Ticket, now: Timestamp) -> Result<(), DbError> {
    let seq = store::end_stay(conn, ticket.id, now)? + 1;
    let stay = Stay {
        id: StayId::new(),
        seq,
        tier: ticket.tier,
        group_id: ticket.group_id,
        started_at: now,
        accepted_at: None,
        ended_at: None,
    };
    store::insert_stay(conn, ticket.id, &stay)
}

/// Ends the last stay: the ticket is over.
pub(super) fn end(conn: &mut DbConn, ticket: &Ticket, now: Timestamp) -> Result<(), DbError> {
    store::end_stay(conn, ticket.id, now).map(|_| ())
}

/// Where a ticket stood before an act, to see afterwards whether its stage changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    stage: crate::desk::words::Stage,
    group: crate::desk::ids::GroupId,
}

impl Place {
    /// Where the ticket stands.
    pub(super) fn of(ticket: &Ticket) -> Self {
        Self { stage: ticket.stage(), group: ticket.group_id }
    }
}

/// Begins the next stage if the act led to one; notes on the ticket since when.
pub(super) fn settle(
    conn: &mut DbConn,
    ticket: &mut Ticket,
    before: Place,
    now: Timestamp,
) -> Result<(), DbError> {
    if Place::of(ticket) == before {
        return Ok(());
    }
    let seq = store::end_stage(conn, ticket.id, now)? + 1;
    store::insert_stage(conn, ticket.id, &span(ticket, seq, now))?;
    ticket.stage_since = now;
    Ok(())
}

fn span(ticket: &Ticket, seq: i32, started_at: Timestamp) -> StageSpan {
    StageSpan {
        id: StageId::new(),
        seq,
        stage: ticket.stage(),
        tier: ticket.tier,
        group_id: ticket.group_id,
        started_at,
        ended_at: None,
    }
}
