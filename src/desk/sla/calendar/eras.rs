//! A calendar compiled: runs of regular weeks and single irregular days, each with the working time before it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::hours::Week;
use super::rules::Version;
use super::transitions;

/// Microseconds of a minute.
pub(super) const MINUTE: i64 = 60_000_000;
/// Microseconds of a day of 24 hours.
pub(super) const DAY: i64 = 1440 * MINUTE;
const WEEK: i64 = 7 * DAY;

/// A stretch of work, in microseconds since the start of its table, with the work before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
    before: i64,
}

/// Stretches of work in order, apart from each other.
#[derive(Debug)]
pub(super) struct Table {
    spans: Box<[Span]>,
    total: i64,
}

impl Table {
    fn of(mut stretches: Vec<(i64, i64)>) -> Self {
        stretches.sort_unstable();
        let mut total = 0;
        let spans = stretches
            .into_iter()
            .filter(|(from, to)| from < to)
            .map(|(from, to)| {
                let span = Span { from, to, before: total };
                total += to - from;
                span
            })
            .collect();
        Self { spans, total }
    }

    /// The work before an offset.
    fn before(&self, offset: i64) -> i64 {
        match self.spans.partition_point(|span| span.from <= offset) {
            0 => 0,
            past => {
                let span = &self.spans[past - 1];
                span.before + (offset.min(span.to) - span.from)
            }
        }
    }

    /// The earliest offset at which `work > 0` is done; the end of the last stretch if there is less than that.
    fn reach(&self, work: i64) -> i64 {
        let past = self.spans.partition_point(|span| span.before < work);
        past.checked_sub(1).map_or(0, |last| {
            let span = &self.spans[last];
            (span.from + (work - span.before)).min(span.to)
        })
    }
}

/// How the days of an era are.
#[derive(Debug)]
enum Shape {
    /// Weeks that repeat from the era's first day on; every day has 24 hours.
    Weeks { table: Table, workdays: [bool; 7] },
    /// One day, as it is.
    Day { table: Table, workday: bool },
}

impl Shape {
    fn workdays(&self) -> i64 {
        match self {
            Self::Weeks { workdays, .. } => workdays.iter().filter(|day| **day).count() as i64,
            Self::Day { workday, .. } => i64::from(*workday),
        }
    }
}

/// A run of days that follow one rule, until the next era begins; the last one never ends.
#[derive(Debug)]
pub(super) struct Era {
    at: i64,
    first: NaiveDate,
    worked: i64,
    workdays: i64,
    shape: Shape,
}

impl Era {
    fn worked_until(&self, at: i64) -> i64 {
        let offset = at - self.at;
        self.worked
            + match &self.shape {
                Shape::Weeks { table, .. } => {
                    offset.div_euclid(WEEK) * table.total + table.before(offset.rem_euclid(WEEK))
                }
                Shape::Day { table, .. } => table.before(offset),
            }
    }

    fn workdays_until(&self, date: NaiveDate) -> i64 {
        let days = (date - self.first).num_days();
        self.workdays
            + match &self.shape {
                Shape::Weeks { workdays, .. } => {
                    let part = workdays.iter().take((days % 7) as usize).filter(|day| **day).count();
                    days / 7 * self.shape.workdays() + part as i64
                }
                Shape::Day { workday, .. } => i64::from(*workday && days > 0),
            }
    }
}

/// The eras of a calendar, in order. Instants are microseconds since 1970, UTC.
#[derive(Debug)]
pub(super) struct Eras {
    eras: Vec<Era>,
}

impl Eras {
    /// Compiles `versions` (in the order of their first days; not empty) between two days.
    pub(super) fn compile(zone: Tz, versions: &[Version], first: NaiveDate, last: NaiveDate) -> Self {
        let changes = transitions::between(zone, midnight_utc(first), midnight_utc(last));
        let seams = Seams::of(zone, versions, &changes, first, last);
        let mut eras: Vec<Era> = Vec::with_capacity(seams.days.len());
        for date in &seams.days {
            let at = start_of(zone, *date).max(eras.last().map_or(i64::MIN, |era| era.at));
            let (worked, workdays) = match eras.last() {
                None => (0, 0),
                Some(era) => (era.worked_until(at), era.workdays_until(*date)),
            };
            let shape = if seams.irregular.contains(date) {
                let end = start_of(zone, *date + Days::new(1)).max(at);
                let pieces = pieces(zone, versions, &changes, at, end);
                // A day no clock shows, or whose hours the clocks skip, is no working day.
                let workday = pieces.iter().any(|(on, from, to)| on == date && from < to);
                let stretches = pieces.into_iter().map(|(_, from, to)| (from, to)).collect();
                Shape::Day { table: Table::of(stretches), workday }
            } else {
                weeks(rule_of(versions, *date).week_on(*date), *date)
            };
            eras.push(Era { at, first: *date, worked, workdays, shape });
        }
        Self { eras }
    }

