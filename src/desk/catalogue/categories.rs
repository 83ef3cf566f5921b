//! Entering and changing categories, and reading them. What the desk offers is no secret: everyone may read it.

use serde_json::json;

use super::category::{Category, CategoryFields, CategoryStep, Question, checked_questions, checked_steps};
use super::directory::directory;
use super::error::{CatalogueError, RouteError};
use super::routing;
use super::store::categories as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, Json};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CategoryId;
use crate::desk::page::{Page, Part};
use crate::desk::people::{By, agencies};

/// Categories that may stand above one another.
pub(super) const DEEPEST: usize = 6;

/// Enters a category. One that nobody is named for yet has to be inactive at first.
///
/// # Errors
/// [`CatalogueError::Denied`] for all but administrators, [`CatalogueError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: CategoryFields,
    now: Timestamp,
) -> Result<Category, CatalogueError> {
    by.administers()?;
    let id = CategoryId::new();
    let fields = checked(conn, id, fields)?;
    let category = build(id, 1, fields, now, now);
    insert(conn, by, &category, now)?;
    Ok(category)
}

/// Changes a category that was read in `version`.
///
/// # Errors
/// [`CatalogueError::Stale`] if somebody was faster, else as [`create`].
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: CategoryId,
    version: i64,
    fields: CategoryFields,
    now: Timestamp,
) -> Result<Category, CatalogueError> {
    by.administers()?;
    let before = get(conn, id)?;
    if before.version != version {
        return Err(CatalogueError::Stale);
    }
    let fields = checked(conn, id, fields)?;
    let after = build(id, version + 1, fields, before.created_at, now);
    if !store::save(conn, &after, version)? {
        return Err(CatalogueError::Stale);
    }
    let line = NewEvent::new(RecordKind::Category, id, EventKind::Changed, by.id(), now);
    events::record(conn, line.with(difference(&before, &after)))?;
    Ok(after)
}

/// A category by id.
///
/// # Errors
/// [`CatalogueError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, id: CategoryId) -> Result<Category, CatalogueError> {
    store::by_id(conn, id)?.ok_or(CatalogueError::NotFound)
}

/// A category by id or code, as the API names them.
///
/// # Errors
/// [`CatalogueError::NotFound`] if there is none.
pub fn named(conn: &mut DbConn, name: &str) -> Result<Category, CatalogueError> {
    let found = match name.parse::<CategoryId>() {
        Ok(id) => store::by_id(conn, id)?,
        // Codes are kept in capitals, but nobody has to type them so.
        Err(_) => match store::by_code(conn, name.trim())? {
            None => store::by_code(conn, &name.trim().to_uppercase())?,
            found => found,
        },
    };
    found.ok_or(CatalogueError::NotFound)
}

/// The escalation checklist of a category; empty for one there is not.
///
/// # Errors
/// When it cannot be read.
pub fn checklist_of(conn: &mut DbConn, id: CategoryId) -> Result<Vec<Question>, DbError> {
    let directory = directory(conn)?;
    Ok(directory.category(id).map(|category| category.checklist.clone()).unwrap_or_default())
}

/// The steps of a category; none for one there is not.
///
/// # Errors
/// When they cannot be read.
pub fn steps_of(conn: &mut DbConn, id: CategoryId) -> Result<Vec<CategoryStep>, DbError> {
    let directory = directory(conn)?;
    Ok(directory.category(id).map(|category| category.steps.clone()).unwrap_or_default())
}

/// A part of the categories, by code.
///
/// # Errors
/// When they cannot be read.
pub fn list(conn: &mut DbConn, part: Part<CategoryId>) -> Result<Page<Category, CategoryId>, CatalogueError> {
    let limit = part.bounded();
    Ok(Page::cut(store::list(conn, part.after, limit + 1)?, limit, |category| category.id))
}

/// Writes a new category and the first line of its history.
pub(super) fn insert(
    conn: &mut DbConn,
    by: By<'_>,
    category: &Category,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    store::insert(conn, category)?;
    let line = NewEvent::new(RecordKind::Category, category.id, EventKind::Created, by.id(), now);
    events::record_first(conn, line.with(Json::of(category).0))?;
    Ok(())
}

/// A category of these fields.
pub(super) fn build(
    id: CategoryId,
    version: i64,
    fields: CategoryFields,
    created_at: Timestamp,
    updated_at: Timestamp,
) -> Category {
    let CategoryFields {
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
    } = fields;
    let hint = Some(hint).filter(|hint| !hint.is_empty());
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

fn checked(
    conn: &mut DbConn,
    id: CategoryId,
    fields: CategoryFields,
) -> Result<CategoryFields, CatalogueError> {
    let mut errors = FieldErrors::default();
    let code = agencies::code(&fields.code, "code", &mut errors);
    let name = errors.line("name", &fields.name, 120);
    let name_en = errors.line("name_en", &fields.name_en, 120);
    let hint = errors.optional("hint", &fields.hint, 500);
    let checklist = checked_questions(fields.checklist, &mut errors);
    let steps = checked_steps(fields.steps, &mut errors);
    if !(0..=9_999).contains(&fields.position) {
        errors.add_with("position", "out_of_range", json!({ "min": 0, "max": 9_999 }));
    }
    if !code.is_empty() && store::by_code(conn, &code)?.is_some_and(|other| other.id != id) {
        errors.add("code", "taken");
    }
    check_parent(conn, id, fields.parent_id, &mut errors)?;
    if fields.active && errors.0.is_empty() {
        match routing::covers_everyone(conn, id, fields.parent_id) {
            Ok(()) => {}
            Err(RouteError::NoRoute) => errors.add("active", "needs_route"),
            Err(RouteError::Database(error)) => return Err(error.into()),
        }
    }
    errors.finish()?;
    Ok(CategoryFields { code, name, name_en, hint, checklist, steps, ..fields })
}

/// A parent that exists, and is not below the category itself.
fn check_parent(
    conn: &mut DbConn,
    id: CategoryId,
    parent: Option<CategoryId>,
    errors: &mut FieldErrors,
) -> Result<(), CatalogueError> {
    let mut above = parent;
    for _ in 0..DEEPEST {
        let Some(next) = above else { return Ok(()) };
        if next == id {
            errors.add("parent_id", "circle");
            return Ok(());
        }
        let Some(category) = store::by_id(conn, next)? else {
            errors.add("parent_id", "unknown");
            return Ok(());
        };
        above = category.parent_id;
    }
    errors.add("parent_id", "too_deep");
    Ok(())
}
