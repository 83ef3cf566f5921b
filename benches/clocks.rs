//! How much a clock costs: `cargo bench --bench clocks`.
//!
//! A budget of ten years has to cost what one of two weeks costs, and one core has to answer a million questions a second.

use std::hint::black_box;

use chrono::{NaiveDate, TimeDelta};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::{Db, DbError};
use jenjang::desk::demo;
use jenjang::desk::ids::{AgencyId, CategoryId, TicketId};
use jenjang::desk::sla::calendar::{Calendar, Document, Version};
use jenjang::desk::sla::{self, Facts, Rules, Solution, StayFact, Subject, WaitFact};
use jenjang::desk::tickets::{self, TicketError};
use jenjang::desk::words::{Classification, Kind, Priority, Tier};

/// The hours of Perpres 21/2023 with the holidays of 2026 and 2027, as they are shipped.
const NATIONAL: &str = include_str!("../src/desk/sla/shipped/national.json");

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;
/// Minutes an office works in a week.
const WEEK: i64 = 2_250;
/// Memory of the one password hash: as little as there may be.
const PASSWORD_MEMORY: u32 = 8;
/// Starts that are asked in turn, so that no answer is at hand.
const STARTS: i64 = 1_024;

fn main_version() -> Version {
    let mut read: serde_json::Value = serde_json::from_str(NATIONAL).unwrap_or_default();
    let from = read["effective_from"].as_str().and_then(|day| day.parse().ok()).unwrap_or(NaiveDate::MIN);
    if let Some(fields) = read.as_object_mut() {
        fields.remove("effective_from");
        fields.remove("source");
    }
    let document: Document = serde_json::from_value(read).unwrap_or_default();
    match document.check(from) {
        Ok(version) => version,
        Err(error) => panic!("the shipped calendar: {error}"),
    }
}

fn national() -> Calendar {
    calendar(vec![main_version()])
}

fn calendar(versions: Vec<Version>) -> Calendar {
    match Calendar::new(chrono_tz::Asia::Makassar, versions) {
        Ok(calendar) => calendar,
        Err(error) => panic!("the shipped calendar: {error}"),
    }
}

/// Instants through 2026, in and out of hours.
fn starts() -> Vec<Timestamp> {
    let first = Timestamp::from_micros(1_767_225_600_000_000);
    (0..STARTS).map(|step| first.plus(TimeDelta::seconds(step * 25_013))).collect()
}

fn questions(bench: &mut Criterion) {
    let national = national();
    let mut weekly = main_version();
    weekly.exceptions.clear();
    weekly.replacements.clear();
    let weekly = calendar(vec![weekly]);
    let starts = starts();
    let mut group = bench.benchmark_group("calendar");
    group.throughput(Throughput::Elements(STARTS as u64));
    let budgets = [("four_hours", 240), ("two_weeks", 2 * WEEK), ("ten_years", 520 * WEEK)];
    for (name, minutes) in budgets {
        for (which, calendar) in [("national", &national), ("weekly_alone", &weekly)] {
            group.bench_function(format!("due/{name}/{which}"), |bench| {
                bench.iter(|| {
                    for start in &starts {
                        let _ = black_box(calendar.due(black_box(*start), minutes * MINUTE));
                    }
                });
            });
        }
    }
    for (name, length) in [("two_weeks", TimeDelta::days(14)), ("ten_years", TimeDelta::days(3_652))] {
        group.bench_function(format!("worked/{name}"), |bench| {
            bench.iter(|| {
                for start in &starts {
                    black_box(national.worked(black_box(*start), start.plus(length)));
                }
            });
        });
    }
    for days in [3, 2_500] {
        group.bench_function(format!("working_days/{days}"), |bench| {
            bench.iter(|| {
                for start in &starts {
                    let _ = black_box(national.working_days(black_box(*start), days));
                }
            });
        });
    }
    group.finish();
}

