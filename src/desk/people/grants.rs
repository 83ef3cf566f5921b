//! Giving grants, changing their days, taking them back, and finding them.

use serde_json::json;

use super::access;
use super::actor::Actor;
use super::by::By;
use super::error::PeopleError;
pub use super::grant::{Grant, GrantFilter, NewGrant, Term};
use super::store::{agencies as agency_store, grants as store, groups, persons};
use crate::clock::Timestamp;
use crate::db::{DbConn, Json};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{GrantId, PersonId};
use crate::desk::page::{Page, Part};
use crate::desk::words::{Role, Tier};

/// Gives a grant.
///
/// # Errors
/// [`PeopleError::Denied`] for all but administrators, [`PeopleError::Invalid`] with the fields.
pub fn give(conn: &mut DbConn, by: By<'_>, new: NewGrant, now: Timestamp) -> Result<Grant, PeopleError> {
    by.administers()?;
    let mut errors = FieldErrors::default();
    let person = persons::by_id(conn, new.person_id)?.filter(|person| person.active);
    errors.check(person.is_some(), "person_id", "unknown");
    let agency_name = check_agency(conn, &new, &mut errors)?;
    let group_name = check_group(conn, &new, &mut errors)?;
    let term = new.term.clone().checked(new.role, &mut errors);
    if errors.0.is_empty() && store::overlaps(conn, &new, None)? {
        errors.add("valid_from", "overlaps");
    }
    errors.finish()?;
    let grant = Grant {
        id: GrantId::new(),
        version: 1,
        person_id: new.person_id,
        person_name: person.map(|person| person.name).unwrap_or_default(),
        role: new.role,
        agency_id: new.agency_id,
        agency_name,
        group_id: new.group_id,
        group_name,
        valid_from: term.valid_from,
        valid_until: term.valid_until,
        decree: Some(term.decree).filter(|decree| !decree.is_empty()),
        granted_by_id: by.id(),
        revoked_at: None,
        created_at: now,
        updated_at: now,
    };
    store::insert(conn, &grant)?;
    let line = NewEvent::new(RecordKind::Grant, grant.id, EventKind::Created, by.id(), now);
    events::record_first(conn, line.with(Json::of(&grant).0))?;
    Ok(grant)
}

/// Changes the days or the decree of a grant that was read in `version`.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster, else as [`give`]. Administrators do not end their own last grant.
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: GrantId,
    version: i64,
    term: Term,
    now: Timestamp,
) -> Result<Grant, PeopleError> {
    by.administers()?;
    let before = unrevoked(conn, id, version)?;
    let mut errors = FieldErrors::default();
    let term = term.checked(before.role, &mut errors);
    let wished = NewGrant {
        person_id: before.person_id,
        role: before.role,
        agency_id: before.agency_id,
        group_id: before.group_id,
        term: term.clone(),
    };
    if errors.0.is_empty() && store::overlaps(conn, &wished, Some(id))? {
        errors.add("valid_from", "overlaps");
    }
    errors.finish()?;
    let after = Grant {
        version: version + 1,
        valid_from: term.valid_from,
        valid_until: term.valid_until,
        decree: Some(term.decree).filter(|decree| !decree.is_empty()),
        updated_at: now,
        ..before.clone()
    };
    keep_own_last(conn, by, &before, &after, "valid_until", now)?;
    save(conn, by, &before, &after, EventKind::Changed, now)?;
    Ok(after)
}

/// Takes a grant back at once.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster. Administrators do not take their own last grant.
pub fn revoke(
    conn: &mut DbConn,
    by: By<'_>,
    id: GrantId,
    version: i64,
    now: Timestamp,
) -> Result<Grant, PeopleError> {
    by.administers()?;
    let before = unrevoked(conn, id, version)?;
    let after = Grant { version: version + 1, revoked_at: Some(now), updated_at: now, ..before.clone() };
    keep_own_last(conn, by, &before, &after, "grant", now)?;
    save(conn, by, &before, &after, EventKind::Revoked, now)?;
    Ok(after)
}

