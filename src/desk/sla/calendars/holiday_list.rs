//! Holidays from an iCalendar file (RFC 5545), as ministries and offices publish them: events of whole days.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use icalendar::parser::{Component, read_calendar_simple, unfold};
use serde_json::json;

use super::super::calendar::{Calendar, ExceptionDocument};
use crate::desk::fields::FieldErrors;

/// Bytes of a file.
pub const BYTES_MAX: u64 = 1024 * 1024;
/// Events that are read.
const EVENTS_MAX: usize = 2_000;
/// Days one event may last.
const DAYS_MAX: i64 = 31;
/// How deep parts may stand in parts: an alarm in an event in a calendar, and one to spare.
const DEPTH_MAX: usize = 4;
/// Characters of a day's name.
const NAME_MAX: usize = 200;

/// What a file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayList {
    /// The days, in order, each once; who stands there twice has both names.
    pub days: Vec<ExceptionDocument>,
    /// Events with a time of day, which are no holidays and were left out.
    pub timed: usize,
}

/// Reads a file. What is cancelled in it is left out.
///
/// # Errors
/// The field `file`: no iCalendar, too large, no event of whole days, an event that repeats by a rule, lasts too long or has
/// no day.
pub fn holiday_list(bytes: &[u8]) -> Result<HolidayList, FieldErrors> {
    if bytes.len() as u64 > BYTES_MAX {
        return Err(too_large());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FieldErrors::one("file", "list_unreadable"))?;
    let text = unfold(text.trim_start_matches('\u{FEFF}'));
    if deepest(&text) > DEPTH_MAX {
        return Err(FieldErrors::one("file", "list_unreadable"));
    }
    let roots = read_calendar_simple(&text).unwrap_or_default();
    let calendars: Vec<_> = roots.iter().filter(|root| is(root, "VCALENDAR")).collect();
    if calendars.is_empty() {
        return Err(FieldErrors::one("file", "list_unreadable"));
    }
    let events = calendars.iter().flat_map(|calendar| &calendar.components).filter(|part| is(part, "VEVENT"));
    let mut days: BTreeMap<NaiveDate, String> = BTreeMap::new();
    let mut timed = 0;
    for (index, event) in events.enumerate() {
        if index >= EVENTS_MAX {
            return Err(wrong("list_too_many", json!({ "max": EVENTS_MAX })));
        }
        if value(event, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
            continue;
        }
        let name = name(event);
        let Some((first, last)) = span(event, &name)? else {
            timed += 1;
            continue;
        };
        for day in first.iter_days().take_while(|day| *day <= last) {
            days.entry(day).and_modify(|known| join(known, &name)).or_insert_with(|| name.clone());
        }
    }
    if days.is_empty() {
        return Err(wrong("list_empty", json!({ "timed": timed })));
    }
    let day = |(date, reason)| ExceptionDocument { date, hours: Vec::new(), reason };
    Ok(HolidayList { days: days.into_iter().map(day).collect(), timed })
}

/// What is wrong with a file of more than [`BYTES_MAX`].
pub fn too_large() -> FieldErrors {
    wrong("list_too_large", json!({ "max": BYTES_MAX / 1024 }))
}

/// The first and the last day of an event; `None` if it has a time of day.
fn span(event: &Component<'_>, name: &str) -> Result<Option<(NaiveDate, NaiveDate)>, FieldErrors> {
    let about = json!({ "name": name });
    if ["RRULE", "RDATE"].iter().any(|rule| value(event, rule).is_some()) {
        return Err(wrong("list_repeats", about));
    }
    let Some(start) = value(event, "DTSTART") else { return Err(wrong("list_no_day", about)) };
    if start.contains('T') {
        return Ok(None);
    }
    let first = date(&start).ok_or_else(|| wrong("list_no_day", about.clone()))?;
    // The end is the day after the last; without one an event of a day lasts that day.
    let after = match (value(event, "DTEND"), value(event, "DURATION")) {
        (Some(end), _) => date(end.split('T').next().unwrap_or_default()),
        (None, Some(length)) => days_of(&length).and_then(|days| first.checked_add_days(Days::new(days))),
        (None, None) => first.succ_opt(),
    };
    let after = after.ok_or_else(|| wrong("list_no_day", about.clone()))?;
    let last = after.pred_opt().unwrap_or(first).max(first);
    if (last - first).num_days() >= DAYS_MAX {
        return Err(wrong("list_too_long", json!({ "name": name, "max": DAYS_MAX })));
    }
    if !(Calendar::FIRST..Calendar::LAST).contains(&first) {
        return Err(wrong("list_no_day", about));
    }
    Ok(Some((first, last)))
}

