//! One after the other.

use diesel::prelude::*;

use crate::db::{DbConn, DbError};

/// Lets those who change calendars and policies take turns: what one has checked against the others stays true until it is
/// kept. It lasts as long as the transaction. SQLite has one writer anyway.
pub(in super::super) fn one_at_a_time(conn: &mut DbConn) -> Result<(), DbError> {
    match conn {
        DbConn::Postgres(conn) => {
            diesel::sql_query("SELECT pg_advisory_xact_lock(7208202302)").execute(conn)?;
        }
        DbConn::Sqlite(_) => {}
    }
    Ok(())
}