    /// The work done from the beginning of time until `at`.
    pub(super) fn worked_until(&self, at: i64) -> i64 {
        let past = self.eras.partition_point(|era| era.at <= at);
        past.checked_sub(1).map_or(0, |index| self.eras[index].worked_until(at))
    }

    /// The earliest instant at which `work` is done, counted from the beginning of time; `None` if it never is.
    pub(super) fn reach(&self, work: i64) -> Option<i64> {
        let index = self.eras.partition_point(|era| era.worked < work).checked_sub(1)?;
        let era = &self.eras[index];
        let rest = work - era.worked;
        match &era.shape {
            Shape::Weeks { table, .. } => {
                if table.total == 0 {
                    return None;
                }
                let weeks = (rest - 1) / table.total;
                let begin = weeks.checked_mul(WEEK).and_then(|after| era.at.checked_add(after))?;
                begin.checked_add(table.reach(rest - weeks * table.total))
            }
            Shape::Day { table, .. } => Some(era.at + table.reach(rest)),
        }
    }

    /// The `n`-th working day after `date`, `n >= 1`; `None` if there is none.
    pub(super) fn working_day_after(&self, date: NaiveDate, n: i64) -> Option<NaiveDate> {
        let wanted = self.workdays_until(date.succ_opt()?) + n;
        let index = self.eras.partition_point(|era| era.workdays < wanted).checked_sub(1)?;
        let era = &self.eras[index];
        let Shape::Weeks { workdays, .. } = &era.shape else {
            return Some(era.first);
        };
        let week = era.shape.workdays();
        if week == 0 {
            return None;
        }
        let rest = wanted - era.workdays;
        let weeks = (rest - 1) / week;
        let mut left = rest - weeks * week;
        for (day, works) in workdays.iter().enumerate() {
            left -= i64::from(*works);
            if left == 0 {
                return era.first.checked_add_signed(TimeDelta::try_days(weeks * 7 + day as i64)?);
            }
        }
        None
    }

    fn workdays_until(&self, date: NaiveDate) -> i64 {
        let past = self.eras.partition_point(|era| era.first <= date);
        past.checked_sub(1).map_or(0, |index| self.eras[index].workdays_until(date))
    }

    /// The stretches of work in `[from, to)`, in order, cut at its ends.
    pub(super) fn spans(&self, from: i64, to: i64) -> Spans<'_> {
        let era = self.eras.partition_point(|era| era.at <= from).saturating_sub(1);
        let week = self.eras.get(era).map_or(0, |first| (from - first.at).max(0) / WEEK);
        Spans { eras: &self.eras, era, week, span: 0, from, to }
    }

    /// The longest stretch without work after `from`, in microseconds; `None` if work ends for good.
    pub(super) fn longest_rest(&self, from: i64) -> Option<i64> {
        match self.eras.last().map(|era| &era.shape) {
            Some(Shape::Weeks { table, .. }) if table.total > 0 => {}
            _ => return None,
        }
        // Within an era of weeks nobody rests for longer than a week: only what lies between two eras can be long.
        let (mut longest, mut idle_since) = (0, from);
        for (index, era) in self.eras.iter().enumerate() {
            let end = self.eras.get(index + 1).map_or(era.at.max(from) + 2 * WEEK, |next| next.at);
            let begin = era.at.max(from);
            let (before, after) = (self.worked_until(begin), self.worked_until(end));
            if end <= begin || before == after {
                continue;
            }
            let (Some(first), Some(last)) = (self.reach(before + 1), self.reach(after)) else { return None };
            longest = longest.max(first - idle_since);
            idle_since = last;
        }
        Some(longest)
    }
}

/// Walks the stretches of work in order.
pub(super) struct Spans<'a> {
    eras: &'a [Era],
    era: usize,
    week: i64,
    span: usize,
    from: i64,
    to: i64,
}

impl Iterator for Spans<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let era = self.eras.get(self.era)?;
            let end = self.eras.get(self.era + 1).map_or(i64::MAX, |next| next.at).min(self.to);
            let (table, base, repeats) = match &era.shape {
                Shape::Weeks { table, .. } => (table, era.at + self.week * WEEK, table.total > 0),
                Shape::Day { table, .. } => (table, era.at, false),
            };
            if base >= end {
                if end == self.to {
                    return None;
                }
                (self.era, self.week, self.span) = (self.era + 1, 0, 0);
                continue;
            }
            let Some(span) = table.spans.get(self.span) else {
                self.span = 0;
                if repeats {
                    self.week += 1;
                } else if end == self.to {
                    return None;
                } else {
                    (self.era, self.week) = (self.era + 1, 0);
                }
                continue;
            };
            self.span += 1;
            let (from, to) = ((base + span.from).max(self.from), (base + span.to).min(end));
            if from < to {
                return Some((from, to));
            }
        }
    }
}

