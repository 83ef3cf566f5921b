//! Entering, changing, archiving: by whoever looks after the group, or, for all, by supervisors and administrators.

use serde_json::json;

use super::canned::{MOST, Macro, MacroFields};
use super::error::MacroError;
use super::{reading, store};
use crate::clock::Timestamp;
use crate::db::{DbConn, Json};
use crate::desk::catalogue::{CatalogueError, categories};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GroupId, MacroId};
use crate::desk::people::Actor;

/// Enters a canned answer.
///
/// # Errors
/// [`MacroError::Invalid`] with the fields: also for a group that is not theirs to keep answers for.
pub fn create(
    conn: &mut DbConn,
    actor: &Actor,
    fields: MacroFields,
    now: Timestamp,
) -> Result<Macro, MacroError> {
    let fields = check(conn, actor, fields)?;
    not_too_many(conn, fields.group_id)?;
    let canned = Macro::of(MacroId::new(), 1, fields, now);
    store::insert(conn, &canned)?;
    let line = NewEvent::new(RecordKind::Macro, canned.id, EventKind::Created, actor.id, now);
    events::record_first(conn, line.with(Json::of(&canned).0))?;
    Ok(canned)
}

/// Changes one that was read in `version`.
///
/// # Errors
/// [`MacroError::NotFound`], [`MacroError::Denied`] for those who may only use it, [`MacroError::Stale`], else as
/// [`create`].
pub fn change(
    conn: &mut DbConn,
    actor: &Actor,
    id: MacroId,
    version: i64,
    fields: MacroFields,
    now: Timestamp,
) -> Result<Macro, MacroError> {
    let before = kept(conn, actor, id, version)?;
    let fields = check(conn, actor, fields)?;
    if fields.group_id != before.group_id {
        not_too_many(conn, fields.group_id)?;
    }
    let after = Macro {
        created_at: before.created_at,
        archived_at: before.archived_at,
        ..Macro::of(id, version + 1, fields, now)
    };
    save(conn, actor, &before, after, now)
}

/// Archives one: it is not offered any more, and can be taken out again.
///
/// # Errors
/// As [`change`].
pub fn archive(
    conn: &mut DbConn,
    actor: &Actor,
    id: MacroId,
    version: i64,
    now: Timestamp,
) -> Result<Macro, MacroError> {
    let before = kept(conn, actor, id, version)?;
    let archived_at = before.archived_at.or(Some(now));
    let after = Macro { version: version + 1, archived_at, updated_at: now, ..before.clone() };
    save(conn, actor, &before, after, now)
}

/// Takes one out of the archive.
///
/// # Errors
/// As [`change`]; too many.
pub fn restore(
    conn: &mut DbConn,
    actor: &Actor,
    id: MacroId,
    version: i64,
    now: Timestamp,
) -> Result<Macro, MacroError> {
    let before = kept(conn, actor, id, version)?;
    not_too_many(conn, before.group_id)?;
    let after = Macro { version: version + 1, archived_at: None, updated_at: now, ..before.clone() };
    save(conn, actor, &before, after, now)
}

/// The fields as they would be kept.
///
/// # Errors
/// [`MacroError::Invalid`] with what is wrong.
pub fn check(conn: &mut DbConn, actor: &Actor, fields: MacroFields) -> Result<MacroFields, MacroError> {
    let mut errors = FieldErrors::default();
    let fields = fields.checked(&mut errors);
    errors.check(reading::keeps(conn, actor, fields.group_id)?, "group", "unknown");
    if let Some(category) = fields.category_id {
        let found = match categories::get(conn, category) {
            Ok(category) => category.active,
            Err(CatalogueError::Database(error)) => return Err(error.into()),
            Err(_) => false,
        };
        errors.check(found, "category", "unknown");
    }
    errors.finish()?;
    Ok(fields)
}

/// One the actor keeps, in the version they read.
fn kept(conn: &mut DbConn, actor: &Actor, id: MacroId, version: i64) -> Result<Macro, MacroError> {
    let before = reading::get(conn, actor, id)?;
    if !reading::keeps(conn, actor, before.group_id)? {
        return Err(crate::desk::people::access::Denied.into());
    }
    if before.version == version { Ok(before) } else { Err(MacroError::Stale) }
}

fn save(
    conn: &mut DbConn,
    actor: &Actor,
    before: &Macro,
    after: Macro,
    now: Timestamp,
) -> Result<Macro, MacroError> {
    if !store::save(conn, &after, before.version)? {
        return Err(MacroError::Stale);
    }
    let line = NewEvent::new(RecordKind::Macro, after.id, EventKind::Changed, actor.id, now);
    events::record(conn, line.with(difference(before, &after)))?;
    Ok(after)
}

fn not_too_many(conn: &mut DbConn, group: Option<GroupId>) -> Result<(), MacroError> {
    if store::count_of(conn, group)? < MOST {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add_with("title", "too_many", json!({ "max": MOST }));
    Err(errors.into())
}
