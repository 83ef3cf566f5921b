//! Working time counted minute by minute, as slow and as plain as it gets: what the compiled calendars are held against.
//! It shares nothing with them.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

/// Stretches of a day in minutes since midnight.
pub type Day = Vec<(u32, u32)>;

/// What one version says.
#[derive(Clone, Debug)]
pub struct Rules {
    pub effective_from: NaiveDate,
    pub weekly: Vec<Day>,
    pub replacements: Vec<(NaiveDate, NaiveDate, Vec<Day>)>,
    pub exceptions: Vec<(NaiveDate, Day)>,
}

/// A calendar; versions in the order they were made.
#[derive(Clone, Debug)]
pub struct Oracle {
    pub zone: Tz,
    pub versions: Vec<Rules>,
}

impl Oracle {
    /// The stretches of a date.
    pub fn hours(&self, date: NaiveDate) -> &[(u32, u32)] {
        let mut rules: Option<&Rules> = None;
        for version in self.versions.iter().filter(|version| version.effective_from <= date) {
            if rules.is_none_or(|best| best.effective_from <= version.effective_from) {
                rules = Some(version);
            }
        }
        let rules = rules.unwrap_or_else(|| self.first());
        if let Some((_, hours)) = rules.exceptions.iter().find(|(day, _)| *day == date) {
            return hours;
        }
        let weekday = date.weekday().num_days_from_monday() as usize;
        for (from, to, weekly) in &rules.replacements {
            if *from <= date && date <= *to {
                return &weekly[weekday];
            }
        }
        &rules.weekly[weekday]
    }

    /// The version that speaks for the days before all versions: the earliest; of two, the later made.
    fn first(&self) -> &Rules {
        let mut first = &self.versions[0];
        for version in &self.versions {
            if version.effective_from <= first.effective_from {
                first = version;
            }
        }
        first
    }

    /// Whether the clock on the wall shows a working minute.
    pub fn is_working(&self, at: DateTime<Utc>) -> bool {
        let wall = at.with_timezone(&self.zone);
        let minute = wall.hour() * 60 + wall.minute();
        self.hours(wall.date_naive()).iter().any(|(from, to)| *from <= minute && minute < *to)
    }

    /// Working time in `[from, to)`.
    pub fn worked(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let mut total = TimeDelta::zero();
        let mut at = from;
        while at < to {
            let next = next_minute(at).min(to);
            if self.is_working(at) {
                total += next - at;
            }
            at = next;
        }
        total
    }

    /// The earliest instant at which `budget` is worked, or `None` if that is not before `latest`.
    pub fn due(
        &self,
        start: DateTime<Utc>,
        budget: TimeDelta,
        latest: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let (mut at, mut left) = (start, budget);
        while left > TimeDelta::zero() {
            if at >= latest {
                return None;
            }
            let next = next_minute(at);
            if self.is_working(at) {
                if next - at >= left {
                    return Some(at + left);
                }
                left -= next - at;
            }
            at = next;
        }
        Some(at)
    }

    /// The same wall-clock time on the `n`-th day with working time after that of `start`, or the end of that day's work.
    pub fn working_days(&self, start: DateTime<Utc>, n: u32) -> DateTime<Utc> {
        if n == 0 {
            return start;
        }
        let wall = start.with_timezone(&self.zone);
        let (mut date, mut left) = (wall.date_naive(), n);
        let mut minutes = Vec::new();
        while left > 0 {
            date += TimeDelta::days(1);
            minutes = self.working_minutes(date);
            left -= u32::from(!minutes.is_empty());
        }
        let within =
            TimeDelta::seconds(wall.second().into()) + TimeDelta::nanoseconds(wall.nanosecond().into());
        let same = minutes.iter().find(|at| {
            let there = at.with_timezone(&self.zone);
            (there.hour(), there.minute()) == (wall.hour(), wall.minute())
        });
        match (same, minutes.last()) {
            (Some(same), _) => *same + within,
            (None, Some(last)) => *last + TimeDelta::minutes(1),
            (None, None) => start,
        }
    }

    /// The working minutes of a date, in order.
    fn working_minutes(&self, date: NaiveDate) -> Vec<DateTime<Utc>> {
        let noon = date.and_hms_opt(12, 0, 0).unwrap().and_utc();
        let begin = noon - TimeDelta::hours(40);
        let minutes = (0..80 * 60).map(|minute| begin + TimeDelta::minutes(minute));
        let on_date = minutes.filter(|at| at.with_timezone(&self.zone).date_naive() == date);
        on_date.filter(|at| self.is_working(*at)).collect()
    }
}

fn next_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let micros = at.timestamp_micros();
    DateTime::from_timestamp_micros(micros - micros.rem_euclid(60_000_000) + 60_000_000).unwrap()
}
