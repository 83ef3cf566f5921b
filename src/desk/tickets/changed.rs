//! Which of the tickets that changed somebody may hear of.

use serde::Serialize;

use super::store;
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;

/// A ticket that changed: no more than its number and the version it has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The ticket.
    #[serde(skip)]
    pub id: TicketId,
    /// The number.
    pub number: String,
    /// The version.
    pub version: i64,
}

/// Those of the tickets that the actor may see, in one question.
///
/// # Errors
/// When they cannot be read.
pub fn changed(conn: &mut DbConn, actor: &Actor, ids: &[TicketId]) -> Result<Vec<Changed>, DbError> {
    let seen = store::versions_seen(conn, actor, ids)?;
    Ok(seen.into_iter().map(|(id, number, version)| Changed { id, number, version }).collect())
}
