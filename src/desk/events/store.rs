//! Every SQL sentence on events.

use diesel::prelude::*;

use super::checkpoint::Checkpoint;
use super::event::{Event, EventKind, RecordKind};
use super::happened::Happened;
use crate::clock::Timestamp;
use crate::db::schema::{checkpoints, event_heads, events};
use crate::db::{DbConn, DbError, Json, among};
use crate::desk::ids::{EventId, PersonId, RecordId};
use crate::kept;

type Row =
    (EventId, RecordKind, RecordId, i32, EventKind, Option<PersonId>, Timestamp, Json, Vec<u8>, Vec<u8>);

type Columns = (
    events::id,
    events::record_kind,
    events::record_id,
    events::seq,
    events::kind,
    events::actor_id,
    events::at,
    events::data,
    events::prev_hash,
    events::hash,
);

const COLUMNS: Columns = (
    events::id,
    events::record_kind,
    events::record_id,
    events::seq,
    events::kind,
    events::actor_id,
    events::at,
    events::data,
    events::prev_hash,
    events::hash,
);

fn event(row: Row) -> Event {
    let (id, record_kind, record_id, seq, kind, actor_id, at, data, prev_hash, hash) = row;
    Event { id, record_kind, record_id, seq, kind, actor_id, at, data, prev_hash, hash }
}

fn events_of(rows: Vec<Row>) -> Vec<Event> {
    rows.into_iter().map(event).collect()
}

pub(super) fn insert(conn: &mut DbConn, event: &Event) -> Result<(), DbError> {
    let row = diesel::insert_into(events::table).values((
        events::id.eq(event.id),
        events::record_kind.eq(event.record_kind),
        events::record_id.eq(event.record_id),
        events::seq.eq(event.seq),
        events::kind.eq(event.kind),
        events::actor_id.eq(event.actor_id),
        events::at.eq(event.at),
        events::data.eq(&event.data),
        events::prev_hash.eq(&event.prev_hash),
        events::hash.eq(&event.hash),
    ));
    kept!(conn, row, execute)?;
    Ok(())
}

pub(super) fn insert_head(conn: &mut DbConn, event: &Event) -> Result<(), DbError> {
    let row = diesel::insert_into(event_heads::table).values((
        event_heads::record_id.eq(event.record_id),
        event_heads::record_kind.eq(event.record_kind),
        event_heads::seq.eq(event.seq),
        event_heads::hash.eq(&event.hash),
    ));
    kept!(conn, row, execute)?;
    Ok(())
}

/// The newest link of a record's chain, locked until this transaction ends.
pub(super) fn lock_head(conn: &mut DbConn, record: RecordId) -> Result<Option<(i32, Vec<u8>)>, DbError> {
    let query = event_heads::table.find(record).select((event_heads::seq, event_heads::hash));
    Ok(match conn {
        DbConn::Postgres(conn) => query.for_update().first(conn).optional()?,
        DbConn::Sqlite(conn) => query.first(conn).optional()?,
    })
}

pub(super) fn move_head(conn: &mut DbConn, event: &Event) -> Result<(), DbError> {
    let moved = diesel::update(event_heads::table.find(event.record_id))
        .set((event_heads::seq.eq(event.seq), event_heads::hash.eq(&event.hash)));
    kept!(conn, moved, execute)?;
    Ok(())
}

pub(super) fn of_record(conn: &mut DbConn, record: RecordId) -> Result<Vec<Event>, DbError> {
    let rows = events::table
        .filter(events::record_id.eq(record))
        .order(events::seq)
        .select(COLUMNS)
        .load::<Row>(conn)?;
    Ok(events_of(rows))
}

/// The last lines of a kind in a record's history, newest first.
///
/// # Errors
/// When they cannot be read.
pub fn last_of(
    conn: &mut DbConn,
    record: impl Into<RecordId>,
    kind: EventKind,
    limit: i64,
) -> Result<Vec<Event>, DbError> {
    let rows = events::table
        .filter(events::record_id.eq(record.into()).and(events::kind.eq(kind)))
        .order(events::seq.desc())
        .limit(limit)
        .select(COLUMNS)
        .load::<Row>(conn)?;
    Ok(events_of(rows))
}

