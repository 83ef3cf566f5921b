//! Writing a line, and reading a record's lines.

use super::chain::{GENESIS, link};
use super::event::{Event, NewEvent};
use super::{happened, store};
use crate::db::{DbConn, DbError};
use crate::desk::ids::RecordId;

/// Writes the first line of a record that was made in this transaction.
///
/// # Errors
/// When the database refuses it.
pub fn record_first(conn: &mut DbConn, new: NewEvent) -> Result<Event, DbError> {
    let event = link(new, 1, GENESIS.to_vec());
    store::insert_head(conn, &event)?;
    store::insert(conn, &event)?;
    happened::tell(conn, &event);
    Ok(event)
}

/// Writes the next line of a record, in the transaction of the act itself.
///
/// # Errors
/// When the database refuses it.
pub fn record(conn: &mut DbConn, new: NewEvent) -> Result<Event, DbError> {
    let Some((seq, hash)) = store::lock_head(conn, new.record_id)? else {
        return record_first(conn, new);
    };
    let event = link(new, seq + 1, hash);
    store::move_head(conn, &event)?;
    store::insert(conn, &event)?;
    happened::tell(conn, &event);
    Ok(event)
}

/// All lines of a record, oldest first.
///
/// # Errors
/// When they cannot be read.
pub fn history(conn: &mut DbConn, record: impl Into<RecordId>) -> Result<Vec<Event>, DbError> {
    store::of_record(conn, record.into())
}

/// The oldest lines nobody has considered for mail yet, `limit` at most. Claimed for this transaction: two processes
/// never get the same line at once.
///
/// # Errors
/// When they cannot be read.
pub fn oldest_unconsidered(conn: &mut DbConn, limit: i64) -> Result<Vec<Event>, DbError> {
    store::claim_unconsidered(conn, limit)
}
