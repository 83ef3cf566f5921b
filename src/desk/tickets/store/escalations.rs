//! Escalations: their rows.

use diesel::prelude::*;

use super::super::parts::Escalation;
use crate::clock::Timestamp;
use crate::db::schema::escalations;
use crate::db::{DbConn, DbError, Json};
use crate::desk::ids::{GroupId, PersonId, TicketId};
use crate::desk::words::ReturnReason;

pub(crate) fn insert_escalation(
    conn: &mut DbConn,
    ticket: TicketId,
    new: &Escalation,
) -> Result<(), DbError> {
    diesel::insert_into(escalations::table)
        .values((
            escalations::id.eq(new.id),
            escalations::ticket_id.eq(ticket),
            escalations::seq.eq(new.seq),
            escalations::reason.eq(new.reason),
            escalations::attempted_steps.eq(&new.attempted_steps),
            escalations::since.eq(new.since),
            escalations::affected.eq(&new.affected),
            escalations::checklist.eq(Json(new.checklist.clone())),
            escalations::as_consultation.eq(new.as_consultation),
            escalations::group_id.eq(new.group_id),
            escalations::escalated_by_id.eq(new.escalated_by_id),
            escalations::escalated_at.eq(new.escalated_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn escalation_count(conn: &mut DbConn, ticket: TicketId) -> Result<i32, DbError> {
    let last: Option<i32> = escalations::table
        .filter(escalations::ticket_id.eq(ticket))
        .select(diesel::dsl::max(escalations::seq))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

/// Notes on the newest escalation who took it over.
pub(crate) fn accept_escalation(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(
        escalations::table.filter(
            escalations::ticket_id
                .eq(ticket)
                .and(escalations::accepted_at.is_null())
                .and(escalations::returned_at.is_null()),
        ),
    )
    .set((escalations::accepted_by_id.eq(Some(by)), escalations::accepted_at.eq(Some(at))))
    .execute(conn)?;
    Ok(())
}

/// Notes on the newest escalation who returned it, why and with what guidance.
pub(crate) fn return_escalation(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    reason: ReturnReason,
    guidance: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(
        escalations::table.filter(escalations::ticket_id.eq(ticket).and(escalations::returned_at.is_null())),
    )
    .set((
        escalations::returned_by_id.eq(Some(by)),
        escalations::returned_at.eq(Some(at)),
        escalations::return_reason.eq(Some(reason)),
        escalations::guidance.eq(Some(guidance)),
    ))
    .execute(conn)?;
    Ok(())
}

/// Points the escalation that nobody returned to another group.
pub(crate) fn reroute_escalation(conn: &mut DbConn, ticket: TicketId, group: GroupId) -> Result<(), DbError> {
    diesel::update(
        escalations::table.filter(escalations::ticket_id.eq(ticket).and(escalations::returned_at.is_null())),
    )
    .set((
        escalations::group_id.eq(group),
        escalations::accepted_by_id.eq(None::<PersonId>),
        escalations::accepted_at.eq(None::<Timestamp>),
    ))
    .execute(conn)?;
    Ok(())
}
