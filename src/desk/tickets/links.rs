//! Links between tickets: duplicate of, caused by, child of, related.

use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::parts::Link;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::LinkId;
use crate::desk::people::Actor;
use crate::desk::people::access::Act;
use crate::desk::words::LinkKind;

/// Links a ticket to another one the actor may see.
///
/// # Errors
/// Not found, not theirs, or another ticket that is unknown, the same, linked already, or its own descendant.
pub fn link(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    kind: LinkKind,
    other: &str,
    now: Timestamp,
) -> Result<Link, TicketError> {
    let scene = act::load(conn, actor, number, None)?;
    scene.may(actor, Act::Link)?;
    attach(conn, actor, &scene.ticket, "to", other, kind, now)
}

/// Takes a link away.
///
/// # Errors
/// Not found, or not theirs.
pub fn unlink(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    id: LinkId,
    now: Timestamp,
) -> Result<(), TicketError> {
    let scene = act::load(conn, actor, number, None)?;
    scene.may(actor, Act::Link)?;
    let links = store::links(conn, scene.ticket.id)?;
    let seen = store::linked(conn, actor, scene.ticket.id, links)?;
    let found = seen.into_iter().find(|linked| linked.link.id == id).ok_or(TicketError::NotFound)?;
    store::delete_link(conn, id)?;
    let data = json!({ "kind": found.link.kind, "other": found.number });
    act::record(conn, &scene.ticket, Some(actor), EventKind::Unlinked, data, now)
}

/// Links `ticket` to the one named `other`; `field` is where a wrong name is told.
pub(super) fn attach(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    field: &str,
    other: &str,
    kind: LinkKind,
    now: Timestamp,
) -> Result<Link, TicketError> {
    let refused = |code| TicketError::Invalid(FieldErrors::one(field, code));
    let number: Number = other.parse().map_err(|_| refused("unknown"))?;
    let other = match store::visible_to(conn, actor, &number) {
        Err(TicketError::NotFound) => return Err(refused("unknown")),
        other => other?,
    };
    if other.id == ticket.id {
        return Err(refused("itself"));
    }
    let links = store::links(conn, ticket.id)?;
    if links.iter().any(|link| link.kind == kind && (link.to_id == other.id || link.from_id == other.id)) {
        return Err(refused("linked_already"));
    }
    if kind == LinkKind::ChildOf && links.iter().any(|link| link.kind == kind) {
        // A tree one deep: a child has one parent and no children.
        return Err(refused("family"));
    }
    if kind == LinkKind::ChildOf {
        let above = store::links(conn, other.id)?;
        if above.iter().any(|link| link.kind == kind && link.from_id == other.id) {
            return Err(refused("family"));
        }
    }
    let link = Link { id: LinkId::new(), from_id: ticket.id, to_id: other.id, kind };
    store::insert_link(conn, &link, actor.id, now)?;
    let data = json!({ "kind": kind, "other": other.number });
    act::record(conn, ticket, Some(actor), EventKind::Linked, data, now)?;
    Ok(link)
}
