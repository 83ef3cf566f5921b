//! Merging: the same matter, reported twice, goes on in one ticket (`rules.md` §3).
//!
//! Nothing is moved and nothing is lost: the lesser ticket ends as a duplicate and keeps its words; its people follow the one
//! that remains, as far as they may see it, and else learn its stage from their own ticket.

use std::collections::BTreeSet;

use serde_json::json;

use super::act::{self, Scene};
use super::cancellation;
use super::comments::{self, Say};
use super::error::TicketError;
use super::links;
use super::number::Number;
use super::parts::MergedInto;
use super::status::Move;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::PersonId;
use crate::desk::people::access::{self, Act};
use crate::desk::people::{Actor, load_actor};
use crate::desk::words::{LinkKind, Status, Visibility};

/// Links from duplicate to original that are followed to see whether they lead back.
const LONGEST_CHAIN: usize = 50;

/// Into which ticket, and what the people of the other are told.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    /// The number of the ticket that remains.
    pub into: String,
    /// Words for the requester of the ticket that ends; none if empty.
    pub message: String,
    /// The version of the remaining ticket that was read.
    pub into_version: Option<i64>,
}

/// Both tickets afterwards.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The one that ended.
    pub ticket: Ticket,
    /// The one that remains.
    pub into: Ticket,
}

/// Merges a ticket into another about the same matter.
///
/// # Errors
/// Not found, not theirs, not open, either of the two stale, or another ticket it cannot be merged into.
pub fn merge(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &Merge,
    now: Timestamp,
) -> Result<Merged, TicketError> {
    let named = request.into.trim().to_ascii_uppercase();
    if named.parse::<Number>().is_ok() {
        store::lock_all(conn, &[number.as_str(), &named])?;
    }
    let mut scene = act::load(conn, actor, number, expected)?;
    mergeable(&scene, actor)?;
    let mut into = remaining(conn, actor, &scene.ticket, &named)?;
    if request.into_version.is_some_and(|version| version != into.version) {
        return Err(TicketError::Stale { current: into.version });
    }
    let mut errors = FieldErrors::default();
    let body = errors.optional("message", &request.message, super::ticket::TEXT_MAX);
    errors.finish()?;
    if !body.is_empty() {
        let words = Say { body, visibility: Visibility::Public, to_children: false };
        let (said, _) = comments::say_on(conn, actor, scene, &words, BTreeSet::new(), now)?;
        scene = Scene::of(said);
    }
    let known = store::links(conn, scene.ticket.id)?;
    if !known.iter().any(|link| link.kind == LinkKind::DuplicateOf && link.to_id == into.id) {
        links::attach(conn, actor, &scene.ticket, "into", &named, LinkKind::DuplicateOf, now)?;
    }
    let data = json!({ "duplicate_of": into.number, "merged": true });
    let ticket = cancellation::conclude(conn, actor, scene, None, data, now)?;
    let followers = follow(conn, &ticket, &into, now)?;
    into.updated_at = now;
    store::touch(conn, &into)?;
    let data = json!({ "other": ticket.number, "watchers": followers });
    act::record(conn, &into, Some(actor), EventKind::Merged, data, now)?;
    Ok(Merged { ticket, into })
}

/// The ticket, if the actor may merge it into another: for a page on which that other is chosen.
///
/// # Errors
/// Not found, not theirs, or not open.
pub fn may_merge(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Ticket, TicketError> {
    let scene = Scene::of(store::visible_to(conn, actor, number)?);
    mergeable(&scene, actor)?;
    Ok(scene.ticket)
}

/// The ticket that would remain, if the two could be merged: for a page that shows them side by side.
///
/// # Errors
/// As [`merge`].
pub fn check_merge(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    into: &str,
) -> Result<Ticket, TicketError> {
    remaining(conn, actor, ticket, into)
}

/// Whether the actor may end this ticket as a duplicate.
fn mergeable(scene: &Scene, actor: &Actor) -> Result<(), TicketError> {
    scene.may(actor, Act::Merge)?;
    scene.allow(actor, Move::Cancel)
}

/// The ticket that remains, if the other may go into it.
fn remaining(conn: &mut DbConn, actor: &Actor, ticket: &Ticket, named: &str) -> Result<Ticket, TicketError> {
    let refused = |code| TicketError::Invalid(FieldErrors::one("into", code));
    let into = links::named(conn, actor, "into", named)?;
    if into.id == ticket.id {
        return Err(refused("itself"));
    }
    if access::may(actor, Act::Merge, into.held()).is_err() {
        return Err(refused("not_worked_on"));
    }
    if matches!(into.status, Status::Closed | Status::Cancelled) {
        return Err(refused("over_already"));
    }
    if ticket.restricted && !into.restricted {
        return Err(refused("less_restricted"));
    }
    if leads_back(conn, ticket, &into)? {
        return Err(refused("goes_in_circles"));
    }
    if store::has_open_child(conn, ticket.id)? {
        return Err(refused("has_children"));
    }
    Ok(into)
}

/// Whether the ticket that shall remain is itself called a duplicate of the one that shall end.
fn leads_back(conn: &mut DbConn, ticket: &Ticket, into: &Ticket) -> Result<bool, DbError> {
    let (mut at, mut seen) = (into.id, BTreeSet::from([into.id]));
    for _ in 0..LONGEST_CHAIN {
        let links = store::links(conn, at)?;
        let on = links.iter().find(|link| link.kind == LinkKind::DuplicateOf && link.from_id == at);
        match on {
            Some(link) if link.to_id == ticket.id => return Ok(true),
            Some(link) if seen.insert(link.to_id) => at = link.to_id,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// Requester and watchers of the one watch the other, those who may see it; who began to.
fn follow(
    conn: &mut DbConn,
    ticket: &Ticket,
    into: &Ticket,
    now: Timestamp,
) -> Result<Vec<PersonId>, TicketError> {
    let mut people: BTreeSet<PersonId> =
        store::watchers_of_many(conn, &[ticket.id])?.into_iter().map(|(_, person)| person).collect();
    people.insert(ticket.requester_id);
    people.remove(&into.requester_id);
    let mut followers = Vec::new();
    for person in people {
        let Some(other) = load_actor(conn, person, now)? else { continue };
        match store::visible_by_id(conn, &other, into.id) {
            Ok(_) => {
                if store::add_watcher(conn, into.id, person, now)? {
                    followers.push(person);
                }
            }
            Err(TicketError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(followers)
}

/// What is told of the ticket that this one was merged into, to somebody who sees this one.
pub(super) fn merged_into(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
) -> Result<Option<MergedInto>, TicketError> {
    if ticket.status != Status::Cancelled {
        return Ok(None);
    }
    let Some(other) = store::original(conn, ticket.id)? else { return Ok(None) };
    let seen = match store::visible_by_id(conn, actor, other.id) {
        Ok(_) => true,
        Err(TicketError::NotFound) => false,
        Err(error) => return Err(error),
    };
    Ok(Some(MergedInto {
        stage: (seen || !other.restricted).then(|| other.stage()),
        number: seen.then_some(other.number),
    }))
}
