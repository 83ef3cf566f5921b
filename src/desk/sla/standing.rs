//! How a clock stands at an instant: for pages, lists and the API.

use std::sync::Arc;

use super::calendar::{Calendar, Segment, Why};
use super::compute::{calendar_of, course_of, under_its_own_versions};
use super::facts::Facts;
use super::rules::Rules;
use super::store::Clock;
use super::timer;
use super::words::{ClockState, Phase, Unit};
use crate::clock::Timestamp;

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;

/// A clock and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its row.
    pub clock: Clock,
    /// The code of the policy that set it.
    pub policy: String,
    /// The name of that policy.
    pub policy_name: String,
    /// The place of that policy's version.
    pub policy_seq: i32,
    /// The decree that version rests on.
    pub legal_basis: String,
    /// The code of the calendar it counts in; none for elapsed time.
    pub calendar: Option<String>,
    /// The name of that calendar.
    pub calendar_name: Option<String>,
    /// How it stands.
    pub state: ClockState,
    /// Seconds of its own time used up.
    pub worked_seconds: i64,
    /// Seconds of that calendar's time it stood still for the requester.
    pub paused_seconds: i64,
    /// Seconds of its own time left; negative when late.
    pub remaining_seconds: i64,
}

/// What a bar shows of a clock, from its row alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it measures.
    pub name: super::words::ClockName,
    /// How it stands.
    pub state: ClockState,
    /// Whether it stands still at the moment; it may have been late before.
    pub still: bool,
    /// Whether what it waits for has happened.
    pub stopped: bool,
    /// What its target is counted in.
    pub unit: Unit,
    /// When it is due; none while it stands still.
    pub due_at: Option<Timestamp>,
    /// Seconds of the target.
    pub target_seconds: i64,
    /// Seconds used up.
    pub used_seconds: i64,
    /// Seconds of working time it stood still.
    pub still_seconds: i64,
    /// Seconds left; negative when late.
    pub left_seconds: i64,
}

impl Standing {
    /// What a bar shows of it.
    pub fn bar(&self) -> Bar {
        Bar {
            name: self.clock.name,
            state: self.state,
            still: self.clock.phase == Phase::Paused,
            stopped: self.clock.phase == Phase::Stopped,
            unit: self.clock.unit,
            due_at: self.clock.due_at,
            target_seconds: self.worked_seconds + self.remaining_seconds,
            used_seconds: self.worked_seconds,
            still_seconds: self.paused_seconds,
            left_seconds: self.remaining_seconds,
        }
    }
}

/// How a clock stands at `now`.
pub fn standing(facts: &Facts, rules: &Rules, clock: Clock, now: Timestamp) -> Standing {
    let state = clock.state(now);
    let policy = rules.policy_version(clock.policy_version_id);
    let entry = clock.calendar_id.and_then(|id| rules.calendar(id));
    let (mut worked, mut paused, mut remaining) = (0, 0, 0);
    if let (Ok(calendar), Some(course)) = (calendar_of(rules, &clock), course_of(facts, rules, &clock)) {
        let until = clock.stopped_at.unwrap_or(now);
        worked = timer::worked(&calendar, &course, until);
        paused = timer::paused(&calendar, &course, until);
        remaining = match clock.due_at {
            Some(due) if until > due => -late(&calendar, &course, due, until),
            _ => budget(&calendar, &clock) - worked,
        };
    }
    Standing {
        policy: policy.map(|(policy, _)| policy.code.clone()).unwrap_or_default(),
        policy_name: policy.map(|(policy, _)| policy.name.clone()).unwrap_or_default(),
        policy_seq: policy.map_or(0, |(_, version)| version.seq),
        legal_basis: policy.map(|(_, version)| version.legal_basis.clone()).unwrap_or_default(),
        calendar: entry.map(|entry| entry.code.clone()),
        calendar_name: entry.map(|entry| entry.name.clone()),
        state,
        worked_seconds: worked / SECOND,
        paused_seconds: paused / SECOND,
        remaining_seconds: remaining.div_euclid(SECOND),
        clock,
    }
}

