//! Finding, making and saving a ticket.

use diesel::prelude::*;

use super::super::error::TicketError;
use super::super::number::Number;
use super::rows::Ticket;
use super::visible::visible;
use crate::db::kept::Kept;
use crate::db::schema::{counters, ticket_links, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::words::LinkKind;
use crate::kept;

diesel::define_sql_function! {
    /// The next value of a sequence (Postgres).
    fn nextval(name: diesel::sql_types::Text) -> diesel::sql_types::BigInt;
}

/// The next running number: a sequence on Postgres, a counter row under the single writer on SQLite.
pub(crate) fn next_serial(conn: &mut DbConn) -> Result<i64, DbError> {
    Ok(match conn {
        DbConn::Postgres(conn) => diesel::select(nextval("ticket_serials")).get_result(conn)?,
        DbConn::Sqlite(conn) => {
            let counter = diesel::update(counters::table.find("ticket"));
            Kept(counter.set(counters::value.eq(counters::value + 1)).returning(counters::value))
                .get_result(conn)?
        }
    })
}

/// The one door to a ticket: the one with this number, if the actor may see it.
pub(crate) fn visible_to(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Ticket, TicketError> {
    tickets::table
        .filter(tickets::number.eq(number.as_str().to_owned()))
        .filter(visible(actor))
        .select(Ticket::as_select())
        .first(conn)
        .optional()
        .map_err(DbError::from)?
        .ok_or(TicketError::NotFound)
}

/// As [`visible_to`], by id.
pub(crate) fn visible_by_id(conn: &mut DbConn, actor: &Actor, id: TicketId) -> Result<Ticket, TicketError> {
    tickets::table
        .filter(tickets::id.eq(id))
        .filter(visible(actor))
        .select(Ticket::as_select())
        .first(conn)
        .optional()
        .map_err(DbError::from)?
        .ok_or(TicketError::NotFound)
}

/// The ticket with this id, for the desk itself (jobs and letters): never on behalf of a person.
pub(crate) fn by_id(conn: &mut DbConn, id: TicketId) -> Result<Option<Ticket>, DbError> {
    Ok(tickets::table.find(id).select(Ticket::as_select()).first(conn).optional()?)
}

pub(crate) fn insert(conn: &mut DbConn, ticket: &Ticket) -> Result<(), DbError> {
    kept!(conn, diesel::insert_into(tickets::table).values(ticket), execute)?;
    Ok(())
}

/// Saves a ticket that was read in version `ticket.version`, and raises the version.
pub(crate) fn save(conn: &mut DbConn, ticket: &mut Ticket) -> Result<(), TicketError> {
    let read = ticket.version;
    ticket.version += 1;
    let row = tickets::table.filter(tickets::id.eq(ticket.id).and(tickets::version.eq(read)));
    let saved = kept!(conn, diesel::update(row).set(&*ticket), execute).map_err(DbError::from)?;
    if saved == 1 {
        return Ok(());
    }
    let current =
        tickets::table.find(ticket.id).select(tickets::version).first(conn).map_err(DbError::from)?;
    Err(TicketError::Stale { current })
}

/// The open children of a ticket that the actor may see.
pub(crate) fn open_children(
    conn: &mut DbConn,
    actor: &Actor,
    parent: TicketId,
) -> Result<Vec<Ticket>, DbError> {
    let children = ticket_links::table
        .filter(ticket_links::to_id.eq(parent).and(ticket_links::kind.eq(LinkKind::ChildOf)))
        .select(ticket_links::from_id)
        .load::<TicketId>(conn)?;
    Ok(tickets::table
        .filter(among(tickets::id, children))
        .filter(tickets::resolved_at.is_null().and(tickets::closed_at.is_null()))
        .filter(visible(actor))
        .order(tickets::serial)
        .limit(200)
        .select(Ticket::as_select())
        .load(conn)?)
}

/// Locks a ticket until this transaction ends, so that two acts on it come one after the other. SQLite has one writer.
/// Its key stays free: an act on another ticket that links to this one need not wait, and the two cannot wait for each
/// other.
pub(crate) fn lock(conn: &mut DbConn, number: &Number) -> Result<(), DbError> {
    if let DbConn::Postgres(conn) = conn {
        let query = tickets::table.filter(tickets::number.eq(number.as_str())).select(tickets::serial);
        query.for_no_key_update().first::<i64>(conn).optional()?;
    }
    Ok(())
}

/// As [`lock`], of several at once and always in the same order, so that two who want the same do not wait for each other.
pub(crate) fn lock_all(conn: &mut DbConn, numbers: &[&str]) -> Result<(), DbError> {
    if let DbConn::Postgres(conn) = conn {
        let query = tickets::table.filter(tickets::number.eq_any(numbers)).order(tickets::number);
        query.select(tickets::serial).for_no_key_update().load::<i64>(conn)?;
    }
    Ok(())
}

/// Notes that something was added to a ticket, without making what others read of it stale.
pub(crate) fn touch(conn: &mut DbConn, ticket: &Ticket) -> Result<(), DbError> {
    let touched = diesel::update(tickets::table.find(ticket.id))
        .set((tickets::updated_at.eq(ticket.updated_at), tickets::due_at.eq(ticket.due_at)));
    kept!(conn, touched, execute)?;
    Ok(())
}

/// Notes when a ticket's next promise is due, without making what others read of it stale.
pub(crate) fn note_due(conn: &mut DbConn, ticket: &Ticket) -> Result<(), DbError> {
    let noted = diesel::update(tickets::table.find(ticket.id)).set(tickets::due_at.eq(ticket.due_at));
    kept!(conn, noted, execute)?;
    Ok(())
}

/// A ticket for the desk itself to act on, claimed until this transaction ends; `None` while somebody else acts on it.
pub(crate) fn claim(conn: &mut DbConn, id: TicketId) -> Result<Option<Ticket>, DbError> {
    let query = tickets::table.filter(tickets::id.eq(id));
    Ok(match conn {
        DbConn::Postgres(conn) => {
            query.for_no_key_update().skip_locked().select(Ticket::as_select()).first(conn).optional()?
        }
        DbConn::Sqlite(conn) => query.select(Ticket::as_select()).first(conn).optional()?,
    })
}

/// Tickets in the order of their running numbers, after one.
pub(crate) fn after_serial(conn: &mut DbConn, serial: i64, limit: i64) -> Result<Vec<Ticket>, DbError> {
    let query = tickets::table.filter(tickets::serial.gt(serial)).order(tickets::serial).limit(limit);
    Ok(query.select(Ticket::as_select()).load(conn)?)
}
