//! What the clocks of a ticket are a function of, and the course of each that follows.

use chrono::NaiveDate;

use super::policy::Subject;
use super::timer::{Course, Hole, Still};
use super::words::{ClockName, PauseRule};
use crate::clock::Timestamp;
use crate::desk::ids::{CalendarId, TicketId};
use crate::desk::words::Tier;

/// A wait for the requester.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WaitFact {
    /// From (included).
    pub from: Timestamp,
    /// To (excluded); none while it lasts.
    pub to: Option<Timestamp>,
}

/// A solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Solution {
    /// Its place, from 1.
    pub seq: i32,
    /// When it was given.
    pub at: Timestamp,
    /// When it turned out not to hold.
    pub reopened_at: Option<Timestamp>,
    /// When the requester was reminded to confirm it.
    pub reminded_at: Option<Timestamp>,
}

/// A stay at one tier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StayFact {
    /// Its place, from 1.
    pub seq: i32,
    /// The tier.
    pub tier: Tier,
    /// The calendar of the group that holds it.
    pub calendar: CalendarId,
    /// From (included).
    pub started_at: Timestamp,
    /// When it was taken over.
    pub accepted_at: Option<Timestamp>,
    /// To (excluded); none while it lasts.
    pub ended_at: Option<Timestamp>,
}

/// A duty to report outside that was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Which duty.
    pub clock: ClockName,
    /// When.
    pub at: Timestamp,
}

/// Everything the clocks of a ticket are a function of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The ticket.
    pub ticket: TicketId,
    /// What policies ask of it.
    pub subject: Subject,
    /// The agency's calendar.
    pub calendar: CalendarId,
    /// The day of first contact, in the agency's zone: which policy versions hold.
    pub reported_on: NaiveDate,
    /// First contact.
    pub reported_at: Timestamp,
    /// The first public answer of staff.
    pub answered_at: Option<Timestamp>,
    /// Waits for the requester, in order.
    pub waits: Vec<WaitFact>,
    /// Solutions, in order.
    pub solutions: Vec<Solution>,
    /// When it was closed or cancelled.
    pub ended_at: Option<Timestamp>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Stays, in order.
    pub stays: Vec<StayFact>,
    /// Duties that were met.
    pub notices: Vec<Notice>,
}

/// A clock a ticket may have: which, in whose calendar, and how it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wanted {
    pub(super) name: ClockName,
    pub(super) seq: i32,
    pub(super) tier: Option<Tier>,
    /// The calendar unless the policy names one.
    pub(super) calendar: CalendarId,
    pub(super) started_at: Timestamp,
    /// When what it waits for happened.
    pub(super) stopped_at: Option<Timestamp>,
    /// It no longer matters how it went.
    pub(super) void: bool,
    /// It is not over before the day after this: a day to answer the reminder.
    pub(super) grace_from: Option<Timestamp>,
    waits: Vec<Hole>,
    solved: Vec<Hole>,
}

impl Wanted {
    /// How it went under a pause rule.
    pub(super) fn course(&self, pause: PauseRule) -> Course {
        let mut holes = self.solved.clone();
        if pause == PauseRule::WaitingRequester {
            holes.extend_from_slice(&self.waits);
        }
        holes.sort_by_key(|hole| hole.from);
        Course { started_at: self.started_at, holes, stopped_at: self.stopped_at }
    }
}

