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
    near: String,
    near_day: String,
    yesterday: String,
    today: String,
    tomorrow: String,
    working: String,
    working_hours: [String; 2],
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
            near: text("time.near"),
            near_day: text("time.near_day"),
            yesterday: text("time.yesterday"),
            today: text("time.today"),
            tomorrow: text("time.tomorrow"),
            working: text("time.working"),
            working_hours: both("working_hour"),
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

    /// "hari ini 11.00 WITA", "Rabu 11.00 WITA" within a week, else "Rabu, 2 Des 11.00 WITA".
    pub(super) fn near(&self, moment: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
        let (local, here) = (moment.with_timezone(&zone), now.with_timezone(&zone));
        let weekday = &self.weekdays[local.weekday().num_days_from_monday() as usize];
        let day = match (local.date_naive() - here.date_naive()).num_days() {
            -1 => self.yesterday.clone(),
            0 => self.today.clone(),
            1 => self.tomorrow.clone(),
            2..7 => weekday.clone(),
            _ => self.dated(moment, zone, now),
        };
        self.near
            .replace("{day}", &day)
            .replace("{clock}", &format!("{:02}.{:02}", local.hour(), local.minute()))
            .replace("{zone}", &local.format("%Z").to_string())
    }

    /// "Rabu, 2 Des"; with the year when it is not that of `now`.
    pub(super) fn dated(&self, moment: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
        let (local, here) = (moment.with_timezone(&zone), now.with_timezone(&zone));
        let weekday = &self.weekdays[local.weekday().num_days_from_monday() as usize];
        let date = format!("{} {}", local.day(), self.months_short[local.month0() as usize]);
        let date = if local.year() == here.year() { date } else { format!("{date} {}", local.year()) };
        self.near_day.replace("{weekday}", weekday).replace("{date}", &date)
    }

    /// "Sen 23", or "23 Nov" where weekdays do not tell days apart.
    pub(super) fn day(&self, moment: DateTime<Utc>, zone: Tz, by_weekday: bool) -> String {
        let local = moment.with_timezone(&zone);
        if by_weekday {
            let weekday = &self.weekdays[local.weekday().num_days_from_monday() as usize];
            return format!("{} {}", weekday.chars().take(3).collect::<String>(), local.day());
        }
        format!("{} {}", local.day(), self.months_short[local.month0() as usize])
    }

    /// "09.15".
    pub(super) fn clock(moment: DateTime<Utc>, zone: Tz) -> String {
        let local = moment.with_timezone(&zone);
        format!("{:02}.{:02}", local.hour(), local.minute())
    }

    /// "22 jam 30 menit": hours, however many, since a working day has not 24 of them.
    pub(super) fn hours(&self, seconds: i64) -> String {
        let minutes = seconds.max(0) / 60;
        let counted = |count: i64, unit: &[String; 2]| {
            unit[usize::from(count != 1)].replace("{count}", &count.to_string())
        };
        match (minutes / 60, minutes % 60) {
            (0, 0) => self.under_a_minute.clone(),
            (0, minutes) => counted(minutes, &self.minutes),
            (hours, 0) => counted(hours, &self.hours),
            (hours, minutes) => [counted(hours, &self.hours), counted(minutes, &self.minutes)].join(" "),
        }
    }

    /// "22 jam 30 menit jam kerja", "2 jam kerja".
    pub(super) fn working(&self, seconds: i64) -> String {
        let minutes = seconds.max(0) / 60;
        if minutes == 0 {
            return self.under_a_minute.clone();
        }
        if minutes % 60 == 0 {
            let hours = minutes / 60;
            return self.working_hours[usize::from(hours != 1)].replace("{count}", &hours.to_string());
        }
        self.working.replace("{span}", &self.hours(seconds))
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
