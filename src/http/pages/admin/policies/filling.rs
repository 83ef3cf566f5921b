//! The form of a version: its fields, filled with what is there.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::seen::Offered;
use super::wording;
use crate::desk::sla::policies::{THRESHOLDS_MAX, offered, tells, units};
use crate::desk::sla::{ClockName, PauseRule, PolicyTarget, PolicyVersion, Unit};
use crate::desk::words::{Classification, Kind, Priority, Tier};
use crate::http::forms::{Choice, Form};
use crate::http::pages::frame::Voice;
use crate::http::pages::vocabulary::choices;

/// Lines for thresholds that stand ready beyond those filled in.
const SPARE: usize = 2;

/// A clock's part of the form.
#[derive(Serialize)]
pub struct ClockFields {
    label: String,
    hint: String,
    told: String,
    open: bool,
    in_days: bool,
    in_minutes: bool,
    unit: String,
    days: String,
    hours: String,
    minutes: String,
    units: Vec<Choice>,
    thresholds: Vec<ThresholdFields>,
}

/// A line for a threshold.
#[derive(Serialize)]
pub struct ThresholdFields {
    percent: String,
    tell: String,
    tells: Vec<Choice>,
    place: usize,
}

/// The beginning of a clock's field names.
pub fn key(clock: ClockName, tier: Option<Tier>) -> String {
    tier.map_or_else(|| clock.to_string(), |tier| format!("{clock}{}", tier.number()))
}

/// The form with what a version says.
pub fn filled(form: Form, version: &PolicyVersion) -> Form {
    let selector = version.selector;
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let form = form
        .with("kind", text(selector.kind))
        .with("priority", text(selector.priority))
        .with("category", text(selector.category))
        .with("agency", text(selector.agency))
        .with("classification", text(selector.classification))
        .with("calendar", text(version.calendar_id))
        .with("pause", version.pause);
    version.targets.iter().fold(form, with_target)
}

fn with_target(form: Form, target: &PolicyTarget) -> Form {
    let key = key(target.clock, target.tier);
    let form = form.with(&format!("{key}-unit"), target.unit);
    let form = match target.unit {
        Unit::WorkingDays => form.with(&format!("{key}-days"), target.amount),
        Unit::WorkingMinutes | Unit::ElapsedMinutes => form
            .with(&format!("{key}-hours"), target.amount / 60)
            .with(&format!("{key}-minutes"), target.amount % 60),
    };
    target.thresholds.iter().enumerate().fold(form, |form, (place, threshold)| {
        form.with(&format!("{key}-percent-{place}"), threshold.percent)
            .with(&format!("{key}-tell-{place}"), threshold.tell)
    })
}

/// What the selects of the form offer.
pub fn options(offered: &Offered, voice: Voice<'_>, form: &Form) -> BTreeMap<&'static str, Vec<Choice>> {
    let kinds: Vec<&str> = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let priorities: Vec<&str> = Priority::ALL.iter().map(|word| word.as_str()).collect();
    let classes: Vec<&str> = Classification::ALL.iter().map(|word| word.as_str()).collect();
    let pauses: Vec<&str> = PauseRule::ALL.iter().map(|word| word.as_str()).collect();
    BTreeMap::from([
        ("kind", choices(voice, "kind", &kinds, form.value("kind"))),
        ("priority", choices(voice, "priority", &priorities, form.value("priority"))),
        ("category", offered.categories(voice, form.value("category"))),
        ("agency", offered.agencies(form.value("agency"))),
        ("classification", choices(voice, "classification", &classes, form.value("classification"))),
        ("calendar", offered.calendars(form.value("calendar"))),
        ("pause", choices(voice, "pause_rule", &pauses, form.value("pause"))),
    ])
}

/// The part of the form for each clock.
pub fn clocks(voice: Voice<'_>, form: &Form) -> Vec<ClockFields> {
    offered().iter().map(|(clock, tier)| fields(voice, form, *clock, *tier)).collect()
}

fn fields(voice: Voice<'_>, form: &Form, clock: ClockName, tier: Option<Tier>) -> ClockFields {
    let key = key(clock, tier);
    let name = |part: &str| format!("{key}-{part}");
    let allowed: Vec<&str> = units(clock).iter().map(|unit| unit.as_str()).collect();
    let unit = form.value(&name("unit"));
    let unit = if unit.is_empty() { allowed.first().copied().unwrap_or_default() } else { unit };
    let given = ["days", "hours", "minutes"].iter().any(|part| !form.value(&name(part)).is_empty());
    let wrong = form.is_wrong_below(&format!("{key}-"));
    let used = (0..THRESHOLDS_MAX).rev().find(|place| {
        ["percent", "tell"].iter().any(|part| !form.value(&format!("{key}-{part}-{place}")).is_empty())
    });
    let lines = (used.map_or(0, |last| last + 1) + SPARE).min(THRESHOLDS_MAX);
    let words: Vec<&str> = tells(clock).iter().map(|tell| tell.as_str()).collect();
    let line = |place: usize| {
        let (percent, tell) = (format!("{key}-percent-{place}"), format!("{key}-tell-{place}"));
        ThresholdFields {
            tells: choices(voice, "tell", &words, form.value(&tell)),
            percent,
            tell,
            place: place + 1,
        }
    };
    ClockFields {
        label: wording::clock(voice, clock, tier),
        hint: voice.word("clock_hint", &key),
        told: told(voice, form, &key, unit),
        open: given || wrong,
        in_days: allowed.contains(&Unit::WorkingDays.as_str()),
        in_minutes: allowed.iter().any(|unit| *unit != Unit::WorkingDays.as_str()),
        units: choices(voice, "unit", &allowed, unit),
        thresholds: (0..lines).map(line).collect(),
        unit: name("unit"),
        days: name("days"),
        hours: name("hours"),
        minutes: name("minutes"),
    }
}

/// How much time a clock's fields give now; an empty text if none.
fn told(voice: Voice<'_>, form: &Form, key: &str, unit: &str) -> String {
    let number = |part: &str| form.value(&format!("{key}-{part}")).trim().parse::<i32>().unwrap_or(0);
    let Ok(unit) = unit.parse::<Unit>() else { return String::new() };
    let amount = match unit {
        Unit::WorkingDays => number("days"),
        _ => number("hours").saturating_mul(60).saturating_add(number("minutes")),
    };
    if amount > 0 { wording::amount(voice, unit, amount) } else { String::new() }
}

/// The first day a form proposes: tomorrow, so that nobody's promise of today moves unasked.
pub fn proposed_day(today: NaiveDate) -> NaiveDate {
    today.succ_opt().unwrap_or(today)
}
