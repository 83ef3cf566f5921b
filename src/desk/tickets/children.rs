//! A ticket and its parts: what is said to all of them at once, and what solves them together (`rules.md` §3).

use std::collections::{BTreeMap, BTreeSet};

use super::act::{self, Scene};
use super::comments::{self, Say};
use super::error::TicketError;
use super::names::Names;
use super::number::Number;
use super::parts::Comment;
use super::resolution::{self, Resolve};
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, PersonId, TicketId};
use crate::desk::people::{Actor, load_actor};
use crate::desk::words::Visibility;

/// A ticket with those of its children that the reader may see.
#[derive(Clone, Debug)]
pub struct Family {
    /// The ticket.
    pub parent: Ticket,
    /// Its children, in the order they were reported.
    pub children: Vec<Ticket>,
    /// The last solution of the parent, if it has one.
    pub solution: Option<String>,
    /// The names of all they mention.
    pub names: Names,
}

/// What came of saying something to one of the children.
#[derive(Debug)]
pub struct Passed {
    /// The child.
    pub ticket: Ticket,
    /// Why it was not said there.
    pub refused: Option<TicketError>,
}

/// What was said to all.
#[derive(Debug)]
pub struct ToldAll {
    /// The parent.
    pub ticket: Ticket,
    /// What was said there.
    pub comment: Comment,
    /// What came of it on each open child.
    pub children: Vec<Passed>,
}

/// A ticket and its children, as far as the actor may see them.
///
/// # Errors
/// Not found.
pub fn family(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Family, TicketError> {
    let parent = store::visible_to(conn, actor, number)?;
    let children = store::children(conn, actor, parent.id)?;
    let names = Names::of_tickets(conn, &children)?;
    let solution = store::last_solutions(conn, &[parent.id])?.remove(&parent.id);
    Ok(Family { parent, children, solution, names })
}

/// Says something in public on a ticket and on each of its open children, in one act: nobody gets two letters of it. A
/// restricted ticket says nothing to children that are not.
///
/// # Errors
/// Not found, not theirs, over, or a field that is wrong. What cannot be said to a child is told of that child.
pub fn tell_all(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    body: &str,
    now: Timestamp,
) -> Result<ToldAll, TicketError> {
    let parent = store::visible_to(conn, actor, number)?;
    let numbers: Vec<String> =
        store::open_children(conn, actor, parent.id)?.into_iter().map(|child| child.number).collect();
    let mut locked: Vec<&str> = numbers.iter().map(String::as_str).collect();
    locked.push(number.as_str());
    store::lock_all(conn, &locked)?;

    let scene = act::load(conn, actor, number, None)?;
    let words = Say { body: body.to_owned(), visibility: Visibility::Public, to_children: false };
    let (ticket, comment) = comments::say_on(conn, actor, scene, &words, BTreeSet::new(), now)?;
    let children = store::open_children(conn, actor, ticket.id)?;
    let mut hearing = Hearing::of(conn, &ticket, &children)?;
    let mut passed = Vec::new();
    for child in children {
        if ticket.restricted && !child.restricted {
            let refused = FieldErrors::one("body", "less_restricted");
            passed.push(Passed { ticket: child, refused: Some(refused.into()) });
            continue;
        }
        let told = hearing.told_already(conn, child.id, now)?;
        let kept = child.clone();
        match comments::say_on(conn, actor, Scene::of(child), &words, told, now) {
            Ok((child, _)) => {
                hearing.said_on(child.id);
                passed.push(Passed { ticket: child, refused: None });
            }
            Err(error @ (TicketError::Db(_) | TicketError::Stale { .. })) => return Err(error),
            Err(error) => passed.push(Passed { ticket: kept, refused: Some(error) }),
        }
    }
    Ok(ToldAll { ticket, comment, children: passed })
}

/// On which children the words of a comment were said too, of those the actor may see.
///
/// # Errors
/// Not found.
pub fn told_on(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    comment: CommentId,
) -> Result<BTreeSet<TicketId>, TicketError> {
    let parent = store::visible_to(conn, actor, number)?;
    let said = store::comments(conn, parent.id, &[Visibility::Public], false)?;
    if said.iter().all(|said| said.id != comment) {
        return Err(TicketError::NotFound);
    }
    let children: Vec<TicketId> =
        store::children(conn, actor, parent.id)?.into_iter().map(|child| child.id).collect();
    Ok(store::said_alike(conn, comment, &children)?.into_iter().collect())
}

/// Solves a child with the answer of its parent: an act on the child, under its own rules.
///
/// # Errors
/// As [`resolution::resolve`]; also if it is no child of that parent, or open to more people than the parent.
pub(super) fn resolve_child(
    conn: &mut DbConn,
    actor: &Actor,
    parent: &Number,
    number: &Number,
    read: Option<i64>,
    request: &Resolve,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let parent = store::visible_to(conn, actor, parent)?;
    let child =
        store::children(conn, actor, parent.id)?.into_iter().find(|child| child.number == number.as_str());
    let child = child.ok_or(TicketError::NotFound)?;
    if parent.restricted && !child.restricted {
        return Err(FieldErrors::one("resolution", "less_restricted").into());
    }
    let request = Resolve { with_children: false, first_contact: false, ..request.clone() };
    resolution::resolve(conn, actor, number, read, &request, now)
}

/// Who hears of which of several tickets, so that the same words reach each of them by one letter.
struct Hearing {
    watched: BTreeMap<TicketId, BTreeSet<PersonId>>,
    said: Vec<TicketId>,
}

impl Hearing {
    fn of(conn: &mut DbConn, parent: &Ticket, children: &[Ticket]) -> Result<Self, DbError> {
        let mut ids: Vec<TicketId> = children.iter().map(|child| child.id).collect();
        ids.push(parent.id);
        let mut watched: BTreeMap<TicketId, BTreeSet<PersonId>> = BTreeMap::new();
        for (ticket, person) in store::watchers_of_many(conn, &ids)? {
            watched.entry(ticket).or_default().insert(person);
        }
        Ok(Self { watched, said: vec![parent.id] })
    }

    fn said_on(&mut self, ticket: TicketId) {
        self.said.push(ticket);
    }

    /// Those who watch this ticket and hear the words already from one they watch and may see.
    fn told_already(
        &self,
        conn: &mut DbConn,
        ticket: TicketId,
        now: Timestamp,
    ) -> Result<BTreeSet<PersonId>, TicketError> {
        let mut told = BTreeSet::new();
        for person in self.watched.get(&ticket).into_iter().flatten() {
            let elsewhere: Vec<TicketId> =
                self.said.iter().filter(|said| self.watches(*person, **said)).copied().collect();
            if elsewhere.is_empty() {
                continue;
            }
            let Some(other) = load_actor(conn, *person, now)? else { continue };
            if !store::versions_seen(conn, &other, &elsewhere)?.is_empty() {
                told.insert(*person);
            }
        }
        Ok(told)
    }

    fn watches(&self, person: PersonId, ticket: TicketId) -> bool {
        self.watched.get(&ticket).is_some_and(|people| people.contains(&person))
    }
}
