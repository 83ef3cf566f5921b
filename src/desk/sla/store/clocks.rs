//! Clocks: their rows.

use diesel::prelude::*;

use super::super::words::ClockName;
use super::rows::Clock;
use crate::clock::Timestamp;
use crate::db::schema::clocks;
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{ClockId, TicketId};

/// The clocks of a ticket, by name and place.
///
/// # Errors
/// When they cannot be read.
pub fn clocks_of(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Clock>, DbError> {
    let query = clocks::table.filter(clocks::ticket_id.eq(ticket)).order((clocks::name, clocks::seq));
    Ok(query.select(Clock::as_select()).load(conn)?)
}

/// The clocks of several tickets, by ticket, name and place.
///
/// # Errors
/// When they cannot be read.
pub fn clocks_of_many(conn: &mut DbConn, tickets: &[TicketId]) -> Result<Vec<Clock>, DbError> {
    let query = clocks::table.filter(among(clocks::ticket_id, tickets.to_vec())).order((
        clocks::ticket_id,
        clocks::name,
        clocks::seq,
    ));
    Ok(query.select(Clock::as_select()).load(conn)?)
}

/// The promises to the requesters of some tickets, by ticket, name and place.
///
/// # Errors
/// When they cannot be read.
pub fn promises_of_many(conn: &mut DbConn, tickets: &[TicketId]) -> Result<Vec<Clock>, DbError> {
    let promises = ClockName::ALL.iter().copied().filter(|name| name.is_promise());
    let query = clocks::table
        .filter(among(clocks::ticket_id, tickets.to_vec()))
        .filter(among(clocks::name, promises))
        .order((clocks::ticket_id, clocks::name, clocks::seq));
    Ok(query.select(Clock::as_select()).load(conn)?)
}

/// Keeps clocks that were just begun.
///
/// # Errors
/// When the database refuses them.
pub fn insert_clocks(conn: &mut DbConn, new: &[Clock]) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    match conn {
        DbConn::Postgres(conn) => {
            diesel::insert_into(clocks::table).values(new).execute(conn)?;
        }
        // One sentence a row, the same each time, is prepared once.
        DbConn::Sqlite(conn) => {
            for clock in new {
                diesel::insert_into(clocks::table).values(clock).execute(conn)?;
            }
        }
    }
    Ok(())
}

/// Keeps a clock that changed.
pub(in super::super) fn save_clock(conn: &mut DbConn, clock: &Clock) -> Result<(), DbError> {
    diesel::update(clocks::table.find(clock.id)).set(clock).execute(conn)?;
    Ok(())
}

/// Forgets a clock the facts no longer give; the history says what it was.
pub(in super::super) fn remove_clock(conn: &mut DbConn, id: ClockId) -> Result<(), DbError> {
    diesel::delete(clocks::table.find(id)).execute(conn)?;
    Ok(())
}

/// The tickets whose clocks ask for something by now, the longest waiting first.
///
/// # Errors
/// When they cannot be read.
pub fn tickets_due(conn: &mut DbConn, now: Timestamp, limit: i64) -> Result<Vec<TicketId>, DbError> {
    let mut found: Vec<TicketId> = clocks::table
        .filter(clocks::next_event_at.is_not_null().and(clocks::next_event_at.assume_not_null().le(now)))
        .order(clocks::next_event_at)
        .limit(limit)
        .select(clocks::ticket_id)
        .load(conn)?;
    let mut seen = std::collections::HashSet::new();
    found.retain(|ticket| seen.insert(*ticket));
    Ok(found)
}

/// When the next clock asks for something; `None` if none ever does.
///
/// # Errors
/// When it cannot be read.
pub fn next_event(conn: &mut DbConn) -> Result<Option<Timestamp>, DbError> {
    Ok(clocks::table
        .filter(clocks::next_event_at.is_not_null())
        .order(clocks::next_event_at)
        .select(clocks::next_event_at.assume_not_null())
        .first(conn)
        .optional()?)
}

/// Notes how far a clock has been told, and when it asks for something next.
///
/// # Errors
/// When the database refuses it.
pub fn note_fired(
    conn: &mut DbConn,
    clock: ClockId,
    fired: i32,
    next_event_at: Option<Timestamp>,
) -> Result<(), DbError> {
    diesel::update(clocks::table.find(clock))
        .set((clocks::fired.eq(fired), clocks::next_event_at.eq(next_event_at)))
        .execute(conn)?;
    Ok(())
}

/// Tickets with running clocks that were computed under other rules than those of `revision`.
///
/// # Errors
/// When they cannot be read.
pub fn tickets_behind(conn: &mut DbConn, revision: i64, limit: i64) -> Result<Vec<TicketId>, DbError> {
    let mut found: Vec<TicketId> = clocks::table
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::rules.lt(revision))
        .order((clocks::rules, clocks::ticket_id))
        .limit(limit)
        .select(clocks::ticket_id)
        .load(conn)?;
    found.dedup();
    Ok(found)
}

/// The tickets that have open clocks, by id, `limit` at most.
///
/// # Errors
/// When they cannot be read.
pub fn tickets_with_open_clocks(conn: &mut DbConn, limit: usize) -> Result<Vec<TicketId>, DbError> {
    let query = clocks::table
        .filter(clocks::stopped_at.is_null())
        .select(clocks::ticket_id)
        .distinct()
        .order(clocks::ticket_id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX));
    Ok(query.load(conn)?)
}

/// How many running clocks were computed under other rules than those of `revision`; stops counting at `most`.
///
/// # Errors
/// When they cannot be read.
pub fn clocks_behind(conn: &mut DbConn, revision: i64, most: i64) -> Result<i64, DbError> {
    let found: Vec<ClockId> = clocks::table
        .filter(clocks::stopped_at.is_null())
        .filter(clocks::rules.lt(revision))
        .limit(most)
        .select(clocks::id)
        .load(conn)?;
    Ok(found.len() as i64)
}
