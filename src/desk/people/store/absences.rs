//! Every SQL sentence on absences.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::absences::{Absence, Away, Technician};
use super::super::access::Seen;
use crate::clock::Timestamp;
use crate::db::schema::{absences, agencies, grants, people};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AbsenceId, GrantId, PersonId};
use crate::desk::words::Role;

type Row = (AbsenceId, i64, PersonId, NaiveDate, NaiveDate, Option<String>, Timestamp, Option<Timestamp>);

fn absence(row: Row) -> Absence {
    let (id, version, person_id, absent_from, absent_until, reason, created_at, withdrawn_at) = row;
    Absence { id, version, person_id, absent_from, absent_until, reason, created_at, withdrawn_at }
}

pub(in super::super) fn insert(conn: &mut DbConn, absence: &Absence) -> Result<(), DbError> {
    diesel::insert_into(absences::table)
        .values((
            absences::id.eq(absence.id),
            absences::version.eq(absence.version),
            absences::person_id.eq(absence.person_id),
            absences::absent_from.eq(absence.absent_from),
            absences::absent_until.eq(absence.absent_until),
            absences::reason.eq(&absence.reason),
            absences::created_at.eq(absence.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves an absence that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(conn: &mut DbConn, absence: &Absence, version: i64) -> Result<bool, DbError> {
    let read = absences::table.filter(absences::id.eq(absence.id).and(absences::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            absences::version.eq(absence.version),
            absences::absent_from.eq(absence.absent_from),
            absences::absent_until.eq(absence.absent_until),
            absences::reason.eq(&absence.reason),
            absences::withdrawn_at.eq(absence.withdrawn_at),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: AbsenceId) -> Result<Option<Absence>, DbError> {
    let row = absences::table.find(id).select(absences::all_columns).first::<Row>(conn).optional()?;
    Ok(row.map(absence))
}

/// A part of a person's absences, newest first.
pub(in super::super) fn of_person(
    conn: &mut DbConn,
    person: PersonId,
    after: Option<AbsenceId>,
    limit: i64,
) -> Result<Vec<Absence>, DbError> {
    let mut query = absences::table
        .filter(absences::person_id.eq(person))
        .order((absences::absent_from.desc(), absences::id.desc()))
        .limit(limit)
        .select(absences::all_columns)
        .into_boxed();
    if let Some(id) = after {
        let last: Option<NaiveDate> =
            absences::table.find(id).select(absences::absent_from).first(conn).optional()?;
        if let Some(last) = last {
            query = query.filter(absences::absent_from.le(last));
            query = query.filter(absences::absent_from.lt(last).or(absences::id.lt(id)));
        }
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(absence).collect())
}

/// The absences of people within `reach` that are not over on a day, the first to begin first.
pub(in super::super) fn coming(
    conn: &mut DbConn,
    reach: &Seen,
    person: Option<PersonId>,
    today: NaiveDate,
    limit: i64,
) -> Result<Vec<Away>, DbError> {
    let mut query = absences::table
        .inner_join(people::table.inner_join(agencies::table))
        .filter(absences::absent_until.ge(today).and(absences::withdrawn_at.is_null()))
        .order((absences::absent_from, absences::id))
        .limit(limit)
        .select((absences::all_columns, people::name, agencies::short_name))
        .into_boxed();
    if let Seen::Of(agencies) = reach {
        query = query.filter(people::agency_id.eq_any(agencies.clone()));
    }
    if let Some(person) = person {
        query = query.filter(absences::person_id.eq(person));
    }
    let rows: Vec<(Row, String, String)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(row, name, agency)| Away { absence: absence(row), name, agency }).collect())
}

/// Grants of either tier that hold on `$day` or later.
macro_rules! working {
    ($day:expr) => {
        grants::table
            .filter(grants::role.eq_any([Role::Tier1Technician, Role::Tier2Engineer]))
            .filter(grants::revoked_at.is_null())
            .filter(grants::valid_until.is_null().or(grants::valid_until.ge($day)))
    };
}

/// Whether a person holds a grant of either tier on a day or later.
pub(in super::super) fn works(
    conn: &mut DbConn,
    person: PersonId,
    today: NaiveDate,
) -> Result<bool, DbError> {
    let held = working!(today).filter(grants::person_id.eq(person)).select(grants::id);
    Ok(held.first::<GrantId>(conn).optional()?.is_some())
}

/// The active people within `reach` who hold a grant of either tier, by agency and name.
pub(in super::super) fn technicians(
    conn: &mut DbConn,
    reach: &Seen,
    today: NaiveDate,
) -> Result<Vec<Technician>, DbError> {
    let mut query = people::table
        .inner_join(agencies::table)
        .filter(people::active.eq(true))
        .filter(people::id.eq_any(working!(today).select(grants::person_id)))
        .order((agencies::folded, people::sort_name, people::id))
        .limit(1_000)
        .select((people::id, people::name, agencies::short_name))
        .into_boxed();
    if let Seen::Of(agencies) = reach {
        query = query.filter(people::agency_id.eq_any(agencies.clone()));
    }
    let rows: Vec<(PersonId, String, String)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(person_id, name, agency)| Technician { person_id, name, agency }).collect())
}