/// `20261225`.
fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

/// `P3D` or `P1W`.
fn days_of(text: &str) -> Option<u64> {
    let text = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: u64 = number.parse().ok().filter(|number| *number <= 1_000)?;
    match unit {
        "D" => Some(number),
        "W" => Some(number * 7),
        _ => None,
    }
}

/// What an event is called, in one line.
fn name(event: &Component<'_>) -> String {
    let summary = value(event, "SUMMARY").unwrap_or_default();
    let plain = summary.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";");
    let mut errors = FieldErrors::default();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect();
    errors.optional("file", &short, NAME_MAX)
}

fn join(known: &mut String, name: &str) {
    let both = format!("{known}; {name}");
    if !known.contains(name) && both.chars().count() <= NAME_MAX {
        *known = both.trim_start_matches("; ").to_owned();
    }
}

fn is(part: &Component<'_>, name: &str) -> bool {
    part.name.as_str().eq_ignore_ascii_case(name)
}

fn value(part: &Component<'_>, name: &str) -> Option<String> {
    let found = part.properties.iter().find(|property| property.name.as_str().eq_ignore_ascii_case(name));
    found.map(|property| property.val.as_str().trim().to_owned())
}

/// How deep parts stand in parts: the reader goes down into each.
fn deepest(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for line in text.lines() {
        let line = line.trim_start();
        let begins =
            |word: &str| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if begins("BEGIN:") {
            depth += 1;
            deepest = deepest.max(depth);
        } else if begins("END:") {
            depth = depth.saturating_sub(1);
        }
    }
    deepest
}

