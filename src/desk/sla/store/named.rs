//! What policies and calendars name: categories, agencies and people.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::{agencies, categories, people};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId, PersonId};

/// Whether there is such a category.
pub(in super::super) fn is_category(conn: &mut DbConn, id: CategoryId) -> Result<bool, DbError> {
    let found: Option<CategoryId> =
        categories::table.find(id).select(categories::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Whether there is such an agency.
pub(in super::super) fn is_agency(conn: &mut DbConn, id: AgencyId) -> Result<bool, DbError> {
    let found: Option<AgencyId> = agencies::table.find(id).select(agencies::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Levels a category tree may have.
const DEPTH: usize = 10;

/// A category and those above it, the nearest first.
///
/// # Errors
/// When they cannot be read.
pub fn with_those_above(conn: &mut DbConn, category: CategoryId) -> Result<Vec<CategoryId>, DbError> {
    let mut path = vec![category];
    while path.len() < DEPTH {
        let last = path[path.len() - 1];
        let parent: Option<Option<CategoryId>> =
            categories::table.find(last).select(categories::parent_id).first(conn).optional()?;
        match parent.flatten() {
            Some(parent) if !path.contains(&parent) => path.push(parent),
            _ => break,
        }
    }
    Ok(path)
}

/// Code, Indonesian and English name of categories.
pub(in super::super) fn names_of_categories(
    conn: &mut DbConn,
    ids: Vec<CategoryId>,
) -> Result<HashMap<CategoryId, (String, String, String)>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(CategoryId, String, String, String)> = categories::table
        .filter(categories::id.eq_any(ids))
        .select((categories::id, categories::code, categories::name, categories::name_en))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, code, name, name_en)| (id, (code, name, name_en))).collect())
}

/// Code and name of agencies.
pub(in super::super) fn names_of_agencies(
    conn: &mut DbConn,
    ids: Vec<AgencyId>,
) -> Result<HashMap<AgencyId, (String, String)>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(AgencyId, String, String)> = agencies::table
        .filter(agencies::id.eq_any(ids))
        .select((agencies::id, agencies::code, agencies::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, code, name)| (id, (code, name))).collect())
}

/// Names of people.
pub(in super::super) fn names_of_people(
    conn: &mut DbConn,
    ids: Vec<PersonId>,
) -> Result<HashMap<PersonId, String>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(PersonId, String)> =
        people::table.filter(people::id.eq_any(ids)).select((people::id, people::name)).load(conn)?;
    Ok(rows.into_iter().collect())
}
