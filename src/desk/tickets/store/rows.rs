//! The row of a ticket.

use diesel::prelude::*;

use super::super::number::Number;
use crate::clock::Timestamp;
use crate::db::schema::tickets;
use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId, TicketId};
use crate::desk::words::{
    Channel, Classification, DirectRouteReason, Impact, Kind, Party, Priority, Status, Tier, Urgency,
};

/// A ticket as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tickets, treat_none_as_null = true)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its running number, unique and rising; a gap after a rollback is fine.
    pub serial: i64,
    /// The number as people say it; see [`Ticket::spoken`].
    pub number: String,
    /// Goes up by one with each act that changes the row.
    pub version: i64,
    /// The kind of contact.
    pub kind: Kind,
    /// What it is about, in a line.
    pub title: String,
    /// What happened, in the reporter's words.
    pub description: String,
    /// The category of the catalogue.
    pub category_id: CategoryId,
    /// The requester's agency when it was opened; it stays there if they move.
    pub agency_id: AgencyId,
    /// Whose need it is.
    pub requester_id: PersonId,
    /// Who entered it.
    pub opened_by_id: PersonId,
    /// How it reached the desk.
    pub channel: Channel,
    /// How far it reaches.
    pub impact: Impact,
    /// How soon it matters.
    pub urgency: Urgency,
    /// What follows from impact and urgency.
    pub priority: Priority,
    /// The classification of its information.
    pub classification: Classification,
    /// Whether only named handlers read it.
    pub restricted: bool,
    /// Where it is in its life.
    pub status: Status,
    /// The tier that holds it.
    pub tier: Tier,
    /// The group that answers for it.
    pub group_id: GroupId,
    /// The person of the group who answers for it.
    pub assignee_id: Option<PersonId>,
    /// Whether the tier that holds it has taken it over; always true at Tier 1.
    pub accepted: bool,
    /// Which outside party it waits for.
    pub waiting_party: Option<Party>,
    /// Why it began at Tier 2, if it did.
    pub direct_route_reason: Option<DirectRouteReason>,
    /// How often Tier 2 returned it.
    pub bounces: i32,
    /// First contact: clocks start here.
    pub reported_at: Timestamp,
    /// When it was entered.
    pub created_at: Timestamp,
    /// The last act on it.
    pub updated_at: Timestamp,
    /// Since when it is in its stage.
    pub stage_since: Timestamp,
    /// When it was last solved.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed or cancelled.
    pub closed_at: Option<Timestamp>,
    /// When the next running promise to the requester is due; [`Ticket::NO_DUE`] while none runs. So that lists are walked by
    /// it.
    pub due_at: Timestamp,
}

impl Ticket {
    /// In place of a due date while no promise runs: sorts after every due date there is.
    pub const NO_DUE: Timestamp = Timestamp::from_micros(253_370_764_800_000_000);

    /// When the next running promise to the requester is due.
    pub fn due(&self) -> Option<Timestamp> {
        Some(self.due_at).filter(|due| *due < Self::NO_DUE)
    }

    /// Notes when the next running promise is due.
    pub fn promise(&mut self, due_at: Option<Timestamp>) {
        self.due_at = due_at.unwrap_or(Self::NO_DUE);
    }

    /// The number, typed.
    pub fn spoken(&self) -> Number {
        self.number.parse().unwrap_or_else(|_| Number::of(0, self.serial))
    }
}
