//! What stands before a place in a list, and whether a ticket is in it.

use diesel::prelude::*;

use super::super::filter::{Cursor, Filter, Sort};
use super::queue::{condition, in_order, names_an_index};
use super::rows::Ticket;
use super::visible::{Condition, reaches, visible, visible_looked_up};
use crate::db::schema::tickets;
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;

/// The ticket right before a place in the list, of those the actor may see: the list walked backwards.
pub(crate) fn preceding(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &Filter,
    place: &Cursor,
) -> Result<Option<Ticket>, DbError> {
    let mut found = Vec::new();
    if names_an_index(filter) {
        let all = condition(conn, visible(actor), None, actor, filter)?;
        found.extend(last_before(conn, all, filter.sort, place)?);
    } else {
        for reach in reaches(actor) {
            let seen = visible_looked_up(actor, reach);
            let all = condition(conn, seen, Some(reach), actor, filter)?;
            found.extend(last_before(conn, all, filter.sort, place)?);
        }
    }
    Ok(found.into_iter().max_by(|one, other| in_order(filter.sort, one, other)))
}

fn last_before(
    conn: &mut DbConn,
    all: Condition,
    sort: Sort,
    place: &Cursor,
) -> Result<Option<Ticket>, DbError> {
    let Cursor { at, id, priority } = place.clone();
    let query = tickets::table.select(Ticket::as_select()).filter(all).limit(1).into_boxed();
    let query = match sort {
        Sort::Newest => query
            .order((tickets::created_at.asc(), tickets::id.asc()))
            .filter(tickets::created_at.ge(at).and(tickets::created_at.gt(at).or(tickets::id.gt(id)))),
        Sort::Oldest => query
            .order((tickets::created_at.desc(), tickets::id.desc()))
            .filter(tickets::created_at.le(at).and(tickets::created_at.lt(at).or(tickets::id.lt(id)))),
        Sort::Updated => query
            .order((tickets::updated_at.asc(), tickets::id.asc()))
            .filter(tickets::updated_at.ge(at).and(tickets::updated_at.gt(at).or(tickets::id.gt(id)))),
        Sort::Due => query
            .order((tickets::due_at.desc(), tickets::id.desc()))
            .filter(tickets::due_at.le(at).and(tickets::due_at.lt(at).or(tickets::id.lt(id)))),
        Sort::Priority => {
            query.order((tickets::priority.desc(), tickets::created_at.desc(), tickets::id.desc())).filter(
                tickets::priority.lt(priority).or(tickets::priority
                    .eq(priority)
                    .and(tickets::created_at.le(at).and(tickets::created_at.lt(at).or(tickets::id.lt(id))))),
            )
        }
    };
    Ok(query.first(conn).optional()?)
}

/// Whether this ticket is one of those the actor may see and the filter lets through.
pub(crate) fn is_listed(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &Filter,
    ticket: TicketId,
) -> Result<bool, DbError> {
    let all = condition(conn, visible(actor), None, actor, filter)?;
    let query = tickets::table.filter(all).filter(tickets::id.eq(ticket)).select(tickets::id);
    Ok(query.first::<TicketId>(conn).optional()?.is_some())
}