impl Facts {
    /// Every clock the ticket may have; policies decide which of them it has.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        let mut all = vec![self.response(), self.resolution()];
        for stay in &self.stays {
            all.push(self.take_over(stay));
            all.push(self.own_time(stay));
        }
        all.extend(self.solutions.iter().map(|solution| self.confirmation(solution)));
        all.extend([ClockName::CyberIncident, ClockName::DataBreach].map(|name| self.duty(name)));
        all
    }

    /// When the solution that stands was given.
    fn solved_at(&self) -> Option<Timestamp> {
        self.solutions.last().filter(|solution| solution.reopened_at.is_none()).map(|solution| solution.at)
    }

    /// Starts at first contact, is met by the first public answer of staff, never pauses (`rules.md` 4.4).
    fn response(&self) -> Wanted {
        let first_solution = self.solutions.first().map(|solution| solution.at);
        let answered = self.answered_at.into_iter().chain(first_solution).min();
        self.whole(ClockName::Response, answered)
    }

    /// Starts at first contact, stops at the solution; reopening resumes it, and the time between does not count.
    fn resolution(&self) -> Wanted {
        let whole = self.whole(ClockName::Resolution, self.solved_at());
        Wanted { waits: self.waits(), solved: self.solved(), ..whole }
    }

    fn whole(&self, name: ClockName, done: Option<Timestamp>) -> Wanted {
        Wanted {
            name,
            seq: 0,
            tier: None,
            calendar: self.calendar,
            started_at: self.reported_at,
            stopped_at: done.or(self.ended_at),
            void: self.cancelled && done.is_none(),
            grace_from: None,
            waits: Vec::new(),
            solved: Vec::new(),
        }
    }

    /// From hand-over until somebody of the tier takes it over, or it leaves the tier.
    fn take_over(&self, stay: &StayFact) -> Wanted {
        let left = stay.ended_at.filter(|_| self.ended_at != stay.ended_at);
        let done = stay.accepted_at.or(left).or(self.solved_at());
        self.of_stay(ClockName::TakeOver, stay, done)
    }

    /// From hand-over to hand-over, without what is not the tier's: waits for the requester, and solved.
    fn own_time(&self, stay: &StayFact) -> Wanted {
        let left = stay.ended_at.filter(|_| self.ended_at != stay.ended_at);
        let last = self.stays.last().is_some_and(|last| last.seq == stay.seq);
        let done = left.or(self.solved_at().filter(|_| last));
        let own = self.of_stay(ClockName::OwnTime, stay, done);
        Wanted { waits: within(self.waits(), stay), solved: within(self.solved(), stay), ..own }
    }

    fn of_stay(&self, name: ClockName, stay: &StayFact, done: Option<Timestamp>) -> Wanted {
        Wanted {
            seq: stay.seq,
            tier: Some(stay.tier),
            calendar: stay.calendar,
            started_at: stay.started_at,
            ..self.whole(name, done)
        }
    }

    /// From the solution until it is confirmed, or said not to hold.
    fn confirmation(&self, solution: &Solution) -> Wanted {
        Wanted {
            seq: solution.seq,
            started_at: solution.at,
            stopped_at: solution.reopened_at.or(self.ended_at),
            void: solution.reopened_at.is_some() || self.cancelled,
            grace_from: solution.reminded_at,
            ..self.whole(ClockName::Confirmation, None)
        }
    }

    /// Elapsed time from first contact until the report outside; never pauses (`rules.md` 4.7). That a ticket was solved
    /// does not meet the duty; that it was cancelled ends it.
    fn duty(&self, name: ClockName) -> Wanted {
        let done = self.notices.iter().find(|notice| notice.clock == name).map(|notice| notice.at);
        let ended = self.ended_at.filter(|_| self.cancelled);
        Wanted { stopped_at: done.or(ended), ..self.whole(name, done) }
    }

    /// The waits for the requester.
    fn waits(&self) -> Vec<Hole> {
        let waits = self.waits.iter().filter(|wait| wait.to.is_none_or(|to| to > wait.from));
        waits.map(|wait| Hole { from: wait.from, to: wait.to, still: Still::Waiting }).collect()
    }

    /// Between solution and reopening.
    fn solved(&self) -> Vec<Hole> {
        let gone = self.solutions.iter().filter_map(|solution| Some((solution.at, solution.reopened_at?)));
        gone.filter(|(from, to)| from < to)
            .map(|(from, to)| Hole { from, to: Some(to), still: Still::Resolved })
            .collect()
    }
}

/// The part of holes that lies within a stay.
fn within(holes: Vec<Hole>, stay: &StayFact) -> Vec<Hole> {
    let mut inside = Vec::new();
    for hole in holes {
        let from = hole.from.max(stay.started_at);
        let to = match (hole.to, stay.ended_at) {
            (Some(to), Some(end)) => Some(to.min(end)),
            (to, end) => to.or(end),
        };
        if to.is_none_or(|to| from < to) && stay.ended_at.is_none_or(|end| from < end) {
            inside.push(Hole { from, to, still: hole.still });
        }
    }
    inside
}
