//! Every SQL sentence on the routing table.

use diesel::prelude::*;

use super::super::routes::RouteLine;
use super::super::routing::{Lines, Route};
use crate::clock::Timestamp;
use crate::db::schema::{categories, routes, support_groups};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{CategoryId, GroupId, RouteId};
use crate::desk::words::{AgencyStatus, Tier};
use crate::kept;

type Row = (
    (RouteId, i64, CategoryId, String, AgencyStatus, Tier),
    (GroupId, String, bool, Option<String>, Timestamp, Timestamp),
);

type Columns = (
    (routes::id, routes::version, routes::category_id, categories::code, routes::agency_status, routes::tier),
    (
        routes::group_id,
        support_groups::name,
        routes::ends_at_agency,
        routes::legal_basis,
        routes::created_at,
        routes::updated_at,
    ),
);

const COLUMNS: Columns = (
    (routes::id, routes::version, routes::category_id, categories::code, routes::agency_status, routes::tier),
    (
        routes::group_id,
        support_groups::name,
        routes::ends_at_agency,
        routes::legal_basis,
        routes::created_at,
        routes::updated_at,
    ),
);

fn line(row: Row) -> RouteLine {
    let (
        (id, version, category_id, category_code, agency_status, tier),
        (group_id, group_name, ends_at_agency, legal_basis, created_at, updated_at),
    ) = row;
    RouteLine {
        id,
        version,
        category_id,
        category_code,
        agency_status,
        tier,
        group_id,
        group_name,
        ends_at_agency,
        legal_basis,
        created_at,
        updated_at,
    }
}

/// Lines with the code of their category and the name of their group.
macro_rules! named {
    () => {
        routes::table.inner_join(categories::table).inner_join(support_groups::table).select(COLUMNS)
    };
}

pub(in super::super) fn insert(conn: &mut DbConn, line: &RouteLine) -> Result<(), DbError> {
    diesel::insert_into(routes::table)
        .values((
            routes::id.eq(line.id),
            routes::version.eq(line.version),
            routes::category_id.eq(line.category_id),
            routes::agency_status.eq(line.agency_status),
            routes::tier.eq(line.tier),
            routes::group_id.eq(line.group_id),
            routes::ends_at_agency.eq(line.ends_at_agency),
            routes::legal_basis.eq(&line.legal_basis),
            routes::created_at.eq(line.created_at),
            routes::updated_at.eq(line.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves a line that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(conn: &mut DbConn, line: &RouteLine, version: i64) -> Result<bool, DbError> {
    let read = routes::table.filter(routes::id.eq(line.id).and(routes::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            routes::version.eq(line.version),
            routes::tier.eq(line.tier),
            routes::group_id.eq(line.group_id),
            routes::ends_at_agency.eq(line.ends_at_agency),
            routes::legal_basis.eq(&line.legal_basis),
            routes::updated_at.eq(line.updated_at),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// Removes a line that was read in `version`; false if somebody was faster.
pub(in super::super) fn delete(conn: &mut DbConn, id: RouteId, version: i64) -> Result<bool, DbError> {
    let read = routes::table.filter(routes::id.eq(id).and(routes::version.eq(version)));
    Ok(diesel::delete(read).execute(conn)? == 1)
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: RouteId) -> Result<Option<RouteLine>, DbError> {
    Ok(named!().filter(routes::id.eq(id)).first::<Row>(conn).optional()?.map(line))
}

pub(in super::super) fn of_category(
    conn: &mut DbConn,
    category: CategoryId,
) -> Result<Vec<RouteLine>, DbError> {
    let rows =
        named!().filter(routes::category_id.eq(category)).order(routes::agency_status).load::<Row>(conn)?;
    Ok(rows.into_iter().map(line).collect())
}

/// A part of the routing table, by category code and status.
pub(in super::super) fn list(
    conn: &mut DbConn,
    after: Option<RouteId>,
    limit: i64,
) -> Result<Vec<RouteLine>, DbError> {
    let mut query = named!().order((categories::code, routes::agency_status)).limit(limit).into_boxed();
    if let Some(last) = after.map(|id| by_id(conn, id)).transpose()?.flatten() {
        query = query.filter(categories::code.ge(last.category_code.clone()));
        query = query
            .filter(categories::code.gt(last.category_code).or(routes::agency_status.gt(last.agency_status)));
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(line).collect())
}

/// All lines: their category, the status they are for, and where they lead.
pub(in super::super) fn all(conn: &mut DbConn) -> Result<Vec<(CategoryId, AgencyStatus, Route)>, DbError> {
    let columns = (
        routes::category_id,
        (routes::agency_status, routes::tier, routes::group_id, routes::ends_at_agency, routes::legal_basis),
    );
    let rows: Vec<(CategoryId, Own)> = routes::table.order(routes::id).select(columns).load(conn)?;
    let lines = rows.into_iter().map(|(category, own)| {
        let (status, route) = leading(own);
        (category, status, route)
    });
    Ok(lines.collect())
}

type Own = (AgencyStatus, Tier, GroupId, bool, Option<String>);

fn leading((status, tier, group, ends_at_agency, legal_basis): Own) -> (AgencyStatus, Route) {
    let belongs_to_dinas = tier == Tier::Two;
    (status, Route { tier, group, ends_at_agency, legal_basis, belongs_to_dinas })
}

/// The category above this one, and this one's own lines: one query.
pub(in super::super) fn at(
    conn: &mut DbConn,
    category: CategoryId,
) -> Result<(Option<CategoryId>, Lines), DbError> {
    let query = categories::table.left_join(routes::table).filter(categories::id.eq(category)).select((
        categories::parent_id,
        (routes::agency_status, routes::tier, routes::group_id, routes::ends_at_agency, routes::legal_basis)
            .nullable(),
    ));
    let rows: Vec<(Option<CategoryId>, Option<Own>)> = kept!(conn, query, load)?;
    let parent = rows.first().and_then(|(parent, _)| *parent);
    let lines = rows.into_iter().filter_map(|(_, own)| own.map(leading));
    Ok((parent, lines.collect()))
}
