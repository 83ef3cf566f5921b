//! Every SQL sentence on grants.

use chrono::NaiveDate;
use diesel::dsl::Nullable;
use diesel::prelude::*;

use super::super::grants::{Grant, GrantFilter, NewGrant};
use crate::clock::Timestamp;
use crate::db::schema::{agencies, grants, people, support_groups};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, GrantId, GroupId, PersonId};
use crate::desk::words::Role;

type Row = (
    (GrantId, i64, PersonId, String, Role),
    (Option<AgencyId>, Option<String>, Option<GroupId>, Option<String>),
    (NaiveDate, Option<NaiveDate>, Option<String>, Option<PersonId>),
    (Option<Timestamp>, Timestamp, Timestamp),
);

type Columns = (
    (grants::id, grants::version, grants::person_id, people::name, grants::role),
    (grants::agency_id, Nullable<agencies::short_name>, grants::group_id, Nullable<support_groups::name>),
    (grants::valid_from, grants::valid_until, grants::decree, grants::granted_by_id),
    (grants::revoked_at, grants::created_at, grants::updated_at),
);

fn columns() -> Columns {
    (
        (grants::id, grants::version, grants::person_id, people::name, grants::role),
        (
            grants::agency_id,
            agencies::short_name.nullable(),
            grants::group_id,
            support_groups::name.nullable(),
        ),
        (grants::valid_from, grants::valid_until, grants::decree, grants::granted_by_id),
        (grants::revoked_at, grants::created_at, grants::updated_at),
    )
}

fn grant(row: Row) -> Grant {
    let (
        (id, version, person_id, person_name, role),
        (agency_id, agency_name, group_id, group_name),
        (valid_from, valid_until, decree, granted_by_id),
        (revoked_at, created_at, updated_at),
    ) = row;
    Grant {
        id,
        version,
        person_id,
        person_name,
        role,
        agency_id,
        agency_name,
        group_id,
        group_name,
        valid_from,
        valid_until,
        decree,
        granted_by_id,
        revoked_at,
        created_at,
        updated_at,
    }
}

/// Grants with the names of whom and what they are for.
macro_rules! named {
    () => {
        grants::table
            .inner_join(people::table)
            .left_join(agencies::table.on(agencies::id.nullable().eq(grants::agency_id)))
            .left_join(support_groups::table.on(support_groups::id.nullable().eq(grants::group_id)))
            .select(columns())
    };
}

pub(in super::super) fn insert(conn: &mut DbConn, grant: &Grant) -> Result<(), DbError> {
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(grant.id),
            grants::version.eq(grant.version),
            grants::person_id.eq(grant.person_id),
            grants::role.eq(grant.role),
            grants::agency_id.eq(grant.agency_id),
            grants::group_id.eq(grant.group_id),
            grants::valid_from.eq(grant.valid_from),
            grants::valid_until.eq(grant.valid_until),
            grants::decree.eq(&grant.decree),
            grants::granted_by_id.eq(grant.granted_by_id),
            grants::created_at.eq(grant.created_at),
            grants::updated_at.eq(grant.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves a grant that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(conn: &mut DbConn, grant: &Grant, version: i64) -> Result<bool, DbError> {
    let read = grants::table.filter(grants::id.eq(grant.id).and(grants::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            grants::version.eq(grant.version),
            grants::valid_from.eq(grant.valid_from),
            grants::valid_until.eq(grant.valid_until),
            grants::decree.eq(&grant.decree),
            grants::revoked_at.eq(grant.revoked_at),
            grants::updated_at.eq(grant.updated_at),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: GrantId) -> Result<Option<Grant>, DbError> {
    Ok(named!().filter(grants::id.eq(id)).first::<Row>(conn).optional()?.map(grant))
}

/// The grants of a person that hold today or will.
pub(in super::super) fn open_of_person(
    conn: &mut DbConn,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<Grant>, DbError> {
    let rows = named!()
        .filter(grants::person_id.eq(person).and(grants::revoked_at.is_null()))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(today)))
        .order(grants::id)
        .load::<Row>(conn)?;
    Ok(rows.into_iter().map(grant).collect())
}

/// Whether the person holds the same for the same on one of the same days, by another grant than `but`.
pub(in super::super) fn overlaps(
    conn: &mut DbConn,
    new: &NewGrant,
    but: Option<GrantId>,
) -> Result<bool, DbError> {
    let mut query = grants::table
        .filter(grants::person_id.eq(new.person_id).and(grants::role.eq(new.role)))
        .filter(grants::revoked_at.is_null())
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(new.term.valid_from)))
        .select((grants::id, grants::agency_id, grants::group_id))
        .into_boxed();
    if let Some(until) = new.term.valid_until {
        query = query.filter(grants::valid_from.le(until));
    }
    let rows: Vec<(GrantId, Option<AgencyId>, Option<GroupId>)> = query.load(conn)?;
    let same = |(id, agency, group): &(GrantId, _, _)| {
        (*agency, *group) == (new.agency_id, new.group_id) && Some(*id) != but
    };
    Ok(rows.iter().any(same))
}

pub(in super::super) fn list(
    conn: &mut DbConn,
    filter: GrantFilter,
    after: Option<GrantId>,
    limit: i64,
) -> Result<Vec<Grant>, DbError> {
    let mut query = named!().order(grants::id).limit(limit).into_boxed();
    if let Some(person) = filter.person {
        query = query.filter(grants::person_id.eq(person));
    }
    if let Some(role) = filter.role {
        query = query.filter(grants::role.eq(role));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(grants::agency_id.eq(agency));
    }
    if let Some(group) = filter.group {
        query = query.filter(grants::group_id.eq(group));
    }
    if let Some(day) = filter.holding_on {
        query = query.filter(grants::revoked_at.is_null().and(grants::valid_from.le(day)));
        query = query.filter(grants::valid_until.is_null().or(grants::valid_until.ge(day)));
    }
    if let Some(id) = after {
        query = query.filter(grants::id.gt(id));
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(grant).collect())
}
