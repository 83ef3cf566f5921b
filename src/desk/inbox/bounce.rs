//! A letter that will never arrive: its address is not written to any more, and somebody is told who can mend it.

use serde_json::json;

use super::error::InboxError;
use super::known::Bounced;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::people::bounces;

/// Notes that a letter did not arrive. Nothing is noted where the person has another address by now, or where it is known.
pub(super) fn note(
    conn: &mut DbConn,
    letter: &Bounced,
    words: &str,
    now: Timestamp,
) -> Result<(), InboxError> {
    let words: String = super::texts::clean(words).chars().take(500).collect();
    if !bounces::note(conn, letter.person, &letter.address, &words, now)? {
        return Ok(());
    }
    let mut data = json!({ "person": letter.person, "address": letter.address, "words": words });
    let ticket = letter.ticket.map(|id| store::ticket(conn, id)).transpose()?.flatten();
    let event = match &ticket {
        Some(ticket) => NewEvent::new(RecordKind::Ticket, ticket.id, EventKind::Undeliverable, None, now),
        None => NewEvent::new(RecordKind::Person, letter.person, EventKind::Undeliverable, None, now),
    };
    if let (Some(fields), Some(ticket)) = (data.as_object_mut(), &ticket) {
        fields.insert("number".into(), json!(ticket.number));
        fields.insert("version".into(), json!(ticket.version));
    }
    events::record(conn, event.with(data))?;
    Ok(())
}
