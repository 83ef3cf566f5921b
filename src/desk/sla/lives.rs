//! Random lives of tickets, for the properties every clock must have whatever happens.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::calendar::{Hours, Interval, Version, Week};
use super::compute::{recompute, under_its_own_versions};
use super::*;
use crate::clock::Timestamp;
use crate::desk::ids::{AgencyId, CalendarId, CategoryId, PolicyId, PolicyVersionId, TicketId};
use crate::desk::words::{Classification, Kind, Priority, Tier};

/// What can happen next to a ticket.
#[derive(Clone, Copy, Debug)]
enum Act {
    Answer,
    Escalate,
    Accept,
    Return,
    Ask,
    Resume,
    Resolve,
    Reopen,
    Reprioritise(Priority),
    Close,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Office hours, Friday with its longer break.
fn office(zone: chrono_tz::Tz) -> CalendarEntry {
    let hours = |text: &[&str]| {
        Hours::new(text.iter().map(|one| one.parse::<Interval>().unwrap()).collect()).unwrap()
    };
    let ordinary = || hours(&["07:30-12:00", "13:00-16:00"]);
    let week = Week::new([
        ordinary(),
        ordinary(),
        ordinary(),
        ordinary(),
        hours(&["07:30-11:30", "13:00-16:30"]),
        Hours::closed(),
        Hours::closed(),
    ]);
    let version = Version::weekly(day("2020-01-01"), week);
    let names = (zone.name().to_owned(), zone.name().to_owned());
    CalendarEntry::new(CalendarId::new(), 1, names, zone, true, vec![version]).unwrap()
}

fn target(clock: ClockName, tier: Option<Tier>, unit: Unit, amount: i32) -> PolicyTarget {
    let thresholds = vec![
        Threshold { percent: 75, tell: Tell::Holder },
        Threshold { percent: 100, tell: Tell::Supervisor },
    ];
    PolicyTarget { clock, tier, unit, amount, thresholds }
}

/// A policy a priority, with everything a ticket can have a clock for.
fn policies() -> Vec<Policy> {
    let policy = |priority: Option<Priority>, targets: Vec<PolicyTarget>| {
        let id = PolicyId::new();
        let version = PolicyVersion {
            id: PolicyVersionId::new(),
            policy_id: id,
            seq: 1,
            effective_from: day("2020-01-01"),
            active: true,
            legal_basis: "SK".into(),
            selector: Selector { priority, ..Selector::default() },
            calendar_id: None,
            targets,
            pause: PauseRule::WaitingRequester,
        };
        Policy {
            id,
            version: 1,
            code: format!("{priority:?}"),
            name: "promises".into(),
            versions: vec![version],
        }
    };
    let hours = [(Priority::P1, 1, 4), (Priority::P2, 2, 8), (Priority::P3, 4, 23), (Priority::P4, 8, 38)];
    let mut all: Vec<Policy> = hours
        .into_iter()
        .map(|(priority, response, resolution)| {
            let minutes = Unit::WorkingMinutes;
            policy(
                Some(priority),
                vec![
                    target(ClockName::Response, None, minutes, response * 60),
                    target(ClockName::Resolution, None, minutes, resolution * 60),
                    target(ClockName::OwnTime, Some(Tier::One), minutes, response * 60),
                    target(ClockName::OwnTime, Some(Tier::Two), minutes, resolution * 60),
                    target(ClockName::TakeOver, Some(Tier::Two), minutes, 30),
                ],
            )
        })
        .collect();
    all.push(policy(None, vec![target(ClockName::Confirmation, None, Unit::WorkingDays, 3)]));
    all
}

/// A desk of two zones: agencies in WIB, engineers in WITA.
fn rules() -> Rules {
    let calendars = vec![office(chrono_tz::Asia::Jakarta), office(chrono_tz::Asia::Makassar)];
    Rules { revision: 1, calendars, policies: policies(), ..Rules::default() }
}

fn acts() -> impl Strategy<Value = Vec<(i64, Act)>> {
    let act = prop_oneof![
        Just(Act::Answer),
        Just(Act::Escalate),
        Just(Act::Accept),
        Just(Act::Return),
        Just(Act::Ask),
        Just(Act::Resume),
        Just(Act::Resolve),
        Just(Act::Reopen),
        prop_oneof![Just(Priority::P1), Just(Priority::P2), Just(Priority::P3), Just(Priority::P4)]
            .prop_map(Act::Reprioritise),
        Just(Act::Close),
    ];
    // Up to three days between two acts, to the second.
    prop::collection::vec((0_i64..3 * 86_400, act), 0..40)
}

/// A ticket that was just reported on a Friday morning of 2026.
fn born(rules: &Rules, offset: i64) -> Facts {
    let reported_at = "2026-11-20T01:00:00Z".parse::<Timestamp>().unwrap().plus(TimeDelta::seconds(offset));
    let agency_calendar = rules.calendars[0].id;
    Facts {
        ticket: TicketId::new(),
        subject: Subject {
            kind: Kind::Incident,
            priority: Priority::P3,
            categories: vec![CategoryId::new()],
            agency: AgencyId::new(),
            classification: Classification::Public,
        },
        calendar: agency_calendar,
        reported_on: reported_at.date_in(chrono_tz::Asia::Jakarta),
        reported_at,
        answered_at: None,
        waits: Vec::new(),
        solutions: Vec::new(),
        ended_at: None,
        cancelled: false,
        stays: vec![StayFact {
            seq: 1,
            tier: Tier::One,
            calendar: agency_calendar,
            started_at: reported_at,
            accepted_at: None,
            ended_at: None,
        }],
        notices: Vec::new(),
    }
}

/// Lets an act happen to the ticket, if its state allows it.
fn happens(facts: &mut Facts, rules: &Rules, act: Act, at: Timestamp) {
    let solved = facts.solutions.last().is_some_and(|solution| solution.reopened_at.is_none());
    let waiting = facts.waits.last().is_some_and(|wait| wait.to.is_none());
    let stay = *facts.stays.last().unwrap();
    if facts.ended_at.is_some() {
        return;
    }
    let answers = |facts: &mut Facts| facts.answered_at = facts.answered_at.or(Some(at));
    let hand_over = |facts: &mut Facts, tier: Tier| {
        if let Some(wait) = facts.waits.last_mut().filter(|wait| wait.to.is_none()) {
            wait.to = Some(at);
        }
        let last = facts.stays.last_mut().unwrap();
        last.ended_at = Some(at);
        let calendar = rules.calendars[if tier == Tier::One { 0 } else { 1 }].id;
        let seq = last.seq + 1;
        facts.stays.push(StayFact { seq, tier, calendar, started_at: at, accepted_at: None, ended_at: None });
    };
    match act {
        Act::Answer if !solved => answers(facts),
        Act::Escalate if !solved && stay.tier == Tier::One => hand_over(facts, Tier::Two),
        Act::Accept if !solved && stay.tier == Tier::Two => {
            let last = facts.stays.last_mut().unwrap();
            last.accepted_at = last.accepted_at.or(Some(at));
        }
        Act::Return if !solved && stay.tier == Tier::Two => hand_over(facts, Tier::One),
        Act::Ask if !solved && !waiting => {
            answers(facts);
            facts.waits.push(WaitFact { from: at, to: None });
        }
        Act::Resume if waiting => facts.waits.last_mut().unwrap().to = Some(at),
        Act::Resolve if !solved => {
            if let Some(wait) = facts.waits.last_mut().filter(|wait| wait.to.is_none()) {
                wait.to = Some(at);
            }
            let seq = i32::try_from(facts.solutions.len()).unwrap() + 1;
            facts.solutions.push(Solution { seq, at, reopened_at: None, reminded_at: None });
        }
        Act::Reopen if solved => facts.solutions.last_mut().unwrap().reopened_at = Some(at),
        Act::Reprioritise(priority) if !solved => facts.subject.priority = priority,
        Act::Close if solved => {
            facts.ended_at = Some(at);
            facts.stays.last_mut().unwrap().ended_at = Some(at);
        }
        _ => {}
    }
}

/// A life lived act by act, its clocks settled after each; with the instant of the last act.
fn lived(rules: &Rules, offset: i64, acts: &[(i64, Act)]) -> (Facts, Vec<Clock>, Timestamp) {
    let mut facts = born(rules, offset);
    let mut now = facts.reported_at;
    let mut clocks = recompute(&facts, rules, &[], now);
    for (later, act) in acts {
        now = now.plus(TimeDelta::seconds(*later));
        happens(&mut facts, rules, *act, now);
        clocks = recompute(&facts, rules, &clocks, now);
    }
    (facts, clocks, now)
}

proptest! {
    /// The worked time of all stays, in the promise's calendar, without waits for the requester, is the worked time of the
    /// promise (`rules.md` 4.6).
    #[test]
    fn stays_add_up_to_the_promise(offset in 0_i64..86_400 * 30, acts in acts(), later in 0_i64..86_400 * 5) {
        let rules = rules();
        let (facts, clocks, last) = lived(&rules, offset, &acts);
        let now = last.plus(TimeDelta::seconds(later));
        let calendar = rules.calendars[0].calendar();
        let promise = clocks.iter().find(|clock| clock.name == ClockName::Resolution).unwrap();
        let end = promise.stopped_at.unwrap_or(now);
        let at_tiers: i64 = facts
            .stays
            .iter()
            .map(|stay| calendar.worked(stay.started_at, stay.ended_at.unwrap_or(end).min(end)))
            .sum();
        let still: i64 = facts
            .waits
            .iter()
            .map(|wait| (wait.from, wait.to.unwrap_or(end)))
            .chain(facts.solutions.iter().filter_map(|one| Some((one.at, one.reopened_at?))))
            .map(|(from, to)| calendar.worked(from.min(end), to.min(end)))
            .sum();
        let standing = standing(&facts, &rules, promise.clone(), now);
        prop_assert_eq!((at_tiers - still) / 1_000_000, standing.worked_seconds);
    }

    /// What was settled act by act is what a computation from the facts alone gives.
    #[test]
    fn a_life_lived_is_the_life_computed(offset in 0_i64..86_400 * 30, acts in acts()) {
        let rules = rules();
        let (facts, clocks, now) = lived(&rules, offset, &acts);
        prop_assert_eq!(&recompute(&facts, &rules, &clocks, now), &clocks);
        prop_assert_eq!(astray(&facts, &rules, &clocks, now), []);
        let afresh = recompute(&facts, &rules, &[], now);
        for clock in clocks.iter().filter(|clock| clock.is_open()) {
            let computed = afresh.iter().find(|one| (one.name, one.seq) == (clock.name, clock.seq)).unwrap();
            prop_assert_eq!((computed.due_at, computed.phase), (clock.due_at, clock.phase));
        }
        for clock in &clocks {
            let own = under_its_own_versions(&facts, &rules, clock, now).unwrap();
            prop_assert_eq!(own.as_ref(), Some(clock));
        }
    }

    /// The segments of an explanation leave no gap, and what counts adds up to the target.
    #[test]
    fn an_explanation_adds_up(offset in 0_i64..86_400 * 30, acts in acts()) {
        let rules = rules();
        let (facts, clocks, now) = lived(&rules, offset, &acts);
        for clock in clocks.iter().filter(|clock| clock.due_at.is_some() && clock.name != ClockName::Confirmation) {
            let told = explained(&facts, &rules, clock, now);
            prop_assert_eq!(told.first().map(|first| first.from), Some(clock.started_at));
            prop_assert_eq!(told.last().map(|last| last.to), clock.due_at);
            prop_assert!(told.windows(2).all(|pair| pair[0].to == pair[1].from));
            let counted: i64 =
                told.iter().filter(|one| one.counts).map(|one| one.to.micros() - one.from.micros()).sum();
            prop_assert_eq!(counted, i64::from(clock.amount) * 60_000_000);
        }
    }

    /// Between the tiers a ticket goes back and forth, and the promise to the requester does not move.
    #[test]
    fn hand_overs_leave_the_promise_alone(offset in 0_i64..86_400 * 30, moves in prop::collection::vec(1_i64..86_400, 1..20)) {
        let rules = rules();
        let promised = lived(&rules, offset, &[]).1;
        let acts: Vec<(i64, Act)> =
            moves.iter().enumerate().map(|(turn, later)| (*later, [Act::Escalate, Act::Accept, Act::Return][turn % 3])).collect();
        let (_, clocks, _) = lived(&rules, offset, &acts);
        for name in [ClockName::Response, ClockName::Resolution] {
            let due = |clocks: &[Clock]| clocks.iter().find(|clock| clock.name == name).unwrap().due_at;
            prop_assert_eq!(due(&clocks), due(&promised));
        }
    }

    /// A wait moves the promise by exactly the working time it took; any number of priority changes lose none of it.
    #[test]
    fn waits_survive_priority_changes(offset in 0_i64..86_400 * 30, acts in acts()) {
        let rules = rules();
        let (mut facts, clocks, now) = lived(&rules, offset, &acts);
        let Some(before) = clocks.iter().find(|clock| clock.name == ClockName::Resolution && clock.phase == Phase::Running) else {
            return Ok(());
        };
        let priority = facts.subject.priority;
        facts.subject.priority = Priority::P1;
        let raised = recompute(&facts, &rules, &clocks, now);
        facts.subject.priority = priority;
        let back = recompute(&facts, &rules, &raised, now);
        let after = back.iter().find(|clock| clock.id == before.id).unwrap();
        prop_assert_eq!((after.due_at, after.amount, after.phase), (before.due_at, before.amount, before.phase));
        let lost: i64 = facts
            .waits
            .iter()
            .map(|wait| (wait.from, wait.to.unwrap()))
            .chain(facts.solutions.iter().filter_map(|one| Some((one.at, one.reopened_at?))))
            .map(|(from, to)| rules.calendars[0].calendar().worked(from, to))
            .sum();
        // The budget and what stood still before the due date, in one go; what stands still after it is no matter.
        let calendar = rules.calendars[0].calendar();
        let undisturbed = calendar.due(facts.reported_at, i64::from(before.amount) * 60_000_000 + lost).unwrap();
        prop_assert!(before.due_at.unwrap() <= undisturbed);
    }
}
