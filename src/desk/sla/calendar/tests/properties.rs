//! What holds for every calendar, in zones with and without summer time.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

use super::oracle::{Day, Oracle, Rules};
use crate::clock::Timestamp;
use crate::desk::sla::calendar::{Calendar, Exception, Hours, Interval, Replacement, Version, Week, Why};

/// Zones, each with days around which its clocks did something.
const PLACES: &[(Tz, &[&str])] = &[
    (Tz::Asia__Makassar, &["2026-11-23", "2026-12-31"]),
    (Tz::Asia__Jakarta, &["2027-03-09", "2028-02-29"]),
    (Tz::Asia__Jayapura, &["2026-05-14"]),
    (Tz::Europe__Berlin, &["2026-03-29", "2026-10-25"]),
    (Tz::America__New_York, &["2026-03-08", "2026-11-01"]),
    (Tz::Australia__Lord_Howe, &["2026-04-05", "2026-10-04"]),
    (Tz::Pacific__Apia, &["2011-12-30", "2021-04-04"]),
    (Tz::Africa__Cairo, &["2010-08-11", "2010-09-30", "2026-04-24", "2026-10-30"]),
    (Tz::America__St_Johns, &["2006-04-02", "2006-10-29"]),
    (Tz::America__Sao_Paulo, &["2018-02-18", "2018-11-04"]),
];

#[derive(Clone, Debug)]
struct Scene {
    oracle: Oracle,
    start: DateTime<Utc>,
    minutes: i64,
    micros: i64,
}

impl Scene {
    fn calendar(&self) -> Calendar {
        Calendar::new(self.oracle.zone, self.oracle.versions.iter().map(version).collect()).unwrap()
    }

    fn start(&self) -> Timestamp {
        self.start.into()
    }

    /// A budget in microseconds.
    fn budget(&self) -> i64 {
        self.minutes * 60_000_000 + self.micros
    }
}

fn version(rules: &Rules) -> Version {
    Version {
        effective_from: rules.effective_from,
        weekly: week(&rules.weekly),
        replacements: rules
            .replacements
            .iter()
            .map(|(from, to, weekly)| Replacement {
                from: *from,
                to: *to,
                weekly: week(weekly),
                reason: "puasa".to_owned(),
            })
            .collect(),
        exceptions: rules
            .exceptions
            .iter()
            .map(|(date, day)| Exception { date: *date, hours: hours(day), reason: format!("hari {date}") })
            .collect(),
    }
}

fn week(days: &[Day]) -> Week {
    Week::new(std::array::from_fn(|day| hours(&days[day])))
}

fn hours(day: &Day) -> Hours {
    let stretch = |(from, to): &(u32, u32)| Interval::new(*from as u16, *to as u16).unwrap();
    Hours::new(day.iter().map(stretch).collect()).unwrap()
}

