//! What a calendar says about its days.

use chrono::NaiveDate;

use super::hours::{Hours, Week};

/// Other weekly hours for a while, such as Ramadan's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// The first day.
    pub from: NaiveDate,
    /// The last day (included).
    pub to: NaiveDate,
    /// The hours of those weeks.
    pub weekly: Week,
    /// Why, for those who ask: `Ramadan 1448 H`.
    pub reason: String,
}

/// One day that is unlike its weekday: a holiday, collective leave, half a day, a swapped working day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// The day.
    pub date: NaiveDate,
    /// Its hours; closed for a holiday.
    pub hours: Hours,
    /// Why, for those who ask: `Cuti bersama Natal`.
    pub reason: String,
}

/// What a calendar says from a day on, until its next version begins. The first version also speaks for all days before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// The first day it speaks for.
    pub effective_from: NaiveDate,
    /// The hours of an ordinary week.
    pub weekly: Week,
    /// Other hours for a while; they do not overlap.
    pub replacements: Vec<Replacement>,
    /// Days unlike their weekday; they win over replacements. No day twice.
    pub exceptions: Vec<Exception>,
}

/// What holds on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayRule<'a> {
    /// The hours.
    pub hours: &'a Hours,
    /// Why they are not the ordinary ones.
    pub reason: Option<&'a str>,
    /// Whether the day is an exception of its own.
    pub exception: bool,
}

impl Version {
    /// The same hours each week, nothing else.
    pub fn weekly(effective_from: NaiveDate, weekly: Week) -> Self {
        Self { effective_from, weekly, replacements: Vec::new(), exceptions: Vec::new() }
    }

    /// The replacement that holds on a date.
    pub fn replacement_on(&self, date: NaiveDate) -> Option<&Replacement> {
        self.replacements.iter().find(|replacement| replacement.from <= date && date <= replacement.to)
    }

    /// The exception on a date.
    pub fn exception_on(&self, date: NaiveDate) -> Option<&Exception> {
        self.exceptions.iter().find(|exception| exception.date == date)
    }

    /// What it says of a date.
    pub fn on(&self, date: NaiveDate) -> DayRule<'_> {
        if let Some(exception) = self.exception_on(date) {
            return DayRule { hours: &exception.hours, reason: Some(&exception.reason), exception: true };
        }
        match self.replacement_on(date) {
            Some(replacement) => DayRule {
                hours: replacement.weekly.of(date),
                reason: Some(&replacement.reason).filter(|reason| !reason.is_empty()).map(String::as_str),
                exception: false,
            },
            None => DayRule { hours: self.weekly.of(date), reason: None, exception: false },
        }
    }

    /// The weekly hours that hold on a date that is no exception.
    pub(super) fn week_on(&self, date: NaiveDate) -> &Week {
        self.replacement_on(date).map_or(&self.weekly, |replacement| &replacement.weekly)
    }
}
