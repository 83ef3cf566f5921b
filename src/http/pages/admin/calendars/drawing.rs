//! What the form for a version shows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::inputs::Input;
use super::list::zone;
use super::wording;
use crate::clock::Timestamp;
use crate::desk::sla::calendar::{ExceptionDocument, Week};
use crate::desk::tickets::{Example, Forecast};
use crate::http::forms::{Choice, Form};
use crate::http::pages::frame::Voice;
use crate::http::pages::vocabulary::yes_no;

/// The zones of Indonesia come first; any other is typed.
const ZONES: [&str; 3] = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

#[derive(Serialize)]
pub(super) struct ReplacementShown {
    title: String,
    drop: Option<String>,
    open: bool,
    days: Vec<Input>,
    week: Vec<Input>,
}

#[derive(Serialize)]
pub(super) struct KeptDay {
    date: String,
    text: String,
    reason: String,
    hours: String,
    dropped: bool,
}

#[derive(Serialize)]
pub(super) struct ForecastShown {
    summary: String,
    late: bool,
    incomplete: bool,
    examples: Vec<ExampleShown>,
}

#[derive(Serialize)]
pub(super) struct ExampleShown {
    number: String,
    clock: String,
    before: Option<Timestamp>,
    after: Option<Timestamp>,
    late: bool,
}

pub(super) fn options(voice: Voice<'_>, form: &Form) -> BTreeMap<&'static str, Vec<Choice>> {
    let chosen = form.value("zone");
    let mut zones: Vec<_> = ZONES.iter().map(|name| Choice::new(name, zone(name), chosen)).collect();
    if !chosen.is_empty() && !ZONES.contains(&chosen) {
        zones.push(Choice::new(chosen, chosen, chosen));
    }
    let chosen = yes_no(voice, form.value("zone_default"));
    BTreeMap::from([("zone", zones), ("yes_no", chosen)])
}

pub(super) fn week(form: &Form, name: &str, voice: Voice<'_>) -> Vec<Input> {
    let days = (1_u32..).zip(Week::NAMES);
    days.map(|(number, day)| Input::text(form, format!("{name}.{day}"), wording::weekday(voice, number)))
        .collect()
}

/// The stretches with other hours that are written, and an empty one.
pub(super) fn replacements(form: &Form, voice: Voice<'_>) -> Vec<ReplacementShown> {
    let is_there = |row: &usize| {
        ["from", "to", "reason"]
            .iter()
            .any(|part| !form.value(&format!("replacements.{row}.{part}")).is_empty())
    };
    let rows = (0_usize..).take_while(is_there).count();
    let shown = |row: usize| {
        let name = format!("replacements.{row}");
        let field = |part: &str| format!("{name}.{part}");
        let title = form.value(&field("reason")).to_owned();
        let known = row < rows;
        ReplacementShown {
            title: if known && !title.is_empty() { title } else { voice.say("calendars.other_hours_new") },
            drop: known.then(|| field("drop")),
            open: known && form.is_wrong_below(&name),
            days: vec![
                Input::text(form, field("reason"), voice.say("calendars.reason"))
                    .about(voice.say("calendars.reason_hint")),
                Input::day(form, field("from"), voice.say("calendars.first_day")),
                Input::day(form, field("to"), voice.say("calendars.last_day")),
            ],
            week: week(form, &field("weekly"), voice),
        }
    };
    (0..=rows).map(shown).collect()
}

pub(super) fn days(form: &Form, voice: Voice<'_>) -> Vec<KeptDay> {
    let kept: Vec<ExceptionDocument> = serde_json::from_str(form.value("days")).unwrap_or_default();
    let shown = |day: ExceptionDocument| KeptDay {
        date: day.date.to_string(),
        text: wording::date(voice, day.date),
        hours: if day.hours.is_empty() { voice.say("calendars.day_off") } else { wording::hours(&day.hours) },
        dropped: !form.value(&format!("drop.{}", day.date)).is_empty(),
        reason: day.reason,
    };
    kept.into_iter().map(shown).collect()
}

pub(super) fn new_day(form: &Form, row: usize, voice: Voice<'_>) -> Vec<Input> {
    let field = |part: &str| format!("add.{row}.{part}");
    vec![
        Input::day(form, field("date"), voice.say("calendars.day")),
        Input::text(form, field("reason"), voice.say("calendars.day_name")),
        Input::text(form, field("hours"), voice.say("calendars.day_hours")),
    ]
}

/// A clock, with its tier.
fn clock(example: &Example, voice: Voice<'_>) -> String {
    let word = voice.word("clock", example.clock.as_str());
    match example.tier {
        Some(tier) => format!("{word} · {}", voice.word("tier", &tier.number().to_string())),
        None => word,
    }
}

pub(super) fn told(forecast: &Forecast, voice: Voice<'_>) -> ForecastShown {
    let figures = [
        ("looked", forecast.looked_at),
        ("moved", forecast.moved),
        ("late", forecast.become_late),
        ("timely", forecast.become_timely),
    ];
    let figures: Vec<_> = figures.iter().map(|(name, figure)| (*name, figure.to_string())).collect();
    let figures: Vec<_> = figures.iter().map(|(name, figure)| (*name, figure.as_str())).collect();
    let example = |example: &Example| ExampleShown {
        number: example.number.clone(),
        clock: clock(example, voice),
        before: example.before,
        after: example.after,
        late: example.becomes_late,
    };
    ForecastShown {
        summary: voice.with("calendars.forecast", &figures),
        late: forecast.become_late > 0,
        incomplete: !forecast.complete,
        examples: forecast.examples.iter().map(example).collect(),
    }
}
