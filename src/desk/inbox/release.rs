//! What an administrator does with a message that was set aside or given up.

use serde_json::json;

use super::decide::IgnoredFor;
use super::entry::{Entry, State};
use super::error::InboxError;
use super::{list, store, texts};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{IncomingId, PersonId};
use crate::desk::people::{Actor, PeopleError, persons};

/// Lets a message pass that is in quarantine, as the message of `person` (of its sender, if nobody is named): it is worked off
/// as if it had come in now.
///
/// # Errors
/// Not found, not in quarantine, or no such active person.
pub fn release(
    conn: &mut DbConn,
    actor: &Actor,
    id: IncomingId,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<Entry, InboxError> {
    let entry = held(conn, actor, id, &[State::Quarantined])?;
    let as_whom = match person {
        Some(person) => persons::known(conn, person)?,
        None => match &entry.from_address {
            Some(address) => persons::by_email(conn, address)?,
            None => None,
        },
    };
    let Some(as_whom) = as_whom.filter(|person| person.active) else {
        return Err(PeopleError::Invalid(FieldErrors::one("person", "unknown")).into());
    };
    if !store::let_pass(conn, id, actor.id, as_whom.id, now)? {
        return Err(InboxError::NotHeld);
    }
    record(conn, actor, &entry, json!({ "released_as": as_whom.id }), now)?;
    list::get(conn, actor, id)
}

/// Puts a message away that is in quarantine or was given up: its line stays, and nothing becomes of it.
///
/// # Errors
/// Not found, or neither.
pub fn discard(
    conn: &mut DbConn,
    actor: &Actor,
    id: IncomingId,
    now: Timestamp,
) -> Result<Entry, InboxError> {
    let entry = held(conn, actor, id, &[State::Quarantined, State::Failed])?;
    if !store::put_away(conn, id, actor.id, IgnoredFor::Discarded.as_str(), now)? {
        return Err(InboxError::NotHeld);
    }
    store::put_words(conn, id, &texts::words(entry.from_name.iter().chain(&entry.from_address)))?;
    record(conn, actor, &entry, json!({ "discarded": true }), now)?;
    list::get(conn, actor, id)
}

/// Gives a message that was given up a new row of attempts.
///
/// # Errors
/// Not found, or not given up.
pub fn try_again(
    conn: &mut DbConn,
    actor: &Actor,
    id: IncomingId,
    now: Timestamp,
) -> Result<Entry, InboxError> {
    let entry = held(conn, actor, id, &[State::Failed])?;
    if !store::begin_again(conn, id, now)? {
        return Err(InboxError::NotHeld);
    }
    record(conn, actor, &entry, json!({ "again": true }), now)?;
    list::get(conn, actor, id)
}

fn held(conn: &mut DbConn, actor: &Actor, id: IncomingId, states: &[State]) -> Result<Entry, InboxError> {
    let entry = list::get(conn, actor, id)?;
    if states.contains(&entry.state) { Ok(entry) } else { Err(InboxError::NotHeld) }
}

fn record(
    conn: &mut DbConn,
    actor: &Actor,
    entry: &Entry,
    data: serde_json::Value,
    now: Timestamp,
) -> Result<(), InboxError> {
    let event = NewEvent::new(RecordKind::Incoming, entry.id, EventKind::Changed, actor.id, now);
    events::record(conn, event.with(data))?;
    Ok(())
}
