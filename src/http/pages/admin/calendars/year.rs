//! A year of a calendar at a glance: twelve months, and its special days in words.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::wording;
use crate::desk::sla::CalendarEntry;
use crate::desk::sla::calendar::Calendar;
use crate::http::pages::frame::Voice;

#[derive(Serialize)]
pub(super) struct YearShown {
    year: i32,
    before: Option<i32>,
    after: Option<i32>,
    weekdays: Vec<WeekdayShown>,
    months: Vec<MonthShown>,
    special: Vec<SpecialShown>,
    replaced: Vec<ReplacedShown>,
    summary: String,
}

#[derive(Serialize)]
struct WeekdayShown {
    name: String,
    short: String,
}

#[derive(Serialize)]
struct MonthShown {
    name: String,
    weeks: Vec<Vec<DayShown>>,
}

/// A day in the table; day 0 belongs to another month.
#[derive(Clone, Default, Serialize)]
struct DayShown {
    day: u32,
    class: String,
    title: String,
    today: bool,
}

#[derive(Serialize)]
struct SpecialShown {
    date: String,
    weekday: String,
    name: String,
    hours: String,
}

#[derive(Serialize)]
struct ReplacedShown {
    period: String,
    name: String,
}

/// The year of a calendar; one it does not know is the year of `today`.
pub(super) fn year(
    entry: &CalendarEntry,
    wanted: Option<i32>,
    today: NaiveDate,
    voice: Voice<'_>,
) -> YearShown {
    let known = Calendar::FIRST.year() + 1..Calendar::LAST.year() - 1;
    let year = wanted.filter(|year| known.contains(year)).unwrap_or_else(|| today.year());
    let calendar = entry.calendar();
    let days: Vec<NaiveDate> = first_of(year, 1)
        .map(|first| first.iter_days().take_while(|day| day.year() == year).collect())
        .unwrap_or_default();
    let working = days.iter().filter(|day| !calendar.on(**day).hours.is_closed()).count();
    let minutes: u32 = days.iter().map(|day| calendar.on(*day).hours.minutes()).sum();
    let counted =
        [("year", year.to_string()), ("days", working.to_string()), ("hours", (minutes / 60).to_string())];
    let counted: Vec<_> = counted.iter().map(|(name, text)| (*name, text.as_str())).collect();
    YearShown {
        year,
        before: Some(year - 1).filter(|year| known.contains(year)),
        after: Some(year + 1).filter(|year| known.contains(year)),
        weekdays: (1..=7).map(|day| weekday(voice, day)).collect(),
        months: (1..=12).map(|number| month(calendar, (year, number), today, voice)).collect(),
        special: special(calendar, &days, voice),
        replaced: replaced(calendar, &days, voice),
        summary: voice.with("calendars.year_summary", &counted),
    }
}

/// `Senin`, `Sen`.
fn weekday(voice: Voice<'_>, number: u32) -> WeekdayShown {
    let name = wording::weekday(voice, number);
    WeekdayShown { short: name.chars().take(3).collect(), name }
}

fn first_of(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)
}

fn month(calendar: &Calendar, (year, number): (i32, u32), today: NaiveDate, voice: Voice<'_>) -> MonthShown {
    let mut cells = Vec::new();
    if let Some(first) = first_of(year, number) {
        cells.resize(first.weekday().num_days_from_monday() as usize, DayShown::default());
        cells.extend(
            first
                .iter_days()
                .take_while(|day| day.month() == number)
                .map(|day| cell(calendar, day, today, voice)),
        );
    }
    cells.resize(cells.len().div_ceil(7) * 7, DayShown::default());
    let weeks = cells.chunks(7).map(<[DayShown]>::to_vec).collect();
    MonthShown { name: voice.say(&format!("time.month.{number}")), weeks }
}

fn cell(calendar: &Calendar, date: NaiveDate, today: NaiveDate, voice: Voice<'_>) -> DayShown {
    let rule = calendar.on(date);
    let kind = match (rule.exception, rule.hours.is_closed()) {
        (true, true) => "holiday",
        (true, false) => "odd",
        (false, true) => "off",
        (false, false) => "",
    };
    let replaced = !rule.exception && rule.reason.is_some();
    let class = [kind, if replaced { "replaced" } else { "" }].join(" ").trim().to_owned();
    let title = match rule.reason {
        Some(reason) if rule.exception && !rule.hours.is_closed() => {
            format!("{reason}: {}", wording::spoken(rule.hours))
        }
        Some(reason) if rule.exception && !reason.is_empty() => reason.to_owned(),
        _ if rule.exception => voice.say("calendars.day_off"),
        _ => String::new(),
    };
    DayShown { day: date.day(), class, title, today: date == today }
}

/// The days that are exceptions, in words.
fn special(calendar: &Calendar, days: &[NaiveDate], voice: Voice<'_>) -> Vec<SpecialShown> {
    let exceptions = days.iter().filter(|day| calendar.on(**day).exception);
    exceptions
        .map(|day| {
            let rule = calendar.on(*day);
            let month = voice.say(&format!("time.month_short.{}", day.month()));
            SpecialShown {
                date: format!("{} {month}", day.day()),
                weekday: wording::weekday(voice, day.weekday().number_from_monday()),
                name: rule.reason.unwrap_or_default().to_owned(),
                hours: wording::spoken(rule.hours),
            }
        })
        .collect()
}

/// The stretches of the year with other weekly hours that have a name.
fn replaced(calendar: &Calendar, days: &[NaiveDate], voice: Voice<'_>) -> Vec<ReplacedShown> {
    let mut found: Vec<(NaiveDate, NaiveDate, &str)> = Vec::new();
    for day in days {
        let Some(version) = version_on(calendar, *day) else { continue };
        let Some(replacement) = version.replacement_on(*day) else { continue };
        match found.last_mut() {
            Some((_, last, name)) if *name == replacement.reason && last.succ_opt() == Some(*day) => {
                *last = *day
            }
            _ => found.push((*day, *day, &replacement.reason)),
        }
    }
    let shown = |(from, to, name): (NaiveDate, NaiveDate, &str)| ReplacedShown {
        period: wording::period(voice, from, to),
        name: if name.is_empty() { voice.say("calendars.other_hours") } else { name.to_owned() },
    };
    found.into_iter().map(shown).collect()
}

fn version_on(calendar: &Calendar, date: NaiveDate) -> Option<&crate::desk::sla::calendar::Version> {
    let begun = calendar.versions().iter().rev().find(|version| version.effective_from <= date);
    begun.or_else(|| calendar.versions().first())
}
