//! What belongs to a ticket, in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::references::{GroupReference, PersonReference};
use crate::clock::Timestamp;
use crate::desk::ids::{CommentId, EscalationId, LinkId, ResolutionId, WaitId};
use crate::desk::tickets::{self, LinkedTicket, Names};
use crate::desk::words::{
    ClosedHow, EscalationReason, LinkKind, Party, Priority, ReturnReason, Stage, Status, Tier, Visibility,
    WaitingOn,
};

/// A stage in a ticket's life.
#[derive(Serialize, ToSchema)]
pub(super) struct StageSpan<'a> {
    /// The stage.
    stage: Stage,
    /// The tier that held it.
    tier: Tier,
    /// The group that held it.
    group: GroupReference<'a>,
    /// From (included).
    started_at: Timestamp,
    /// To (excluded); `null` while it lasts.
    ended_at: Option<Timestamp>,
    /// How long, until now if it lasts.
    seconds: i64,
}

/// A stay at one tier.
#[derive(Serialize, ToSchema)]
pub(super) struct Stay<'a> {
    /// The tier.
    tier: Tier,
    /// The group.
    group: GroupReference<'a>,
    /// From (included).
    started_at: Timestamp,
    /// When it was taken over.
    accepted_at: Option<Timestamp>,
    /// To (excluded); `null` while it lasts.
    ended_at: Option<Timestamp>,
    /// How long, until now if it lasts.
    seconds: i64,
}

/// What Tier 1 asked of Tier 2, and what came of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Escalation<'a> {
    /// Its id.
    id: EscalationId,
    /// Why.
    reason: EscalationReason,
    /// What was tried.
    attempted_steps: &'a str,
    /// Since when it is so.
    since: Option<Timestamp>,
    /// Who is affected.
    affected: &'a str,
    /// The answers to the category's checklist, by key.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    checklist: &'a serde_json::Value,
    /// The category ends at the agency: Tier 2 is only consulted.
    as_consultation: bool,
    /// The group that was asked.
    group: GroupReference<'a>,
    /// Who asked.
    escalated_by: PersonReference<'a>,
    /// When.
    escalated_at: Timestamp,
    /// Who took it over.
    accepted_by: Option<PersonReference<'a>>,
    /// When.
    accepted_at: Option<Timestamp>,
    /// Who returned it.
    returned_by: Option<PersonReference<'a>>,
    /// When.
    returned_at: Option<Timestamp>,
    /// Why it was returned.
    return_reason: Option<ReturnReason>,
    /// What Tier 1 shall do.
    guidance: Option<&'a str>,
}

/// A wait for the requester or an outside party.
#[derive(Serialize, ToSchema)]
pub(super) struct Wait<'a> {
    /// Its id.
    id: WaitId,
    /// On whom.
    on: WaitingOn,
    /// What the requester was asked.
    question: Option<&'a str>,
    /// Which kind of party.
    party: Option<Party>,
    /// Which party.
    party_name: Option<&'a str>,
    /// Their number for it.
    reference: Option<&'a str>,
    /// When they promised it.
    promised_at: Option<Timestamp>,
    /// Who began it.
    started_by: PersonReference<'a>,
    /// From (included).
    started_at: Timestamp,
    /// To (excluded); `null` while it lasts.
    ended_at: Option<Timestamp>,
    /// How long, until now if it lasts.
    seconds: i64,
}

/// A solution.
#[derive(Serialize, ToSchema)]
pub(super) struct Resolution<'a> {
    /// Its id.
    id: ResolutionId,
    /// The tier that gave it.
    tier: Tier,
    /// The solution, in words for the requester.
    resolution: &'a str,
    /// The cause; for staff.
    cause: Option<&'a str>,
    /// Whether Tier 1 could have solved it, as Tier 2 sees it; for staff.
    tier1_could_have_solved: Option<bool>,
    /// The article that solved it.
    article: Option<&'a str>,
    /// Whether it was solved at first contact.
    first_contact: bool,
    /// Who gave it.
    resolved_by: PersonReference<'a>,
    /// When.
    resolved_at: Timestamp,
    /// Who said that it does not hold.
    reopened_by: Option<PersonReference<'a>>,
    /// When.
    reopened_at: Option<Timestamp>,
    /// Why.
    reopen_reason: Option<&'a str>,
}

/// How a ticket ended.
#[derive(Serialize, ToSchema)]
pub(super) struct Closure<'a> {
    /// How.
    how: ClosedHow,
    /// Who; nobody if it closed by itself.
    closed_by: Option<PersonReference<'a>>,
    /// When.
    closed_at: Timestamp,
    /// Why, if it was cancelled.
    reason: Option<&'a str>,
    /// What the requester thought of it, 1 to 5.
    rating: Option<i32>,
    /// In words.
    comment: Option<&'a str>,
    /// When the requester said so last.
    rated_at: Option<Timestamp>,
}

/// A public reply or an internal note.
#[derive(Serialize, ToSchema)]
pub(super) struct Comment<'a> {
    /// Its id.
    id: CommentId,
    /// Who wrote it.
    author: PersonReference<'a>,
    /// The tier they wrote for; `null` for the requester.
    author_tier: Option<Tier>,
    /// Who may read it.
    visibility: Visibility,
    /// What it says.
    body: &'a str,
    /// When.
    created_at: Timestamp,
}

