//! Times and spans in office words: "Senin, 23 November 2026 pukul 09.15 WITA", "3 jam 20 menit".

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;

/// The words times are written with, looked up once.
pub(super) struct MomentWords {
    weekdays: [String; 7],
    months: [String; 12],
    months_short: [String; 12],
    full: String,
    ago: String,
    ahead: String,
    just_now: String,
    under_a_minute: String,
    minutes: [String; 2],
    hours: [String; 2],
    days: [String; 2],
}

impl MomentWords {
    pub(super) fn read(texts: &HashMap<String, String>) -> Self {
        let text = |key: &str| texts.get(key).cloned().unwrap_or_else(|| key.to_owned());
        let both = |name: &str| [text(&format!("time.{name}.one")), text(&format!("time.{name}.many"))];
        Self {
            weekdays: std::array::from_fn(|day| text(&format!("time.weekday.{}", day + 1))),
            months: std::array::from_fn(|month| text(&format!("time.month.{}", month + 1))),
            months_short: std::array::from_fn(|month| text(&format!("time.month_short.{}", month + 1))),
            full: text("time.full"),
            ago: text("time.ago"),
            ahead: text("time.ahead"),
            just_now: text("time.just_now"),
            under_a_minute: text("time.under_a_minute"),
            minutes: both("minute"),
            hours: both("hour"),
            days: both("day"),
        }
    }

    /// "Senin, 23 November 2026 pukul 09.15 WITA".
    pub(super) fn full(&self, moment: DateTime<Utc>, zone: Tz) -> String {
        let local = moment.with_timezone(&zone);
        self.full
            .replace("{weekday}", &self.weekdays[local.weekday().num_days_from_monday() as usize])
            .replace("{date}", &self.date(moment, zone))
            .replace("{clock}", &format!("{:02}.{:02}", local.hour(), local.minute()))
            .replace("{zone}", &local.format("%Z").to_string())
    }

    /// "23 November 2026".
    pub(super) fn date(&self, moment: DateTime<Utc>, zone: Tz) -> String {
        let local = moment.with_timezone(&zone);
        format!("{} {} {}", local.day(), self.months[local.month0() as usize], local.year())
    }

    /// "23 Nov, 09.15"; with the year when it is not that of `now`.
    pub(super) fn short(&self, moment: DateTime<Utc>, zone: Tz, now: Option<DateTime<Utc>>) -> String {
        let local = moment.with_timezone(&zone);
        let month = &self.months_short[local.month0() as usize];
        let this_year = now.is_none_or(|now| now.with_timezone(&zone).year() == local.year());
        if this_year {
            format!("{} {month}, {:02}.{:02}", local.day(), local.hour(), local.minute())
        } else {
            format!("{} {month} {}, {:02}.{:02}", local.day(), local.year(), local.hour(), local.minute())
        }
    }

    /// "3 jam lalu", "baru saja", "dalam 2 hari".
    pub(super) fn ago(&self, moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let seconds = (now - moment).num_seconds();
        if seconds.abs() < 60 {
            return self.just_now.clone();
        }
        let pattern = if seconds > 0 { &self.ago } else { &self.ahead };
        pattern.replace("{span}", &self.span(seconds.abs(), 1))
    }

    /// "2 hari 4 jam", "3 jam 20 menit": the two largest units.
    pub(super) fn duration(&self, seconds: i64) -> String {
        self.span(seconds, 2)
    }

    fn span(&self, seconds: i64, parts: usize) -> String {
        let minutes = seconds.max(0) / 60;
        if minutes == 0 {
            return self.under_a_minute.clone();
        }
        let units =
            [(minutes / 1440, &self.days), (minutes / 60 % 24, &self.hours), (minutes % 60, &self.minutes)];
        let largest = units.iter().position(|(count, _)| *count > 0).unwrap_or(2);
        let mut words = String::with_capacity(24);
        for (count, unit) in units.iter().skip(largest).take(parts).filter(|(count, _)| *count > 0) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&unit[usize::from(*count != 1)].replace("{count}", &count.to_string()));
        }
        words
    }
}

/// Reads a time as templates get it.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.with_timezone(&Utc))
}
