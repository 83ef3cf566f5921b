//! From facts and rules to clocks, pure.

use std::sync::Arc;

use super::calendar::{Calendar, CalendarError};
use super::facts::{Facts, Wanted};
use super::policy::{self, PolicyTarget, PolicyVersion};
use super::rules::{self, Rules};
use super::store::Clock;
use super::timer::{self, Budget};
use super::words::{PauseRule, Phase, Tell, Unit};
use crate::clock::Timestamp;
use crate::desk::ids::{CalendarId, ClockId, TicketId};

/// A calendar a clock counts in, with what its row says of it.
struct Counted {
    calendar: Arc<Calendar>,
    id: Option<CalendarId>,
    seq: i32,
}

/// The clocks the facts give, with what was told of them before. Pure: the same facts, rules and memory give the same rows.
/// A clock that has stopped keeps the policy and calendar versions it stopped under. `now` only decides which thresholds of
/// a promise that moved lie ahead again.
pub fn recompute(facts: &Facts, rules: &Rules, before: &[Clock], now: Timestamp) -> Vec<Clock> {
    let mut clocks = Vec::new();
    for wanted in facts.wanted() {
        let old = before.iter().find(|clock| (clock.name, clock.seq) == (wanted.name, wanted.seq));
        let frozen = old.filter(|old| !old.is_open() && old.stopped_at == wanted.stopped_at);
        if let Some(frozen) = frozen {
            clocks.push(frozen.clone());
            continue;
        }
        let chosen =
            policy::choose(&rules.policies, &facts.subject, facts.reported_on, wanted.name, wanted.tier);
        let Some((version, target)) = chosen else { continue };
        let computed = counted_in(&wanted, version, target, rules)
            .and_then(|counted| computed(facts, &wanted, (version, target), counted, (rules, old), now));
        match computed {
            Ok(clock) => clocks.push(clock),
            Err(error) => {
                tracing::error!(ticket = %facts.ticket, clock = %wanted.name, %error, "a clock cannot be computed");
                clocks.extend(old.cloned().map(|old| Clock { rules: rules.revision, ..old }));
            }
        }
    }
    clocks.sort_by_key(|clock| (clock.name.as_str(), clock.seq));
    clocks
}

/// Computes one clock again under the very versions its row names, whether it stopped or not; `None` if the facts no longer
/// give it.
///
/// # Errors
/// When the versions are gone, or the calendar cannot answer.
pub fn under_its_own_versions(
    facts: &Facts,
    rules: &Rules,
    clock: &Clock,
    now: Timestamp,
) -> Result<Option<Clock>, CalendarError> {
    let wanted = facts.wanted().into_iter().find(|one| (one.name, one.seq) == (clock.name, clock.seq));
    let (Some(wanted), Some(target)) = (wanted, own_target(rules, clock)) else { return Ok(None) };
    let counted = own_calendar(rules, clock)?;
    computed(facts, &wanted, target, counted, (rules, Some(clock)), now)
        .map(|computed| Some(Clock { rules: clock.rules, ..computed }))
}

/// The policy version and target a clock's row names.
fn own_target<'a>(rules: &'a Rules, clock: &Clock) -> Option<(&'a PolicyVersion, &'a PolicyTarget)> {
    let (_, version) = rules.policy_version(clock.policy_version_id)?;
    Some((version, version.target(clock.name, clock.tier)?))
}

fn own_calendar(rules: &Rules, clock: &Clock) -> Result<Counted, CalendarError> {
    let Some(id) = clock.calendar_id else {
        return Ok(Counted { calendar: rules::always(), id: None, seq: 0 });
    };
    let entry = rules.calendar(id).ok_or(CalendarError::Empty)?;
    Ok(Counted { calendar: entry.as_of(clock.calendar_seq)?, id: Some(id), seq: clock.calendar_seq })
}

/// The calendar a clock's row names, as it was when the clock was computed.
///
/// # Errors
/// When there is no such calendar.
pub fn calendar_of(rules: &Rules, clock: &Clock) -> Result<Arc<Calendar>, CalendarError> {
    own_calendar(rules, clock).map(|counted| counted.calendar)
}

/// The course of a clock as the facts give it.
pub fn course_of(facts: &Facts, rules: &Rules, clock: &Clock) -> Option<timer::Course> {
    let wanted = facts.wanted().into_iter().find(|one| (one.name, one.seq) == (clock.name, clock.seq))?;
    let pause = own_target(rules, clock).map_or(PauseRule::WaitingRequester, |(version, _)| version.pause);
    Some(wanted.course(pause))
}

/// A part of a clock's target that is used up by now and was not told yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passed {
    /// Which part, in percent.
    pub percent: i32,
    /// When it was used up.
    pub at: Timestamp,
    /// Whom to tell.
    pub tell: Vec<Tell>,
}

