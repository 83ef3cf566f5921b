//! The ledger: its lines as an administrator reads and moves them.

use diesel::prelude::*;

use super::super::entry::{Entry, Fate, State};
use crate::clock::Timestamp;
use crate::db::connection::MultiBackend;
use crate::db::schema::{incoming, incoming_words, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{CommentId, IncomingId, PersonId, TicketId};

/// Lines that are counted at most.
const COUNTED: i64 = 1_000;

type Row = (
    (IncomingId, String, String, i64),
    (Option<String>, Option<String>, Option<String>, Option<String>),
    (State, Option<Fate>, Option<String>),
    (Option<TicketId>, Option<String>, Option<CommentId>, Option<PersonId>),
    (i32, Option<String>, i32, bool, Timestamp, Option<Timestamp>),
);

type Columns = (
    (incoming::id, incoming::mailbox, incoming::message_id, incoming::size),
    (incoming::from_address, incoming::from_name, incoming::subject, incoming::excerpt),
    (incoming::state, incoming::decision, incoming::reason),
    (incoming::ticket_id, diesel::dsl::Nullable<tickets::number>, incoming::comment_id, incoming::person_id),
    (
        incoming::attempts,
        incoming::last_error,
        incoming::seen,
        diesel::dsl::IsNotNull<incoming::raw_hash>,
        incoming::received_at,
        incoming::decided_at,
    ),
);

fn columns() -> Columns {
    (
        (incoming::id, incoming::mailbox, incoming::message_id, incoming::size),
        (incoming::from_address, incoming::from_name, incoming::subject, incoming::excerpt),
        (incoming::state, incoming::decision, incoming::reason),
        (incoming::ticket_id, tickets::number.nullable(), incoming::comment_id, incoming::person_id),
        (
            incoming::attempts,
            incoming::last_error,
            incoming::seen,
            incoming::raw_hash.is_not_null(),
            incoming::received_at,
            incoming::decided_at,
        ),
    )
}

fn of_row(row: Row) -> Entry {
    let (
        (id, mailbox, message_id, size),
        (from_address, from_name, subject, excerpt),
        (state, fate, reason),
        (ticket, number, comment, person),
        (attempts, last_error, seen, is_raw_kept, received_at, decided_at),
    ) = row;
    Entry {
        id,
        mailbox,
        message_id,
        size: size.unsigned_abs(),
        from_address,
        from_name,
        subject,
        excerpt,
        state,
        fate,
        reason,
        ticket,
        number,
        comment,
        person,
        attempts,
        last_error,
        seen,
        is_raw_kept,
        received_at,
        decided_at,
    }
}

/// Lines newest first, older than `after`; `words` are beginnings of what they are found by.
pub(crate) fn entries(
    conn: &mut DbConn,
    state: Option<State>,
    words: &[String],
    after: Option<IncomingId>,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let mut query = incoming::table
        .left_join(tickets::table)
        .order(incoming::id.desc())
        .limit(limit)
        .select(columns())
        .into_boxed::<MultiBackend>();
    if let Some(state) = state {
        query = query.filter(incoming::state.eq(state));
    }
    if let Some(after) = after {
        query = query.filter(incoming::id.lt(after));
    }
    for word in words {
        let found = incoming_words::table
            .filter(incoming_words::word.ge(word.clone()))
            .filter(incoming_words::word.lt(format!("{word}\u{10FFFF}")))
            .select(incoming_words::incoming_id);
        query = query.filter(incoming::id.eq_any(found));
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(of_row).collect())
}

/// One line.
pub(crate) fn entry(conn: &mut DbConn, id: IncomingId) -> Result<Option<Entry>, DbError> {
    let row: Option<Row> = incoming::table
        .left_join(tickets::table)
        .filter(incoming::id.eq(id))
        .select(columns())
        .first(conn)
        .optional()?;
    Ok(row.map(of_row))
}

/// How many lines are in this state, as far as they are counted.
pub(crate) fn count(conn: &mut DbConn, state: State) -> Result<i64, DbError> {
    let some = incoming::table.filter(incoming::state.eq(state)).select(incoming::id).limit(COUNTED);
    Ok(some.load::<IncomingId>(conn)?.len() as i64)
}

/// Lets a message in quarantine pass; whether it was there.
pub(crate) fn let_pass(
    conn: &mut DbConn,
    id: IncomingId,
    by: PersonId,
    as_whom: PersonId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let held = incoming::table.find(id).filter(incoming::state.eq(State::Quarantined));
    let passed = diesel::update(held)
        .set((
            incoming::state.eq(State::Waiting),
            incoming::attempts.eq(0),
            incoming::next_attempt_at.eq(Some(now)),
            incoming::released_by_id.eq(Some(by)),
            incoming::released_as_id.eq(Some(as_whom)),
        ))
        .execute(conn)?;
    Ok(passed == 1)
}

/// Puts a message away; whether it was held.
pub(crate) fn put_away(
    conn: &mut DbConn,
    id: IncomingId,
    by: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let states = [State::Quarantined, State::Failed];
    let held = incoming::table.find(id).filter(among(incoming::state, states));
    let put = diesel::update(held)
        .set((
            incoming::state.eq(State::Done),
            incoming::decision.eq(Some(Fate::Ignored)),
            incoming::reason.eq(Some(reason)),
            incoming::released_by_id.eq(Some(by)),
            incoming::decided_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(put == 1)
}

/// Gives a message a new row of attempts; whether it was given up.
pub(crate) fn begin_again(conn: &mut DbConn, id: IncomingId, now: Timestamp) -> Result<bool, DbError> {
    let failed = incoming::table.find(id).filter(incoming::state.eq(State::Failed));
    let begun = diesel::update(failed)
        .set((
            incoming::state.eq(State::Waiting),
            incoming::attempts.eq(0),
            incoming::next_attempt_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(begun == 1)
}
