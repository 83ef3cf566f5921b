//! Somebody wants no letters about their work any more, but for what cannot be switched off.

use serde_json::json;

use super::store::persons as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::PersonId;
use crate::desk::words::{StaffMail, Through};

/// When somebody gets mail as staff; `None` if there is no such person or they are no longer active.
///
/// # Errors
/// When it cannot be read.
pub fn staff_mail(conn: &mut DbConn, id: PersonId) -> Result<Option<StaffMail>, DbError> {
    Ok(store::by_id(conn, id)?.filter(|person| person.active).map(|person| person.staff_mail))
}

/// Ends the letters about somebody's work, on their own word given by a link. Whether there were any.
///
/// # Errors
/// When the database refuses it.
pub fn quieten(conn: &mut DbConn, id: PersonId, now: Timestamp) -> Result<bool, DbError> {
    let Some(before) = staff_mail(conn, id)? else { return Ok(false) };
    if !store::quieten(conn, id, now)? {
        return Ok(false);
    }
    let line = NewEvent::new(RecordKind::Person, id, EventKind::Changed, id, now);
    let change = json!({ "from": before, "to": StaffMail::Off });
    events::record(conn, line.with(json!({ "staff_mail": change, "through": Through::Link })))?;
    Ok(true)
}
