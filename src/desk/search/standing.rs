//! Whether tickets were read the way queries are: a changed list of words makes what was written down before another thing.

use super::reading::reader;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, Json};

/// Whether what is found was read as queries are read now. An empty desk has nothing that could have been read otherwise.
///
/// # Errors
/// When it cannot be read.
pub fn is_current(conn: &mut DbConn) -> Result<bool, DbError> {
    match store::reading(conn)? {
        Some(Json(noted)) => Ok(noted == fingerprint()),
        None => Ok(store::count(conn)? == 0),
    }
}

/// Notes on an empty desk how its tickets will be read; whether all that is there was read that way.
///
/// # Errors
/// When the database refuses it.
pub fn begin(conn: &mut DbConn, now: Timestamp) -> Result<bool, DbError> {
    if store::count(conn)? == 0 {
        made_anew(conn, now)?;
    }
    is_current(conn)
}

/// Notes that every ticket was read as queries are read now.
///
/// # Errors
/// When the database refuses it.
pub fn made_anew(conn: &mut DbConn, now: Timestamp) -> Result<(), DbError> {
    if !matches!(store::reading(conn)?, Some(Json(noted)) if noted == fingerprint()) {
        store::note_reading(conn, &Json(fingerprint()), now)?;
    }
    Ok(())
}

/// The reader's fingerprint. In letters, for numbers so long are not safe in JSON.
fn fingerprint() -> serde_json::Value {
    serde_json::json!({ "reading": format!("{:016x}", reader().fingerprint()) })
}