fn explanations(bench: &mut Criterion) {
    let national = national();
    let starts = starts();
    let mut group = bench.benchmark_group("calendar");
    group.throughput(Throughput::Elements(STARTS as u64));
    group.bench_function("explanation/two_weeks", |bench| {
        bench.iter(|| {
            for start in &starts {
                black_box(national.segments(black_box(*start), start.plus(TimeDelta::days(14))));
            }
        });
    });
    group.finish();
}

fn compiling(bench: &mut Criterion) {
    let version = main_version();
    bench.bench_function("calendar/compile/national", |bench| {
        bench.iter(|| black_box(calendar(vec![version.clone()])));
    });
}

/// A ticket that went to Tier 2 and back and there again, asked its requester twice, and was reopened once.
fn a_life(rules: &Rules) -> Facts {
    let Some(calendar) = rules.zone_calendar(chrono_tz::Asia::Makassar).map(|entry| entry.id) else {
        panic!("no calendar for WITA is shipped");
    };
    let reported_at = Timestamp::from_micros(1_794_790_800_000_000);
    let after = |hours: i64| reported_at.plus(TimeDelta::hours(hours));
    let stays = [(Tier::One, 0, 5), (Tier::Two, 5, 30), (Tier::One, 30, 50), (Tier::Two, 50, 0)];
    let stay = |(seq, (tier, from, to)): (i32, (Tier, i64, i64))| StayFact {
        seq,
        tier,
        calendar,
        started_at: after(from),
        accepted_at: Some(after(from + 1)),
        ended_at: (to > 0).then(|| after(to)),
    };
    Facts {
        ticket: TicketId::new(),
        subject: Subject {
            kind: Kind::Incident,
            priority: Priority::P3,
            categories: vec![CategoryId::new(), CategoryId::new()],
            agency: AgencyId::new(),
            classification: Classification::Public,
        },
        calendar,
        reported_on: reported_at.date_in(chrono_tz::Asia::Makassar),
        reported_at,
        answered_at: Some(after(2)),
        waits: vec![
            WaitFact { from: after(8), to: Some(after(20)) },
            WaitFact { from: after(60), to: Some(after(65)) },
        ],
        solutions: vec![Solution { seq: 1, at: after(70), reopened_at: Some(after(90)), reminded_at: None }],
        ended_at: None,
        cancelled: false,
        stays: (1..).zip(stays).map(stay).collect(),
        notices: Vec::new(),
    }
}

/// All clocks of one ticket, from its facts and the shipped policies; and a sweep that finds nothing, on SQLite.
fn desk(bench: &mut Criterion) {
    let Ok(folder) = tempfile::tempdir() else { panic!("no place for a database") };
    let now = Clock::System.now();
    let opened = || -> anyhow::Result<(Db, std::sync::Arc<Rules>)> {
        let db = Db::open(&format!("sqlite:{}", folder.path().join("jenjang.db").display()).parse()?, 1)?;
        demo::fill(&db, PASSWORD_MEMORY, now)?;
        let rules = db.read_blocking(|conn| sla::rules(conn).map_err(|error: DbError| error))?;
        while swept(&db, now)? {}
        Ok((db, rules))
    };
    let (db, rules) = match opened() {
        Ok(opened) => opened,
        Err(error) => panic!("the demo office: {error:#}"),
    };
    let facts = a_life(&rules);
    let before = sla::recompute(&facts, &rules, &[], facts.reported_at);
    assert!(before.len() >= 6, "a life of {} clocks", before.len());
    bench.bench_function("recompute/a_ticket", |bench| {
        bench.iter(|| black_box(sla::recompute(black_box(&facts), &rules, &before, now)));
    });
    bench.bench_function("sweep/nothing_due", |bench| bench.iter(|| swept(&db, now).is_ok_and(|any| !any)));
}

/// One round of the sweep; whether it found anything.
fn swept(db: &Db, now: Timestamp) -> Result<bool, TicketError> {
    db.write_blocking(move |conn| tickets::sweep(conn, now, 200)).map(|swept| swept.any())
}

criterion_group!(clocks, questions, explanations, compiling, desk);
criterion_main!(clocks);