/// A link to another ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Link<'a> {
    /// Its id.
    id: LinkId,
    /// What the ticket it starts from is to the other.
    kind: LinkKind,
    /// Whether it starts from the ticket looked at.
    outgoing: bool,
    /// The other ticket's number.
    number: &'a str,
    /// Its title.
    title: &'a str,
    /// Where it is in its life.
    status: Status,
    /// Its priority.
    priority: Priority,
}

/// Somebody who watches a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Watcher<'a> {
    /// Who.
    person: PersonReference<'a>,
    /// Since when.
    since: Timestamp,
}

impl<'a> StageSpan<'a> {
    pub(super) fn of(span: &tickets::StageSpan, names: &'a Names, now: Timestamp) -> Self {
        Self {
            stage: span.stage,
            tier: span.tier,
            group: GroupReference::of(names, span.group_id),
            started_at: span.started_at,
            ended_at: span.ended_at,
            seconds: span.seconds(now),
        }
    }
}

impl<'a> Stay<'a> {
    pub(super) fn of(stay: &tickets::Stay, names: &'a Names, now: Timestamp) -> Self {
        Self {
            tier: stay.tier,
            group: GroupReference::of(names, stay.group_id),
            started_at: stay.started_at,
            accepted_at: stay.accepted_at,
            ended_at: stay.ended_at,
            seconds: stay.ended_at.unwrap_or(now).seconds_since(stay.started_at).max(0),
        }
    }
}

impl<'a> Escalation<'a> {
    pub(super) fn of(asked: &'a tickets::Escalation, names: &'a Names) -> Self {
        let person = |id| PersonReference::of(names, id);
        Self {
            id: asked.id,
            reason: asked.reason,
            attempted_steps: &asked.attempted_steps,
            since: asked.since,
            affected: &asked.affected,
            checklist: &asked.checklist,
            as_consultation: asked.as_consultation,
            group: GroupReference::of(names, asked.group_id),
            escalated_by: person(asked.escalated_by_id),
            escalated_at: asked.escalated_at,
            accepted_by: asked.accepted_by_id.map(person),
            accepted_at: asked.accepted_at,
            returned_by: asked.returned_by_id.map(person),
            returned_at: asked.returned_at,
            return_reason: asked.return_reason,
            guidance: asked.guidance.as_deref(),
        }
    }
}

impl<'a> Wait<'a> {
    pub(super) fn of(wait: &'a tickets::Wait, names: &'a Names, now: Timestamp) -> Self {
        Self {
            id: wait.id,
            on: wait.waiting_on,
            question: wait.question.as_deref(),
            party: wait.party,
            party_name: wait.party_name.as_deref(),
            reference: wait.reference.as_deref(),
            promised_at: wait.promised_at,
            started_by: PersonReference::of(names, wait.started_by_id),
            started_at: wait.started_at,
            ended_at: wait.ended_at,
            seconds: wait.ended_at.unwrap_or(now).seconds_since(wait.started_at).max(0),
        }
    }
}

impl<'a> Resolution<'a> {
    pub(super) fn of(given: &'a tickets::Resolution, names: &'a Names) -> Self {
        Self {
            id: given.id,
            tier: given.tier,
            resolution: &given.solution,
            cause: given.cause.as_deref(),
            tier1_could_have_solved: given.tier1_could_have_solved,
            article: given.article.as_deref(),
            first_contact: given.first_contact,
            resolved_by: PersonReference::of(names, given.resolved_by_id),
            resolved_at: given.resolved_at,
            reopened_by: given.reopened_by_id.map(|id| PersonReference::of(names, id)),
            reopened_at: given.reopened_at,
            reopen_reason: given.reopen_reason.as_deref(),
        }
    }
}

impl<'a> Closure<'a> {
    pub(super) fn of(closure: &'a tickets::Closure, names: &'a Names) -> Self {
        Self {
            how: closure.how,
            closed_by: closure.closed_by_id.map(|id| PersonReference::of(names, id)),
            closed_at: closure.closed_at,
            reason: closure.reason.as_deref(),
            rating: closure.rating,
            comment: closure.comment.as_deref(),
            rated_at: closure.rated_at,
        }
    }
}

impl<'a> Comment<'a> {
    /// A comment, with the name of who wrote it.
    pub(super) fn of(comment: &'a tickets::Comment, names: &'a Names) -> Self {
        Self {
            id: comment.id,
            author: PersonReference::of(names, comment.author_id),
            author_tier: comment.author_tier,
            visibility: comment.visibility,
            body: &comment.body,
            created_at: comment.created_at,
        }
    }
}

impl<'a> Link<'a> {
    pub(super) fn of(linked: &'a LinkedTicket) -> Self {
        Self {
            id: linked.link.id,
            kind: linked.link.kind,
            outgoing: linked.outgoing,
            number: &linked.number,
            title: &linked.title,
            status: linked.status,
            priority: linked.priority,
        }
    }
}

impl<'a> Watcher<'a> {
    pub(super) fn of(watcher: &tickets::Watcher, names: &'a Names) -> Self {
        Self { person: PersonReference::of(names, watcher.person_id), since: watcher.since }
    }
}
