//! The calendars a new desk begins with (dossier §3.7, §3.8), as data: the hours of Perpres 21/2023 in the three zones with
//! the holidays and the collective leave of two years, and one around the clock.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

use super::super::calendar::{CalendarError, Document, ExceptionDocument, ReplacementDocument, WeekDocument};
use super::super::error::SlaError;
use super::super::rules::{CalendarEntry, rules, touched};
use super::super::store;
use super::creating;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::CalendarId;
use crate::desk::people::By;

const CALENDARS: &str = include_str!("../shipped/calendars.json");
const NATIONAL: &str = include_str!("../shipped/national.json");
const ALWAYS: &str = include_str!("../shipped/always.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    code: String,
    name: String,
    zone: Tz,
    zone_default: bool,
    rules: Which,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Which {
    National,
    Always,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    effective_from: NaiveDate,
    source: String,
    weekly: WeekDocument,
    replacements: Vec<ReplacementDocument>,
    exceptions: Vec<ExceptionDocument>,
}

/// Why what is shipped cannot be used: never, as a test shows.
#[derive(Debug, thiserror::Error)]
enum Damaged {
    #[error("{0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("{0}")]
    Wrong(#[from] crate::desk::fields::FieldErrors),
    #[error("{0}")]
    NoCalendar(#[from] CalendarError),
}

/// Writes the shipped calendars into a desk that has none. Of several processes that start at once, one does.
///
/// # Errors
/// When the database refuses it.
pub fn ship(conn: &mut DbConn, now: Timestamp) -> Result<(), SlaError> {
    if !rules(conn)?.calendars.is_empty() {
        return Ok(());
    }
    store::one_at_a_time(conn)?;
    // Somebody may have been faster while this one waited for its turn.
    let rules = rules(conn)?;
    if !rules.calendars.is_empty() {
        return Ok(());
    }
    let shipped = shipped().map_err(|error| DbError::Migration(format!("the shipped calendars: {error}")))?;
    for (entry, source) in shipped {
        creating::insert(conn, By::Machine, &rules, &entry, &source, now)?;
    }
    Ok(touched(conn, now)?)
}

/// What is shipped, with what it rests on.
fn shipped() -> Result<Vec<(CalendarEntry, String)>, Damaged> {
    let calendars: Vec<Shipped> = serde_json::from_str(CALENDARS)?;
    let (national, always): (Rules, Rules) = (serde_json::from_str(NATIONAL)?, serde_json::from_str(ALWAYS)?);
    calendars
        .into_iter()
        .map(|calendar| {
            let Rules { effective_from, source, weekly, replacements, exceptions } = match calendar.rules {
                Which::National => national.clone(),
                Which::Always => always.clone(),
            };
            let version = Document { weekly, replacements, exceptions }.check(effective_from)?;
            let named = (calendar.code, calendar.name);
            let id = CalendarId::new();
            let entry =
                CalendarEntry::new(id, 1, named, calendar.zone, calendar.zone_default, vec![version])?;
            Ok((entry, source))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::calendar::Calendar;
    use super::super::super::calendar::tests::calendars::calendar;
    use super::*;

    fn entry(code: &str) -> CalendarEntry {
        let found = shipped().unwrap().into_iter().map(|(entry, _)| entry).find(|entry| entry.code == code);
        found.unwrap_or_else(|| panic!("no {code}"))
    }

    fn working_days(calendar: &Calendar, year: i32) -> usize {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let days = first.iter_days().take_while(|day| day.to_string().starts_with(&year.to_string()));
        days.filter(|day| !calendar.on(*day).hours.is_closed()).count()
    }

    #[test]
    fn what_is_shipped_is_what_was_written_down_from_the_decrees() {
        for (code, hand) in [("nasional-wib", "wib"), ("nasional-wita", "wita"), ("nasional-wit", "wit")] {
            let (shipped, hand) = (entry(code), calendar(hand));
            assert_eq!(shipped.zone, hand.zone());
            assert!(shipped.zone_default);
            let first: NaiveDate = "2025-12-01".parse().unwrap();
            for day in first.iter_days().take(900) {
                assert_eq!(shipped.calendar().on(day).hours, hand.on(day).hours, "{code} {day}");
                let named = shipped.calendar().on(day).reason.is_some_and(|reason| !reason.is_empty());
                assert!(named || !shipped.calendar().on(day).exception, "{day} has no name");
            }
        }
    }

    #[test]
    fn two_years_have_the_working_days_of_their_decrees() {
        let national = entry("nasional-wita");
        assert_eq!(working_days(national.calendar(), 2026), 240);
        assert_eq!(working_days(national.calendar(), 2027), 242);
        assert_eq!(national.versions[0].weekly.minutes(), 37 * 60 + 30, "Perpres 21/2023");
        let ramadan = &national.versions[0].replacements;
        assert_eq!(ramadan.len(), 2);
        assert!(ramadan.iter().all(|ramadan| ramadan.weekly.minutes() == 32 * 60 + 30), "Perpres 21/2023");
        assert!(ramadan[1].reason.contains("perkiraan"), "Ramadan 2027 is a prediction");
    }

    #[test]
    fn around_the_clock_every_minute_counts() {
        let always = entry("24x7");
        assert!(!always.zone_default);
        assert_eq!(always.versions[0].weekly.minutes(), 7 * 1440);
        assert_eq!(working_days(always.calendar(), 2026), 365);
    }
}
