//! How much a clock costs: `cargo bench --bench clocks`.
//!
//! A budget of ten years has to cost what one of two weeks costs, and one core has to answer a million questions a second.

use std::hint::black_box;

use chrono::{NaiveDate, TimeDelta};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jenjang::clock::Timestamp;
use jenjang::desk::sla::calendar::{Calendar, Document, Version};

/// The hours of Perpres 21/2023 with the holidays of 2026 and 2027, as they are shipped.
const NATIONAL: &str = include_str!("../src/desk/sla/shipped/national.json");

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;
/// Minutes an office works in a week.
const WEEK: i64 = 2_250;
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

criterion_group!(clocks, questions, explanations, compiling);
criterion_main!(clocks);
