//! Absences of technicians, day by day. Who stands in for them holds a grant of their own.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::access::{self, Seen};
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
use crate::desk::page::{MOST, Page, Part};

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
    /// When it was taken back before it began; it counts for nothing then.
    pub withdrawn_at: Option<Timestamp>,
}

/// An absence with whose it is, as lists over several people show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The absence.
    pub absence: Absence,
    /// The name of who is not there.
    pub name: String,
    /// The short name of their agency.
    pub agency: String,
}

/// Somebody whose absences matter: they hold a grant of either tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technician {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// The short name of their agency.
    pub agency: String,
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

/// Days an absence lasts at most.
pub const LONGEST: i64 = 366;
/// Days an absence can be entered for afterwards at most: as late as a ticket (`rules.md` 3).
pub const LATEST: i64 = 30;

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
/// [`PeopleError::NotFound`] for somebody the actor does not see, [`PeopleError::Denied`], [`PeopleError::Invalid`]:
/// an absence lasts [`LONGEST`] days at most, is entered [`LATEST`] days late at most, and is a technician's.
pub fn enter(
    conn: &mut DbConn,
    actor: &Actor,
    person: PersonId,
    fields: AbsenceFields,
    now: Timestamp,
) -> Result<Absence, PeopleError> {
    may_enter(conn, actor, person)?;
    let today = now.date_in(actor.zone);
    let (absent_from, absent_until, reason) = checked(&fields, today)?;
    if !store::works(conn, person, today)? {
        return Err(FieldErrors::one("person", "no_technician").into());
    }
    let absence = Absence {
        id: AbsenceId::new(),
        version: 1,
        person_id: person,
        absent_from,
        absent_until,
        reason,
        created_at: now,
        withdrawn_at: None,
    };
    store::insert(conn, &absence)?;
    record(conn, actor, person, json!({ "absence": absence }), now)?;
    Ok(absence)
}

/// Changes an absence that was read in `version`.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster; one that is over or taken back stays as it is; else as [`enter`].
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
    let today = now.date_in(actor.zone);
    still_open(&before, version, today)?;
    let (absent_from, absent_until, reason) = checked(&fields, before.absent_from.min(today))?;
    let after = Absence { absent_from, absent_until, reason, ..before.clone() };
    save(conn, actor, &before, after, now)
}

/// Takes an absence back: one that has not begun before today counts for nothing, one that has ended yesterday.
///
/// # Errors
/// As [`change`].
pub fn withdraw(
    conn: &mut DbConn,
    actor: &Actor,
    id: AbsenceId,
    version: i64,
    now: Timestamp,
) -> Result<Absence, PeopleError> {
    let before = store::by_id(conn, id)?.ok_or(PeopleError::NotFound)?;
    may_enter(conn, actor, before.person_id)?;
    let today = now.date_in(actor.zone);
    still_open(&before, version, today)?;
    // Tickets that went past Tier 1 meanwhile keep their ground: days that are over stay days of absence.
    let yesterday = today.pred_opt().filter(|yesterday| before.absent_from <= *yesterday);
    let after = match yesterday {
        Some(yesterday) => Absence { absent_until: yesterday, ..before.clone() },
        None => Absence { withdrawn_at: Some(now), ..before.clone() },
    };
    save(conn, actor, &before, after, now)
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

/// The absences that are not over on `today` of all whose absences the actor enters, the first to begin first, at most
/// [`MOST`]; of one person alone if `person` names one.
///
/// # Errors
/// [`PeopleError::Denied`] for all who enter no absences but their own.
pub fn coming(
    conn: &mut DbConn,
    actor: &Actor,
    person: Option<PersonId>,
    today: NaiveDate,
) -> Result<Vec<Away>, PeopleError> {
    let reach = access::enters_absences(actor)?;
    Ok(store::coming(conn, &reach, person, today, MOST)?)
}

/// One's own absences that are not over on `today`, the first to begin first, at most [`MOST`].
///
/// # Errors
/// When they cannot be read.
pub fn own_coming(conn: &mut DbConn, actor: &Actor, today: NaiveDate) -> Result<Vec<Absence>, PeopleError> {
    let away = store::coming(conn, &Seen::All, Some(actor.id), today, MOST)?;
    Ok(away.into_iter().map(|away| away.absence).collect())
}

/// The technicians of both tiers whose absences the actor enters, by agency and name, at most 1,000.
///
/// # Errors
/// As [`coming`].
pub fn technicians(
    conn: &mut DbConn,
    actor: &Actor,
    today: NaiveDate,
) -> Result<Vec<Technician>, PeopleError> {
    let reach = access::enters_absences(actor)?;
    Ok(store::technicians(conn, &reach, today)?)
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

/// An absence that was read in `version` and can still be changed.
fn still_open(absence: &Absence, version: i64, today: NaiveDate) -> Result<(), PeopleError> {
    if absence.version != version {
        return Err(PeopleError::Stale);
    }
    let open = absence.withdrawn_at.is_none() && absence.absent_until >= today;
    if open { Ok(()) } else { Err(FieldErrors::one("absence", "over").into()) }
}

fn save(
    conn: &mut DbConn,
    actor: &Actor,
    before: &Absence,
    after: Absence,
    now: Timestamp,
) -> Result<Absence, PeopleError> {
    let after = Absence { version: before.version + 1, ..after };
    if !store::save(conn, &after, before.version)? {
        return Err(PeopleError::Stale);
    }
    let data = json!({ "absence": { "id": before.id, "changed": difference(before, &after) } });
    record(conn, actor, before.person_id, data, now)?;
    Ok(after)
}

/// The fields in order; `first` is the day from which [`LATEST`] is counted back.
fn checked(
    fields: &AbsenceFields,
    first: NaiveDate,
) -> Result<(NaiveDate, NaiveDate, Option<String>), PeopleError> {
    let mut errors = FieldErrors::default();
    let reason = errors.maybe("reason", Some(&fields.reason), 200);
    let (from, until) = (fields.absent_from, fields.absent_until);
    agencies::dates(from, Some(until), "absent_until", &mut errors);
    if (first - from).num_days() > LATEST {
        errors.add_with("absent_from", "too_long_ago", json!({ "days": LATEST }));
    }
    // Counted from the first day as from today: an absence of the year after next is a slip of the finger.
    for (field, days) in [("absent_until", until - from), ("absent_from", from - first)] {
        if days.num_days() > LONGEST {
            errors.add_with(field, "too_many_days", json!({ "days": LONGEST }));
        }
    }
    errors.finish()?;
    Ok((from, until, reason))
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
