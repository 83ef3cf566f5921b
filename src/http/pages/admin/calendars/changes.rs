//! What a version changed, line by line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::wording;
use crate::desk::sla::calendar::{Document, ExceptionDocument, ReplacementDocument, Week, WeekDocument};
use crate::http::pages::frame::Voice;

/// Lines that are told of one version.
const LINES_MAX: usize = 80;

/// One change.
#[derive(Serialize)]
pub(super) struct Line {
    /// `added`, `removed` or `changed`.
    kind: &'static str,
    mark: &'static str,
    text: String,
}

fn line(kind: &'static str, text: String) -> Line {
    let mark = match kind {
        "added" => "+",
        "removed" => "−",
        _ => "±",
    };
    Line { kind, mark, text }
}

/// What `after` says otherwise than `before`.
pub(super) fn changes(before: &Document, after: &Document, voice: Voice<'_>) -> Vec<Line> {
    let mut lines = weekly(&before.weekly, &after.weekly, voice);
    lines.extend(replacements(&before.replacements, &after.replacements, voice));
    lines.extend(exceptions(&before.exceptions, &after.exceptions, voice));
    if lines.is_empty() {
        lines.push(line("changed", voice.say("calendars.nothing_changed")));
    }
    if lines.len() > LINES_MAX {
        let rest = lines.len() - LINES_MAX;
        lines.truncate(LINES_MAX);
        lines.push(line("changed", voice.with("calendars.and_more", &[("count", &rest.to_string())])));
    }
    lines
}

fn weekly(before: &WeekDocument, after: &WeekDocument, voice: Voice<'_>) -> Vec<Line> {
    let said = |week: &WeekDocument, day: &str| {
        let hours = week.get(day).map(wording::hours).unwrap_or_default();
        if hours.is_empty() { voice.say("calendars.day_off") } else { hours }
    };
    let days = (1_u32..).zip(Week::NAMES);
    days.filter_map(|(number, day)| {
        let (from, to) = (said(before, day), said(after, day));
        let name = wording::weekday(voice, number);
        (from != to).then(|| line("changed", format!("{name}: {from} → {to}")))
    })
    .collect()
}

fn replacements(
    before: &[ReplacementDocument],
    after: &[ReplacementDocument],
    voice: Voice<'_>,
) -> Vec<Line> {
    let text = |one: &ReplacementDocument| {
        let monday = one.weekly.get("mon").map(wording::hours).unwrap_or_default();
        let name =
            if one.reason.is_empty() { voice.say("calendars.other_hours") } else { one.reason.clone() };
        let monday = if monday.is_empty() { voice.say("calendars.day_off") } else { monday };
        format!(
            "{name}, {} ({} {monday})",
            wording::period(voice, one.from, one.to),
            wording::weekday(voice, 1)
        )
    };
    let gone = before.iter().filter(|one| !after.contains(one)).map(|one| line("removed", text(one)));
    let come = after.iter().filter(|one| !before.contains(one)).map(|one| line("added", text(one)));
    gone.chain(come).collect()
}

fn exceptions(before: &[ExceptionDocument], after: &[ExceptionDocument], voice: Voice<'_>) -> Vec<Line> {
    let by_date = |list: &[ExceptionDocument]| -> BTreeMap<NaiveDate, ExceptionDocument> {
        list.iter().map(|one| (one.date, one.clone())).collect()
    };
    let said = |one: &ExceptionDocument| {
        let hours =
            if one.hours.is_empty() { voice.say("calendars.day_off") } else { wording::hours(&one.hours) };
        if one.reason.is_empty() { hours } else { format!("{} ({hours})", one.reason) }
    };
    let (before, after) = (by_date(before), by_date(after));
    let dates: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    dates
        .into_iter()
        .filter_map(|date| {
            let on = wording::date(voice, *date);
            match (before.get(date), after.get(date)) {
                (None, Some(new)) => Some(line("added", format!("{on}: {}", said(new)))),
                (Some(old), None) => Some(line("removed", format!("{on}: {}", said(old)))),
                (Some(old), Some(new)) if old != new => {
                    Some(line("changed", format!("{on}: {} → {}", said(old), said(new))))
                }
                _ => None,
            }
        })
        .collect()
}
