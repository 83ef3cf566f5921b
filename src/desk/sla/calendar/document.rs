//! What a calendar says, as it is written down: in the contract of the API and in the database.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::hours::{Hours, HoursError, Interval, Week};
use super::rules::{Exception, Replacement, Version};
use super::work::Calendar;
use crate::desk::fields::FieldErrors;

/// Stretches of work one day may have.
const STRETCHES_MAX: usize = 12;
/// Replacements one version may have.
const REPLACEMENTS_MAX: usize = 50;
/// Exceptions one version may have.
const EXCEPTIONS_MAX: usize = 1_000;
/// Characters of a reason.
const REASON_MAX: usize = 200;

/// Stretches of a day: `[["07:30", "12:00"], ["13:00", "16:00"]]`.
pub type HoursDocument = Vec<(String, String)>;

/// Stretches by weekday, `mon` to `sun`; a day that is not there is closed.
pub type WeekDocument = BTreeMap<String, HoursDocument>;

/// Other weekly hours for a while.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacementDocument {
    /// The first day.
    pub from: NaiveDate,
    /// The last day (included).
    pub to: NaiveDate,
    /// The hours of those weeks.
    #[schema(value_type = Object)]
    pub weekly: WeekDocument,
    /// Why: `Ramadan 1448 H`.
    #[serde(default)]
    pub reason: String,
}

/// One day unlike its weekday.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionDocument {
    /// The day.
    pub date: NaiveDate,
    /// Its hours; empty for a day off.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<String>>)]
    pub hours: HoursDocument,
    /// Why: the name of the holiday.
    #[serde(default)]
    pub reason: String,
}

/// What a version of a calendar says.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The hours of an ordinary week: `{"mon": [["07:30", "12:00"], ["13:00", "16:00"]], …}`.
    #[schema(value_type = Object)]
    pub weekly: WeekDocument,
    /// Other hours for a while.
    #[serde(default)]
    pub replacements: Vec<ReplacementDocument>,
    /// Days unlike their weekday.
    #[serde(default)]
    pub exceptions: Vec<ExceptionDocument>,
}

impl Document {
    /// The document of a version.
    pub fn of(version: &Version) -> Self {
        Self {
            weekly: week_document(&version.weekly),
            replacements: version
                .replacements
                .iter()
                .map(|replacement| ReplacementDocument {
                    from: replacement.from,
                    to: replacement.to,
                    weekly: week_document(&replacement.weekly),
                    reason: replacement.reason.clone(),
                })
                .collect(),
            exceptions: version
                .exceptions
                .iter()
                .map(|exception| ExceptionDocument {
                    date: exception.date,
                    hours: hours_document(&exception.hours),
                    reason: exception.reason.clone(),
                })
                .collect(),
        }
    }

