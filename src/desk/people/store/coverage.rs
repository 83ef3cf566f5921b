//! Every SQL sentence on who of Tier 1 is there.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::{absences, agencies, grants, people};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::words::Role;
use crate::kept;

/// Tier 1 grants of active people that hold on `$day`.
macro_rules! tier1 {
    ($day:expr) => {
        grants::table
            .inner_join(people::table)
            .filter(grants::role.eq(Role::Tier1Technician).and(grants::revoked_at.is_null()))
            .filter(grants::valid_from.le($day))
            .filter(grants::valid_until.is_null().or(grants::valid_until.ge($day)))
            .filter(people::active.eq(true))
    };
}

/// Whether the person of the grant is absent on `$day`.
macro_rules! absent {
    ($day:expr) => {
        diesel::dsl::exists(
            absences::table
                .filter(absences::person_id.eq(grants::person_id).and(absences::withdrawn_at.is_null()))
                .filter(absences::absent_from.le($day).and(absences::absent_until.ge($day))),
        )
    };
}

/// The technicians of an agency, by name, and whether they are absent.
pub(in super::super) fn technicians(
    conn: &mut DbConn,
    agency: AgencyId,
    on: NaiveDate,
) -> Result<Vec<(PersonId, String, bool)>, DbError> {
    let query = tier1!(on)
        .filter(grants::agency_id.eq(agency))
        .order((people::sort_name, people::id))
        .select((people::id, people::name, absent!(on)));
    Ok(kept!(conn, query, load)?)
}

/// Each agency of each technician, and whether they are absent.
pub(in super::super) fn technicians_of_all(
    conn: &mut DbConn,
    on: NaiveDate,
) -> Result<Vec<(AgencyId, bool)>, DbError> {
    let rows: Vec<(Option<AgencyId>, bool)> =
        tier1!(on).select((grants::agency_id, absent!(on))).load(conn)?;
    Ok(rows.into_iter().filter_map(|(agency, absent)| Some((agency?, absent))).collect())
}

/// The agencies that exist on a day, by name.
pub(in super::super) fn active_agencies(
    conn: &mut DbConn,
    on: NaiveDate,
) -> Result<Vec<(AgencyId, String, String)>, DbError> {
    Ok(agencies::table
        .filter(agencies::active_from.le(on))
        .filter(agencies::active_until.is_null().or(agencies::active_until.ge(on)))
        .order((agencies::folded, agencies::id))
        .select((agencies::id, agencies::code, agencies::name))
        .load(conn)?)
}
