//! Reading one ticket: as much of it as the reader may see.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::act;
use super::clocks::{self, Timed};
use super::error::TicketError;
use super::facts::facts_from;
use super::merging;
use super::names::Names;
use super::number::Number;
use super::parts::{
    Closure, Comment, Escalation, LinkedTicket, Mailed, MergedInto, Resolution, StageSpan, Stay, Wait,
    Watcher,
};
use super::status::Move;
use super::steps::Step;
use super::store;
use super::ticket::Ticket;
use super::unseen;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, Event, EventKind};
use crate::desk::ids::{PersonId, TicketId};
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Relation};
use crate::desk::sla::calendar::Calendar;
use crate::desk::sla::{self, ClockName, Standing};
use crate::desk::words::{Tier, Visibility};

/// A ticket with all that belongs to it, as far as its reader may see.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The ticket.
    pub ticket: Ticket,
    /// Its stages, in order.
    pub stages: Vec<StageSpan>,
    /// Its stays, in order.
    pub stays: Vec<Stay>,
    /// What Tier 1 asked of Tier 2. Empty for those who are neither staff nor head.
    pub escalations: Vec<Escalation>,
    /// Its waits.
    pub waits: Vec<Wait>,
    /// Its solutions.
    pub resolutions: Vec<Resolution>,
    /// When its solution counts as confirmed, while it waits for that.
    pub closes_at: Option<Timestamp>,
    /// The duties by law to report outside that are not met yet. Empty for those who are neither staff nor head.
    pub duties: Vec<ClockName>,
    /// Its clocks and how they stand; those between the tiers for staff and heads alone.
    pub clocks: Vec<Standing>,
    /// The calendar its promise counts in: how much of a stage was working time. None while the desk has no calendar.
    pub calendar: Option<Arc<Calendar>>,
    /// How it ended.
    pub closure: Option<Closure>,
    /// The comments the reader may read, in order.
    pub comments: Vec<Comment>,
    /// Tickets it is linked to that the reader may see.
    pub links: Vec<LinkedTicket>,
    /// What is told of the ticket it was merged into, if it was.
    pub merged_into: Option<MergedInto>,
    /// Its steps, in order. Empty for those who are neither staff nor head.
    pub steps: Vec<Step>,
    /// The messages it was written in, in order.
    pub messages: Vec<Mailed>,
    /// Who watches it.
    pub watchers: Vec<Watcher>,
    /// The public reply the reader has begun.
    pub draft: Option<String>,
    /// What the reader may do now.
    pub moves: Vec<Move>,
    /// What the reader is to it.
    pub relation: Relation,
    /// What the reader may read besides public words.
    pub readable: &'static [Visibility],
    /// The names of all it mentions.
    pub names: Names,
}

/// The ticket with this id, for the desk itself (jobs and letters): never on behalf of a person.
///
/// # Errors
/// When it cannot be read.
pub fn by_id(conn: &mut DbConn, id: TicketId) -> Result<Option<Ticket>, DbError> {
    store::by_id(conn, id)
}

