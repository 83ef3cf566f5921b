//! Watching a ticket one may see.

use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::PersonId;
use crate::desk::people::access::Act;
use crate::desk::people::{Actor, load_actor};

/// Watches a ticket, or lets another person watch it who may see it (by id or e-mail).
///
/// # Errors
/// Not found, not theirs, or a person who is unknown or may not see the ticket: the two are not told apart.
pub fn watch(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    who: Option<&str>,
    now: Timestamp,
) -> Result<PersonId, TicketError> {
    let scene = act::load(conn, actor, number, None)?;
    scene.may(actor, Act::Watch)?;
    let watcher = match who.map(str::trim).filter(|who| !who.is_empty()) {
        None => actor.id,
        Some(who) => {
            scene.may(actor, Act::Link)?;
            other(conn, &scene, who, now)?
        }
    };
    if store::add_watcher(conn, scene.ticket.id, watcher, now)? {
        act::record(
            conn,
            &scene.ticket,
            Some(actor),
            EventKind::Watched,
            json!({ "watcher": watcher }),
            now,
        )?;
    }
    Ok(watcher)
}

fn other(conn: &mut DbConn, scene: &act::Scene, who: &str, now: Timestamp) -> Result<PersonId, TicketError> {
    let unknown = || TicketError::Invalid(FieldErrors::one("watcher", "unknown"));
    let (person, _) = store::person(conn, who)?.ok_or_else(unknown)?;
    let other = load_actor(conn, person, now)?.ok_or_else(unknown)?;
    match store::visible_by_id(conn, &other, scene.ticket.id) {
        Ok(_) => Ok(person),
        Err(TicketError::NotFound) => Err(unknown()),
        Err(error) => Err(error),
    }
}

/// Stops watching.
///
/// # Errors
/// Not found.
pub fn unwatch(conn: &mut DbConn, actor: &Actor, number: &Number, now: Timestamp) -> Result<(), TicketError> {
    let scene = act::load(conn, actor, number, None)?;
    if store::remove_watcher(conn, scene.ticket.id, actor.id)? {
        act::record(
            conn,
            &scene.ticket,
            Some(actor),
            EventKind::Unwatched,
            json!({ "watcher": actor.id }),
            now,
        )?;
    }
    Ok(())
}
