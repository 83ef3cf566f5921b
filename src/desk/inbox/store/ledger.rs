//! The ledger: its rows as they are taken down, claimed and put back.

use std::collections::HashSet;

use diesel::prelude::*;

use super::super::entry::{State, Waiting};
use super::super::ledger::Uid;
use super::super::raw::Kept;
use crate::clock::Timestamp;
use crate::db::schema::incoming;
use crate::db::{DbConn, DbError, among};
use crate::desk::attachments::ContentHash;
use crate::desk::ids::{IncomingId, PersonId};
use crate::kept;

/// The message at this place of a mailbox.
pub(crate) fn at_place(conn: &mut DbConn, mailbox: &str, uid: Uid) -> Result<Option<IncomingId>, DbError> {
    let query = incoming::table
        .filter(incoming::mailbox.eq(mailbox))
        .filter(
            incoming::uid_validity.eq(i64::from(uid.validity)).and(incoming::uid.eq(i64::from(uid.number))),
        )
        .select(incoming::id);
    Ok(query.first(conn).optional()?)
}

/// The message of this name in a mailbox, and the hash of what it says.
pub(crate) fn named_in(
    conn: &mut DbConn,
    mailbox: &str,
    message_id: &str,
) -> Result<Option<(IncomingId, Vec<u8>)>, DbError> {
    let query = incoming::table
        .filter(incoming::message_id.eq(message_id).and(incoming::mailbox.eq(mailbox)))
        .select((incoming::id, incoming::content_hash));
    Ok(query.first(conn).optional()?)
}

/// Writes a message down; false if its name or place is taken.
pub(crate) fn insert(
    conn: &mut DbConn,
    id: IncomingId,
    mailbox: &str,
    uid: Option<Uid>,
    kept: &Kept,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = (
        incoming::id.eq(id),
        incoming::mailbox.eq(mailbox),
        incoming::uid_validity.eq(uid.map(|uid| i64::from(uid.validity))),
        incoming::uid.eq(uid.map(|uid| i64::from(uid.number))),
        incoming::message_id.eq(&kept.message_id),
        incoming::thread.eq(&kept.thread),
        incoming::content_hash.eq(&kept.content_hash),
        incoming::raw_hash.eq(Some(kept.raw.as_bytes())),
        incoming::size.eq(i64::try_from(kept.size).unwrap_or(i64::MAX)),
        incoming::state.eq(State::Waiting),
        incoming::attempts.eq(0),
        incoming::next_attempt_at.eq(Some(now)),
        incoming::seen.eq(1),
        incoming::received_at.eq(now),
    );
    let new = diesel::insert_into(incoming::table).values(row);
    let inserted = match conn {
        DbConn::Postgres(conn) => new.on_conflict_do_nothing().execute(conn)?,
        DbConn::Sqlite(conn) => new.on_conflict_do_nothing().execute(conn)?,
    };
    Ok(inserted == 1)
}

/// Notes that a message was offered once more.
pub(crate) fn seen_again(conn: &mut DbConn, id: IncomingId) -> Result<(), DbError> {
    diesel::update(incoming::table.find(id)).set(incoming::seen.eq(incoming::seen + 1)).execute(conn)?;
    Ok(())
}

/// Whether a message waits to be worked off.
pub(crate) fn any_due(conn: &mut DbConn, now: Timestamp) -> Result<bool, DbError> {
    let query = incoming::table.filter(incoming::next_attempt_at.le(now)).select(incoming::id);
    let due: Option<IncomingId> = query.first(conn).optional()?;
    Ok(due.is_some())
}

type Row = (
    IncomingId,
    String,
    String,
    String,
    Option<Vec<u8>>,
    i64,
    i32,
    Timestamp,
    Option<PersonId>,
    Option<PersonId>,
);

fn waiting(row: Row) -> Waiting {
    let (id, mailbox, message_id, thread, raw, size, attempts, received_at, released_by, released_as) = row;
    Waiting {
        id,
        mailbox,
        message_id,
        thread,
        raw: raw.as_deref().and_then(ContentHash::from_bytes),
        size: size.unsigned_abs(),
        attempts: attempts + 1,
        received_at,
        released_by,
        released_as,
    }
}

/// Takes messages that are due until `until`, oldest first; those another process has taken at this moment are left to it.
pub(crate) fn claim(
    conn: &mut DbConn,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Waiting>, DbError> {
    let query = incoming::table
        .filter(incoming::next_attempt_at.le(now))
        .order((incoming::next_attempt_at, incoming::id))
        .limit(limit)
        .select((
            incoming::id,
            incoming::mailbox,
            incoming::message_id,
            incoming::thread,
            incoming::raw_hash,
            incoming::size,
            incoming::attempts,
            incoming::received_at,
            incoming::released_by_id,
            incoming::released_as_id,
        ));
    let mut rows = match conn {
        DbConn::Postgres(conn) => query.for_update().skip_locked().load::<Row>(conn)?,
        DbConn::Sqlite(conn) => query.load::<Row>(conn)?,
    };
    rows.sort_by_key(|row| row.0);
    let ids: Vec<_> = rows.iter().map(|row| row.0).collect();
    let taken = diesel::update(incoming::table.filter(among(incoming::id, ids)))
        .set((incoming::attempts.eq(incoming::attempts + 1), incoming::next_attempt_at.eq(Some(until))));
    kept!(conn, taken, execute)?;
    Ok(rows.into_iter().map(waiting).collect())
}

/// Lets a message be tried again at `next`, or gives it up. Only the claim that has it may say so.
pub(crate) fn try_later(
    conn: &mut DbConn,
    waiting: &Waiting,
    next: Option<Timestamp>,
    attempts: i32,
    error: Option<&str>,
) -> Result<(), DbError> {
    let ours = incoming::table
        .find(waiting.id)
        .filter(incoming::state.eq(State::Waiting).and(incoming::attempts.eq(waiting.attempts)));
    let state = if next.is_some() { State::Waiting } else { State::Failed };
    diesel::update(ours)
        .set((
            incoming::state.eq(state),
            incoming::next_attempt_at.eq(next),
            incoming::attempts.eq(attempts),
            error.map(|error| incoming::last_error.eq(Some(error.to_owned()))),
        ))
        .execute(conn)?;
    Ok(())
}

/// Which of these raw messages some line names.
pub(crate) fn named(conn: &mut DbConn, hashes: &[ContentHash]) -> Result<HashSet<ContentHash>, DbError> {
    let hashes: Vec<_> = hashes.iter().map(|hash| Some(hash.as_bytes().to_vec())).collect();
    let found: Vec<Option<Vec<u8>>> = incoming::table
        .filter(among(incoming::raw_hash, hashes))
        .select(incoming::raw_hash)
        .distinct()
        .load(conn)?;
    Ok(found.iter().flatten().filter_map(|hash| ContentHash::from_bytes(hash)).collect())
}

/// Lets lines older than `before` name their raw messages no longer, `most` at once; those that wait keep theirs. How many.
pub(crate) fn let_go(conn: &mut DbConn, before: Timestamp, most: i64) -> Result<usize, DbError> {
    let old: Vec<IncomingId> = incoming::table
        .filter(incoming::raw_hash.is_not_null().and(incoming::received_at.lt(before)))
        .filter(incoming::state.ne(State::Waiting))
        .order(incoming::received_at)
        .limit(most)
        .select(incoming::id)
        .load(conn)?;
    let rows = incoming::table.filter(among(incoming::id, old));
    Ok(diesel::update(rows).set(incoming::raw_hash.eq(None::<Vec<u8>>)).execute(conn)?)
}
