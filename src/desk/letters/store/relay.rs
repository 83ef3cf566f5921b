//! What is known of the mail server: one row.

use diesel::prelude::*;

use super::super::relay::Relay;
use crate::clock::Timestamp;
use crate::db::schema::relay as known;
use crate::db::{DbConn, DbError};

/// The one row.
const ROW: i32 = 1;

type Row = (Option<Timestamp>, i32, Option<Timestamp>, Option<String>, Timestamp);

fn of_row((shut_since, refusals, probe_at, reason, spent_until): Row) -> Relay {
    Relay { shut_since, refusals, probe_at, reason, spent_until }
}

/// What is known.
pub(in super::super) fn relay(conn: &mut DbConn) -> Result<Relay, DbError> {
    let row = known::table
        .find(ROW)
        .select((known::shut_since, known::refusals, known::probe_at, known::reason, known::spent_until))
        .first(conn)?;
    Ok(of_row(row))
}

/// The same, nobody else's to change until this transaction ends.
pub(in super::super) fn lock_relay(conn: &mut DbConn) -> Result<Relay, DbError> {
    let query = known::table.find(ROW).select((
        known::shut_since,
        known::refusals,
        known::probe_at,
        known::reason,
        known::spent_until,
    ));
    let row: Row = match conn {
        DbConn::Postgres(conn) => query.for_update().first(conn)?,
        DbConn::Sqlite(conn) => query.first(conn)?,
    };
    Ok(of_row(row))
}

/// Writes down what is known now.
pub(in super::super) fn save_relay(conn: &mut DbConn, relay: &Relay) -> Result<(), DbError> {
    diesel::update(known::table.find(ROW))
        .set((
            known::shut_since.eq(relay.shut_since),
            known::refusals.eq(relay.refusals),
            known::probe_at.eq(relay.probe_at),
            known::reason.eq(relay.reason.as_deref()),
            known::spent_until.eq(relay.spent_until),
        ))
        .execute(conn)?;
    Ok(())
}
