//! Every SQL sentence on support groups.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::groups::{Group, GroupFilter};
use crate::clock::Timestamp;
use crate::db::schema::{grants, people, routes, support_groups, tickets};
use crate::db::{DbConn, DbError, can_hold};
use crate::desk::ids::{AgencyId, CalendarId, GroupId, PersonId, RouteId};
use crate::desk::words::{Role, Tier};

type Row = (
    (GroupId, i64, String, String, Tier),
    (Option<AgencyId>, Option<CalendarId>, bool, bool),
    (Timestamp, Timestamp),
);

type Columns = (
    (
        support_groups::id,
        support_groups::version,
        support_groups::code,
        support_groups::name,
        support_groups::tier,
    ),
    (
        support_groups::agency_id,
        support_groups::calendar_id,
        support_groups::handles_security,
        support_groups::active,
    ),
    (support_groups::created_at, support_groups::updated_at),
);

const COLUMNS: Columns = (
    (
        support_groups::id,
        support_groups::version,
        support_groups::code,
        support_groups::name,
        support_groups::tier,
    ),
    (
        support_groups::agency_id,
        support_groups::calendar_id,
        support_groups::handles_security,
        support_groups::active,
    ),
    (support_groups::created_at, support_groups::updated_at),
);

fn group(row: Row) -> Group {
    let (
        (id, version, code, name, tier),
        (agency_id, calendar_id, handles_security, active),
        (created_at, updated_at),
    ) = row;
    Group {
        id,
        version,
        code,
        name,
        tier,
        agency_id,
        calendar_id,
        handles_security,
        active,
        created_at,
        updated_at,
    }
}

/// All groups.
pub(in super::super) fn all(conn: &mut DbConn) -> Result<Vec<Group>, DbError> {
    Ok(support_groups::table.select(COLUMNS).load::<Row>(conn)?.into_iter().map(group).collect())
}

pub(in super::super) fn insert(conn: &mut DbConn, group: &Group) -> Result<(), DbError> {
    diesel::insert_into(support_groups::table)
        .values((
            support_groups::id.eq(group.id),
            support_groups::version.eq(group.version),
            support_groups::code.eq(&group.code),
            support_groups::name.eq(&group.name),
            support_groups::tier.eq(group.tier),
            support_groups::agency_id.eq(group.agency_id),
            support_groups::calendar_id.eq(group.calendar_id),
            support_groups::handles_security.eq(group.handles_security),
            support_groups::active.eq(group.active),
            support_groups::created_at.eq(group.created_at),
            support_groups::updated_at.eq(group.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves a group that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(conn: &mut DbConn, group: &Group, version: i64) -> Result<bool, DbError> {
    let read = support_groups::id.eq(group.id).and(support_groups::version.eq(version));
    let saved = diesel::update(support_groups::table.filter(read))
        .set((
            support_groups::version.eq(group.version),
            support_groups::code.eq(&group.code),
            support_groups::name.eq(&group.name),
            support_groups::calendar_id.eq(group.calendar_id),
            support_groups::handles_security.eq(group.handles_security),
            support_groups::active.eq(group.active),
            support_groups::updated_at.eq(group.updated_at),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: GroupId) -> Result<Option<Group>, DbError> {
    let row = support_groups::table
        .filter(support_groups::id.eq(id))
        .select(COLUMNS)
        .first::<Row>(conn)
        .optional()?;
    Ok(row.map(group))
}

pub(in super::super) fn by_code(conn: &mut DbConn, code: &str) -> Result<Option<Group>, DbError> {
    if !can_hold(code) {
        return Ok(None);
    }
    let row = support_groups::table
        .filter(support_groups::code.eq(code))
        .select(COLUMNS)
        .first::<Row>(conn)
        .optional()?;
    Ok(row.map(group))
}

pub(in super::super) fn tier1_of(conn: &mut DbConn, agency: AgencyId) -> Result<Option<Group>, DbError> {
    let row = support_groups::table
        .filter(support_groups::agency_id.eq(agency).and(support_groups::tier.eq(Tier::One)))
        .select(COLUMNS)
        .first::<Row>(conn)
        .optional()?;
    Ok(row.map(group))
}

/// Whether a line of the routing table leads to the group.
pub(in super::super) fn is_routed_to(conn: &mut DbConn, id: GroupId) -> Result<bool, DbError> {
    let found: Option<RouteId> =
        routes::table.filter(routes::group_id.eq(id)).select(routes::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// How many tickets the group holds that are not closed. The condition is said as the index of open tickets says it: a
/// parameter would hide from SQLite that the index fits.
pub(in super::super) fn tickets_held(conn: &mut DbConn, id: GroupId) -> Result<i64, DbError> {
    let open = diesel::dsl::sql::<diesel::sql_types::Bool>("status NOT IN ('closed', 'cancelled')");
    Ok(tickets::table.filter(tickets::group_id.eq(id)).filter(open).count().get_result(conn)?)
}

pub(in super::super) fn list(
    conn: &mut DbConn,
    filter: GroupFilter,
    after: Option<GroupId>,
    limit: i64,
) -> Result<Vec<Group>, DbError> {
    let mut query =
        support_groups::table.select(COLUMNS).order(support_groups::code).limit(limit).into_boxed();
    if let Some(tier) = filter.tier {
        query = query.filter(support_groups::tier.eq(tier));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(support_groups::agency_id.eq(agency));
    }
    if let Some(active) = filter.active {
        query = query.filter(support_groups::active.eq(active));
    }
    if let Some(id) = after {
        let last: Option<String> =
            support_groups::table.find(id).select(support_groups::code).first(conn).optional()?;
        if let Some(last) = last {
            query = query.filter(support_groups::code.gt(last));
        }
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(group).collect())
}

/// The active people whose grant for a Tier 2 group holds on a day, by name.
pub(in super::super) fn members(
    conn: &mut DbConn,
    id: GroupId,
    on: NaiveDate,
) -> Result<Vec<(PersonId, String)>, DbError> {
    Ok(grants::table
        .inner_join(people::table)
        .filter(grants::group_id.eq(id).and(grants::role.eq(Role::Tier2Engineer)))
        .filter(grants::revoked_at.is_null().and(grants::valid_from.le(on)))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(on)))
        .filter(people::active.eq(true))
        .order((people::sort_name, people::id))
        .select((people::id, people::name))
        .limit(200)
        .load(conn)?)
}