/// What is to be told of a clock by now, in order, and when it asks for something next.
///
/// # Errors
/// When its calendar cannot answer.
pub fn passed(
    facts: &Facts,
    rules: &Rules,
    clock: &Clock,
    now: Timestamp,
) -> Result<(Vec<Passed>, Option<Timestamp>), CalendarError> {
    let (Some((version, target)), Some(course)) = (own_target(rules, clock), course_of(facts, rules, clock))
    else {
        return Ok((Vec::new(), None));
    };
    debug_assert_eq!(version.id, clock.policy_version_id);
    let calendar = calendar_of(rules, clock)?;
    let budget = Budget { unit: clock.unit, amount: clock.amount };
    let mut told = Vec::new();
    for percent in instants(target).into_iter().filter(|percent| *percent > clock.fired) {
        let at =
            if percent == 100 { clock.due_at } else { timer::reached(&calendar, &course, budget, percent)? };
        let Some(at) = at else { return Ok((told, None)) };
        let when = event_at(at, percent);
        if when > now {
            return Ok((told, Some(when)));
        }
        let tell = target.thresholds.iter().filter(|threshold| threshold.percent == percent);
        told.push(Passed { percent, at, tell: tell.map(|threshold| threshold.tell).collect() });
    }
    Ok((told, None))
}

/// When something is to be said about a part of a target: what is due is late only afterwards.
fn event_at(at: Timestamp, percent: i32) -> Timestamp {
    Timestamp::from_micros(at.micros() + i64::from(percent >= 100))
}

/// The calendar a target is counted in.
fn counted_in(
    wanted: &Wanted,
    version: &PolicyVersion,
    target: &PolicyTarget,
    rules: &Rules,
) -> Result<Counted, CalendarError> {
    if target.unit == Unit::ElapsedMinutes {
        return Ok(Counted { calendar: rules::always(), id: None, seq: 0 });
    }
    let named = version.calendar_id.filter(|_| !wanted.name.is_ola());
    let entry = named
        .and_then(|id| rules.calendar(id))
        .or_else(|| rules.calendar(wanted.calendar))
        .ok_or(CalendarError::Empty)?;
    Ok(Counted { calendar: entry.calendar().clone(), id: Some(entry.id), seq: entry.seq() })
}

fn computed(
    facts: &Facts,
    wanted: &Wanted,
    (version, target): (&PolicyVersion, &PolicyTarget),
    counted: Counted,
    (rules, old): (&Rules, Option<&Clock>),
    now: Timestamp,
) -> Result<Clock, CalendarError> {
    let Counted { calendar, id: calendar_id, seq: calendar_seq } = counted;
    let budget = Budget { unit: target.unit, amount: target.amount };
    let course = wanted.course(version.pause);
    let mut due_at = timer::reached(&calendar, &course, budget, 100)?;
    if let (Some(due), Some(reminded)) = (due_at, wanted.grace_from)
        && due <= reminded
    {
        // After an outage the requester still has a working day to answer the reminder.
        due_at = Some(calendar.working_days(reminded, 1)?);
    }
    let phase = if wanted.void {
        Phase::Void
    } else if course.stopped_at.is_some() {
        Phase::Stopped
    } else if course.is_still() {
        Phase::Paused
    } else {
        Phase::Running
    };
    let still_since = course.holes.last().filter(|_| phase == Phase::Paused).map(|hole| hole.from);
    let used = course.stopped_at.or(still_since).map(|until| timer::worked(&calendar, &course, until));
    let same =
        old.is_some_and(|old| (old.unit, old.amount, old.due_at) == (target.unit, target.amount, due_at));
    let told = old.map_or(0, |old| old.fired);
    let (mut fired, mut next_event_at) = (0, None);
    if matches!(phase, Phase::Running | Phase::Paused) {
        for percent in instants(target) {
            let at =
                if percent == 100 { due_at } else { timer::reached(&calendar, &course, budget, percent)? };
            let Some(at) = at else { break };
            // What was told stays told; of a promise that moved, what lies ahead again is told again.
            if percent <= told && (same || at <= now) {
                fired = percent;
                continue;
            }
            next_event_at = Some(event_at(at, percent));
            break;
        }
    } else {
        fired = told;
    }
    Ok(Clock {
        id: old.map_or_else(ClockId::new, |old| old.id),
        ticket_id: TicketId(facts.ticket.0),
        name: wanted.name,
        seq: wanted.seq,
        tier: wanted.tier,
        policy_version_id: version.id,
        calendar_id,
        calendar_seq,
        unit: target.unit,
        amount: target.amount,
        started_at: course.started_at,
        phase,
        stopped_at: course.stopped_at,
        due_at,
        used,
        fired,
        next_event_at,
        rules: rules.revision,
    })
}

/// The parts of a target at which something happens, in percent, rising; all of it always is one.
fn instants(target: &PolicyTarget) -> Vec<i32> {
    let mut percents: Vec<i32> = target.thresholds.iter().map(|threshold| threshold.percent).collect();
    percents.push(100);
    percents.sort_unstable();
    percents.dedup();
    percents
}
