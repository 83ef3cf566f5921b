//! Links between tickets: duplicate of, caused by, child of, related.

use serde_json::json;

use super::act::{self, Scene};
use super::error::TicketError;
use super::number::Number;
use super::parts::Link;
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::LinkId;
use crate::desk::people::Actor;
use crate::desk::people::access::Act;
use crate::desk::words::{LinkKind, Status};

/// Children of a ticket at most.
pub const MOST_CHILDREN: usize = 200;

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

/// Makes another ticket a child of this one: [`link`] from the other side.
///
/// # Errors
/// Not found, not theirs (either of the two), or another ticket that is unknown, the same, or of a family already.
pub fn adopt(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    child: &str,
    now: Timestamp,
) -> Result<Link, TicketError> {
    let parent = act::load(conn, actor, number, None)?;
    parent.may(actor, Act::Link)?;
    let child = Scene::of(named(conn, actor, "to", child)?);
    child.may(actor, Act::Link)?;
    attach(conn, actor, &child.ticket, "to", number.as_str(), LinkKind::ChildOf, now)
}

/// Takes a link away. That of a ticket that was cancelled as a duplicate stays: its people follow the other by it.
///
/// # Errors
/// Not found, not theirs, or of a ticket that is over.
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
    let duplicate = if found.outgoing { scene.ticket.status } else { found.status };
    if found.link.kind == LinkKind::DuplicateOf && duplicate == Status::Cancelled {
        return Err(scene.not_open(actor, Move::Cancel));
    }
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
    let other = named(conn, actor, field, other)?;
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
        let children = above.iter().filter(|link| link.kind == kind).count();
        if children >= MOST_CHILDREN {
            let mut errors = FieldErrors::default();
            errors.add_with(field, "too_many", json!({ "max": MOST_CHILDREN }));
            return Err(errors.into());
        }
    }
    let link = Link { id: LinkId::new(), from_id: ticket.id, to_id: other.id, kind };
    store::insert_link(conn, &link, actor.id, now)?;
    let data = json!({ "kind": kind, "other": other.number });
    act::record(conn, ticket, Some(actor), EventKind::Linked, data, now)?;
    Ok(link)
}

/// The ticket somebody names in a field; one they may not see is as unknown as one there is not.
pub(super) fn named(
    conn: &mut DbConn,
    actor: &Actor,
    field: &str,
    text: &str,
) -> Result<Ticket, TicketError> {
    let unknown = || TicketError::Invalid(FieldErrors::one(field, "unknown"));
    let number: Number = text.trim().parse().map_err(|_| unknown())?;
    match store::visible_to(conn, actor, &number) {
        Err(TicketError::NotFound) => Err(unknown()),
        found => found,
    }
}
