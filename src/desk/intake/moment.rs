//! A time as somebody types it in passing: "08.10", "kemarin 14.30", "23/11 8:05". Pure.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};

/// The local time `text` names, seen from `now`; none if it names none. A date without a year is the last one that was.
pub fn said_at(text: &str, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 40 {
        return None;
    }
    for form in ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, form) {
            return Some(at);
        }
    }
    let lower = text.to_lowercase().replace(',', " ");
    let (mut day, mut time) = (None, None);
    for word in lower.split_whitespace() {
        match word {
            "pukul" | "jam" | "tadi" | "at" | "tgl" | "tanggal" | "wita" | "wib" | "wit" => {}
            "hari" | "ini" | "today" => day = day.or(Some(now.date())),
            "kemarin" | "kmrn" | "kemaren" | "yesterday" => {
                day = now.date().checked_sub_days(Days::new(1));
            }
            word if day.is_none() && word.contains('/') => day = Some(date(word, now.date())?),
            word if time.is_none() => time = Some(clock(word)?),
            _ => return None,
        }
    }
    Some(day.unwrap_or(now.date()).and_time(time?))
}

/// `8`, `8.10`, `08:10`.
fn clock(word: &str) -> Option<NaiveTime> {
    let (hours, minutes) = word.split_once(['.', ':']).unwrap_or((word, "0"));
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)
}

/// `23/11`, `23/11/26`, `23/11/2026`.
pub(super) fn date(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    let mut parts = word.split('/');
    let mut number = || parts.next().and_then(|part| part.parse::<i32>().ok());
    let (first, second, year) = (number()?, number()?, number());
    let year_of = |year: i32| if year < 100 { 2000 + year } else { year };
    // Days come first here; a program set to American ways is understood where it cannot mean anything else.
    let (day, month) = if second > 12 { (second, first) } else { (first, second) };
    let on = |year: i32| NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    match year {
        Some(year) => on(year_of(year)),
        None => on(today.year()).filter(|date| *date <= today).or_else(|| on(today.year() - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_understood_as_they_are_said() {
        let now = "2026-11-23T10:30:00".parse().unwrap();
        for (text, at) in [
            ("08.10", Some("2026-11-23T08:10:00")),
            ("8:05", Some("2026-11-23T08:05:00")),
            ("jam 8", Some("2026-11-23T08:00:00")),
            ("tadi pukul 07.45 WITA", Some("2026-11-23T07:45:00")),
            ("kemarin 14.30", Some("2026-11-22T14:30:00")),
            ("kmrn jam 16", Some("2026-11-22T16:00:00")),
            ("20/11 08.10", Some("2026-11-20T08:10:00")),
            ("20/11/26, 08.10", Some("2026-11-20T08:10:00")),
            ("30/12 09.00", Some("2025-12-30T09:00:00")),
            ("2026-11-23T08:10", Some("2026-11-23T08:10:00")),
            ("", None),
            ("tadi pagi", None),
            ("25.70", None),
            ("31/02 08.00", None),
            ("08.10 09.20", None),
            ("-3", None),
        ] {
            let expected = at.map(|at| at.parse::<NaiveDateTime>().unwrap());
            assert_eq!(said_at(text, now), expected, "{text}");
        }
    }
}
