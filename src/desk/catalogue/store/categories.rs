//! Every SQL sentence on categories.

use diesel::prelude::*;

use super::super::category::Category;
use crate::clock::Timestamp;
use crate::db::schema::categories;
use crate::db::{DbConn, DbError, Json, can_hold};
use crate::desk::ids::CategoryId;
use crate::desk::words::Kind;

type Row = (
    (CategoryId, i64, String, Option<CategoryId>, String, String, Option<String>),
    (Kind, Json, Json, i32, bool, Timestamp, Timestamp),
);

type Columns = (
    (
        categories::id,
        categories::version,
        categories::code,
        categories::parent_id,
        categories::name,
        categories::name_en,
        categories::hint,
    ),
    (
        categories::default_kind,
        categories::checklist,
        categories::steps,
        categories::position,
        categories::active,
        categories::created_at,
        categories::updated_at,
    ),
);

const COLUMNS: Columns = (
    (
        categories::id,
        categories::version,
        categories::code,
        categories::parent_id,
        categories::name,
        categories::name_en,
        categories::hint,
    ),
    (
        categories::default_kind,
        categories::checklist,
        categories::steps,
        categories::position,
        categories::active,
        categories::created_at,
        categories::updated_at,
    ),
);

fn category(row: Row) -> Category {
    let (
        (id, version, code, parent_id, name, name_en, hint),
        (default_kind, checklist, steps, position, active, created_at, updated_at),
    ) = row;
    let steps = steps.read().unwrap_or_else(|error| {
        tracing::warn!(category = %id, %error, "the steps of a category cannot be read");
        Vec::new()
    });
    let checklist = checklist.read().unwrap_or_else(|error| {
        tracing::warn!(category = %id, %error, "a checklist in the database cannot be read");
        Vec::new()
    });
    Category {
        id,
        version,
        code,
        parent_id,
        name,
        name_en,
        hint,
        default_kind,
        checklist,
        steps,
        position,
        active,
        created_at,
        updated_at,
    }
}

/// What every save writes.
macro_rules! saved {
    ($category:expr) => {
        (
            categories::version.eq($category.version),
            categories::code.eq(&$category.code),
            categories::parent_id.eq($category.parent_id),
            categories::name.eq(&$category.name),
            categories::name_en.eq(&$category.name_en),
            categories::hint.eq(&$category.hint),
            categories::default_kind.eq($category.default_kind),
            categories::checklist.eq(Json::of(&$category.checklist)),
            categories::steps.eq(Json::of(&$category.steps)),
            categories::position.eq($category.position),
            categories::active.eq($category.active),
            categories::updated_at.eq($category.updated_at),
        )
    };
}

pub(in super::super) fn insert(conn: &mut DbConn, category: &Category) -> Result<(), DbError> {
    diesel::insert_into(categories::table)
        .values((
            categories::id.eq(category.id),
            categories::created_at.eq(category.created_at),
            saved!(category),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves a category that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(conn: &mut DbConn, category: &Category, version: i64) -> Result<bool, DbError> {
    let read = categories::table.filter(categories::id.eq(category.id).and(categories::version.eq(version)));
    Ok(diesel::update(read).set(saved!(category)).execute(conn)? == 1)
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: CategoryId) -> Result<Option<Category>, DbError> {
    let row =
        categories::table.filter(categories::id.eq(id)).select(COLUMNS).first::<Row>(conn).optional()?;
    Ok(row.map(category))
}

pub(in super::super) fn by_code(conn: &mut DbConn, code: &str) -> Result<Option<Category>, DbError> {
    if !can_hold(code) {
        return Ok(None);
    }
    let row =
        categories::table.filter(categories::code.eq(code)).select(COLUMNS).first::<Row>(conn).optional()?;
    Ok(row.map(category))
}

pub(in super::super) fn any(conn: &mut DbConn) -> Result<bool, DbError> {
    let found: Option<CategoryId> = categories::table.select(categories::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// All categories in the order of their places.
pub(in super::super) fn all(conn: &mut DbConn) -> Result<Vec<Category>, DbError> {
    let rows = categories::table
        .order((categories::position, categories::code))
        .select(COLUMNS)
        .load::<Row>(conn)?;
    Ok(rows.into_iter().map(category).collect())
}

/// A part of the categories, by code.
pub(in super::super) fn list(
    conn: &mut DbConn,
    after: Option<CategoryId>,
    limit: i64,
) -> Result<Vec<Category>, DbError> {
    let mut query = categories::table.select(COLUMNS).order(categories::code).limit(limit).into_boxed();
    if let Some(id) = after {
        let last: Option<String> =
            categories::table.find(id).select(categories::code).first(conn).optional()?;
        if let Some(last) = last {
            query = query.filter(categories::code.gt(last));
        }
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(category).collect())
}
