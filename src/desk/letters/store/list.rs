//! The outbox as it is read: line by line, and counted.

use diesel::prelude::*;
use serde::Serialize;

use super::super::letter::{LetterKind, LetterState};
use super::super::list::LetterLine;
use crate::clock::Timestamp;
use crate::db::connection::MultiBackend;
use crate::db::schema::{letters, people, tickets};
use crate::db::{DbConn, DbError};
use crate::desk::ids::LetterId;

type LineRow = (
    LetterId,
    LetterKind,
    Option<String>,
    String,
    String,
    LetterState,
    i32,
    Option<Timestamp>,
    Option<String>,
    Timestamp,
    Option<Timestamp>,
);

/// A page of the outbox, newest first.
pub(in super::super) fn page(
    conn: &mut DbConn,
    state: Option<LetterState>,
    after: Option<LetterId>,
    limit: i64,
) -> Result<Vec<LetterLine>, DbError> {
    let mut query = letters::table
        .inner_join(people::table)
        .left_join(tickets::table.on(tickets::id.nullable().eq(letters::ticket_id)))
        .select((
            letters::id,
            letters::letter,
            tickets::number.nullable(),
            people::name,
            letters::address,
            letters::state,
            letters::attempts,
            letters::next_attempt_at,
            letters::last_error,
            letters::created_at,
            letters::sent_at,
        ))
        .order(letters::id.desc())
        .limit(limit)
        .into_boxed::<MultiBackend>();
    if let Some(state) = state {
        query = query.filter(letters::state.eq(state));
    }
    if let Some(after) = after {
        query = query.filter(letters::id.lt(after));
    }
    let rows: Vec<LineRow> = query.load(conn)?;
    Ok(rows.into_iter().map(line).collect())
}

fn line(row: LineRow) -> LetterLine {
    let (
        id,
        kind,
        ticket,
        person,
        address,
        state,
        attempts,
        next_attempt_at,
        last_error,
        created_at,
        sent_at,
    ) = row;
    LetterLine {
        id,
        kind,
        ticket,
        person,
        address,
        state,
        attempts,
        next_attempt_at,
        last_error,
        created_at,
        sent_at,
    }
}

/// How many letters are in each state that asks for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StateCounts {
    /// Waiting for their time.
    pub queued: i64,
    /// Waiting to be gathered into one.
    pub waiting: i64,
    /// Taken by a postman.
    pub sending: i64,
    /// Given up.
    pub failed: i64,
}

/// Counts what is queued, under way and given up; what was sent is history, and is not counted.
pub(in super::super) fn count_states(conn: &mut DbConn) -> Result<StateCounts, DbError> {
    let mut counts = StateCounts::default();
    for (state, count) in [
        (LetterState::Queued, &mut counts.queued),
        (LetterState::Waiting, &mut counts.waiting),
        (LetterState::Sending, &mut counts.sending),
        (LetterState::Failed, &mut counts.failed),
    ] {
        *count = letters::table.filter(letters::state.eq(state)).count().get_result(conn)?;
    }
    Ok(counts)
}

/// How many letters were given up, at most `most`.
pub(in super::super) fn count_failed(conn: &mut DbConn, most: i64) -> Result<i64, DbError> {
    let failed = letters::table.filter(letters::state.eq(LetterState::Failed)).select(letters::id);
    Ok(failed.limit(most).load::<LetterId>(conn)?.len() as i64)
}

/// What the mail door still has to do (for `/metrics`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Backlog {
    /// Letters by state.
    pub letters: StateCounts,
    /// When the letter that waits longest was to go.
    pub oldest_due_at: Option<Timestamp>,
}

/// What the mail door still has to do.
///
/// # Errors
/// When it cannot be counted.
pub fn backlog(conn: &mut DbConn) -> Result<Backlog, DbError> {
    let oldest_due_at: Option<Option<Timestamp>> = letters::table
        .filter(letters::next_attempt_at.is_not_null().and(letters::state.ne(LetterState::Waiting)))
        .order(letters::next_attempt_at)
        .select(letters::next_attempt_at)
        .first(conn)
        .optional()?;
    Ok(Backlog { letters: count_states(conn)?, oldest_due_at: oldest_due_at.flatten() })
}
