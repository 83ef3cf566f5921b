//! Which agencies have a Tier 1 technician on a day, and who is there (PM 42(7)a, `rules.md` 2.1).

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::access;
use super::actor::Actor;
use super::error::PeopleError;
use super::store::coverage as store;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, PersonId};
use crate::words;

words! {
    /// What an agency lacks.
    Gap {
        /// Nobody is its Tier 1 technician.
        NoTechnician = "no_technician",
        /// All its Tier 1 technicians are absent.
        AllAbsent = "all_absent",
    }
}

/// An agency whose people have no Tier 1 to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Uncovered {
    /// The agency.
    pub agency_id: AgencyId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it lacks.
    pub gap: Gap,
}

/// A Tier 1 technician of an agency on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technician {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Whether they are absent that day.
    pub absent: bool,
}

/// The agencies without a Tier 1 technician who is there on that day, by name.
///
/// # Errors
/// [`PeopleError::Denied`] for all who neither supervise nor administer.
pub fn coverage(conn: &mut DbConn, actor: &Actor, on: NaiveDate) -> Result<Vec<Uncovered>, PeopleError> {
    access::supervises(actor)?;
    let mut there: HashMap<AgencyId, bool> = HashMap::new();
    for (agency, absent) in store::technicians_of_all(conn, on)? {
        *there.entry(agency).or_default() |= !absent;
    }
    let uncovered = |(agency_id, code, name): (AgencyId, String, String)| {
        let gap = match there.get(&agency_id) {
            Some(true) => return None,
            Some(false) => Gap::AllAbsent,
            None => Gap::NoTechnician,
        };
        Some(Uncovered { agency_id, code, name, gap })
    };
    Ok(store::active_agencies(conn, on)?.into_iter().filter_map(uncovered).collect())
}

/// Whether the agency has a Tier 1 technician on that day, absent or not.
///
/// # Errors
/// When it cannot be read.
pub fn has_tier1(conn: &mut DbConn, agency: AgencyId, on: NaiveDate) -> Result<bool, DbError> {
    Ok(!technicians(conn, agency, on)?.is_empty())
}

/// Whether a Tier 1 technician of the agency is there on that day.
///
/// # Errors
/// When it cannot be read.
pub fn tier1_on_duty(conn: &mut DbConn, agency: AgencyId, on: NaiveDate) -> Result<bool, DbError> {
    Ok(technicians(conn, agency, on)?.iter().any(|technician| !technician.absent))
}

/// The Tier 1 technicians of an agency on that day, by name.
///
/// # Errors
/// When they cannot be read.
pub fn technicians(conn: &mut DbConn, agency: AgencyId, on: NaiveDate) -> Result<Vec<Technician>, DbError> {
    let rows = store::technicians(conn, agency, on)?;
    let mut technicians: Vec<_> =
        rows.into_iter().map(|(person_id, name, absent)| Technician { person_id, name, absent }).collect();
    technicians.dedup_by_key(|technician| technician.person_id);
    Ok(technicians)
}
