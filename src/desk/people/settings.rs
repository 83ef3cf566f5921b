//! Small things the desk remembers about itself, by name.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::settings as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, Json};

/// What is kept under `name`; `None` if nothing is, or something of another shape.
///
/// # Errors
/// When it cannot be read.
pub fn get<T: DeserializeOwned>(conn: &mut DbConn, name: &str) -> Result<Option<T>, DbError> {
    let Some(kept) = store::get(conn, name)? else { return Ok(None) };
    match kept.read() {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            tracing::warn!(name, %error, "a setting in the database has another shape than expected");
            Ok(None)
        }
    }
}

/// Keeps `value` under `name`.
///
/// # Errors
/// When the database refuses it.
pub fn put(conn: &mut DbConn, name: &str, value: &impl Serialize, now: Timestamp) -> Result<(), DbError> {
    store::put(conn, name, &Json::of(value), now)
}

/// Forgets what is kept under `name`; whether something was. Of two who forget it at once one hears yes.
///
/// # Errors
/// When the database refuses it.
pub fn remove(conn: &mut DbConn, name: &str) -> Result<bool, DbError> {
    store::remove(conn, name)
}