/// Whether a person may see a ticket: for letters, which go only to those who may.
///
/// # Errors
/// When it cannot be read.
pub fn is_visible_to(conn: &mut DbConn, actor: &Actor, id: TicketId) -> Result<bool, DbError> {
    match store::visible_by_id(conn, actor, id) {
        Ok(_) => Ok(true),
        Err(TicketError::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Just the ticket, if the actor may see it.
///
/// # Errors
/// Not found.
pub fn show(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Ticket, TicketError> {
    store::visible_to(conn, actor, number)
}

/// The whole ticket as it stands at `now`. If it is restricted, the caller notes the reading with [`note_read`] before answering.
///
/// # Errors
/// Not found.
pub fn overview(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    now: Timestamp,
) -> Result<Overview, TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    let readable = access::readable(actor, ticket.held());
    let relation = Relation::of(actor, ticket.held());
    let id = ticket.id;
    let inside = sees_inside(actor, &ticket);
    let mut own = store::belongings(conn, id, actor.id)?;
    let comments = store::comments(conn, id, readable, relation.agency_head)?;
    let rules = sla::rules(conn)?;
    let facts = facts_from(conn, &ticket, &rules, &own, &comments)?;
    let Timed { clocks, calendar } = clocks::timed(conn, actor, &ticket, &rules, facts, now)?;
    if !inside {
        own.escalations.clear();
        for resolution in &mut own.resolutions {
            resolution.cause = None;
            resolution.tier1_could_have_solved = None;
        }
    }
    let mut overview = Overview {
        stages: own.stages,
        escalations: own.escalations,
        stays: own.stays,
        waits: own.waits,
        resolutions: own.resolutions,
        closes_at: closes_at(&clocks),
        duties: duties(&clocks),
        clocks,
        calendar,
        closure: own.closure,
        comments,
        links: store::linked(conn, actor, id, own.links)?,
        merged_into: merging::merged_into(conn, actor, &ticket)?,
        messages: own.messages,
        watchers: own.watchers,
        draft: own.draft,
        steps: if inside { own.steps } else { Vec::new() },
        moves: ticket.moves(actor),
        relation,
        readable,
        names: Names::default(),
        ticket,
    };
    overview.names = names(conn, &overview)?;
    Ok(overview)
}

/// Notes that a restricted ticket was read (TJ 15(4)); nothing for any other.
///
/// # Errors
/// When it cannot be noted: then it must not be shown.
pub fn note_read(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<(), TicketError> {
    if !ticket.restricted {
        return Ok(());
    }
    act::record(conn, ticket, Some(actor), EventKind::Read, json!({}), now)
}

/// The history lines the actor may see: the requester none that are for staff.
///
/// # Errors
/// Not found.
pub fn timeline(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
) -> Result<(Ticket, Vec<Event>), TicketError> {
    let ticket = store::visible_to(conn, actor, number)?;
    let lines = history(conn, actor, &ticket, &[])?;
    Ok((ticket, lines))
}

/// As [`timeline`], of a ticket the actor was seen to see.
///
/// # Errors
/// When it cannot be read.
pub fn history(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    links: &[LinkedTicket],
) -> Result<Vec<Event>, DbError> {
    let mut lines = events::history(conn, ticket.id)?;
    lines.retain(|line| may_see_line(actor, ticket, line));
    unseen::leave_out(conn, actor, &mut lines, links)?;
    if !sees_inside(actor, ticket) {
        lines.iter_mut().for_each(withhold);
    }
    Ok(lines)
}

/// Whether a person may read words of this visibility on a ticket they may see.
pub fn may_read(actor: &Actor, ticket: &Ticket, visibility: Visibility, author_tier: Option<Tier>) -> bool {
    let who = Relation::of(actor, ticket.held());
    access::readable(actor, ticket.held()).contains(&visibility)
        || (who.agency_head && visibility == Visibility::Internal && author_tier == Some(Tier::One))
}

/// Staff of either tier, heads and auditors see what the tiers say to each other; the requester does not.
pub fn sees_inside(actor: &Actor, ticket: &Ticket) -> bool {
    let who = Relation::of(actor, ticket.held());
    who.tier1 || who.tier2 || who.agency_head || who.supervisor || who.ict_head || actor.standing.auditor
}

fn may_see_line(actor: &Actor, ticket: &Ticket, line: &Event) -> bool {
    let visibility = line.data.0.get("visibility").and_then(|word| word.as_str()?.parse::<Visibility>().ok());
    match line.kind {
        EventKind::Noted | EventKind::Attached => {
            visibility.is_none_or(|visibility| may_read(actor, ticket, visibility, None))
        }
        EventKind::Read => actor.standing.auditor || actor.standing.ict_head,
        EventKind::Watched
        | EventKind::Unwatched
        | EventKind::Linked
        | EventKind::Unlinked
        | EventKind::Merged
        | EventKind::SplitOff
        | EventKind::StepsAdded
        | EventKind::StepTicked
        | EventKind::StepUnticked
        | EventKind::StepRemoved => sees_inside(actor, ticket),
        EventKind::Warned | EventKind::Breached | EventKind::EscalatedUp | EventKind::Notified => {
            sees_inside(actor, ticket)
        }
        _ => true,
    }
}

/// Takes from a line what the tiers say to each other.
fn withhold(line: &mut Event) {
    if let Some(fields) = line.data.0.as_object_mut() {
        if line.kind == EventKind::Returned {
            fields.remove("reason");
            fields.remove("guidance");
        }
        fields.remove("mentions");
        fields.remove("told");
        if line.kind == EventKind::PromiseMoved
            && let Some(moved) = fields.get_mut("clocks").and_then(serde_json::Value::as_array_mut)
        {
            let promise = |one: &serde_json::Value| {
                let name = one.get("name").and_then(|name| name.as_str()?.parse::<ClockName>().ok());
                name.is_some_and(ClockName::is_promise)
            };
            moved.retain(promise);
        }
        fields.remove("tier1_could_have_solved");
    }
}

/// When the solution that stands counts as confirmed.
fn closes_at(clocks: &[Standing]) -> Option<Timestamp> {
    let confirmation = clocks.iter().map(|standing| &standing.clock);
    let mut open = confirmation.filter(|clock| clock.name == ClockName::Confirmation && clock.is_open());
    open.next().and_then(|clock| clock.due_at)
}

/// The duties by law that are not met yet.
fn duties(clocks: &[Standing]) -> Vec<ClockName> {
    let open = clocks.iter().filter(|standing| standing.clock.is_open());
    open.map(|standing| standing.clock.name).filter(|name| name.is_legal()).collect()
}

fn names(conn: &mut DbConn, overview: &Overview) -> Result<Names, TicketError> {
    let mut people: BTreeSet<PersonId> = BTreeSet::new();
    people.extend(overview.comments.iter().map(|comment| comment.author_id));
    people.extend(overview.steps.iter().filter_map(|step| Some(step.ticked?.0)));
    people.extend(overview.watchers.iter().map(|watcher| watcher.person_id));
    people.extend(
        overview.waits.iter().flat_map(|wait| [Some(wait.started_by_id), wait.ended_by_id]).flatten(),
    );
    people.extend(
        overview
            .resolutions
            .iter()
            .flat_map(|given| [Some(given.resolved_by_id), given.reopened_by_id])
            .flatten(),
    );
    people.extend(overview.closure.iter().filter_map(|closure| closure.closed_by_id));
    people.extend(overview.links.iter().filter_map(|linked| linked.assignee_id));
    for asked in &overview.escalations {
        people.extend(
            [Some(asked.escalated_by_id), asked.accepted_by_id, asked.returned_by_id].into_iter().flatten(),
        );
    }
    Ok(Names::collect(conn, std::slice::from_ref(&overview.ticket), people)?)
}