/// The oldest lines nobody has considered for mail yet, `limit` at most. Nobody is kept from reading them too: see
/// [`claim_these`].
///
/// # Errors
/// When they cannot be read.
pub fn peek_unconsidered(conn: &mut DbConn, limit: i64) -> Result<Vec<Event>, DbError> {
    let query =
        events::table.filter(events::considered_at.is_null()).order(events::id).limit(limit).select(COLUMNS);
    Ok(events_of(query.load::<Row>(conn)?))
}

/// Those of these lines that nobody has considered yet, claimed for this transaction.
///
/// # Errors
/// When they cannot be read.
pub fn claim_these(conn: &mut DbConn, ids: &[EventId]) -> Result<Vec<EventId>, DbError> {
    let query = events::table
        .filter(events::considered_at.is_null())
        .filter(among(events::id, ids.to_vec()))
        .order(events::id)
        .select(events::id);
    Ok(match conn {
        DbConn::Postgres(conn) => query.for_update().skip_locked().load(conn)?,
        DbConn::Sqlite(conn) => query.load(conn)?,
    })
}

/// These lines, by id.
///
/// # Errors
/// When they cannot be read.
pub fn by_ids(conn: &mut DbConn, ids: &[EventId]) -> Result<Vec<Event>, DbError> {
    let query = events::table.filter(among(events::id, ids.to_vec())).select(COLUMNS);
    Ok(events_of(query.load::<Row>(conn)?))
}

pub(super) fn claim_unconsidered(conn: &mut DbConn, limit: i64) -> Result<Vec<Event>, DbError> {
    let query =
        events::table.filter(events::considered_at.is_null()).order(events::id).limit(limit).select(COLUMNS);
    let rows = match conn {
        DbConn::Postgres(conn) => query.for_update().skip_locked().load::<Row>(conn)?,
        DbConn::Sqlite(conn) => query.load::<Row>(conn)?,
    };
    Ok(events_of(rows))
}

/// Notes that these lines were considered for mail at `now`.
///
/// # Errors
/// When the database refuses it.
pub fn mark_considered(conn: &mut DbConn, ids: &[EventId], now: Timestamp) -> Result<(), DbError> {
    let considered = diesel::update(events::table.filter(among(events::id, ids.to_vec())))
        .set(events::considered_at.eq(Some(now)));
    kept!(conn, considered, execute)?;
    Ok(())
}

/// What happened after the line `after`, oldest first: for those who missed what they were told.
///
/// # Errors
/// When it cannot be read.
pub fn happened_after(conn: &mut DbConn, after: EventId, limit: i64) -> Result<Vec<Happened>, DbError> {
    let rows: Vec<(EventId, RecordKind, RecordId)> = events::table
        .filter(events::id.gt(after).and(events::kind.ne(EventKind::Read)))
        .order(events::id)
        .limit(limit)
        .select((events::id, events::record_kind, events::record_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(event, kind, record)| Happened { kind, record, event }).collect())
}

/// How many lines nobody has considered for mail yet.
///
/// # Errors
/// When they cannot be counted.
pub fn unconsidered_count(conn: &mut DbConn) -> Result<i64, DbError> {
    Ok(events::table.filter(events::considered_at.is_null()).count().get_result(conn)?)
}

/// The newest lines of the kinds named, newest first (for the administrator's page).
///
/// # Errors
/// When they cannot be read.
pub fn newest(conn: &mut DbConn, kinds: &[EventKind], limit: i64) -> Result<Vec<Event>, DbError> {
    let rows = events::table
        .filter(among(events::kind, kinds.to_vec()))
        .order((events::at.desc(), events::id.desc()))
        .limit(limit)
        .select(COLUMNS)
        .load::<Row>(conn)?;
    Ok(events_of(rows))
}

