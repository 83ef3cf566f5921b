//! The digest: one letter for all that waits for a person. What waits and the letter that stands for it are settled in one
//! transaction, so that nothing goes twice and nothing is left behind.

use serde_json::json;

use super::letter::{Leaves, LetterKind, NewLetter, Why};
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::{LetterId, PersonId};

/// What becomes of what waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gathering {
    /// It goes to this address in one letter.
    Send(String),
    /// It waits on: their office is closed today after all, or opens later.
    WaitUntil(Timestamp),
    /// It is left, and why.
    Leave(&'static str),
}

/// Settles what waits for a person; whether there was anything. Whoever comes second finds nothing.
///
/// # Errors
/// When the database refuses it.
pub fn settle(
    conn: &mut DbConn,
    person: PersonId,
    what: &Gathering,
    domain: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let waiting = store::hold_waiting(conn, person, now)?;
    if waiting.is_empty() {
        return Ok(false);
    }
    match what {
        Gathering::WaitUntil(at) => store::postpone(conn, &waiting, *at)?,
        Gathering::Leave(why) => store::drop_waiting(conn, &waiting, why)?,
        Gathering::Send(address) => {
            let id = LetterId::new();
            let particulars = json!({ "person": person, "letters": waiting.len() });
            let event = NewEvent::new(RecordKind::Letter, id, EventKind::Gathered, None::<PersonId>, now);
            let event = events::record_first(conn, event.with(particulars))?;
            let digest = NewLetter {
                event_id: event.id,
                person_id: person,
                ticket_id: None,
                kind: LetterKind::Digest,
                why: Why::Digest,
                address: address.clone(),
                message_id: format!("<digest.{}@{domain}>", id.0.simple()),
                in_reply_to: None,
                leaves: Leaves::From(now),
            };
            store::put_one(conn, id, &digest, now)?;
            store::go_with(conn, &waiting, id)?;
        }
    }
    Ok(true)
}
