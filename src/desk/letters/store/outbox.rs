//! The outbox: letters are put in, taken, and what became of each is noted.

use diesel::prelude::*;

use super::super::letter::{Leaves, Letter, LetterKind, LetterState, NewLetter, Why};
use crate::clock::Timestamp;
use crate::db::schema::{letters, people};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{EventId, LetterId, PersonId, TicketId};
use crate::kept;

/// Rows of one INSERT at most: SQLite binds 32,766 values a statement.
const ROWS: usize = 500;

/// What is written of a letter that is put into the outbox.
macro_rules! owed {
    ($id:expr, $letter:expr, $now:expr) => {{
        let (state, at) = match $letter.leaves {
            Leaves::From(at) => (LetterState::Queued, at),
            Leaves::WithDigest(at) => (LetterState::Waiting, at),
        };
        (
            letters::id.eq($id),
            letters::version.eq(1_i64),
            letters::event_id.eq($letter.event_id),
            letters::person_id.eq($letter.person_id),
            letters::ticket_id.eq($letter.ticket_id),
            letters::letter.eq($letter.kind),
            letters::why.eq($letter.why),
            letters::address.eq(&$letter.address),
            letters::message_id.eq(&$letter.message_id),
            letters::in_reply_to.eq($letter.in_reply_to.as_deref()),
            letters::urgency.eq($letter.kind.urgency()),
            letters::state.eq(state),
            letters::attempts.eq(0),
            letters::next_attempt_at.eq(Some(at)),
            letters::created_at.eq($now),
        )
    }};
}

/// Puts one letter into the outbox that is not there yet.
///
/// # Errors
/// When the database refuses it.
pub fn put_one(conn: &mut DbConn, id: LetterId, letter: &NewLetter, now: Timestamp) -> Result<(), DbError> {
    diesel::insert_into(letters::table).values(owed!(id, letter, now)).execute(conn)?;
    Ok(())
}

/// Puts letters into the outbox; one that is there already for the same event and person stays as it is.
///
/// # Errors
/// When the database refuses it.
pub fn put(conn: &mut DbConn, new: &[NewLetter], now: Timestamp) -> Result<(), DbError> {
    for part in new.chunks(ROWS) {
        let rows: Vec<_> = part.iter().map(|letter| owed!(LetterId::new(), letter, now)).collect();
        match conn {
            DbConn::Postgres(conn) => diesel::insert_into(letters::table)
                .values(rows)
                .on_conflict((letters::event_id, letters::person_id))
                .do_nothing()
                .execute(conn)?,
            DbConn::Sqlite(conn) => diesel::insert_into(letters::table)
                .values(rows)
                .on_conflict((letters::event_id, letters::person_id))
                .do_nothing()
                .execute(conn)?,
        };
    }
    Ok(())
}

/// Whether a letter is due at `now`: new, to be tried again, or left by a postman that died.
///
/// # Errors
/// When they cannot be read.
pub fn any_due(conn: &mut DbConn, now: Timestamp) -> Result<bool, DbError> {
    let due: Option<LetterId> = letters::table
        .filter(letters::next_attempt_at.le(now).and(letters::state.ne(LetterState::Waiting)))
        .select(letters::id)
        .first(conn)
        .optional()?;
    Ok(due.is_some())
}

pub(super) type Row = (
    LetterId,
    EventId,
    PersonId,
    Option<TicketId>,
    LetterKind,
    Why,
    String,
    String,
    Option<String>,
    i32,
    Timestamp,
);

pub(super) fn letter(row: Row) -> Letter {
    let (id, event_id, person_id, ticket_id, kind, why, address, message_id, in_reply_to, attempts, at) = row;
    Letter {
        id,
        event_id,
        person_id,
        ticket_id,
        kind,
        why,
        address,
        message_id,
        in_reply_to,
        attempts: attempts + 1,
        created_at: at,
    }
}

/// What of a letter is read.
pub(super) type Columns = (
    letters::id,
    letters::event_id,
    letters::person_id,
    letters::ticket_id,
    letters::letter,
    letters::why,
    letters::address,
    letters::message_id,
    letters::in_reply_to,
    letters::attempts,
    letters::created_at,
);

pub(super) const COLUMNS: Columns = (
    letters::id,
    letters::event_id,
    letters::person_id,
    letters::ticket_id,
    letters::letter,
    letters::why,
    letters::address,
    letters::message_id,
    letters::in_reply_to,
    letters::attempts,
    letters::created_at,
);

