//! "Send again": a letter that was given up gets a new row of attempts.

use serde_json::json;

use super::error::LetterError;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::LetterId;
use crate::desk::people::{Actor, access};

/// Puts a failed letter back into the queue, to the person's present address and under its old Message-ID.
///
/// # Errors
/// [`LetterError::NotFailed`] for a letter that is on its way or was sent.
pub fn send_again(conn: &mut DbConn, actor: &Actor, id: LetterId, now: Timestamp) -> Result<(), LetterError> {
    access::administers(actor)?;
    let (kind, person, address) = store::addressee(conn, id)?.ok_or(LetterError::NotFound)?;
    if !store::queue_again(conn, id, &address, now)? {
        return Err(LetterError::NotFailed);
    }
    let particulars = json!({ "letter": kind, "person": person });
    let event = NewEvent::new(RecordKind::Letter, id, EventKind::SentAgain, actor.id, now).with(particulars);
    events::record(conn, event)?;
    Ok(())
}
