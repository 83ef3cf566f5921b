//! In which state the desk's own ground is: agencies, groups, categories, routes, calendars and policies change rarely and
//! every page needs them, so they are kept in memory under the stamp of their state.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::settings;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, once};

/// The name under which it is kept. The triggers of the migration `directory` know it too.
const SETTING: &str = "state";

/// A state of the ground.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct State {
    /// Rises with each change that may move a due date.
    pub revision: i64,
    /// New with each change of any of it, and never the same twice in any database: the database itself gives a new one
    /// when a row of agencies, groups, categories or routes is written.
    pub stamp: Uuid,
}

/// The state as this transaction sees it: one small read, once in a reading.
///
/// # Errors
/// When it cannot be read.
pub fn read(conn: &mut DbConn) -> Result<Option<State>, DbError> {
    once(|| settings::get::<State>(conn, SETTING))
}

/// Begins a new state in which due dates may be others.
///
/// # Errors
/// When the database refuses it.
pub fn revise(conn: &mut DbConn, now: Timestamp) -> Result<(), DbError> {
    let last = settings::get::<State>(conn, SETTING)?.map_or(0, |state| state.revision);
    let state = State { revision: now.micros().max(last + 1), stamp: Uuid::now_v7() };
    settings::put(conn, SETTING, &state, now)
}