fn wrong(code: &'static str, args: serde_json::Value) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add_with("file", code, args);
    errors
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//contoh//ID\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\nUID:1@contoh\r\nDTSTAMP:20260101T000000Z\r\n{lines}END:VEVENT\r\n")
    }

    fn days(events: &str) -> Vec<(String, String)> {
        let list = holiday_list(file(events).as_bytes()).unwrap();
        list.days.into_iter().map(|day| (day.date.to_string(), day.reason)).collect()
    }

    fn refused(text: &str) -> &'static str {
        holiday_list(text.as_bytes()).unwrap_err().0[0].code
    }

    fn day(date: &str, name: &str) -> (String, String) {
        (date.to_owned(), name.to_owned())
    }

    #[test]
    fn whole_days_are_read_and_several_at_once() {
        let natal = event("DTSTART;VALUE=DATE:20281225\r\nDTEND;VALUE=DATE:20281226\r\nSUMMARY:Natal\r\n");
        let lebaran = event(
            "DTSTART;VALUE=DATE:20280226\r\nDTEND;VALUE=DATE:20280228\r\nSUMMARY:Idulfitri 1449\r\n  H\r\n",
        );
        let cuti =
            event("DTSTART;VALUE=DATE:20280228\r\nDURATION:P2D\r\nSUMMARY:Cuti bersama\\, Idulfitri\r\n");
        let nyepi = event("DTSTART:20280326\r\nSUMMARY:Nyepi\r\n");
        let expected = [
            day("2028-02-26", "Idulfitri 1449 H"),
            day("2028-02-27", "Idulfitri 1449 H"),
            day("2028-02-28", "Cuti bersama, Idulfitri"),
            day("2028-02-29", "Cuti bersama, Idulfitri"),
            day("2028-03-26", "Nyepi"),
            day("2028-12-25", "Natal"),
        ];
        assert_eq!(days(&[natal, lebaran, cuti, nyepi].concat()), expected);
    }

    #[test]
    fn a_day_that_stands_there_twice_has_both_names_and_what_is_cancelled_none() {
        let one = event("DTSTART;VALUE=DATE:20270520\r\nSUMMARY:Waisak\r\n");
        let other = event("DTSTART;VALUE=DATE:20270520\r\nSUMMARY:Hari Kebangkitan Nasional\r\n");
        let gone = event("DTSTART;VALUE=DATE:20270521\r\nSTATUS:CANCELLED\r\nSUMMARY:Batal\r\n");
        let told = days(&[one.clone(), one, other, gone].concat());
        assert_eq!(told, [day("2027-05-20", "Waisak; Hari Kebangkitan Nasional")]);
    }

    #[test]
    fn events_with_a_time_are_left_out_and_counted() {
        let meeting = event("DTSTART:20270520T010000Z\r\nDTEND:20270520T020000Z\r\nSUMMARY:Rapat\r\n");
        let day = event("DTSTART;VALUE=DATE:20270520\r\nSUMMARY:Waisak\r\n");
        let list = holiday_list(file(&[meeting.clone(), day].concat()).as_bytes()).unwrap();
        assert_eq!((list.days.len(), list.timed), (1, 1));
        assert_eq!(refused(&file(&meeting)), "list_empty");
    }

    #[test]
    fn what_is_no_list_of_holidays_is_refused_in_words() {
        let with = |lines: &str| file(&event(lines));
        for (text, code) in [
            (String::new(), "list_unreadable"),
            ("tanggal,nama\n2027-01-01,Tahun Baru\n".to_owned(), "list_unreadable"),
            ("\u{1}\u{2}PK\u{3}".to_owned(), "list_unreadable"),
            ("BEGIN:VCALENDAR\r\n".to_owned(), "list_unreadable"),
            ("BEGIN:X\r\n".repeat(50_000), "list_unreadable"),
            (file(""), "list_empty"),
            (
                with("DTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Tahun Baru\r\n"),
                "list_repeats",
            ),
            (with("SUMMARY:Tanpa hari\r\n"), "list_no_day"),
            (with("DTSTART;VALUE=DATE:20270231\r\nSUMMARY:Tidak ada\r\n"), "list_no_day"),
            (with("DTSTART;VALUE=DATE:19991231\r\nSUMMARY:Lama\r\n"), "list_no_day"),
            (with("DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20280101\r\n"), "list_too_long"),
            (file(&event("DTSTART;VALUE=DATE:20270101\r\n").repeat(2_001)), "list_too_many"),
            (file(&"X-ISI:".repeat(200_000)), "list_too_large"),
        ] {
            assert_eq!(refused(&text), code, "{}", text.chars().take(200).collect::<String>());
        }
        assert_eq!(holiday_list(b"\xff\xfe\x00").unwrap_err().0[0].code, "list_unreadable");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn garbage_is_refused_and_nothing_worse(lines in proptest::collection::vec(
            prop_oneof![
                Just("BEGIN:VEVENT".to_owned()), Just("END:VEVENT".to_owned()), Just("BEGIN:VCALENDAR".to_owned()),
                Just("END:VCALENDAR".to_owned()), Just("DTSTART;VALUE=DATE:20270101".to_owned()),
                "[A-Z-]{1,9}[;:=]{1,2}[^\r\n]{0,20}", "\\PC{0,20}", Just(" terusan".to_owned()),
            ], 0..30)) {
            if let Ok(list) = holiday_list(lines.join("\r\n").as_bytes()) {
                prop_assert!(!list.days.is_empty());
            }
        }
    }
}
