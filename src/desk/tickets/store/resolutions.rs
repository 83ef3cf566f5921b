//! Resolutions and closures: their rows.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::parts::{Closure, Resolution};
use super::visible::visible;
use crate::clock::Timestamp;
use crate::db::schema::{closures, resolutions, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{AgencyId, CategoryId, PersonId, ResolutionId, TicketId};
use crate::desk::people::Actor;
use crate::desk::words::ClosedHow;

/// Writes a solution; its place is given here.
pub(crate) fn insert_resolution(
    conn: &mut DbConn,
    ticket: TicketId,
    new: &Resolution,
) -> Result<(), DbError> {
    let last: Option<i32> = resolutions::table
        .filter(resolutions::ticket_id.eq(ticket))
        .select(diesel::dsl::max(resolutions::seq))
        .first(conn)?;
    diesel::insert_into(resolutions::table)
        .values((
            resolutions::id.eq(new.id),
            resolutions::ticket_id.eq(ticket),
            resolutions::seq.eq(last.unwrap_or(0) + 1),
            resolutions::tier.eq(new.tier),
            resolutions::solution.eq(&new.solution),
            resolutions::cause.eq(&new.cause),
            resolutions::tier1_could_have_solved.eq(new.tier1_could_have_solved),
            resolutions::article.eq(&new.article),
            resolutions::first_contact.eq(new.first_contact),
            resolutions::resolved_by_id.eq(new.resolved_by_id),
            resolutions::resolved_at.eq(new.resolved_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes on the solution that stands that the requester was reminded.
pub(crate) fn note_reminder(conn: &mut DbConn, ticket: TicketId, at: Timestamp) -> Result<(), DbError> {
    diesel::update(
        resolutions::table.filter(resolutions::ticket_id.eq(ticket).and(resolutions::reopened_at.is_null())),
    )
    .set(resolutions::reminded_at.eq(Some(at)))
    .execute(conn)?;
    Ok(())
}

/// Notes on the solution that stood that it does not hold.
pub(crate) fn undo_resolution(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    reason: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(
        resolutions::table.filter(resolutions::ticket_id.eq(ticket).and(resolutions::reopened_at.is_null())),
    )
    .set((
        resolutions::reopened_by_id.eq(Some(by)),
        resolutions::reopened_at.eq(Some(at)),
        resolutions::reopen_reason.eq(Some(reason)),
    ))
    .execute(conn)?;
    Ok(())
}

type ClosureRow =
    (ClosedHow, Option<PersonId>, Timestamp, Option<String>, Option<i32>, Option<String>, Option<Timestamp>);

pub(crate) fn closure(conn: &mut DbConn, ticket: TicketId) -> Result<Option<Closure>, DbError> {
    let row: Option<ClosureRow> = closures::table
        .find(ticket)
        .select((
            closures::how,
            closures::closed_by_id,
            closures::closed_at,
            closures::reason,
            closures::rating,
            closures::comment,
            closures::rated_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(how, closed_by_id, closed_at, reason, rating, comment, rated_at)| Closure {
        how,
        closed_by_id,
        closed_at,
        reason,
        rating,
        comment,
        rated_at,
    }))
}

pub(crate) fn insert_closure(conn: &mut DbConn, ticket: TicketId, new: &Closure) -> Result<(), DbError> {
    diesel::insert_into(closures::table)
        .values((
            closures::ticket_id.eq(ticket),
            closures::how.eq(new.how),
            closures::closed_by_id.eq(new.closed_by_id),
            closures::closed_at.eq(new.closed_at),
            closures::reason.eq(&new.reason),
            closures::rating.eq(new.rating),
            closures::comment.eq(&new.comment),
            closures::rated_at.eq(new.rated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes down what the requester thought of it.
pub(crate) fn rate(
    conn: &mut DbConn,
    ticket: TicketId,
    rating: i32,
    comment: Option<&str>,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(closures::table.find(ticket))
        .set((
            closures::rating.eq(Some(rating)),
            closures::comment.eq(comment),
            closures::rated_at.eq(Some(at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Solutions that stand, of the newest tickets of a category the actor may see, the last given first. Restricted tickets lend
/// none.
pub(crate) fn solutions_in(
    conn: &mut DbConn,
    actor: &Actor,
    category: CategoryId,
    tickets_at_most: i64,
) -> Result<Vec<String>, DbError> {
    let newest: Vec<TicketId> = tickets::table
        .filter(tickets::category_id.eq(category))
        .filter(tickets::restricted.eq(false).and(tickets::resolved_at.is_not_null()))
        .filter(visible(actor))
        .order((tickets::created_at.desc(), tickets::id.desc()))
        .select(tickets::id)
        .limit(tickets_at_most)
        .load(conn)?;
    let given = resolutions::table
        .filter(among(resolutions::ticket_id, newest))
        .filter(resolutions::reopened_at.is_null())
        .order((resolutions::resolved_at.desc(), resolutions::id.desc()))
        .select(resolutions::solution);
    Ok(given.load(conn)?)
}

/// The solution that stands of each of these tickets.
pub(crate) fn last_solutions(
    conn: &mut DbConn,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, String>, DbError> {
    let rows: Vec<(TicketId, String)> = resolutions::table
        .filter(among(resolutions::ticket_id, ids.to_vec()))
        .filter(resolutions::reopened_at.is_null())
        .order((resolutions::ticket_id, resolutions::seq))
        .select((resolutions::ticket_id, resolutions::solution))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How often each rating was given since an instant, by agency.
pub(crate) fn ratings_since(
    conn: &mut DbConn,
    since: Timestamp,
) -> Result<Vec<(AgencyId, i32, i64)>, DbError> {
    let rows = closures::table
        .inner_join(tickets::table.on(tickets::id.eq(closures::ticket_id)))
        .filter(closures::rated_at.ge(since).and(closures::rating.is_not_null()))
        .group_by((tickets::agency_id, closures::rating))
        .select((tickets::agency_id, closures::rating.assume_not_null(), diesel::dsl::count_star()));
    Ok(rows.load(conn)?)
}

/// The ticket one of whose solutions this is, what it says, and who said that it does not hold.
pub(crate) fn solution(
    conn: &mut DbConn,
    id: ResolutionId,
) -> Result<Option<(TicketId, String, Option<PersonId>)>, DbError> {
    let columns = (resolutions::ticket_id, resolutions::solution, resolutions::reopened_by_id);
    Ok(resolutions::table.find(id).select(columns).first(conn).optional()?)
}
