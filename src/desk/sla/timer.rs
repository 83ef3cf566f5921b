//! One clock, pure: when a target is reached, given when it began, when it stood still, and in which calendar it counts.

use super::calendar::{Calendar, CalendarError, Segment, Why};
use super::words::Unit;
use crate::clock::Timestamp;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// Why a clock stands still.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Still {
    /// The requester was asked.
    Waiting,
    /// It was solved, and is open again.
    Resolved,
}

/// A stretch in which a clock stands still, `[from, to)`; without an end while it lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hole {
    /// From (included).
    pub from: Timestamp,
    /// To (excluded).
    pub to: Option<Timestamp>,
    /// Why.
    pub still: Still,
}

/// What a clock is counted in, and how much it gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    /// The unit.
    pub unit: Unit,
    /// How many.
    pub amount: i32,
}

/// The course of a clock: everything that happened to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    /// When it began.
    pub started_at: Timestamp,
    /// When it stood still, in order and apart.
    pub holes: Vec<Hole>,
    /// When what it waits for happened.
    pub stopped_at: Option<Timestamp>,
}

impl Course {
    /// A course that has just begun.
    pub const fn begun(started_at: Timestamp) -> Self {
        Self { started_at, holes: Vec::new(), stopped_at: None }
    }

    /// The same clock with all it stood still, as it was when it began to stand still for good or as it is.
    fn stretches(&self, until: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let mut at = self.started_at;
        let mut running = Vec::new();
        for hole in &self.holes {
            running.push((at, hole.from.min(until)));
            at = hole.to.unwrap_or(until);
        }
        running.push((at, until));
        running.retain(|(from, to)| from < to);
        running
    }

    /// Whether it stands still at the end of what is known.
    pub fn is_still(&self) -> bool {
        self.holes.last().is_some_and(|hole| hole.to.is_none())
    }
}

/// When `percent` of a budget is used up; `None` while the clock stands still before that.
///
/// # Errors
/// When the calendar has not enough working time to come.
pub fn reached(
    calendar: &Calendar,
    course: &Course,
    budget: Budget,
    percent: i32,
) -> Result<Option<Timestamp>, CalendarError> {
    let amount = i64::from(budget.amount);
    if budget.unit == Unit::WorkingDays {
        return days_reached(calendar, course, budget, percent);
    }
    run(calendar, course.started_at, amount * MINUTE * i64::from(percent) / 100, &course.holes)
}

/// Working days: the n-th day at the same time, later by the working time the clock stood still on the way.
fn days_reached(
    calendar: &Calendar,
    course: &Course,
    budget: Budget,
    percent: i32,
) -> Result<Option<Timestamp>, CalendarError> {
    let start = course.started_at;
    let days = u32::try_from(budget.amount).unwrap_or(0);
    let base = calendar.working_days(start, days)?;
    if percent != 100 {
        let whole = calendar.worked(start, base);
        return run(calendar, start, whole / 100 * i64::from(percent), &course.holes);
    }
    let mut due = base;
    for hole in course.holes.iter().filter(|hole| hole.from >= start) {
        if hole.from >= due {
            break;
        }
        let Some(to) = hole.to else { return Ok(None) };
        let lost = calendar.worked(hole.from, to);
        let left = calendar.worked(hole.from, due);
        due = if lost == 0 && to <= due { due } else { calendar.due(to, left)? };
    }
    Ok(Some(due))
}

/// Runs a clock until `budget` microseconds of working time are used up.
fn run(
    calendar: &Calendar,
    start: Timestamp,
    budget: i64,
    holes: &[Hole],
) -> Result<Option<Timestamp>, CalendarError> {
    let (mut at, mut left) = (start, budget);
    for hole in holes {
        let work = calendar.worked(at, hole.from);
        if work >= left {
            break;
        }
        left -= work;
        let Some(to) = hole.to else { return Ok(None) };
        at = to;
    }
    calendar.due(at, left).map(Some)
}

/// The time a clock has run until an instant, or until it stopped, in microseconds.
pub fn worked(calendar: &Calendar, course: &Course, until: Timestamp) -> i64 {
    let until = course.stopped_at.map_or(until, |stopped| stopped.min(until));
    course.stretches(until).into_iter().map(|(from, to)| calendar.worked(from, to)).sum()
}

/// The working time a clock stood still because the requester was asked, until an instant or until it stopped, in
/// microseconds.
pub fn paused(calendar: &Calendar, course: &Course, until: Timestamp) -> i64 {
    let until = course.stopped_at.map_or(until, |stopped| stopped.min(until));
    let waits = course.holes.iter().filter(|hole| hole.still == Still::Waiting);
    waits.map(|hole| calendar.worked(hole.from, hole.to.unwrap_or(until).min(until))).sum()
}

/// A clock told piece by piece from its start to its due date; while it stands still, to `now`. What counts adds up to the
/// budget.
pub fn explained(
    calendar: &Calendar,
    course: &Course,
    due: Option<Timestamp>,
    now: Timestamp,
) -> Vec<Segment> {
    let end = due.unwrap_or(now);
    let mut told = Vec::new();
    let mut at = course.started_at;
    for hole in &course.holes {
        if hole.from >= end {
            break;
        }
        told.extend(calendar.segments(at, hole.from));
        let to = hole.to.unwrap_or(end).min(end);
        let why = match hole.still {
            Still::Waiting => Why::Paused,
            Still::Resolved => Why::Resolved,
        };
        told.push(Segment { from: hole.from, to, counts: false, why, note: None });
        at = to;
    }
    if at < end {
        told.extend(calendar.segments(at, end));
    }
    told.retain(|segment| segment.from < segment.to);
    told
}
