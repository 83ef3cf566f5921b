//! Keeping, changing and removing views: each its owner's alone, those shared with a group readable by its members.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::error::ViewError;
use super::query::normal;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::catalogue;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GroupId, PersonId, ViewId};
use crate::desk::people::Actor;

/// Views of one person.
pub const MOST: i64 = 30;
/// Letters of a name.
const NAME_MAX: usize = 60;

/// A list by a name of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Its version.
    pub version: i64,
    /// Whose it is.
    pub person_id: PersonId,
    /// Its name.
    pub name: String,
    /// What it asks for, as the address of a list says it: `view=queue&priority=P1`.
    pub query: String,
    /// The group whose members see it too.
    pub group_id: Option<GroupId>,
    /// When it was made.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub created_at: Timestamp,
    /// When it was changed last.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub updated_at: Timestamp,
}

/// What one says of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewFields {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub query: String,
    /// The group it is shared with: one the actor works in.
    pub group_id: Option<GroupId>,
}

/// The groups the actor works in and may share with, by name.
///
/// # Errors
/// When they cannot be read.
pub fn groups(conn: &mut DbConn, actor: &Actor) -> Result<Vec<(GroupId, String)>, DbError> {
    let standing = &actor.standing;
    if standing.tier1_of.is_empty() && standing.tier2_of.is_empty() {
        return Ok(Vec::new());
    }
    let directory = catalogue::directory(conn)?;
    let first = directory.tier1_groups(&standing.tier1_of);
    let held = first.iter().chain(&standing.tier2_of).filter_map(|id| directory.group(*id));
    let active = held.filter(|group| group.active).map(|group| (group.name.clone(), group.id));
    let by_name: BTreeSet<_> = active.collect();
    Ok(by_name.into_iter().map(|(name, id)| (id, name)).collect())
}

/// The actor's own views and those shared with `groups`, by name.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    groups: &[(GroupId, String)],
) -> Result<Vec<SavedView>, DbError> {
    store::seen_by(conn, actor.id, groups.iter().map(|(id, _)| *id).collect())
}

/// One of them.
///
/// # Errors
/// [`ViewError::NotFound`] if it is neither theirs nor shared with them.
pub fn get(conn: &mut DbConn, actor: &Actor, id: ViewId) -> Result<SavedView, ViewError> {
    let groups = groups(conn, actor)?;
    list(conn, actor, &groups)?.into_iter().find(|view| view.id == id).ok_or(ViewError::NotFound)
}

/// Keeps a new one.
///
/// # Errors
/// [`ViewError::Invalid`] with the fields; too many.
pub fn keep(
    conn: &mut DbConn,
    actor: &Actor,
    fields: ViewFields,
    now: Timestamp,
) -> Result<SavedView, ViewError> {
    if store::count_of(conn, actor.id)? >= MOST {
        let mut errors = FieldErrors::default();
        errors.add_with("name", "too_many", json!({ "max": MOST }));
        return Err(errors.into());
    }
    let fields = checked(conn, actor, fields)?;
    let view = SavedView {
        id: ViewId::new(),
        version: 1,
        person_id: actor.id,
        name: fields.name,
        query: fields.query,
        group_id: fields.group_id,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &view)?;
    Ok(view)
}

/// Changes one's own.
///
/// # Errors
/// [`ViewError::NotFound`] if it is not theirs, [`ViewError::Stale`], or the fields.
pub fn change(
    conn: &mut DbConn,
    actor: &Actor,
    id: ViewId,
    read: i64,
    fields: ViewFields,
    now: Timestamp,
) -> Result<SavedView, ViewError> {
    let before = own(conn, actor, id)?;
    let fields = checked(conn, actor, fields)?;
    let ViewFields { name, query, group_id } = fields;
    let after = SavedView { name, query, group_id, version: read + 1, updated_at: now, ..before };
    if store::save(conn, &after, read)? { Ok(after) } else { Err(ViewError::Stale) }
}

/// Removes one's own.
///
/// # Errors
/// [`ViewError::NotFound`] if it is not theirs.
pub fn remove(conn: &mut DbConn, actor: &Actor, id: ViewId) -> Result<(), ViewError> {
    if store::delete(conn, actor.id, id)? { Ok(()) } else { Err(ViewError::NotFound) }
}

fn own(conn: &mut DbConn, actor: &Actor, id: ViewId) -> Result<SavedView, ViewError> {
    let found = store::by_id(conn, id)?.filter(|view| view.person_id == actor.id);
    found.ok_or(ViewError::NotFound)
}

fn checked(conn: &mut DbConn, actor: &Actor, fields: ViewFields) -> Result<ViewFields, ViewError> {
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &fields.name, NAME_MAX);
    if let Some(group) = fields.group_id {
        let known = groups(conn, actor)?.iter().any(|(id, _)| *id == group);
        errors.check(known, "group", "unknown");
    }
    errors.finish()?;
    Ok(ViewFields { name, query: normal(&fields.query)?, group_id: fields.group_id })
}