/// Where eras begin, and which of them are irregular days.
struct Seams {
    days: Vec<NaiveDate>,
    irregular: BTreeSet<NaiveDate>,
}

impl Seams {
    fn of(
        zone: Tz,
        versions: &[Version],
        changes: &[DateTime<Utc>],
        first: NaiveDate,
        last: NaiveDate,
    ) -> Self {
        let mut irregular = BTreeSet::new();
        for change in changes {
            let date = change.with_timezone(&zone).date_naive();
            irregular.extend([date - Days::new(1), date, date + Days::new(1)]);
        }
        let mut days: BTreeSet<_> = [first].into();
        for (index, version) in versions.iter().enumerate() {
            // The first version also speaks for the days before it; a later one ends where the next begins.
            let from = if index == 0 { first } else { version.effective_from };
            let until = versions.get(index + 1).map_or(last, |next| next.effective_from);
            let speaks = |date: NaiveDate| from <= date && date < until;
            days.insert(from);
            for replacement in &version.replacements {
                days.extend(
                    [replacement.from, replacement.to + Days::new(1)].into_iter().filter(|day| speaks(*day)),
                );
            }
            irregular
                .extend(version.exceptions.iter().map(|exception| exception.date).filter(|day| speaks(*day)));
        }
        irregular.retain(|date| first <= *date && *date < last);
        days.extend(irregular.iter().flat_map(|date| [*date, *date + Days::new(1)]));
        days.retain(|date| first <= *date && *date <= last);
        Self { days: days.into_iter().collect(), irregular }
    }
}

/// The version that speaks for a date.
pub(super) fn rule_of(versions: &[Version], date: NaiveDate) -> &Version {
    let past = versions.partition_point(|version| version.effective_from <= date);
    &versions[past.saturating_sub(1)]
}

/// The weeks that begin on the weekday of `first`.
fn weeks(week: &Week, first: NaiveDate) -> Shape {
    let begin = first.weekday().num_days_from_monday() as usize;
    let day = |offset: usize| &week.days()[(begin + offset) % 7];
    let stretches = (0..7).flat_map(|offset| {
        let base = offset as i64 * DAY;
        day(offset).stretches().iter().map(move |stretch| {
            (base + i64::from(stretch.from()) * MINUTE, base + i64::from(stretch.to()) * MINUTE)
        })
    });
    Shape::Weeks {
        table: Table::of(stretches.collect()),
        workdays: std::array::from_fn(|offset| !day(offset).is_closed()),
    }
}

/// The stretches of work between two instants, relative to the first, each with its date: an instant is working time
/// exactly when the clock on the wall shows a working minute of its date. Skipped minutes never come; repeated ones count
/// both times.
fn pieces(
    zone: Tz,
    versions: &[Version],
    changes: &[DateTime<Utc>],
    from: i64,
    to: i64,
) -> Vec<(NaiveDate, i64, i64)> {
    let mut cuts = vec![from];
    cuts.extend(changes.iter().map(|change| change.timestamp_micros()).filter(|at| from < *at && *at < to));
    cuts.push(to);
    let mut stretches = Vec::new();
    for cut in cuts.windows(2) {
        let shift = transitions::offset(zone, instant(cut[0])) * 1_000_000;
        let mut date = instant(cut[0] + shift).date_naive();
        let last = instant(cut[1] - 1 + shift).date_naive();
        while date <= last {
            let base = midnight_utc(date).timestamp_micros() - shift;
            for stretch in rule_of(versions, date).on(date).hours.stretches() {
                let begin = (base + i64::from(stretch.from()) * MINUTE).max(cut[0]);
                let end = (base + i64::from(stretch.to()) * MINUTE).min(cut[1]);
                stretches.push((date, begin - from, end - from));
            }
            date = date + Days::new(1);
        }
    }
    stretches
}

/// The first instant of a local day. Where clocks jump over midnight it is the jump.
pub(super) fn start_of(zone: Tz, date: NaiveDate) -> i64 {
    let midnight = NaiveDateTime::new(date, NaiveTime::MIN);
    match midnight.and_local_timezone(zone).earliest() {
        Some(at) => at.timestamp_micros(),
        None => {
            let day_before = midnight.and_utc() - TimeDelta::days(1);
            midnight_utc(date).timestamp_micros() - transitions::offset(zone, day_before) * 1_000_000
        }
    }
}

fn midnight_utc(date: NaiveDate) -> DateTime<Utc> {
    NaiveDateTime::new(date, NaiveTime::MIN).and_utc()
}

fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}
