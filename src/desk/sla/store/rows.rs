//! The row of a clock, and how it stands.

use super::super::words::{ClockName, ClockState, Phase, Unit};
use crate::clock::Timestamp;
use crate::db::schema::clocks;
use crate::desk::ids::{CalendarId, ClockId, PolicyVersionId, TicketId};
use crate::desk::words::Tier;

/// A clock as it is kept: what a computation from the facts gave, and what was already told of it.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    diesel::Queryable,
    diesel::Selectable,
    diesel::Insertable,
    diesel::AsChangeset,
)]
#[diesel(table_name = clocks, treat_none_as_null = true)]
pub struct Clock {
    /// Its id.
    pub id: ClockId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// What it measures.
    pub name: ClockName,
    /// 0 for the whole ticket; the stay's place; the solution's place.
    pub seq: i32,
    /// The tier, for those of a stay.
    pub tier: Option<Tier>,
    /// The policy version that set it.
    pub policy_version_id: PolicyVersionId,
    /// The calendar it counts in; none for elapsed time.
    pub calendar_id: Option<CalendarId>,
    /// How many versions that calendar had.
    pub calendar_seq: i32,
    /// What its target is counted in.
    pub unit: Unit,
    /// How many of those.
    pub amount: i32,
    /// When it began.
    pub started_at: Timestamp,
    /// Where it is.
    pub phase: Phase,
    /// When it stopped.
    pub stopped_at: Option<Timestamp>,
    /// When it has to be done; none while it stands still.
    pub due_at: Option<Timestamp>,
    /// How much was used up when it stopped or stood still, in microseconds; none while it runs.
    pub used: Option<i64>,
    /// The highest threshold that was told, in percent.
    pub fired: i32,
    /// When the desk has to say or do something about it.
    pub next_event_at: Option<Timestamp>,
    /// The revision of the rules it was computed with.
    pub rules: i64,
}

/// The promise to the requester that matters most of a ticket's clocks: of those that run the one that is due first; else
/// the one that stands still; else how the solution went.
pub fn foremost<'a>(clocks: impl Iterator<Item = &'a Clock>) -> Option<&'a Clock> {
    clocks.filter(|clock| clock.name.is_promise()).min_by_key(|clock| {
        let open = clock.is_open();
        (!open, clock.due_at.is_none(), clock.due_at.filter(|_| open), clock.name == ClockName::Response)
    })
}

impl Clock {
    /// How it stands at an instant. What stops exactly when it is due is in time.
    pub fn state(&self, now: Timestamp) -> ClockState {
        let late = |at: Timestamp| self.due_at.is_some_and(|due| at > due);
        match self.phase {
            Phase::Void => ClockState::Cancelled,
            Phase::Stopped if late(self.stopped_at.unwrap_or(now)) => ClockState::Breached,
            Phase::Stopped => ClockState::Met,
            Phase::Running | Phase::Paused if late(now) => ClockState::Breached,
            Phase::Running => ClockState::Running,
            Phase::Paused => ClockState::Paused,
        }
    }

    /// Whether it still matters.
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Running | Phase::Paused)
    }
}
