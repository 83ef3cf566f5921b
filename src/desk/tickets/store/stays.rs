//! Stays at a tier and stages of a life: their rows.

use diesel::prelude::*;

use super::super::parts::{StageSpan, Stay};
use crate::clock::Timestamp;
use crate::db::schema::{stages, stays};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{GroupId, StayId, TicketId};
use crate::desk::words::{Stage, Tier};
use crate::kept;

type StayRow = (StayId, i32, Tier, GroupId, Timestamp, Option<Timestamp>, Option<Timestamp>);

pub(crate) fn stays(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Stay>, DbError> {
    let rows: Vec<StayRow> = stays::table
        .filter(stays::ticket_id.eq(ticket))
        .order(stays::seq)
        .select((
            stays::id,
            stays::seq,
            stays::tier,
            stays::group_id,
            stays::started_at,
            stays::accepted_at,
            stays::ended_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, tier, group_id, started_at, accepted_at, ended_at)| Stay {
            id,
            seq,
            tier,
            group_id,
            started_at,
            accepted_at,
            ended_at,
        })
        .collect())
}

pub(crate) fn insert_stay(conn: &mut DbConn, ticket: TicketId, stay: &Stay) -> Result<(), DbError> {
    let row = diesel::insert_into(stays::table).values((
        stays::id.eq(stay.id),
        stays::ticket_id.eq(ticket),
        stays::seq.eq(stay.seq),
        stays::tier.eq(stay.tier),
        stays::group_id.eq(stay.group_id),
        stays::started_at.eq(stay.started_at),
        stays::accepted_at.eq(stay.accepted_at),
        stays::ended_at.eq(stay.ended_at),
    ));
    kept!(conn, row, execute)?;
    Ok(())
}

/// Ends the stay that lasts; its place, 0 if there was none.
pub(crate) fn end_stay(conn: &mut DbConn, ticket: TicketId, at: Timestamp) -> Result<i32, DbError> {
    let seq: Option<i32> =
        stays::table.filter(stays::ticket_id.eq(ticket)).select(diesel::dsl::max(stays::seq)).first(conn)?;
    diesel::update(stays::table.filter(stays::ticket_id.eq(ticket).and(stays::ended_at.is_null())))
        .set(stays::ended_at.eq(Some(at)))
        .execute(conn)?;
    Ok(seq.unwrap_or(0))
}

pub(crate) fn accept_stay(
    conn: &mut DbConn,
    ticket: TicketId,
    group: GroupId,
    at: Option<Timestamp>,
) -> Result<(), DbError> {
    diesel::update(stays::table.filter(stays::ticket_id.eq(ticket).and(stays::ended_at.is_null())))
        .set((stays::accepted_at.eq(at), stays::group_id.eq(group)))
        .execute(conn)?;
    Ok(())
}

type StageRow = (crate::desk::ids::StageId, i32, Stage, Tier, GroupId, Timestamp, Option<Timestamp>);

pub(crate) fn stages(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<StageSpan>, DbError> {
    let rows: Vec<StageRow> = stages::table
        .filter(stages::ticket_id.eq(ticket))
        .order(stages::seq)
        .select((
            stages::id,
            stages::seq,
            stages::stage,
            stages::tier,
            stages::group_id,
            stages::started_at,
            stages::ended_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, stage, tier, group_id, started_at, ended_at)| StageSpan {
            id,
            seq,
            stage,
            tier,
            group_id,
            started_at,
            ended_at,
        })
        .collect())
}

pub(crate) fn insert_stage(conn: &mut DbConn, ticket: TicketId, span: &StageSpan) -> Result<(), DbError> {
    let row = diesel::insert_into(stages::table).values((
        stages::id.eq(span.id),
        stages::ticket_id.eq(ticket),
        stages::seq.eq(span.seq),
        stages::stage.eq(span.stage),
        stages::tier.eq(span.tier),
        stages::group_id.eq(span.group_id),
        stages::started_at.eq(span.started_at),
        stages::ended_at.eq(span.ended_at),
    ));
    kept!(conn, row, execute)?;
    Ok(())
}

/// Ends the stage that lasts; its place.
pub(crate) fn end_stage(conn: &mut DbConn, ticket: TicketId, at: Timestamp) -> Result<i32, DbError> {
    let seq: Option<i32> = stages::table
        .filter(stages::ticket_id.eq(ticket))
        .select(diesel::dsl::max(stages::seq))
        .first(conn)?;
    diesel::update(stages::table.filter(stages::ticket_id.eq(ticket).and(stages::ended_at.is_null())))
        .set(stages::ended_at.eq(Some(at)))
        .execute(conn)?;
    Ok(seq.unwrap_or(0))
}
