//! An agency (Perangkat Daerah), and pure questions to it.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use crate::clock::Timestamp;
use crate::desk::ids::{AgencyId, CalendarId};
use crate::desk::words::AgencyStatus;

/// An office of the local government.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Counts its saves.
    pub version: i64,
    /// Its short code, in capitals.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// What it is called for short.
    pub short_name: String,
    /// The agency it belongs to (a UPTD to its Dinas).
    pub parent_id: Option<AgencyId>,
    /// Whether it is the Dinas whose engineers are Tier 2. There is only one.
    pub ict_department: bool,
    /// The zone its people are shown times in.
    #[schema(value_type = String, example = "Asia/Makassar")]
    pub zone: Tz,
    /// The calendar it works in; none for the default of its zone.
    pub calendar_id: Option<CalendarId>,
    /// The first day it is a PD Mandiri TIK (PM 48).
    pub self_managed_from: Option<NaiveDate>,
    /// The last day it is one; none for until further notice.
    pub self_managed_until: Option<NaiveDate>,
    /// The decree that made it one.
    pub self_managed_decree: Option<String>,
    /// The first day it exists.
    pub active_from: NaiveDate,
    /// The last day it exists; none for until further notice.
    pub active_until: Option<NaiveDate>,
    /// The name its letters come under; none for that of the desk.
    pub sender_name: Option<String>,
    /// What stands below its letters, line by line; none for the name of the desk.
    pub signature: Option<String>,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// What of an agency can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyFields {
    /// Its short code: 1 to 20 letters, digits, dots and hyphens; kept in capitals.
    pub code: String,
    /// Its full name, 200 characters at most.
    pub name: String,
    /// What it is called for short, 60 characters at most.
    pub short_name: String,
    /// The agency it belongs to.
    pub parent_id: Option<AgencyId>,
    /// Whether it is the Dinas.
    pub ict_department: bool,
    /// An IANA zone such as `Asia/Makassar`.
    pub zone: String,
    /// The calendar it works in; none for the default of its zone.
    pub calendar_id: Option<CalendarId>,
    /// The first day it is a PD Mandiri TIK; none if it is not.
    pub self_managed_from: Option<NaiveDate>,
    /// The last day it is one.
    pub self_managed_until: Option<NaiveDate>,
    /// The decree that made it one; asked for with the first day.
    pub self_managed_decree: Option<String>,
    /// The first day it exists.
    pub active_from: NaiveDate,
    /// The last day it exists.
    pub active_until: Option<NaiveDate>,
    /// The name its letters come under, 60 characters at most; none for that of the desk.
    pub sender_name: Option<String>,
    /// What stands below its letters: six lines of 80 characters at most; none for the name of the desk.
    pub signature: Option<String>,
}

impl Agency {
    /// What could be entered again to change nothing: the ground of a partial change.
    pub fn fields(&self) -> AgencyFields {
        AgencyFields {
            code: self.code.clone(),
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            parent_id: self.parent_id,
            ict_department: self.ict_department,
            zone: self.zone.name().to_owned(),
            calendar_id: self.calendar_id,
            self_managed_from: self.self_managed_from,
            self_managed_until: self.self_managed_until,
            self_managed_decree: self.self_managed_decree.clone(),
            active_from: self.active_from,
            active_until: self.active_until,
            sender_name: self.sender_name.clone(),
            signature: self.signature.clone(),
        }
    }

    /// Whether it exists on that day.
    pub fn is_active(&self, on: NaiveDate) -> bool {
        self.active_from <= on && self.active_until.is_none_or(|until| on <= until)
    }

    /// Its status in the routing table on that day (PM 19(6)).
    pub fn status(&self, on: NaiveDate) -> AgencyStatus {
        status(self.self_managed_from, self.self_managed_until, on)
    }
}

/// The status of an agency with these dates on that day.
pub(super) fn status(from: Option<NaiveDate>, until: Option<NaiveDate>, on: NaiveDate) -> AgencyStatus {
    let begun = from.is_some_and(|from| from <= on);
    if begun && until.is_none_or(|until| on <= until) {
        AgencyStatus::SelfManaged
    } else {
        AgencyStatus::Ordinary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_agency_manages_itself_from_the_first_day_to_the_last() {
        let (from, until) = (Some(day("2026-03-01")), Some(day("2026-08-31")));
        assert_eq!(status(from, until, day("2026-02-28")), AgencyStatus::Ordinary);
        assert_eq!(status(from, until, day("2026-03-01")), AgencyStatus::SelfManaged);
        assert_eq!(status(from, until, day("2026-08-31")), AgencyStatus::SelfManaged);
        assert_eq!(status(from, until, day("2026-09-01")), AgencyStatus::Ordinary);
        assert_eq!(status(from, None, day("2030-01-01")), AgencyStatus::SelfManaged);
        assert_eq!(status(None, None, day("2030-01-01")), AgencyStatus::Ordinary);
    }
}
