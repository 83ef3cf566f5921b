//! A ticket in JSON, as lists show it and as acts answer with it.

use serde::Serialize;
use utoipa::ToSchema;

use super::references::{AgencyReference, CategoryReference, GroupReference, PersonReference};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::answers::Answer;
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::tickets::{Move, Names, Ticket};
use crate::desk::words::{
    Channel, Classification, DirectRouteReason, Impact, Kind, Language, Priority, Stage, Status, Tier,
    Urgency,
};
use crate::http::error::Refusal;

/// A ticket as lists show it.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketLine<'a> {
    /// Its number, by which it is asked for.
    #[schema(example = "TKT-2026-000123")]
    number: &'a str,
    /// Its id.
    id: TicketId,
    /// Goes up with each act that changes the ticket; also its `ETag`.
    version: i64,
    /// The kind of contact.
    kind: Kind,
    /// What it is about, in a line.
    title: &'a str,
    /// Where it is in its life.
    status: Status,
    /// What the requester is shown of where it is.
    stage: Stage,
    /// Since when it is in its stage.
    stage_since: Timestamp,
    /// The tier that holds it.
    tier: Tier,
    /// What follows from impact and urgency.
    priority: Priority,
    /// How far it reaches.
    impact: Impact,
    /// How soon it matters.
    urgency: Urgency,
    /// Its category.
    category: CategoryReference<'a>,
    /// The requester's agency when it was opened.
    agency: AgencyReference<'a>,
    /// Whose need it is.
    requester: PersonReference<'a>,
    /// Who answers for it.
    assignee: Option<PersonReference<'a>>,
    /// The group that holds it.
    group: GroupReference<'a>,
    /// Tier, group and person in one: who holds it.
    holder: Holder<'a>,
    /// Whether the tier that holds it has taken it over; always so at Tier 1.
    accepted: bool,
    /// How it came in.
    channel: Channel,
    /// The classification of its information.
    classification: Classification,
    /// Whether only named handlers read it; each reading of the whole ticket is noted then.
    restricted: bool,
    /// How often Tier 2 returned it.
    bounces: i32,
    /// Why it began at Tier 2, if it did.
    direct_route_reason: Option<DirectRouteReason>,
    /// When the next running promise to the requester is due; none while none runs.
    due_at: Option<Timestamp>,
    /// First contact: clocks start here.
    reported_at: Timestamp,
    /// When it was entered.
    created_at: Timestamp,
    /// The last act on it.
    updated_at: Timestamp,
    /// When it was last solved.
    resolved_at: Option<Timestamp>,
    /// When it was closed or cancelled.
    closed_at: Option<Timestamp>,
}

/// Who holds a ticket: exactly one tier, one group, and a person if somebody took it.
#[derive(Serialize, ToSchema)]
pub(super) struct Holder<'a> {
    /// The tier.
    tier: Tier,
    /// The group.
    group: GroupReference<'a>,
    /// The person.
    person: Option<PersonReference<'a>>,
}

/// A ticket as an act leaves it.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketAfter<'a> {
    #[serde(flatten)]
    line: TicketLine<'a>,
    /// What happened, in the reporter's words.
    description: &'a str,
    /// What the caller may do now.
    moves: Vec<Move>,
}

impl<'a> TicketLine<'a> {
    /// The line of a ticket.
    pub(super) fn of(ticket: &'a Ticket, names: &'a Names, language: Language) -> Self {
        let assignee = || ticket.assignee_id.map(|id| PersonReference::of(names, id));
        Self {
            number: &ticket.number,
            id: ticket.id,
            version: ticket.version,
            kind: ticket.kind,
            title: &ticket.title,
            status: ticket.status,
            stage: ticket.stage(),
            stage_since: ticket.stage_since,
            tier: ticket.tier,
            priority: ticket.priority,
            impact: ticket.impact,
            urgency: ticket.urgency,
            category: CategoryReference::of(names, ticket.category_id, language),
            agency: AgencyReference::of(names, ticket.agency_id),
            requester: PersonReference::of(names, ticket.requester_id),
            assignee: assignee(),
            group: GroupReference::of(names, ticket.group_id),
            holder: Holder {
                tier: ticket.tier,
                group: GroupReference::of(names, ticket.group_id),
                person: assignee(),
            },
            accepted: ticket.accepted,
            channel: ticket.channel,
            classification: ticket.classification,
            restricted: ticket.restricted,
            bounces: ticket.bounces,
            direct_route_reason: ticket.direct_route_reason,
            due_at: ticket.due(),
            reported_at: ticket.reported_at,
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            resolved_at: ticket.resolved_at,
            closed_at: ticket.closed_at,
        }
    }
}

/// The answer to an act: the ticket as it is now, with its version.
///
/// # Errors
/// When the names it needs cannot be read.
pub(super) fn after(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    language: Language,
    answer: impl FnOnce(&str, Option<i64>, &TicketAfter<'_>) -> Result<Answer, Refusal>,
) -> Result<Answer, Refusal> {
    let names = names_of(conn, ticket)?;
    let after = TicketAfter {
        line: TicketLine::of(ticket, &names, language),
        description: &ticket.description,
        moves: ticket.moves(actor),
    };
    answer(&address(&ticket.number), Some(ticket.version), &after)
}

/// Where a ticket is, below the root of the interface.
pub(super) fn address(number: &str) -> String {
    format!("/tickets/{number}")
}

fn names_of(conn: &mut DbConn, ticket: &Ticket) -> Result<Names, DbError> {
    Names::of_tickets(conn, std::slice::from_ref(ticket))
}
