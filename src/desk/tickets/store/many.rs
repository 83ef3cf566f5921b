//! What clocks ask of many tickets at once.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::parts::Stay;
use super::rows::Ticket;
use super::visible::visible;
use crate::clock::Timestamp;
use crate::db::schema::{comments, legal_notices, resolutions, stays, tickets, waits};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{GroupId, StayId, TicketId};
use crate::desk::people::Actor;
use crate::desk::sla::{ClockName, Notice, Solution, WaitFact};
use crate::desk::words::{Tier, Visibility, WaitingOn};

type ByTicket<T> = HashMap<TicketId, Vec<T>>;

fn by_ticket<R, T>(rows: Vec<R>, read: impl Fn(R) -> (TicketId, T)) -> ByTicket<T> {
    let mut found: ByTicket<T> = HashMap::new();
    for row in rows {
        let (ticket, one) = read(row);
        found.entry(ticket).or_default().push(one);
    }
    found
}

/// Those of the tickets the actor may see, first reported at `since` or later.
pub(crate) fn visible_of(
    conn: &mut DbConn,
    actor: &Actor,
    ids: &[TicketId],
    since: Option<Timestamp>,
) -> Result<Vec<Ticket>, DbError> {
    Ok(tickets::table
        .filter(tickets::id.eq_any(ids.to_vec()).and(tickets::reported_at.ge(since.unwrap_or_default())))
        .filter(visible(actor))
        .order(tickets::id)
        .select(Ticket::as_select())
        .load(conn)?)
}

/// Those of the tickets named that the actor may see.
pub(crate) fn named(conn: &mut DbConn, actor: &Actor, numbers: &[String]) -> Result<Vec<Ticket>, DbError> {
    Ok(tickets::table
        .filter(among(tickets::number, numbers.to_vec()))
        .filter(visible(actor))
        .order(tickets::id)
        .select(Ticket::as_select())
        .load(conn)?)
}

/// Number and version of those of the tickets the actor may see.
pub(crate) fn versions_seen(
    conn: &mut DbConn,
    actor: &Actor,
    ids: &[TicketId],
) -> Result<Vec<(TicketId, String, i64)>, DbError> {
    Ok(tickets::table
        .filter(among(tickets::id, ids.to_vec()))
        .filter(visible(actor))
        .order(tickets::id)
        .select((tickets::id, tickets::number, tickets::version))
        .load(conn)?)
}

/// These tickets, whoever may see them: for figures alone.
pub(crate) fn any_of(
    conn: &mut DbConn,
    ids: &[TicketId],
    since: Option<Timestamp>,
) -> Result<Vec<Ticket>, DbError> {
    Ok(tickets::table
        .filter(tickets::id.eq_any(ids.to_vec()).and(tickets::reported_at.ge(since.unwrap_or_default())))
        .order(tickets::id)
        .select(Ticket::as_select())
        .load(conn)?)
}

/// When staff first answered each in public.
pub(crate) fn first_answers_of(
    conn: &mut DbConn,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, Timestamp>, DbError> {
    let rows: Vec<(TicketId, Option<Timestamp>)> = comments::table
        .filter(comments::ticket_id.eq_any(ids.to_vec()))
        .filter(comments::visibility.eq(Visibility::Public).and(comments::author_tier.is_not_null()))
        .group_by(comments::ticket_id)
        .select((comments::ticket_id, diesel::dsl::min(comments::created_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(ticket, at)| Some((ticket, at?))).collect())
}

/// Waits for the requester, in order.
pub(crate) fn waits_of(conn: &mut DbConn, ids: &[TicketId]) -> Result<ByTicket<WaitFact>, DbError> {
    let rows: Vec<(TicketId, Timestamp, Option<Timestamp>)> = waits::table
        .filter(waits::ticket_id.eq_any(ids.to_vec()).and(waits::waiting_on.eq(WaitingOn::Requester)))
        .order((waits::ticket_id, waits::seq))
        .select((waits::ticket_id, waits::started_at, waits::ended_at))
        .load(conn)?;
    Ok(by_ticket(rows, |(ticket, from, to)| (ticket, WaitFact { from, to })))
}

/// Solutions, in order.
pub(crate) fn solutions_of(conn: &mut DbConn, ids: &[TicketId]) -> Result<ByTicket<Solution>, DbError> {
    type Row = (TicketId, i32, Timestamp, Option<Timestamp>, Option<Timestamp>);
    let rows: Vec<Row> = resolutions::table
        .filter(resolutions::ticket_id.eq_any(ids.to_vec()))
        .order((resolutions::ticket_id, resolutions::seq))
        .select((
            resolutions::ticket_id,
            resolutions::seq,
            resolutions::resolved_at,
            resolutions::reopened_at,
            resolutions::reminded_at,
        ))
        .load(conn)?;
    Ok(by_ticket(rows, |(ticket, seq, at, reopened_at, reminded_at)| {
        (ticket, Solution { seq, at, reopened_at, reminded_at })
    }))
}

/// Stays, in order.
pub(crate) fn stays_of_many(conn: &mut DbConn, ids: &[TicketId]) -> Result<ByTicket<Stay>, DbError> {
    type Row = (TicketId, StayId, i32, Tier, GroupId, Timestamp, Option<Timestamp>, Option<Timestamp>);
    let rows: Vec<Row> = stays::table
        .filter(stays::ticket_id.eq_any(ids.to_vec()))
        .order((stays::ticket_id, stays::seq))
        .select((
            stays::ticket_id,
            stays::id,
            stays::seq,
            stays::tier,
            stays::group_id,
            stays::started_at,
            stays::accepted_at,
            stays::ended_at,
        ))
        .load(conn)?;
    Ok(by_ticket(rows, |(ticket, id, seq, tier, group_id, started_at, accepted_at, ended_at)| {
        (ticket, Stay { id, seq, tier, group_id, started_at, accepted_at, ended_at })
    }))
}

/// Duties to report that were met.
pub(crate) fn notices_of(conn: &mut DbConn, ids: &[TicketId]) -> Result<ByTicket<Notice>, DbError> {
    let rows: Vec<(TicketId, ClockName, Timestamp)> = legal_notices::table
        .filter(legal_notices::ticket_id.eq_any(ids.to_vec()))
        .order((legal_notices::ticket_id, legal_notices::clock))
        .select((legal_notices::ticket_id, legal_notices::clock, legal_notices::notified_at))
        .load(conn)?;
    Ok(by_ticket(rows, |(ticket, clock, at)| (ticket, Notice { clock, at })))
}
