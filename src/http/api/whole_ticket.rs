//! A whole ticket in JSON: as much of it as its reader may see.

use serde::Serialize;
use utoipa::ToSchema;

use super::attachments::Attached;
use super::clocks::Clock;
use super::references::PersonReference;
use super::ticket_parts::{Closure, Comment, Escalation, Link, Resolution, StageSpan, Stay, Wait, Watcher};
use super::ticket_shape::TicketLine;
use crate::clock::Timestamp;
use crate::desk::attachments::Attachment;
use crate::desk::tickets::{Move, Overview};
use crate::desk::words::{Language, Stage};

/// A ticket with all that belongs to it, as far as the caller may see.
#[derive(Serialize, ToSchema)]
pub(super) struct Ticket<'a> {
    #[serde(flatten)]
    line: TicketLine<'a>,
    /// What happened, in the reporter's words.
    description: &'a str,
    /// Who entered it.
    opened_by: PersonReference<'a>,
    /// What the caller may do to it now.
    moves: Vec<Move>,
    /// Its clocks: promises to the requester; for staff and heads also what the tiers promise each other, and duties to
    /// report.
    clocks: Vec<Clock>,
    /// How long it was in each stage.
    stages: Vec<StageSpan<'a>>,
    /// How long it was at each tier, from hand-over to hand-over.
    stays: Vec<Stay<'a>>,
    /// What Tier 1 asked of Tier 2; empty for callers who are only the requester.
    escalations: Vec<Escalation<'a>>,
    /// Its waits for the requester or an outside party.
    waits: Vec<Wait<'a>>,
    /// Its solutions.
    resolutions: Vec<Resolution<'a>>,
    /// How it ended.
    closure: Option<Closure<'a>>,
    /// The replies and notes the caller may read.
    comments: Vec<Comment<'a>>,
    /// The files the caller may read.
    attachments: Vec<Attached>,
    /// The tickets it is linked to that the caller may see.
    links: Vec<Link<'a>>,
    /// The ticket it was merged into, if it was.
    merged_into: Option<MergedInto<'a>>,
    /// Who watches it.
    watchers: Vec<Watcher<'a>>,
}

/// The ticket another was merged into: its number for those who may see it, its stage for those who follow.
#[derive(Serialize, ToSchema)]
pub(super) struct MergedInto<'a> {
    /// Its number; `null` for callers who may not see it.
    number: Option<&'a str>,
    /// Its stage; `null` where it is restricted and not the caller's to see.
    stage: Option<Stage>,
}

impl<'a> Ticket<'a> {
    /// The whole ticket at `now`.
    pub(super) fn of(
        overview: &'a Overview,
        files: Vec<Attachment>,
        now: Timestamp,
        language: Language,
    ) -> Self {
        let names = &overview.names;
        Self {
            line: TicketLine::of(&overview.ticket, names, language),
            description: &overview.ticket.description,
            opened_by: PersonReference::of(names, overview.ticket.opened_by_id),
            moves: overview.moves.clone(),
            clocks: overview.clocks.iter().cloned().map(Clock::of).collect(),
            stages: overview.stages.iter().map(|span| StageSpan::of(span, names, now)).collect(),
            stays: overview.stays.iter().map(|stay| Stay::of(stay, names, now)).collect(),
            escalations: overview.escalations.iter().map(|asked| Escalation::of(asked, names)).collect(),
            waits: overview.waits.iter().map(|wait| Wait::of(wait, names, now)).collect(),
            resolutions: overview.resolutions.iter().map(|given| Resolution::of(given, names)).collect(),
            closure: overview.closure.as_ref().map(|closure| Closure::of(closure, names)),
            comments: overview.comments.iter().map(|comment| Comment::of(comment, names)).collect(),
            attachments: files.into_iter().map(Attached::of).collect(),
            links: overview.links.iter().map(Link::of).collect(),
            merged_into: overview
                .merged_into
                .as_ref()
                .map(|other| MergedInto { number: other.number.as_deref(), stage: other.stage }),
            watchers: overview.watchers.iter().map(|watcher| Watcher::of(watcher, names)).collect(),
        }
    }
}
