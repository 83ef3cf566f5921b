//! Which columns of a list of tickets a person wants to see, wherever they sign in.

use super::actor::Actor;
use super::store::persons as store;
use crate::db::{DbConn, DbError};
use crate::desk::columns::Columns;

/// Keeps the actor's choice; `None` is what everybody sees. It is a habit and no part of the record of a person: it makes no new
/// version, and the last word counts.
///
/// # Errors
/// When the database refuses it.
pub fn choose(conn: &mut DbConn, actor: &Actor, columns: Option<&Columns>) -> Result<(), DbError> {
    store::put_columns(conn, actor.id, columns.map(ToString::to_string))
}
