//! A ticket as a line of a list.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::tickets::{Names, Ticket};
use crate::desk::words::{DirectRouteReason, Priority, Stage};

/// A line: what it is, whose, how urgent, where, with whom, since when.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    number: String,
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
    direct: Option<DirectRouteReason>,
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
            direct: ticket.direct_route_reason,
        }
    }

    /// The lines of a page of tickets.
    pub fn all(tickets: &[Ticket], names: &Names) -> Vec<Self> {
        tickets.iter().map(|ticket| Self::new(ticket, names)).collect()
    }
}

/// The person who answers for a ticket, or else its group.
pub fn holder<'a>(ticket: &Ticket, names: &'a Names) -> &'a str {
    match ticket.assignee_id {
        Some(person) => names.person(person),
        None => names.group(ticket.group_id),
    }
}
