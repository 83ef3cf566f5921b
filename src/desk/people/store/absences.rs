//! Every SQL sentence on absences.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::absences::Absence;
use crate::clock::Timestamp;
use crate::db::schema::absences;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AbsenceId, PersonId};

type Row = (AbsenceId, i64, PersonId, NaiveDate, NaiveDate, Option<String>, Timestamp);

fn absence((id, version, person_id, absent_from, absent_until, reason, created_at): Row) -> Absence {
    Absence { id, version, person_id, absent_from, absent_until, reason, created_at }
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
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// Takes out an absence that was read in `version`; false if somebody was faster.
pub(in super::super) fn delete(conn: &mut DbConn, id: AbsenceId, version: i64) -> Result<bool, DbError> {
    let read = absences::table.filter(absences::id.eq(id).and(absences::version.eq(version)));
    Ok(diesel::delete(read).execute(conn)? == 1)
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
