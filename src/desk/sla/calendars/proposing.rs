//! A calendar as it would be: checked as a whole before it is kept or previewed.

use chrono::NaiveDate;

use super::super::calendar::{Calendar, CalendarError, Version};
use super::super::error::SlaError;
use super::super::rules::{CalendarEntry, Rules};
use super::fields::{self, CalendarFields, VersionFields};
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CalendarId;

/// Versions one calendar may have.
const VERSIONS_MAX: usize = 1_000;

/// What somebody wants to enter.
#[derive(Clone, Debug)]
pub enum Proposal {
    /// A calendar with its first version.
    New(CalendarFields, VersionFields),
    /// A further version of a calendar.
    Version(CalendarId, VersionFields),
}

/// The calendar a proposal makes, with what its new version rests on.
///
/// # Errors
/// [`SlaError::NotFound`], or [`SlaError::Invalid`] with every field that is wrong.
pub fn proposed(
    rules: &Rules,
    proposal: Proposal,
    now: Timestamp,
) -> Result<(CalendarEntry, String), SlaError> {
    match proposal {
        Proposal::New(calendar, version) => {
            let mut errors = FieldErrors::default();
            let known = fields::checked(rules, &calendar, &mut errors);
            let (version, source) = read(&mut errors, version, Calendar::FIRST)?;
            let named = (known.code, known.name);
            let id = CalendarId::new();
            let made = CalendarEntry::new(id, 1, named, known.zone, calendar.zone_default, vec![version]);
            Ok((made.map_err(wrong)?, source))
        }
        Proposal::Version(id, version) => {
            let entry = rules.calendar(id).ok_or(SlaError::NotFound)?;
            let mut errors = FieldErrors::default();
            if entry.versions.len() >= VERSIONS_MAX {
                errors.add_with("versions", "too_many", serde_json::json!({ "max": VERSIONS_MAX }));
            }
            let (version, source) = read(&mut errors, version, now.date_in(entry.zone))?;
            let versions = entry.versions.iter().cloned().chain([version]).collect();
            Ok((entry.with(entry.version + 1, versions).map_err(wrong)?, source))
        }
    }
}

/// What a version says, or every field that is wrong, here and before.
fn read(
    errors: &mut FieldErrors,
    fields: VersionFields,
    otherwise: NaiveDate,
) -> Result<(Version, String), FieldErrors> {
    let source = fields::source(&fields.source, errors);
    let checked = fields.document.check(fields.effective_from.unwrap_or(otherwise));
    match checked {
        Ok(version) if errors.0.is_empty() => Ok((version, source)),
        Ok(_) => Err(std::mem::take(errors)),
        Err(more) => {
            errors.0.extend(more.0);
            Err(std::mem::take(errors))
        }
    }
}

/// With the other versions, or in its zone, a version may leave more than 366 days without work.
fn wrong(_: CalendarError) -> SlaError {
    FieldErrors::one("weekly", "no_working_time").into()
}
