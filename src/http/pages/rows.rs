//! A ticket as a line of a list.

use std::collections::HashMap;

use serde::Serialize;

use super::frame::Voice;
use super::gauge::Gauge;
use crate::clock::Timestamp;
use crate::desk::ids::TicketId;
use crate::desk::sla::Bar;
use crate::desk::tickets::{Names, Ticket};
use crate::desk::words::{Channel, DirectRouteReason, Kind, Priority, Stage};

/// A line: what it is, whose, how urgent, where, with whom, since when.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    number: String,
    version: i64,
    title: String,
    requester: String,
    agency: String,
    priority: Priority,
    stage: Stage,
    bounces: i32,
    restricted: bool,
    holder: String,
    since: Timestamp,
    reported_at: Timestamp,
    updated_at: Timestamp,
    category: String,
    kind: Kind,
    channel: Channel,
    direct: Option<DirectRouteReason>,
    clock: Option<Gauge>,
    presence: String,
}

/// What stands where no line is.
#[derive(Serialize)]
pub struct Empty {
    /// What is not here.
    pub title: String,
    /// How it comes about.
    pub text: String,
}

impl Row {
    /// The line of `ticket`.
    pub fn new(ticket: &Ticket, names: &Names) -> Self {
        Self {
            number: ticket.number.clone(),
            version: ticket.version,
            title: ticket.title.clone(),
            requester: names.person(ticket.requester_id).to_owned(),
            agency: names.agency_short(ticket.agency_id).to_owned(),
            priority: ticket.priority,
            stage: ticket.stage(),
            bounces: ticket.bounces,
            restricted: ticket.restricted,
            holder: holder(ticket, names).to_owned(),
            since: ticket.stage_since,
            reported_at: ticket.reported_at,
            updated_at: ticket.updated_at,
            category: String::new(),
            kind: ticket.kind,
            channel: ticket.channel,
            direct: ticket.direct_route_reason,
            clock: None,
            presence: String::new(),
        }
    }

    /// With who is at its ticket.
    #[must_use]
    pub fn with_presence(self, presence: String) -> Self {
        Self { presence, ..self }
    }

    /// The lines of a page of tickets.
    pub fn all(tickets: &[Ticket], names: &Names) -> Vec<Self> {
        tickets.iter().map(|ticket| Self::new(ticket, names)).collect()
    }

    /// The lines of a page of tickets, each with its category and the promise that is due first.
    pub fn timed(
        tickets: &[Ticket],
        names: &Names,
        bars: &HashMap<TicketId, Bar>,
        voice: Voice<'_>,
    ) -> Vec<Self> {
        let line = |ticket: &Ticket| {
            let clock = bars.get(&ticket.id).and_then(|bar| Gauge::of(*bar, voice));
            let category = names.category(ticket.category_id, voice.language).to_owned();
            Self { clock, category, ..Self::new(ticket, names) }
        };
        tickets.iter().map(line).collect()
    }
}

/// The person who answers for a ticket, or else its group.
pub fn holder<'a>(ticket: &Ticket, names: &'a Names) -> &'a str {
    match ticket.assignee_id {
        Some(person) => names.person(person),
        None => names.group(ticket.group_id),
    }
}
