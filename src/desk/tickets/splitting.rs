//! Splitting: something that was said on a ticket becomes a ticket of its own.
//!
//! The new ticket is open to other people than what was said. Whoever splits answers for that: words that more people will
//! read than before are looked through first, and what is restricted stays so.

use std::collections::BTreeSet;

use serde_json::json;

use super::act::{self, Scene};
use super::error::TicketError;
use super::heading::heading_of;
use super::number::Number;
use super::opening::{self, LATE_DAYS, Open};
use super::parts::{Comment, Link};
use super::store;
use super::ticket::{Classified, Ticket};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AgencyId, CommentId, LinkId, PersonId};
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Act, Relation};
use crate::desk::words::{LinkKind, Visibility};

/// What becomes a ticket, and how.
#[derive(Clone, Debug)]
pub struct Split {
    /// The reply or note.
    pub comment: CommentId,
    /// The new ticket; what is left empty is taken from what was said and from the ticket it was said on.
    pub report: Open,
    /// Whoever splits has looked through words that more people will read than before.
    pub reviewed: bool,
}

/// Somebody the new ticket can be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Whether more people would read the words than do now.
    pub wider: bool,
}

/// What could be split, for the form.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The ticket it was said on.
    pub ticket: Ticket,
    /// What was said.
    pub comment: Comment,
    /// Whom the new ticket can be for, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Whether it was said so long ago that the time of saying cannot be the time of reporting.
    pub long_ago: bool,
}

/// A ticket that came out of another.
#[derive(Clone, Debug)]
pub struct Parted {
    /// The ticket it was said on.
    pub from: Ticket,
    /// What was said.
    pub comment: Comment,
    /// The new ticket.
    pub ticket: Ticket,
    /// Whether both are of the same agency, so that the same people serve both.
    pub same_agency: bool,
}

/// What can be split off by the actor, and for whom.
///
/// # Errors
/// Not found, or not theirs.
pub fn cut(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    comment: CommentId,
    now: Timestamp,
) -> Result<Cut, TicketError> {
    let scene = Scene::of(store::visible_to(conn, actor, number)?);
    scene.may(actor, Act::Link)?;
    let comment = said(conn, actor, &scene.ticket, comment)?;
    let ticket = scene.ticket;
    let candidates = candidates(conn, actor, &ticket, &comment)?;
    let long_ago = comment.created_at < now.minus(chrono::TimeDelta::days(LATE_DAYS));
    Ok(Cut { ticket, comment, candidates, long_ago })
}

/// Opens a ticket from what was said on another; both histories tell of it, and the two are linked.
///
/// # Errors
/// Not found, not theirs, or what the new ticket lacks.
pub fn split(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    request: Split,
    now: Timestamp,
) -> Result<Parted, TicketError> {
    let scene = act::load(conn, actor, number, None)?;
    scene.may(actor, Act::Link)?;
    let from = scene.ticket;
    let comment = said(conn, actor, &from, request.comment)?;
    let report = filled(request.report, &from, &comment);
    let whom = whom(conn, actor, &from, &comment, &report)?;

    let mut errors = FieldErrors::default();
    errors.check(!whom.wider || request.reviewed, "reviewed", "required");
    let classified = Classified {
        kind: report.kind.unwrap_or(from.kind),
        classification: report.classification.unwrap_or(from.classification),
    };
    errors.check(!from.restricted || classified.is_restricted(), "classification", "stays_restricted");
    errors.finish()?;

    let report = Open { requester: Some(whom.person.to_string()), ..report };
    let ticket = opening::open(conn, actor, report, now)?;
    let link = Link { id: LinkId::new(), from_id: ticket.id, to_id: from.id, kind: LinkKind::Related };
    store::insert_link(conn, &link, actor.id, now)?;
    let data = json!({ "other": ticket.number, "comment": comment.id });
    act::record(conn, &from, Some(actor), EventKind::SplitOff, data, now)?;
    let data = json!({ "other": from.number, "comment": comment.id });
    act::record(conn, &ticket, Some(actor), EventKind::SplitFrom, data, now)?;
    let same_agency = ticket.agency_id == from.agency_id;
    Ok(Parted { from, comment, ticket, same_agency })
}

/// The reply or note, if the actor may read it.
fn said(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    comment: CommentId,
) -> Result<Comment, TicketError> {
    let head = Relation::of(actor, ticket.held()).agency_head;
    let readable = access::readable(actor, ticket.held());
    let found = store::comments(conn, ticket.id, readable, head)?;
    found.into_iter().find(|said| said.id == comment).ok_or(TicketError::NotFound)
}

/// The report with what was left open taken from what was said, and where.
fn filled(report: Open, from: &Ticket, comment: &Comment) -> Open {
    let or = |text: String, usual: &dyn Fn() -> String| if text.trim().is_empty() { usual() } else { text };
    Open {
        title: or(report.title, &|| heading_of(&comment.body)),
        description: or(report.description, &|| comment.body.clone()),
        category: or(report.category, &|| from.category_id.to_string()),
        kind: report.kind.or(Some(from.kind)),
        impact: report.impact.or(Some(from.impact)),
        urgency: report.urgency.or(Some(from.urgency)),
        channel: report.channel.or(Some(from.channel)),
        classification: report.classification.or(Some(from.classification)),
        reported_at: report.reported_at.or(Some(comment.created_at)),
        continues: None,
        ..report
    }
}

/// Those the new ticket can be for: who said it, and the requester of the ticket it was said on.
fn candidates(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    comment: &Comment,
) -> Result<Vec<Candidate>, TicketError> {
    let mut people = vec![ticket.requester_id, comment.author_id];
    if comment.visibility != Visibility::Public {
        people.reverse();
    }
    people.dedup();
    let names = store::names_of_people(conn, people.clone())?;
    let mut found = Vec::new();
    for person in people {
        let Some((person, agency)) = store::person(conn, &person.to_string())? else { continue };
        let reached = person == actor.id || access::may_open_for(actor, agency);
        if !reached || (ticket.restricted && agency != ticket.agency_id) {
            continue;
        }
        let name = names.get(&person).map_or_else(String::new, |named| named.name.clone());
        found.push(Candidate { person, name, wider: is_wider(ticket, comment, agency) });
    }
    Ok(found)
}

/// Whether more people read a ticket of this agency than read what was said.
fn is_wider(ticket: &Ticket, comment: &Comment, agency: AgencyId) -> bool {
    comment.visibility != Visibility::Public || agency != ticket.agency_id
}

/// The one the new ticket is for: the likeliest unless one is named.
fn whom(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    comment: &Comment,
    report: &Open,
) -> Result<Candidate, TicketError> {
    let refused = || TicketError::Invalid(FieldErrors::one("requester", "not_of_comment"));
    let mut found = candidates(conn, actor, ticket, comment)?.into_iter();
    let named = report.requester.as_deref().map(str::trim).filter(|named| !named.is_empty());
    let Some(named) = named else { return found.next().ok_or_else(refused) };
    let wanted: BTreeSet<PersonId> =
        store::person(conn, named)?.into_iter().map(|(person, _)| person).collect();
    found.find(|one| wanted.contains(&one.person)).ok_or_else(refused)
}
