//! The questions one asks a calendar.

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Tz;

use super::eras::{self, Eras};
use super::explain::{self, Segment};
use super::hours::Week;
use super::rules::{DayRule, Version};
use crate::clock::Timestamp;

/// The longest time without work a calendar may have, in days (`rules.md` 4.2).
const REST_MAX: i64 = 366;

/// Why a calendar is none, or cannot answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CalendarError {
    /// It has no version.
    #[error("a calendar needs hours")]
    Empty,
    /// Nobody works for more than 366 days.
    #[error("this calendar has no working time for 366 days")]
    NoWorkingTime,
}

/// Working time in one zone: versions that take over from one another, compiled so that every answer costs two look-ups.
#[derive(Debug)]
pub struct Calendar {
    zone: Tz,
    versions: Vec<Version>,
    eras: Eras,
}

impl Calendar {
    /// Compiles a calendar. Versions may come in any order; of two that begin on one day the later in the list holds.
    ///
    /// # Errors
    /// No version at all, or more than 366 days without working time.
    pub fn new(zone: Tz, mut versions: Vec<Version>) -> Result<Self, CalendarError> {
        versions.reverse();
        versions.sort_by_key(|version| version.effective_from);
        versions.dedup_by_key(|version| version.effective_from);
        if versions.is_empty() {
            return Err(CalendarError::Empty);
        }
        let eras = Eras::compile(zone, &versions, Self::FIRST, Self::LAST);
        let speaks_from = versions[0].effective_from.clamp(Self::FIRST, Self::LAST);
        match eras.longest_rest(eras::start_of(zone, speaks_from)) {
            Some(rest) if rest <= REST_MAX * eras::DAY => Ok(Self { zone, versions, eras }),
            _ => Err(CalendarError::NoWorkingTime),
        }
    }

    /// The first day a calendar knows; no work is done before it.
    pub const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
        Some(date) => date,
        None => NaiveDate::MIN,
    };

    /// The day from which on a calendar repeats its ordinary week, without change of clocks.
    pub const LAST: NaiveDate = match NaiveDate::from_ymd_opt(2100, 1, 1) {
        Some(date) => date,
        None => NaiveDate::MAX,
    };

    /// Around the clock: elapsed time.
    pub fn always() -> Self {
        let versions = vec![Version::weekly(Self::FIRST, Week::always())];
        let eras = Eras::compile(Tz::UTC, &versions, Self::FIRST, Self::LAST);
        Self { zone: Tz::UTC, versions, eras }
    }

    /// The zone its hours are in.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// The versions, by their first days.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// What holds on a day.
    pub fn on(&self, date: NaiveDate) -> DayRule<'_> {
        eras::rule_of(&self.versions, date).on(date)
    }

    /// The working time in `[from, to)`, in microseconds; 0 if `to` is not after `from`.
    pub fn worked(&self, from: Timestamp, to: Timestamp) -> i64 {
        if to <= from {
            return 0;
        }
        self.eras.worked_until(to.micros()) - self.eras.worked_until(from.micros())
    }

    /// The earliest instant `t >= start` with `worked(start, t) >= budget`, in microseconds (`rules.md` 4.2). A budget of
    /// nothing is reached at the start.
    ///
    /// # Errors
    /// [`CalendarError::NoWorkingTime`] if there is not that much work to come.
    pub fn due(&self, start: Timestamp, budget: i64) -> Result<Timestamp, CalendarError> {
        if budget <= 0 {
            return Ok(start);
        }
        let done = self.eras.worked_until(start.micros());
        let due = self.eras.reach(done.saturating_add(budget)).ok_or(CalendarError::NoWorkingTime)?;
        Ok(Timestamp::from_micros(due))
    }

    /// The same wall-clock time on the `days`-th working day after the day of `start`; if that is no working time, the
    /// last working instant of that day (`rules.md` 4.3). No days at all are over at the start.
    ///
    /// # Errors
    /// [`CalendarError::NoWorkingTime`] if there are not that many working days to come.
    pub fn working_days(&self, start: Timestamp, days: u32) -> Result<Timestamp, CalendarError> {
        if days == 0 {
            return Ok(start);
        }
        let local = start.to_utc().with_timezone(&self.zone).naive_local();
        let date =
            self.eras.working_day_after(local.date(), i64::from(days)).ok_or(CalendarError::NoWorkingTime)?;
        let same = self.zone.from_local_datetime(&date.and_time(local.time())).earliest();
        if let Some(same) = same.map(|same| Timestamp::from(same.to_utc()))
            && self.is_working(same)
        {
            return Ok(same);
        }
        let (begin, end) = self.bounds(date);
        let last = self.eras.spans(begin.micros(), end.micros()).last();
        Ok(last.map_or(end, |(_, to)| Timestamp::from_micros(to)))
    }

    /// Whether `at` is working time.
    pub fn is_working(&self, at: Timestamp) -> bool {
        self.eras.worked_until(at.micros() + 1) > self.eras.worked_until(at.micros())
    }

    /// The first and the last instant of a local day, `[from, to)`.
    pub fn bounds(&self, date: NaiveDate) -> (Timestamp, Timestamp) {
        let next = date.succ_opt().unwrap_or(date);
        let at = |date| Timestamp::from_micros(eras::start_of(self.zone, date));
        (at(date), at(next))
    }

    /// When a local day is over for good: later than [`bounds`](Self::bounds) say where clocks go back over midnight.
    pub(super) fn end_of_repeated(&self, date: NaiveDate) -> Timestamp {
        let next = date.succ_opt().unwrap_or(date).and_time(chrono::NaiveTime::MIN);
        let latest = self.zone.from_local_datetime(&next).latest().map(|at| Timestamp::from(at.to_utc()));
        latest.unwrap_or_else(|| self.bounds(date).1)
    }

    /// The stretches of work in `[from, to)`, in order.
    pub fn spans(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let spans = self.eras.spans(from.micros(), to.micros());
        spans.map(|(from, to)| (Timestamp::from_micros(from), Timestamp::from_micros(to)))
    }

    /// `[from, to)` told piece by piece: what counts, what does not, and why; without a gap.
    pub fn segments(&self, from: Timestamp, to: Timestamp) -> Vec<Segment> {
        explain::segments(self, from, to)
    }
}
