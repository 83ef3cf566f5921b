//! Addresses that letters come back from: nobody writes to them until somebody has mended that.

use serde_json::json;

use super::access;
use super::actor::Actor;
use super::error::PeopleError;
use super::persons;
use super::store::persons as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::PersonId;

/// Notes that a letter to this address of a person came back for good. Whether it was not known.
///
/// # Errors
/// When the database refuses it.
pub fn note(
    conn: &mut DbConn,
    id: PersonId,
    address: &str,
    words: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    store::put_bounce(conn, id, &address.to_lowercase(), words, now)
}

/// Lets letters go to an address again from which some came back: it was mended.
///
/// # Errors
/// [`PeopleError::Denied`] for all but administrators and the technicians of their agency, [`PeopleError::NotFound`].
pub fn try_again(conn: &mut DbConn, actor: &Actor, id: PersonId, now: Timestamp) -> Result<(), PeopleError> {
    let person = persons::get(conn, actor, id)?;
    if !actor.standing.tier1_of.contains(&person.agency_id) {
        access::administers(actor)?;
    }
    if store::take_bounce_back(conn, id)? {
        let line = NewEvent::new(RecordKind::Person, id, EventKind::Changed, actor.id, now);
        let what = json!({ "email_bounce": { "from": person.email_bounce, "to": null } });
        events::record(conn, line.with(what))?;
    }
    Ok(())
}
