//! Days, hours and weeks as people write them.

use chrono::{Datelike, NaiveDate};

use crate::desk::sla::calendar::{Hours, HoursDocument, Interval};
use crate::http::pages::frame::Voice;

/// `25 Desember 2026`.
pub(super) fn date(voice: Voice<'_>, date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), voice.say(&format!("time.month.{}", date.month())), date.year())
}

/// `Jumat`.
pub(super) fn weekday(voice: Voice<'_>, number: u32) -> String {
    voice.say(&format!("time.weekday.{number}"))
}

/// `8 Februari 2027 – 9 Maret 2027`.
pub(super) fn period(voice: Voice<'_>, from: NaiveDate, to: NaiveDate) -> String {
    format!("{} – {}", date(voice, from), date(voice, to))
}

/// `07.30–12.00, 13.00–16.00`; nothing for a day off.
pub(super) fn hours(document: &HoursDocument) -> String {
    let dotted = |text: &String| text.replace(':', ".");
    let stretches: Vec<_> =
        document.iter().map(|(from, to)| format!("{}–{}", dotted(from), dotted(to))).collect();
    stretches.join(", ")
}

/// The same of hours that hold.
pub(super) fn spoken(hours: &Hours) -> String {
    let wall = |minute| Interval::wall(minute).replace(':', ".");
    let stretches: Vec<_> =
        hours.stretches().iter().map(|one| format!("{}–{}", wall(one.from()), wall(one.to()))).collect();
    stretches.join(", ")
}

/// The hours of `07.30–12.00, 13.00–16.00`; `None` for what is written in no such way. What the hours themselves are worth is
/// checked later.
pub(super) fn written(text: &str) -> Option<HoursDocument> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (from, to) = part.split_once(['-', '–', '—'])?;
            let minute = |text: &str| Interval::minute(text).map(Interval::wall);
            Some((minute(from)?, minute(to)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_people_write_them() {
        let day = vec![("07:30".to_owned(), "12:00".to_owned()), ("13:00".to_owned(), "16:00".to_owned())];
        assert_eq!(hours(&day), "07.30–12.00, 13.00–16.00");
        for text in ["07.30–12.00, 13.00–16.00", "7:30-12:00;13.00 - 16.00", " 07.30-12.00 , 13.00—16.00, "]
        {
            assert_eq!(written(text), Some(day.clone()), "{text}");
        }
        assert_eq!(written(""), Some(Vec::new()));
        for text in ["pagi", "07.30", "07.30-12", "7.30–25.00", "07.30 12.00"] {
            assert_eq!(written(text), None, "{text}");
        }
    }
}
