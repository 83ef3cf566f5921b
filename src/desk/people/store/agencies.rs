//! Every SQL sentence on agencies.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::agencies::AgencyFilter;
use super::super::agency::Agency;
use crate::clock::Timestamp;
use crate::db::schema::agencies;
use crate::db::{DbConn, DbError, can_hold};
use crate::desk::ids::{AgencyId, CalendarId};

type Row = (
    (AgencyId, i64, String, String, String, Option<AgencyId>, bool, String),
    (Option<CalendarId>, Option<NaiveDate>, Option<NaiveDate>, Option<String>),
    (NaiveDate, Option<NaiveDate>, Option<String>, Option<String>, Timestamp, Timestamp),
);

type Columns = (
    (
        agencies::id,
        agencies::version,
        agencies::code,
        agencies::name,
        agencies::short_name,
        agencies::parent_id,
        agencies::ict_department,
        agencies::zone,
    ),
    (
        agencies::calendar_id,
        agencies::self_managed_from,
        agencies::self_managed_until,
        agencies::self_managed_decree,
    ),
    (
        agencies::active_from,
        agencies::active_until,
        agencies::sender_name,
        agencies::signature,
        agencies::created_at,
        agencies::updated_at,
    ),
);

const COLUMNS: Columns = (
    (
        agencies::id,
        agencies::version,
        agencies::code,
        agencies::name,
        agencies::short_name,
        agencies::parent_id,
        agencies::ict_department,
        agencies::zone,
    ),
    (
        agencies::calendar_id,
        agencies::self_managed_from,
        agencies::self_managed_until,
        agencies::self_managed_decree,
    ),
    (
        agencies::active_from,
        agencies::active_until,
        agencies::sender_name,
        agencies::signature,
        agencies::created_at,
        agencies::updated_at,
    ),
);

fn agency(row: Row) -> Agency {
    let (
        (id, version, code, name, short_name, parent_id, ict_department, zone),
        (calendar_id, self_managed_from, self_managed_until, self_managed_decree),
        (active_from, active_until, sender_name, signature, created_at, updated_at),
    ) = row;
    Agency {
        id,
        version,
        code,
        name,
        short_name,
        parent_id,
        ict_department,
        zone: zone.parse().unwrap_or(chrono_tz::Asia::Jakarta),
        calendar_id,
        self_managed_from,
        self_managed_until,
        self_managed_decree,
        active_from,
        active_until,
        sender_name,
        signature,
        created_at,
        updated_at,
    }
}

/// What every save writes.
macro_rules! saved {
    ($agency:expr, $folded:expr) => {
        (
            agencies::version.eq($agency.version),
            agencies::code.eq(&$agency.code),
            agencies::name.eq(&$agency.name),
            agencies::short_name.eq(&$agency.short_name),
            agencies::folded.eq($folded),
            agencies::parent_id.eq($agency.parent_id),
            agencies::ict_department.eq($agency.ict_department),
            agencies::zone.eq($agency.zone.name()),
            agencies::calendar_id.eq($agency.calendar_id),
            agencies::self_managed_from.eq($agency.self_managed_from),
            agencies::self_managed_until.eq($agency.self_managed_until),
            agencies::self_managed_decree.eq(&$agency.self_managed_decree),
            agencies::active_from.eq($agency.active_from),
            agencies::active_until.eq($agency.active_until),
            agencies::sender_name.eq(&$agency.sender_name),
            agencies::signature.eq(&$agency.signature),
            agencies::updated_at.eq($agency.updated_at),
        )
    };
}

pub(in super::super) fn insert(conn: &mut DbConn, agency: &Agency, folded: &str) -> Result<(), DbError> {
    diesel::insert_into(agencies::table)
        .values((
            agencies::id.eq(agency.id),
            agencies::created_at.eq(agency.created_at),
            saved!(agency, folded),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves an agency that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(
    conn: &mut DbConn,
    agency: &Agency,
    version: i64,
    folded: &str,
) -> Result<bool, DbError> {
    let read = agencies::table.filter(agencies::id.eq(agency.id).and(agencies::version.eq(version)));
    Ok(diesel::update(read).set(saved!(agency, folded)).execute(conn)? == 1)
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: AgencyId) -> Result<Option<Agency>, DbError> {
    let row = agencies::table.filter(agencies::id.eq(id)).select(COLUMNS).first::<Row>(conn).optional()?;
    Ok(row.map(agency))
}

pub(in super::super) fn by_code(conn: &mut DbConn, code: &str) -> Result<Option<Agency>, DbError> {
    if !can_hold(code) {
        return Ok(None);
    }
    let row =
        agencies::table.filter(agencies::code.eq(code)).select(COLUMNS).first::<Row>(conn).optional()?;
    Ok(row.map(agency))
}

pub(in super::super) fn ict_department(conn: &mut DbConn) -> Result<Option<Agency>, DbError> {
    let row = agencies::table
        .filter(agencies::ict_department.eq(true))
        .select(COLUMNS)
        .first::<Row>(conn)
        .optional()?;
    Ok(row.map(agency))
}

/// All agencies.
pub(in super::super) fn all(conn: &mut DbConn) -> Result<Vec<Agency>, DbError> {
    Ok(agencies::table.select(COLUMNS).load::<Row>(conn)?.into_iter().map(agency).collect())
}

/// A part of the agencies by name. An office has some hundred of them: `words` are looked for in the middle too.
pub(in super::super) fn list(
    conn: &mut DbConn,
    filter: &AgencyFilter,
    words: &[String],
    after: Option<AgencyId>,
    limit: i64,
) -> Result<Vec<Agency>, DbError> {
    let mut query =
        agencies::table.select(COLUMNS).order((agencies::folded, agencies::id)).limit(limit).into_boxed();
    for word in words {
        query = query.filter(agencies::folded.like(format!("%{word}%")));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(agencies::parent_id.eq(parent));
    }
    if let Some(day) = filter.active_on {
        query = query.filter(agencies::active_from.le(day));
        query = query.filter(agencies::active_until.is_null().or(agencies::active_until.ge(day)));
    }
    if let Some(id) = after {
        let last: Option<String> =
            agencies::table.find(id).select(agencies::folded).first(conn).optional()?;
        if let Some(last) = last {
            query = query.filter(agencies::folded.ge(last.clone()));
            query = query.filter(agencies::folded.gt(last).or(agencies::id.gt(id)));
        }
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(agency).collect())
}
