//! Plain weekdays, Monday to Friday, at the same time of day.

use chrono::{Datelike, Days, TimeZone, Weekday};

use crate::clock::Timestamp;

/// The same wall-clock time on the `days`-th weekday after `start`, in `zone`.
pub(super) fn working_days_after(start: Timestamp, days: u32, zone: chrono_tz::Tz) -> Timestamp {
    let local = start.to_utc().with_timezone(&zone);
    let mut date = local.date_naive();
    let mut left = days;
    while left > 0 {
        date = date.checked_add_days(Days::new(1)).unwrap_or(date);
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    // A wall-clock time that the zone skips is taken an hour later; one it repeats, the first time.
    let wall = date.and_time(local.time());
    let at = zone.from_local_datetime(&wall).earliest();
    let at = at.or_else(|| zone.from_local_datetime(&(wall + chrono::TimeDelta::hours(1))).earliest());
    at.map_or(start, |at| at.to_utc().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        let zone = chrono_tz::Asia::Makassar;
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (start, days, expected) in [
            ("2026-11-20T16:00:00+08:00", 1, "2026-11-23T16:00:00+08:00"),
            ("2026-11-20T16:00:00+08:00", 3, "2026-11-25T16:00:00+08:00"),
            ("2026-11-21T09:00:00+08:00", 1, "2026-11-23T09:00:00+08:00"),
            ("2026-11-23T09:00:00+08:00", 0, "2026-11-23T09:00:00+08:00"),
        ] {
            assert_eq!(working_days_after(at(start), days, zone), at(expected), "{start} + {days}");
        }
    }
}
