//! Absences of technicians, day by day. Who stands in for them holds a grant of their own.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::access;
use super::actor::Actor;
use super::agencies;
use super::error::PeopleError;
use super::store::{absences as store, persons};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AbsenceId, PersonId};
use crate::desk::page::{Page, Part};

/// Days on which a person is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Absence {
    /// Its id.
    pub id: AbsenceId,
    /// Counts its saves.
    pub version: i64,
    /// Who is not there.
    pub person_id: PersonId,
    /// The first day.
    pub absent_from: NaiveDate,
    /// The last day.
    pub absent_until: NaiveDate,
    /// Why, if it was said.
    pub reason: Option<String>,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// What of an absence can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceFields {
    /// The first day.
    pub absent_from: NaiveDate,
    /// The last day.
    pub absent_until: NaiveDate,
    /// Why, 200 characters at most.
    pub reason: String,
}

impl Absence {
    /// What could be entered again to change nothing.
    pub fn fields(&self) -> AbsenceFields {
        let reason = self.reason.clone().unwrap_or_default();
        AbsenceFields { absent_from: self.absent_from, absent_until: self.absent_until, reason }
    }
}

/// Enters an absence: one's own as a technician, or somebody's as head of their agency, supervisor or administrator.
///
/// # Errors
/// [`PeopleError::NotFound`] for somebody the actor does not see, [`PeopleError::Denied`], [`PeopleError::Invalid`].
pub fn enter(
    conn: &mut DbConn,
    actor: &Actor,
    person: PersonId,
    fields: AbsenceFields,
    now: Timestamp,
) -> Result<Absence, PeopleError> {
    may_enter(conn, actor, person)?;
    let (absent_from, absent_until, reason) = checked(fields)?;
    let absence = Absence {
        id: AbsenceId::new(),
        version: 1,
        person_id: person,
        absent_from,
        absent_until,
        reason,
        created_at: now,
    };
    store::insert(conn, &absence)?;
    record(conn, actor, person, json!({ "absence": absence }), now)?;
    Ok(absence)
}

/// Changes an absence that was read in `version`.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster, else as [`enter`].
pub fn change(
    conn: &mut DbConn,
    actor: &Actor,
    id: AbsenceId,
    version: i64,
    fields: AbsenceFields,
    now: Timestamp,
) -> Result<Absence, PeopleError> {
    let before = store::by_id(conn, id)?.ok_or(PeopleError::NotFound)?;
    may_enter(conn, actor, before.person_id)?;
    let (absent_from, absent_until, reason) = checked(fields)?;
    let after = Absence { version: version + 1, absent_from, absent_until, reason, ..before.clone() };
    if before.version != version || !store::save(conn, &after, version)? {
        return Err(PeopleError::Stale);
    }
    let data = json!({ "absence": { "id": id, "changed": difference(&before, &after) } });
    record(conn, actor, before.person_id, data, now)?;
    Ok(after)
}

/// Takes an absence out again.
///
/// # Errors
/// As [`change`].
pub fn withdraw(
    conn: &mut DbConn,
    actor: &Actor,
    id: AbsenceId,
    version: i64,
    now: Timestamp,
) -> Result<(), PeopleError> {
    let before = store::by_id(conn, id)?.ok_or(PeopleError::NotFound)?;
    may_enter(conn, actor, before.person_id)?;
    if !store::delete(conn, id, version)? {
        return Err(PeopleError::Stale);
    }
    record(conn, actor, before.person_id, json!({ "absence": { "id": id, "withdrawn": before } }), now)?;
    Ok(())
}

/// An absence the actor may see.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, actor: &Actor, id: AbsenceId) -> Result<Absence, PeopleError> {
    let absence = store::by_id(conn, id)?.ok_or(PeopleError::NotFound)?;
    seen(conn, actor, absence.person_id)?;
    Ok(absence)
}

/// A part of the absences of a person the actor may see, newest first.
///
/// # Errors
/// [`PeopleError::NotFound`] for somebody the actor does not see.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    person: PersonId,
    part: Part<AbsenceId>,
) -> Result<Page<Absence, AbsenceId>, PeopleError> {
    seen(conn, actor, person)?;
    let limit = part.bounded();
    Ok(Page::cut(store::of_person(conn, person, part.after, limit + 1)?, limit, |absence| absence.id))
}

fn seen(conn: &mut DbConn, actor: &Actor, person: PersonId) -> Result<super::persons::Person, PeopleError> {
    let found = persons::by_id(conn, person)?;
    found
        .filter(|person| access::sees_person(actor, person.id, person.agency_id))
        .ok_or(PeopleError::NotFound)
}

fn may_enter(conn: &mut DbConn, actor: &Actor, person: PersonId) -> Result<(), PeopleError> {
    let person = seen(conn, actor, person)?;
    Ok(access::may_enter_absence(actor, person.id, person.agency_id)?)
}

fn checked(fields: AbsenceFields) -> Result<(NaiveDate, NaiveDate, Option<String>), PeopleError> {
    let mut errors = FieldErrors::default();
    let reason = errors.maybe("reason", Some(&fields.reason), 200);
    agencies::dates(fields.absent_from, Some(fields.absent_until), "absent_until", &mut errors);
    errors.finish()?;
    Ok((fields.absent_from, fields.absent_until, reason))
}

fn record(
    conn: &mut DbConn,
    actor: &Actor,
    person: PersonId,
    data: serde_json::Value,
    now: Timestamp,
) -> Result<(), PeopleError> {
    let line = NewEvent::new(RecordKind::Person, person, EventKind::Changed, actor.id, now);
    events::record(conn, line.with(data))?;
    Ok(())
}