/// Takes the letters that are due, the urgent before the others and the oldest of each first, until `until`: nobody else
/// takes them before. A letter somebody took and did not report on is due again once its time is over (`next_attempt_at` is
/// moved along with `claimed_until`).
///
/// # Errors
/// When the database refuses it.
pub fn claim(
    conn: &mut DbConn,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Letter>, DbError> {
    let mut rows: Vec<Row> = Vec::new();
    for urgency in LetterKind::URGENCIES {
        let left = limit - rows.len() as i64;
        if left <= 0 {
            break;
        }
        let query = letters::table
            .filter(letters::urgency.eq(urgency).and(letters::next_attempt_at.le(now)))
            .filter(letters::state.ne(LetterState::Waiting))
            .order((letters::next_attempt_at, letters::id))
            .limit(left)
            .select(COLUMNS);
        rows.extend(match conn {
            DbConn::Postgres(conn) => query.for_update().skip_locked().load::<Row>(conn)?,
            DbConn::Sqlite(conn) => query.load::<Row>(conn)?,
        });
    }
    let ids: Vec<_> = rows.iter().map(|row| row.0).collect();
    let taken = diesel::update(letters::table.filter(among(letters::id, ids))).set((
        letters::state.eq(LetterState::Sending),
        letters::attempts.eq(letters::attempts + 1),
        letters::claimed_until.eq(Some(until)),
        letters::next_attempt_at.eq(Some(until)),
        letters::version.eq(letters::version + 1),
    ));
    kept!(conn, taken, execute)?;
    Ok(rows.into_iter().map(letter).collect())
}

/// Notes that a letter was handed over, once: whoever sent it, it went. Whether it was not noted before.
///
/// # Errors
/// When the database refuses it.
pub fn sent(conn: &mut DbConn, id: LetterId, now: Timestamp) -> Result<bool, DbError> {
    let left = diesel::update(letters::table.find(id).filter(letters::sent_at.is_null())).set((
        letters::state.eq(LetterState::Sent),
        letters::sent_at.eq(Some(now)),
        letters::claimed_until.eq(None::<Timestamp>),
        letters::next_attempt_at.eq(None::<Timestamp>),
        letters::last_error.eq(None::<String>),
        letters::version.eq(letters::version + 1),
    ));
    Ok(kept!(conn, left, execute)? == 1)
}

/// What is next for a letter that did not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again then.
    At(Timestamp),
    /// It is given up.
    Never,
    /// It was not tried at all: the attempt does not count.
    Unspent(Timestamp),
    /// It was not tried, and goes with others in one letter.
    WithDigest(Timestamp),
}

/// Notes that a letter did not go. Only the claim `attempt` may say so: what somebody else took since is theirs.
///
/// # Errors
/// When the database refuses it.
pub fn not_sent(
    conn: &mut DbConn,
    id: LetterId,
    attempt: i32,
    next: Next,
    error: Option<&str>,
) -> Result<(), DbError> {
    let ours = letters::table
        .find(id)
        .filter(letters::state.eq(LetterState::Sending))
        .filter(letters::attempts.eq(attempt));
    let (state, at, attempts) = match next {
        Next::At(at) => (LetterState::Queued, Some(at), attempt),
        Next::Never => (LetterState::Failed, None, attempt),
        Next::Unspent(at) => (LetterState::Queued, Some(at), attempt - 1),
        Next::WithDigest(at) => (LetterState::Waiting, Some(at), attempt - 1),
    };
    diesel::update(ours)
        .set((
            letters::state.eq(state),
            letters::next_attempt_at.eq(at),
            letters::attempts.eq(attempts),
            letters::claimed_until.eq(None::<Timestamp>),
            error.map(|error| letters::last_error.eq(Some(error.to_owned()))),
            letters::version.eq(letters::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whom a letter goes to: its kind, the person and their present address.
pub(in super::super) fn addressee(
    conn: &mut DbConn,
    id: LetterId,
) -> Result<Option<(LetterKind, PersonId, String)>, DbError> {
    Ok(letters::table
        .inner_join(people::table)
        .filter(letters::id.eq(id))
        .select((letters::letter, people::id, people::email))
        .first(conn)
        .optional()?)
}

/// Gives a failed letter a new row of attempts; whether it was failed.
pub(in super::super) fn queue_again(
    conn: &mut DbConn,
    id: LetterId,
    address: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let failed = letters::table.find(id).filter(letters::state.eq(LetterState::Failed));
    let changed = diesel::update(failed)
        .set((
            letters::state.eq(LetterState::Queued),
            letters::address.eq(address),
            letters::attempts.eq(0),
            letters::next_attempt_at.eq(Some(now)),
            letters::version.eq(letters::version + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}