/// How much of a clock's time has gone by since it was due.
fn late(calendar: &Calendar, course: &timer::Course, due: Timestamp, until: Timestamp) -> i64 {
    timer::worked(calendar, course, until) - timer::worked(calendar, course, due)
}

/// What a clock gives in its own time, in microseconds. Days are as long as they are from its start on.
fn budget(calendar: &Calendar, clock: &Clock) -> i64 {
    match clock.unit {
        Unit::WorkingMinutes | Unit::ElapsedMinutes => i64::from(clock.amount) * 60 * SECOND,
        Unit::WorkingDays => {
            let days = u32::try_from(clock.amount).unwrap_or(0);
            calendar
                .working_days(clock.started_at, days)
                .map_or(0, |due| calendar.worked(clock.started_at, due))
        }
    }
}

/// What a bar shows of a clock at `now`.
pub fn bar(rules: &Rules, clock: &Clock, now: Timestamp) -> Bar {
    let calendar: Option<Arc<Calendar>> = calendar_of(rules, clock).ok();
    let until = clock.stopped_at.unwrap_or(now);
    let (mut target, mut used, mut gone, mut left) = (0, 0, 0, 0);
    if let Some(calendar) = calendar {
        target = budget(&calendar, clock);
        gone = calendar.worked(clock.started_at, until);
        used = match (clock.used, clock.due_at) {
            (Some(used), _) => used,
            (None, Some(due)) if due >= until => target - calendar.worked(until, due),
            (None, Some(due)) => target + calendar.worked(due, until),
            (None, None) => gone,
        };
        left = target - used;
        if clock.phase == Phase::Stopped && clock.due_at.is_some_and(|due| until > due) {
            left = left.min(0);
        }
    }
    Bar {
        name: clock.name,
        state: clock.state(now),
        still: clock.phase == Phase::Paused,
        stopped: clock.phase == Phase::Stopped,
        unit: clock.unit,
        due_at: clock.due_at,
        target_seconds: target / SECOND,
        used_seconds: used / SECOND,
        still_seconds: (gone - used).max(0) / SECOND,
        left_seconds: left.div_euclid(SECOND),
    }
}

/// A clock told segment by segment from its start to its due date, or to `now` while it stands still.
pub fn explained(facts: &Facts, rules: &Rules, clock: &Clock, now: Timestamp) -> Vec<Segment> {
    let (Ok(calendar), Some(course)) = (calendar_of(rules, clock), course_of(facts, rules, clock)) else {
        return Vec::new();
    };
    let mut segments = timer::explained(&calendar, &course, clock.due_at, now);
    if clock.unit == Unit::ElapsedMinutes {
        for segment in segments.iter_mut().filter(|segment| segment.counts) {
            segment.why = Why::Elapsed;
        }
    }
    segments
}

/// The clocks whose rows are not what the facts give: each with what they give. Open ones are also computed under the rules
/// as they are now, unless they still wait for that.
pub fn astray(facts: &Facts, rules: &Rules, kept: &[Clock], now: Timestamp) -> Vec<(Clock, Option<Clock>)> {
    let current = super::compute::recompute(facts, rules, kept, now);
    let mut astray = Vec::new();
    for clock in kept {
        let own = under_its_own_versions(facts, rules, clock, now).ok().flatten();
        let behind = clock.is_open() && clock.rules != rules.revision;
        let now_due = current.iter().find(|computed| computed.id == clock.id).filter(|_| !behind);
        if own.as_ref() != Some(clock) {
            astray.push((clock.clone(), own));
        } else if !behind && now_due != Some(clock) {
            astray.push((clock.clone(), now_due.cloned()));
        }
    }
    for computed in current {
        if kept.iter().all(|clock| clock.id != computed.id)
            && kept.iter().all(|clock| clock.rules == rules.revision)
        {
            astray.push((Clock { due_at: None, ..computed.clone() }, Some(computed)));
        }
    }
    astray
}
