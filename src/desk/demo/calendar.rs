//! When it happened: moments told from the present backwards, in office hours.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;

use super::error::DemoError;
use crate::clock::Timestamp;

/// Minutes of work that lie between the present and the day from which days are counted back: two working days, so that a
/// moment told in minutes always comes after one told in days.
const RECENT: i64 = 900;

/// The office hours of the demo office (Perpres 21/2023), seen from the present.
pub(super) struct Calendar {
    zone: Tz,
    now: Timestamp,
    base: NaiveDate,
}

impl Calendar {
    /// The calendar at `now`.
    pub(super) fn new(zone: Tz, now: Timestamp) -> Self {
        let mut calendar = Self { zone, now, base: now.date_in(zone) };
        calendar.base = calendar.back(RECENT).date_in(zone);
        calendar
    }

    /// The moment meant by `b45` (45 minutes of work ago) or by `-12 09:10` (ten past nine, 12 working days earlier).
    pub(super) fn at(&self, text: &str) -> Result<Timestamp, DemoError> {
        let odd = || DemoError::Data(format!("{text:?} is no moment"));
        if let Some(minutes) = text.strip_prefix('b') {
            return Ok(self.back(minutes.parse().map_err(|_| odd())?));
        }
        let (days, time) = text.strip_prefix('-').and_then(|rest| rest.split_once(' ')).ok_or_else(odd)?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| odd())?;
        let mut left: u32 = days.parse().map_err(|_| odd())?;
        let mut day = self.base;
        while left > 0 {
            day = day.checked_sub_days(Days::new(1)).ok_or_else(odd)?;
            if !is_weekend(day) {
                left -= 1;
            }
        }
        self.instant(day, time).ok_or_else(odd)
    }

    /// The moment so many minutes of work before the present.
    fn back(&self, minutes: i64) -> Timestamp {
        let mut left = TimeDelta::minutes(minutes);
        let mut day = self.now.date_in(self.zone);
        for _ in 0..60 {
            for (from, to) in hours(day).into_iter().rev() {
                let (Some(from), Some(to)) = (self.instant(day, from), self.instant(day, to)) else {
                    continue;
                };
                let to = to.min(self.now);
                let open = TimeDelta::microseconds((to.micros() - from.micros()).max(0));
                if open > left {
                    return to.minus(left);
                }
                left -= open;
            }
            day = day.pred_opt().unwrap_or(day);
        }
        self.now
    }

    fn instant(&self, day: NaiveDate, time: NaiveTime) -> Option<Timestamp> {
        self.zone.from_local_datetime(&day.and_time(time)).earliest().map(|at| at.to_utc().into())
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn hours(day: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => Vec::new(),
        Weekday::Fri => vec![(at(7, 30), at(11, 30)), (at(13, 0), at(16, 30))],
        _ => vec![(at(7, 30), at(12, 0)), (at(13, 0), at(16, 0))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(now: &str) -> Calendar {
        Calendar::new(chrono_tz::Asia::Makassar, now.parse().unwrap())
    }

    fn at(calendar: &Calendar, text: &str) -> String {
        let at = calendar.at(text).unwrap();
        at.to_utc().with_timezone(&calendar.zone).format("%a %d %H:%M").to_string()
    }

    #[test]
    fn minutes_are_minutes_of_work() {
        let monday = calendar("2026-11-23T08:15:00+08:00");
        assert_eq!(at(&monday, "b30"), "Mon 23 07:45");
        assert_eq!(at(&monday, "b60"), "Fri 20 16:15");
        assert_eq!(at(&monday, "b300"), "Fri 20 10:45", "over the Friday break");
        let sunday = calendar("2026-11-22T03:00:00+08:00");
        assert_eq!(at(&sunday, "b30"), "Fri 20 16:00");
        let lunch = calendar("2026-11-24T12:30:00+08:00");
        assert_eq!(at(&lunch, "b10"), "Tue 24 11:50");
    }

    #[test]
    fn days_lie_before_all_minutes() {
        for now in ["2026-11-23T08:15:00+08:00", "2026-11-22T03:00:00+08:00", "2026-11-27T23:59:00+08:00"] {
            let calendar = calendar(now);
            assert!(calendar.at("-1 16:30").unwrap() < calendar.at("b900").unwrap(), "{now}");
        }
        assert_eq!(at(&calendar("2026-11-25T10:00:00+08:00"), "-1 09:10"), "Fri 20 09:10");
        assert!(calendar("2026-11-25T10:00:00+08:00").at("yesterday").is_err());
    }
}
