//! When a day of work begins for somebody: what waits for the morning waits for that, and for no Saturday or holiday.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::AgencyId;
use crate::desk::people::Actor;
use crate::desk::sla::calendar::Calendar;
use crate::desk::sla::{self, Rules};

/// Days that are looked through for the next one of work: a calendar rests no longer.
const DAYS: usize = 370;

/// The mornings of the offices that were asked for.
pub(super) struct Mornings {
    rules: Arc<Rules>,
    known: HashMap<AgencyId, Morning>,
}

impl Mornings {
    pub(super) fn read(conn: &mut DbConn) -> Result<Self, DbError> {
        Ok(Self { rules: sla::rules(conn)?, known: HashMap::new() })
    }

    /// The mornings of somebody's office.
    pub(super) fn of(&mut self, conn: &mut DbConn, person: &Actor) -> Result<Morning, DbError> {
        if let Some(known) = self.known.get(&person.agency_id) {
            return Ok(known.clone());
        }
        let (_, calendar) = sla::store::agency_calendar(conn, &self.rules, person.agency_id)?;
        let calendar = calendar.and_then(|id| self.rules.calendar(id)).map(|entry| entry.calendar().clone());
        let morning = Morning { zone: calendar.as_ref().map_or(person.zone, |found| found.zone()), calendar };
        self.known.insert(person.agency_id, morning.clone());
        Ok(morning)
    }
}

/// When an office opens.
#[derive(Clone, Debug)]
pub(super) struct Morning {
    zone: Tz,
    calendar: Option<Arc<Calendar>>,
}

impl Morning {
    /// The next time it opens after `now`.
    pub(super) fn after(&self, now: Timestamp) -> Timestamp {
        let days = std::iter::successors(Some(now.date_in(self.zone)), NaiveDate::succ_opt).take(DAYS);
        days.filter_map(|day| self.on(day)).find(|opens| *opens > now).unwrap_or(now)
    }

    /// Until when it has to be waited, if it is closed all day or has not opened yet.
    pub(super) fn still_to_come(&self, now: Timestamp) -> Option<Timestamp> {
        match self.on(now.date_in(self.zone)) {
            Some(opens) if opens <= now => None,
            _ => Some(self.after(now)),
        }
    }

    /// When it opens on a day, if it does. Who works around the clock, or in no calendar, begins at half past seven.
    fn on(&self, day: NaiveDate) -> Option<Timestamp> {
        let usual = || {
            let opening = day.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(7 * 60 + 30);
            Timestamp::of_local(opening, self.zone)
        };
        let Some(calendar) = &self.calendar else { return usual() };
        let (begins, ends) = calendar.bounds(day);
        let (opens, _) = calendar.spans(begins, ends).next()?;
        if opens == begins { usual() } else { Some(opens) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sla::calendar::{Exception, Hours, Interval, Replacement, Version, Week};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn morning(calendar: Option<Calendar>) -> Morning {
        Morning { zone: chrono_tz::Asia::Makassar, calendar: calendar.map(Arc::new) }
    }

    /// Monday to Friday from 07.30, in Ramadan from 08.00; one Wednesday is a holiday, one Saturday is worked.
    fn office() -> Calendar {
        let hours = |from: u16| {
            Hours::new(vec![Interval::new(from, 720).unwrap(), Interval::new(780, 960).unwrap()]).unwrap()
        };
        let week = |from: u16| {
            Week::new(std::array::from_fn(|day| if day < 5 { hours(from) } else { Hours::closed() }))
        };
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let other = |date: &str, hours: Hours| Exception { date: day(date), hours, reason: "Lain".into() };
        let version = Version {
            effective_from: day("2026-01-01"),
            weekly: week(450),
            replacements: vec![Replacement {
                from: day("2026-12-07"),
                to: day("2026-12-31"),
                weekly: week(480),
                reason: "Ramadan".into(),
            }],
            exceptions: vec![other("2026-11-25", Hours::closed()), other("2026-12-05", hours(450))],
        };
        Calendar::new(chrono_tz::Asia::Makassar, vec![version]).unwrap()
    }

    #[test]
    fn without_a_calendar_it_is_half_past_seven_in_the_readers_own_zone() {
        for calendar in
            [None, Some(Calendar::new(chrono_tz::Asia::Makassar, vec![around_the_clock()]).unwrap())]
        {
            let morning = morning(calendar);
            for (now, expected) in [
                ("2026-11-23T07:29:59+08:00", "2026-11-23T07:30:00+08:00"),
                ("2026-11-23T07:30:00+08:00", "2026-11-24T07:30:00+08:00"),
                ("2026-11-23T23:30:00Z", "2026-11-25T07:30:00+08:00"),
            ] {
                assert_eq!(morning.after(at(now)), at(expected), "{now}");
            }
        }
    }

    fn around_the_clock() -> Version {
        Version::weekly("2026-01-01".parse().unwrap(), Week::always())
    }

    #[test]
    fn the_morning_is_that_of_the_office() {
        let morning = morning(Some(office()));
        for (now, expected) in [
            ("2026-11-23T06:00:00+08:00", "2026-11-23T07:30:00+08:00"),
            ("2026-11-23T07:30:00+08:00", "2026-11-24T07:30:00+08:00"),
            // The holiday.
            ("2026-11-24T16:00:00+08:00", "2026-11-26T07:30:00+08:00"),
            // The week-end, and the Saturday that is worked.
            ("2026-11-27T17:00:00+08:00", "2026-11-30T07:30:00+08:00"),
            ("2026-12-04T17:00:00+08:00", "2026-12-05T07:30:00+08:00"),
            // Ramadan.
            ("2026-12-05T17:00:00+08:00", "2026-12-07T08:00:00+08:00"),
        ] {
            assert_eq!(morning.after(at(now)), at(expected), "{now}");
        }
        let cases = [
            ("2026-11-23T07:30:00+08:00", None),
            ("2026-11-23T20:00:00+08:00", None),
            ("2026-11-25T07:30:00+08:00", Some("2026-11-26T07:30:00+08:00")),
            ("2026-12-07T07:30:00+08:00", Some("2026-12-07T08:00:00+08:00")),
        ];
        for (now, expected) in cases {
            assert_eq!(morning.still_to_come(at(now)), expected.map(at), "{now}");
        }
    }
}
