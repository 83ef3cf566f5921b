//! Every SQL sentence on saved views.

use diesel::prelude::*;

use super::saved_view::SavedView;
use crate::clock::Timestamp;
use crate::db::schema::saved_views;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{GroupId, PersonId, ViewId};

/// Views that are read at once.
const READ: i64 = 200;

type Row = (ViewId, i64, PersonId, String, String, Option<GroupId>, Timestamp, Timestamp);

fn view((id, version, person_id, name, query, group_id, created_at, updated_at): Row) -> SavedView {
    SavedView { id, version, person_id, name, query, group_id, created_at, updated_at }
}

pub(super) fn seen_by(
    conn: &mut DbConn,
    person: PersonId,
    groups: Vec<GroupId>,
) -> Result<Vec<SavedView>, DbError> {
    let groups: Vec<Option<GroupId>> = groups.into_iter().map(Some).collect();
    let rows: Vec<Row> = saved_views::table
        .filter(saved_views::person_id.eq(person).or(saved_views::group_id.eq_any(groups)))
        .order((saved_views::name, saved_views::id))
        .limit(READ)
        .load(conn)?;
    Ok(rows.into_iter().map(view).collect())
}

pub(super) fn by_id(conn: &mut DbConn, id: ViewId) -> Result<Option<SavedView>, DbError> {
    let row: Option<Row> = saved_views::table.find(id).first(conn).optional()?;
    Ok(row.map(view))
}

pub(super) fn count_of(conn: &mut DbConn, person: PersonId) -> Result<i64, DbError> {
    Ok(saved_views::table.filter(saved_views::person_id.eq(person)).count().get_result(conn)?)
}

pub(super) fn insert(conn: &mut DbConn, view: &SavedView) -> Result<(), DbError> {
    diesel::insert_into(saved_views::table)
        .values((
            saved_views::id.eq(view.id),
            saved_views::version.eq(view.version),
            saved_views::person_id.eq(view.person_id),
            saved_views::name.eq(&view.name),
            saved_views::query.eq(&view.query),
            saved_views::group_id.eq(view.group_id),
            saved_views::created_at.eq(view.created_at),
            saved_views::updated_at.eq(view.updated_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves a view that was read in `version`; false if somebody was faster.
pub(super) fn save(conn: &mut DbConn, view: &SavedView, version: i64) -> Result<bool, DbError> {
    let read = saved_views::table.filter(saved_views::id.eq(view.id).and(saved_views::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            saved_views::version.eq(view.version),
            saved_views::name.eq(&view.name),
            saved_views::query.eq(&view.query),
            saved_views::group_id.eq(view.group_id),
            saved_views::updated_at.eq(view.updated_at),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// Removes a view of a person; whether there was one.
pub(super) fn delete(conn: &mut DbConn, person: PersonId, id: ViewId) -> Result<bool, DbError> {
    let own = saved_views::table.filter(saved_views::id.eq(id).and(saved_views::person_id.eq(person)));
    Ok(diesel::delete(own).execute(conn)? == 1)
}