pub(super) fn unchecked(conn: &mut DbConn, limit: i64) -> Result<Vec<(EventId, Vec<u8>)>, DbError> {
    Ok(events::table
        .filter(events::checkpoint.is_null())
        .order(events::id)
        .limit(limit)
        .select((events::id, events::hash))
        .load(conn)?)
}

pub(super) fn of_checkpoint(conn: &mut DbConn, number: i64) -> Result<Vec<(EventId, Vec<u8>)>, DbError> {
    Ok(events::table
        .filter(events::checkpoint.eq(number))
        .order(events::id)
        .select((events::id, events::hash))
        .load(conn)?)
}

/// The highest number of a checkpoint any line says it is in.
pub(super) fn last_named_checkpoint(conn: &mut DbConn) -> Result<Option<i64>, DbError> {
    Ok(events::table
        .filter(events::checkpoint.is_not_null())
        .select(events::checkpoint)
        .order(events::checkpoint.desc())
        .first(conn)
        .optional()?
        .flatten())
}

/// Puts the lines into a checkpoint.
pub(super) fn put_into_checkpoint(conn: &mut DbConn, ids: &[EventId], number: i64) -> Result<(), DbError> {
    for part in ids.chunks(500) {
        diesel::update(events::table.filter(among(events::id, part.to_vec())))
            .set(events::checkpoint.eq(Some(number)))
            .execute(conn)?;
    }
    Ok(())
}

type CheckpointRow = (i64, Timestamp, i64, Vec<u8>, Vec<u8>);

fn checkpoint((number, at, events, prev_hash, hash): CheckpointRow) -> Checkpoint {
    Checkpoint { number, at, events, prev_hash, hash }
}

pub(super) fn last_checkpoint(conn: &mut DbConn) -> Result<Option<Checkpoint>, DbError> {
    let row: Option<CheckpointRow> =
        checkpoints::table.order(checkpoints::number.desc()).first(conn).optional()?;
    Ok(row.map(checkpoint))
}

pub(super) fn all_checkpoints(conn: &mut DbConn) -> Result<Vec<Checkpoint>, DbError> {
    let rows: Vec<CheckpointRow> = checkpoints::table.order(checkpoints::number).load(conn)?;
    Ok(rows.into_iter().map(checkpoint).collect())
}

pub(super) fn insert_checkpoint(conn: &mut DbConn, new: &Checkpoint) -> Result<(), DbError> {
    diesel::insert_into(checkpoints::table)
        .values((
            checkpoints::number.eq(new.number),
            checkpoints::at.eq(new.at),
            checkpoints::events.eq(new.events),
            checkpoints::prev_hash.eq(&new.prev_hash),
            checkpoints::hash.eq(&new.hash),
        ))
        .execute(conn)?;
    Ok(())
}

/// A page of all lines in the order of their records, after `after`.
pub(super) fn by_record(
    conn: &mut DbConn,
    after: Option<(RecordId, i32)>,
    limit: i64,
) -> Result<Vec<(Event, Option<i64>)>, DbError> {
    let mut query = events::table
        .select((COLUMNS, events::checkpoint))
        .order((events::record_id, events::seq))
        .limit(limit)
        .into_boxed();
    if let Some((record, seq)) = after {
        query = query
            .filter(events::record_id.gt(record).or(events::record_id.eq(record).and(events::seq.gt(seq))));
    }
    let rows: Vec<(Row, Option<i64>)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(row, checkpoint)| (event(row), checkpoint)).collect())
}

/// The newest link of a record: whose, how many there are, and its hash.
type HeadRow = (RecordId, RecordKind, i32, Vec<u8>);

/// A page of the newest links, in the order of their records, after `after`.
pub(super) fn heads(conn: &mut DbConn, after: Option<RecordId>, limit: i64) -> Result<Vec<HeadRow>, DbError> {
    let mut query = event_heads::table
        .select((event_heads::record_id, event_heads::record_kind, event_heads::seq, event_heads::hash))
        .order(event_heads::record_id)
        .limit(limit)
        .into_boxed();
    if let Some(record) = after {
        query = query.filter(event_heads::record_id.gt(record));
    }
    Ok(query.load(conn)?)
}