/// A grant the actor may see: their own, or any for administrators and supervisors.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, actor: &Actor, id: GrantId) -> Result<Grant, PeopleError> {
    let found = store::by_id(conn, id)?;
    found.filter(|grant| sees(actor, grant.person_id)).ok_or(PeopleError::NotFound)
}

/// A part of the grants the actor may see, in the order they were given.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    filter: GrantFilter,
    part: Part<GrantId>,
) -> Result<Page<Grant, GrantId>, PeopleError> {
    if filter.person.is_some_and(|person| !sees(actor, person)) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let own = access::supervises(actor).is_err();
    let filter = GrantFilter { person: if own { Some(actor.id) } else { filter.person }, ..filter };
    let limit = part.bounded();
    Ok(Page::cut(store::list(conn, filter, part.after, limit + 1)?, limit, |grant| grant.id))
}

fn sees(actor: &Actor, person: PersonId) -> bool {
    actor.id == person || access::supervises(actor).is_ok()
}

fn unrevoked(conn: &mut DbConn, id: GrantId, version: i64) -> Result<Grant, PeopleError> {
    let grant = store::by_id(conn, id)?.ok_or(PeopleError::NotFound)?;
    if grant.version != version || grant.revoked_at.is_some() {
        return Err(PeopleError::Stale);
    }
    Ok(grant)
}

fn check_agency(
    conn: &mut DbConn,
    new: &NewGrant,
    errors: &mut FieldErrors,
) -> Result<Option<String>, PeopleError> {
    let asked = matches!(new.role, Role::Tier1Technician | Role::AgencyHead);
    let Some(id) = new.agency_id else {
        errors.check(!asked, "agency_id", "required");
        return Ok(None);
    };
    errors.check(asked, "agency_id", "not_for_role");
    let agency = agency_store::by_id(conn, id)?;
    errors.check(agency.is_some(), "agency_id", "unknown");
    Ok(agency.map(|agency| agency.short_name))
}

fn check_group(
    conn: &mut DbConn,
    new: &NewGrant,
    errors: &mut FieldErrors,
) -> Result<Option<String>, PeopleError> {
    let asked = new.role == Role::Tier2Engineer;
    let Some(id) = new.group_id else {
        errors.check(!asked, "group_id", "required");
        return Ok(None);
    };
    errors.check(asked, "group_id", "not_for_role");
    match groups::by_id(conn, id)? {
        None => errors.add("group_id", "unknown"),
        Some(group) => {
            errors.check(group.tier == Tier::Two, "group_id", "not_tier2");
            errors.check(group.active, "group_id", "inactive");
            return Ok(Some(group.name));
        }
    }
    Ok(None)
}

/// Refuses when administrators would end the last grant by which they administer.
fn keep_own_last(
    conn: &mut DbConn,
    by: By<'_>,
    before: &Grant,
    after: &Grant,
    field: &str,
    now: Timestamp,
) -> Result<(), PeopleError> {
    let By::Person(actor) = by else { return Ok(()) };
    let today = now.date_in(actor.zone);
    let ends = before.role == Role::Admin && before.holds(today) && !after.holds(today);
    if before.person_id != actor.id || !ends {
        return Ok(());
    }
    let held = store::open_of_person(conn, actor.id, today)?;
    let other =
        held.iter().any(|grant| grant.role == Role::Admin && grant.id != before.id && grant.holds(today));
    if other { Ok(()) } else { Err(FieldErrors::one(field, "own_last_admin").into()) }
}

fn save(
    conn: &mut DbConn,
    by: By<'_>,
    before: &Grant,
    after: &Grant,
    kind: EventKind,
    now: Timestamp,
) -> Result<(), PeopleError> {
    if !store::save(conn, after, before.version)? {
        return Err(PeopleError::Stale);
    }
    let mut data = difference(before, after);
    data["person"] = json!(before.person_id);
    events::record(conn, NewEvent::new(RecordKind::Grant, after.id, kind, by.id(), now).with(data))?;
    Ok(())
}