    /// The version it describes, or every field that is wrong: malformed or overlapping stretches, an end before its
    /// start, a weekday there is not, a date twice, replacements that overlap, more than 366 days without working time.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, effective_from: NaiveDate) -> Result<Version, FieldErrors> {
        let mut errors = FieldErrors::default();
        in_range(&mut errors, "effective_from", effective_from);
        let weekly = week(&mut errors, "weekly", &self.weekly);
        let replacements = self.replacements(&mut errors);
        let exceptions = self.exceptions(&mut errors);
        errors.finish()?;
        let version = Version { effective_from, weekly, replacements, exceptions };
        match Calendar::new(chrono_tz::UTC, vec![version.clone()]) {
            Ok(_) => Ok(version),
            Err(_) => Err(FieldErrors::one("weekly", "no_working_time")),
        }
    }

    fn replacements(&self, errors: &mut FieldErrors) -> Vec<Replacement> {
        if self.replacements.len() > REPLACEMENTS_MAX {
            errors.add_with("replacements", "too_many", json!({ "max": REPLACEMENTS_MAX }));
            return Vec::new();
        }
        let mut read: Vec<Replacement> = Vec::new();
        for (index, one) in self.replacements.iter().enumerate() {
            let field = format!("replacements.{index}");
            in_range(errors, &format!("{field}.from"), one.from);
            in_range(errors, &format!("{field}.to"), one.to);
            errors.check(one.from <= one.to, &format!("{field}.to"), "end_before_start");
            let apart = read.iter().all(|other| one.to < other.from || other.to < one.from);
            errors.check(apart, &format!("{field}.from"), "overlap");
            let weekly = week(errors, &format!("{field}.weekly"), &one.weekly);
            let reason = errors.optional(&format!("{field}.reason"), &one.reason, REASON_MAX);
            read.push(Replacement { from: one.from, to: one.to, weekly, reason });
        }
        read.sort_by_key(|replacement| replacement.from);
        read
    }

    fn exceptions(&self, errors: &mut FieldErrors) -> Vec<Exception> {
        if self.exceptions.len() > EXCEPTIONS_MAX {
            errors.add_with("exceptions", "too_many", json!({ "max": EXCEPTIONS_MAX }));
            return Vec::new();
        }
        let mut read: BTreeMap<NaiveDate, Exception> = BTreeMap::new();
        for (index, one) in self.exceptions.iter().enumerate() {
            let field = format!("exceptions.{index}");
            in_range(errors, &format!("{field}.date"), one.date);
            let hours = hours(errors, &format!("{field}.hours"), &one.hours);
            let reason = errors.optional(&format!("{field}.reason"), &one.reason, REASON_MAX);
            let twice = read.insert(one.date, Exception { date: one.date, hours, reason }).is_some();
            errors.check(!twice, &format!("{field}.date"), "twice");
        }
        read.into_values().collect()
    }
}

fn in_range(errors: &mut FieldErrors, field: &str, date: NaiveDate) {
    if !(Calendar::FIRST..Calendar::LAST).contains(&date) {
        let known = json!({ "min": Calendar::FIRST, "max": Calendar::LAST });
        errors.add_with(field, "date_out_of_range", known);
    }
}

fn week(errors: &mut FieldErrors, field: &str, document: &WeekDocument) -> Week {
    for day in document.keys() {
        errors.check(Week::NAMES.contains(&day.as_str()), &format!("{field}.{day}"), "unknown");
    }
    Week::new(Week::NAMES.map(|day| {
        document
            .get(day)
            .map_or_else(Hours::closed, |stretches| hours(errors, &format!("{field}.{day}"), stretches))
    }))
}

fn hours(errors: &mut FieldErrors, field: &str, document: &HoursDocument) -> Hours {
    if document.len() > STRETCHES_MAX {
        errors.add_with(field, "too_many", json!({ "max": STRETCHES_MAX }));
        return Hours::closed();
    }
    let stretch = |(from, to): &(String, String)| {
        let minute = |text| Interval::minute(text).ok_or(HoursError::Malformed);
        Interval::new(minute(from)?, minute(to)?).ok_or(HoursError::EndBeforeStart)
    };
    let read = document.iter().map(stretch).collect::<Result<Vec<_>, _>>().and_then(Hours::new);
    read.unwrap_or_else(|error| {
        errors.add(
            field,
            match error {
                HoursError::Malformed => "time_of_day",
                HoursError::EndBeforeStart => "end_before_start",
                HoursError::Overlap => "overlap",
            },
        );
        Hours::closed()
    })
}

fn week_document(week: &Week) -> WeekDocument {
    let days = Week::NAMES.iter().zip(week.days());
    days.map(|(name, hours)| ((*name).to_owned(), hours_document(hours))).collect()
}

fn hours_document(hours: &Hours) -> HoursDocument {
    let stretches = hours.stretches().iter();
    stretches.map(|stretch| (Interval::wall(stretch.from()), Interval::wall(stretch.to()))).collect()
}