fn any_day() -> impl Strategy<Value = Day> {
    let cuts = prop_oneof![btree_set(0u32..=1440, 0..7), btree_set((0u32..=24).prop_map(|h| h * 60), 0..5)];
    cuts.prop_map(|cuts| {
        let cuts: Vec<u32> = cuts.into_iter().collect();
        cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

/// A week with work on some day.
fn any_week() -> impl Strategy<Value = Vec<Day>> {
    vec(any_day(), 7).prop_map(|mut week| {
        if week.iter().all(Vec::is_empty) {
            week[1] = vec![(450, 720), (780, 960)];
        }
        week
    })
}

fn any_rules(around: NaiveDate) -> impl Strategy<Value = Rules> {
    let day = move |offset: u64| around - Days::new(20) + Days::new(offset);
    let replacements = btree_map(0u64..40, (0u64..9, any_week()), 0..3).prop_map(move |replacements| {
        let mut apart: Vec<(NaiveDate, NaiveDate, Vec<Day>)> = Vec::new();
        for (from, (length, week)) in replacements {
            if apart.last().is_none_or(|(_, to, _)| *to < day(from)) {
                apart.push((day(from), day(from + length), week));
            }
        }
        apart
    });
    let closed_or_not = prop_oneof![Just(Vec::new()), any_day()];
    let exceptions = btree_map(0u64..40, closed_or_not, 0..6)
        .prop_map(move |days| days.into_iter().map(|(offset, hours)| (day(offset), hours)).collect());
    (0u64..40, any_week(), replacements, exceptions).prop_map(
        move |(offset, weekly, replacements, exceptions)| Rules {
            effective_from: day(offset),
            weekly,
            replacements,
            exceptions,
        },
    )
}

fn scenes(versions: std::ops::Range<usize>) -> impl Strategy<Value = Scene> {
    let places = PLACES.iter().flat_map(|(zone, days)| days.iter().map(|day| (*zone, *day)));
    let place = proptest::sample::select(places.collect::<Vec<_>>());
    place.prop_flat_map(move |(zone, day)| {
        let around: NaiveDate = day.parse().unwrap();
        let start = (-9 * 1440i64..9 * 1440, prop_oneof![Just(0i64), 0..60_000_000i64]);
        (
            vec(any_rules(around), versions.clone()),
            start,
            0..4000i64,
            prop_oneof![Just(0i64), 0..60_000_000i64],
        )
            .prop_map(move |(versions, (minute, micros), minutes, extra)| {
                let noon = around.and_hms_opt(12, 0, 0).unwrap().and_utc();
                let start = noon + TimeDelta::minutes(minute) + TimeDelta::microseconds(micros);
                Scene { oracle: Oracle { zone, versions }, start, minutes, micros: extra }
            })
    })
}

fn micros(delta: TimeDelta) -> i64 {
    delta.num_microseconds().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn working_time_is_what_counting_minutes_says(scene in scenes(1..4), length in 0..8 * 1440i64) {
        let until = scene.start + TimeDelta::minutes(length) + TimeDelta::microseconds(scene.micros);
        let counted = micros(scene.oracle.worked(scene.start, until));
        prop_assert_eq!(scene.calendar().worked(scene.start(), until.into()), counted);
    }

    #[test]
    fn a_due_date_is_what_counting_minutes_says(scene in scenes(1..4)) {
        let calendar = scene.calendar();
        let due = calendar.due(scene.start(), scene.budget()).unwrap();
        prop_assert_eq!(calendar.worked(scene.start(), due), scene.budget());
        let last = due.minus(TimeDelta::microseconds(1));
        prop_assert!(due == scene.start() || scene.oracle.is_working(last.to_utc()), "not the earliest");
        let latest = scene.start + TimeDelta::days(12);
        if let Some(counted) = scene.oracle.due(scene.start, TimeDelta::microseconds(scene.budget()), latest) {
            prop_assert_eq!(due, counted.into());
        } else {
            prop_assert!(due.to_utc() >= latest);
        }
    }

    #[test]
    fn working_days_are_what_counting_says(scene in scenes(1..4), days in 0u32..7) {
        let counted = scene.oracle.working_days(scene.start, days);
        prop_assert_eq!(scene.calendar().working_days(scene.start(), days).unwrap(), counted.into());
    }

    #[test]
    fn a_later_start_or_a_larger_budget_is_never_due_earlier(
        scene in scenes(1..4),
        later in 0..20_000_000_000i64,
        more in 0..20_000_000_000i64,
    ) {
        let calendar = scene.calendar();
        let due = calendar.due(scene.start(), scene.budget()).unwrap();
        let started_later = scene.start().plus(TimeDelta::microseconds(later));
        prop_assert!(calendar.due(started_later, scene.budget()).unwrap() >= due);
        prop_assert!(calendar.due(scene.start(), scene.budget() + more).unwrap() >= due);
        prop_assert!(more == 0 || calendar.due(scene.start(), scene.budget() + more).unwrap() > due);
    }

    #[test]
    fn a_budget_in_two_parts_is_due_when_the_whole_is(scene in scenes(1..4), part in 0.0..1.0f64) {
        let calendar = scene.calendar();
        let first = (scene.budget() as f64 * part) as i64;
        let halfway = calendar.due(scene.start(), first).unwrap();
        let whole = calendar.due(scene.start(), scene.budget()).unwrap();
        prop_assert_eq!(calendar.due(halfway, scene.budget() - first).unwrap(), whole);
        prop_assert_eq!(
            calendar.worked(scene.start(), halfway) + calendar.worked(halfway, whole),
            calendar.worked(scene.start(), whole)
        );
    }

    #[test]
    fn one_more_holiday_never_makes_anything_due_earlier(
        scene in scenes(1..2),
        holiday in 0u64..30,
        announced in 0u64..30,
    ) {
        let before = scene.calendar().due(scene.start(), scene.budget()).unwrap();
        let mut more = scene.oracle.versions[0].clone();
        let date = scene.start.date_naive() + Days::new(holiday) - Days::new(3);
        more.exceptions.retain(|(day, _)| *day != date);
        more.exceptions.push((date, Vec::new()));
        more.effective_from = scene.start.date_naive() + Days::new(announced) - Days::new(3);
        let versions = vec![version(&scene.oracle.versions[0]), version(&more)];
        // Of one and the same day the later version speaks for all days; else the holiday counts from its announcement on.
        let after = Calendar::new(scene.oracle.zone, versions).unwrap();
        prop_assert!(after.due(scene.start(), scene.budget()).unwrap() >= before);
        let at_once = Calendar::new(scene.oracle.zone, vec![version(&more)]).unwrap();
        prop_assert!(at_once.due(scene.start(), scene.budget()).unwrap() >= before);
    }

    #[test]
    fn an_explanation_has_no_gap_and_adds_up(scene in scenes(1..4)) {
        let calendar = scene.calendar();
        let due = calendar.due(scene.start(), scene.budget()).unwrap();
        let segments = calendar.segments(scene.start(), due);
        let mut at = scene.start();
        let mut counted = 0;
        for segment in &segments {
            prop_assert_eq!(segment.from, at);
            prop_assert!(segment.from < segment.to);
            prop_assert_eq!(segment.counts, segment.why == Why::Working);
            prop_assert_eq!(segment.counts, scene.oracle.is_working(segment.from.to_utc()));
            let last = segment.to.minus(TimeDelta::microseconds(1));
            prop_assert_eq!(segment.counts, scene.oracle.is_working(last.to_utc()));
            if let Some(note) = segment.note.as_deref().and_then(|note| note.strip_prefix("hari ")) {
                for end in [segment.from, last] {
                    prop_assert_eq!(end.date_in(scene.oracle.zone).to_string(), note);
                }
            }
            at = segment.to;
            counted += if segment.counts { segment.to.micros() - segment.from.micros() } else { 0 };
        }
        prop_assert_eq!(at, due);
        prop_assert_eq!(counted, scene.budget());
    }
}
