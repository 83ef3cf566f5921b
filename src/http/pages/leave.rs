//! Absences as pages show and read them.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AbsenceId, PersonId};
use crate::desk::people::absences::{Absence, AbsenceFields, Away};
use crate::http::forms::{Form, Posted};

/// An absence as a line.
#[derive(Serialize)]
pub struct Leave {
    id: AbsenceId,
    version: i64,
    person_id: PersonId,
    name: Option<String>,
    agency: Option<String>,
    from: Timestamp,
    until: Timestamp,
    one_day: bool,
    state: &'static str,
    reason: Option<String>,
}

impl Leave {
    /// One's own.
    pub fn own(absence: &Absence, today: NaiveDate, zone: Tz) -> Self {
        Self {
            id: absence.id,
            version: absence.version,
            person_id: absence.person_id,
            name: None,
            agency: None,
            from: Timestamp::noon(absence.absent_from, zone),
            until: Timestamp::noon(absence.absent_until, zone),
            one_day: absence.absent_from == absence.absent_until,
            state: if absence.absent_from <= today { "now" } else { "coming" },
            reason: absence.reason.clone(),
        }
    }

    /// Somebody's.
    pub fn of(away: Away, today: NaiveDate, zone: Tz) -> Self {
        let Away { absence, name, agency } = away;
        Self { name: Some(name), agency: Some(agency), ..Self::own(&absence, today, zone) }
    }
}

/// An empty form for an absence, of today as it is most often.
pub fn form(today: NaiveDate) -> Form {
    Form::new("absence").with("absent_from", today).with("absent_until", today)
}

/// What the form says; the last day is the first if it is left empty.
pub fn read(posted: &Posted, errors: &mut FieldErrors) -> Option<AbsenceFields> {
    let from = posted.day("absent_from", errors);
    let until = posted.day("absent_until", errors);
    if from.is_none() && posted.text("absent_from").trim().is_empty() {
        errors.add("absent_from", "required");
    }
    let absent_from = from?;
    let reason = posted.text("reason").to_owned();
    Some(AbsenceFields { absent_from, absent_until: until.unwrap_or(absent_from), reason })
}
