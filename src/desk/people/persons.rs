//! Entering and changing people, and finding those one may see.

use serde_json::{Value, json};

use super::access::{self, Seen};
use super::actor::Actor;
use super::by::By;
use super::error::PeopleError;
use super::folding;
use super::moving;
pub use super::person::{OwnFields, Person, PersonFields};
use super::sessions;
use super::store::{agencies, persons as store};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, Json};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::page::{Page, Part};

/// Which people are wanted.
#[derive(Clone, Debug, Default)]
pub struct PersonFilter {
    /// Beginnings of words of their name, NIP, e-mail address, room, telephone number or agency.
    pub search: String,
    /// Those of this agency.
    pub agency: Option<AgencyId>,
    /// Those who may sign in, or those who may not.
    pub active: Option<bool>,
}

/// Enters a person. `password_hash` was made outside by [`passwords::hash`](super::passwords::hash).
///
/// # Errors
/// [`PeopleError::Denied`] for all but administrators, [`PeopleError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: PersonFields,
    password_hash: Option<String>,
    now: Timestamp,
) -> Result<Person, PeopleError> {
    by.administers()?;
    let id = PersonId::new();
    let (fields, agency_name) = checked(conn, id, fields)?;
    let has_password = password_hash.is_some();
    let person = Person { has_password, ..build(id, 1, fields, agency_name, now, now) };
    store::insert(conn, &person, password_hash.as_deref())?;
    store::put_words(conn, id, &words_of(&person))?;
    let line = NewEvent::new(RecordKind::Person, id, EventKind::Created, by.id(), now);
    events::record_first(conn, line.with(Json::of(&person).0))?;
    if has_password {
        record_password(conn, by, id, now)?;
    }
    Ok(person)
}

/// Changes a person that was read in `version`. Moving them to another agency ends what they did for the old one; whoever
/// may no longer sign in is signed out everywhere.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster, else as [`create`]. Nobody shuts themselves out.
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: PersonId,
    version: i64,
    fields: PersonFields,
    now: Timestamp,
) -> Result<Person, PeopleError> {
    by.administers()?;
    let before = store::by_id(conn, id)?.ok_or(PeopleError::NotFound)?;
    if before.version != version {
        return Err(PeopleError::Stale);
    }
    let (fields, agency_name) = checked(conn, id, fields)?;
    if by.id() == Some(id) && !fields.active {
        return Err(FieldErrors::one("active", "not_oneself").into());
    }
    let built = build(id, version + 1, fields, agency_name, before.created_at, now);
    let after = kept_of(&before, built);
    save(conn, by.id(), &before, &after, now)?;
    if before.agency_id != after.agency_id {
        moving::end_grants(conn, by, id, before.agency_id, now)?;
    }
    if before.active && !after.active {
        sessions::end_all(conn, id, None, by.id(), now)?;
    }
    Ok(after)
}

/// Changes what a person may change of themselves.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster, [`PeopleError::Invalid`] with the fields.
pub fn change_own(
    conn: &mut DbConn,
    actor: &Actor,
    version: i64,
    own: OwnFields,
    now: Timestamp,
) -> Result<Person, PeopleError> {
    let before = store::by_id(conn, actor.id)?.ok_or(PeopleError::NotFound)?;
    if before.version != version {
        return Err(PeopleError::Stale);
    }
    let OwnFields { room, phone, language, staff_mail } = own;
    let (fields, agency_name) =
        checked(conn, actor.id, PersonFields { room, phone, language, staff_mail, ..before.fields() })?;
    let built = build(actor.id, version + 1, fields, agency_name, before.created_at, now);
    let after = kept_of(&before, built);
    save(conn, Some(actor.id), &before, &after, now)?;
    Ok(after)
}

/// Notes that somebody chose something for themselves that is kept elsewhere; their new version.
///
/// # Errors
/// [`PeopleError::Stale`] if they were changed since `version`.
pub fn chose(
    conn: &mut DbConn,
    actor: &Actor,
    version: i64,
    what: Value,
    now: Timestamp,
) -> Result<i64, PeopleError> {
    if !store::turn(conn, actor.id, version, now)? {
        return Err(PeopleError::Stale);
    }
    let line = NewEvent::new(RecordKind::Person, actor.id, EventKind::Changed, actor.id, now);
    events::record(conn, line.with(what))?;
    Ok(version + 1)
}

/// Sets one's own password and ends one's other sessions. The old password was verified, and the new one hashed, outside.
///
/// # Errors
/// When the database refuses it.
pub fn set_own_password(
    conn: &mut DbConn,
    actor: &Actor,
    password_hash: &str,
    keep: Option<crate::desk::ids::SessionId>,
    now: Timestamp,
) -> Result<(), PeopleError> {
    set_password_of(conn, By::Person(actor), actor.id, password_hash, keep, now)
}

/// Sets somebody's password and ends all their sessions.
///
/// # Errors
/// [`PeopleError::Denied`] for all but administrators, [`PeopleError::NotFound`].
pub fn set_password(
    conn: &mut DbConn,
    by: By<'_>,
    id: PersonId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), PeopleError> {
    by.administers()?;
    set_password_of(conn, by, id, password_hash, None, now)
}

/// The hash of one's own password, to verify it outside before it is changed.
///
/// # Errors
/// When it cannot be read.
pub fn own_password_hash(conn: &mut DbConn, actor: &Actor) -> Result<Option<String>, DbError> {
    store::password_hash(conn, actor.id)
}

/// A person the actor may see.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, actor: &Actor, id: PersonId) -> Result<Person, PeopleError> {
    let found = store::by_id(conn, id)?;
    found.filter(|person| access::sees_person(actor, id, person.agency_id)).ok_or(PeopleError::NotFound)
}

/// A person the actor may see, by id or e-mail address, as the API names them.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn named(conn: &mut DbConn, actor: &Actor, name: &str) -> Result<Person, PeopleError> {
    let found = match name.parse::<PersonId>() {
        Ok(id) => store::by_id(conn, id)?,
        Err(_) => by_email(conn, name)?,
    };
    let seen = |person: &Person| access::sees_person(actor, person.id, person.agency_id);
    found.filter(seen).ok_or(PeopleError::NotFound)
}

/// A person by e-mail address, whoever asks (command line and incoming mail).
///
/// # Errors
/// When they cannot be read.
pub fn by_email(conn: &mut DbConn, email: &str) -> Result<Option<Person>, DbError> {
    store::by_email(conn, &email.trim().to_lowercase())
}

/// Whether there is anybody at all.
///
/// # Errors
/// When it cannot be read.
pub fn any(conn: &mut DbConn) -> Result<bool, DbError> {
    store::any(conn)
}

/// A part of the people the actor may see, by name.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &PersonFilter,
    part: Part<PersonId>,
) -> Result<Page<Person, PersonId>, PeopleError> {
    let words = folding::searched(&filter.search);
    if words.is_empty() && !filter.search.trim().is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let agencies = match access::sees_people(actor) {
        Seen::All => None,
        Seen::Of(agencies) => Some(agencies),
    };
    let scope = store::Scope { me: actor.id, agencies };
    let limit = part.bounded();
    let rows = store::list(conn, scope, filter, &words, part.after, limit + 1)?;
    Ok(Page::cut(rows, limit, |person| person.id))
}

/// The people `actor` may open a ticket for who are found by `typed`: beginnings of words of their name, NIP, telephone
/// number, room, e-mail address or agency. `most` at most, by name.
///
/// # Errors
/// [`PeopleError::Denied`] for those who record for nobody.
pub fn callers(conn: &mut DbConn, actor: &Actor, typed: &str, most: i64) -> Result<Vec<Person>, PeopleError> {
    let agencies = match access::records(actor)? {
        Seen::All => None,
        Seen::Of(agencies) => Some(agencies),
    };
    let words = folding::searched(typed);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let filter = PersonFilter { active: Some(true), ..PersonFilter::default() };
    let scope = store::Scope { me: actor.id, agencies };
    Ok(store::list(conn, scope, &filter, &words, None, most)?)
}

/// A person by id, for the desk itself: whoever asks was seen to see what they take part in.
///
/// # Errors
/// When they cannot be read.
pub fn known(conn: &mut DbConn, id: PersonId) -> Result<Option<Person>, DbError> {
    store::by_id(conn, id)
}

/// Somebody `actor` may open a ticket for.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn caller(conn: &mut DbConn, actor: &Actor, id: PersonId) -> Result<Person, PeopleError> {
    access::records(actor)?;
    let found = store::by_id(conn, id)?.filter(|person| person.active);
    let theirs = |person: &Person| person.id == actor.id || access::may_open_for(actor, person.agency_id);
    found.filter(theirs).ok_or(PeopleError::NotFound)
}

fn checked(
    conn: &mut DbConn,
    id: PersonId,
    fields: PersonFields,
) -> Result<(PersonFields, String), PeopleError> {
    let mut errors = FieldErrors::default();
    let fields = fields.checked(&mut errors);
    let agency = agencies::by_id(conn, fields.agency_id)?;
    errors.check(agency.is_some(), "agency_id", "unknown");
    if store::by_email(conn, &fields.email)?.is_some_and(|other| other.id != id) {
        errors.add("email", "taken");
    }
    if !fields.nip.is_empty() && store::by_nip(conn, &fields.nip)?.is_some_and(|other| other != id) {
        errors.add("nip", "taken");
    }
    errors.finish()?;
    Ok((fields, agency.map(|agency| agency.short_name).unwrap_or_default()))
}

fn save(
    conn: &mut DbConn,
    by: Option<PersonId>,
    before: &Person,
    after: &Person,
    now: Timestamp,
) -> Result<(), PeopleError> {
    if !store::save(conn, after, before.version)? {
        return Err(PeopleError::Stale);
    }
    let words = words_of(after);
    if words != words_of(before) {
        store::put_words(conn, after.id, &words)?;
    }
    let line = NewEvent::new(RecordKind::Person, after.id, EventKind::Changed, by, now);
    events::record(conn, line.with(difference(before, after)))?;
    Ok(())
}

fn set_password_of(
    conn: &mut DbConn,
    by: By<'_>,
    id: PersonId,
    password_hash: &str,
    keep: Option<crate::desk::ids::SessionId>,
    now: Timestamp,
) -> Result<(), PeopleError> {
    if !store::put_password(conn, id, password_hash, now)? {
        return Err(PeopleError::NotFound);
    }
    record_password(conn, by, id, now)?;
    sessions::end_all(conn, id, keep, by.id(), now)?;
    Ok(())
}

fn record_password(conn: &mut DbConn, by: By<'_>, id: PersonId, now: Timestamp) -> Result<(), DbError> {
    let own = by.id() == Some(id);
    let line = NewEvent::new(RecordKind::Person, id, EventKind::PasswordSet, by.id(), now);
    events::record(conn, line.with(json!({ "own": own })))?;
    Ok(())
}

fn words_of(person: &Person) -> Vec<String> {
    let more = [person.room.as_deref(), person.phone.as_deref()].map(Option::unwrap_or_default);
    folding::words_of(&person.name, &person.email, person.nip.as_deref(), more)
}

/// What is not entered stays as it was; that letters come back is known of an address, not of a person.
fn kept_of(before: &Person, built: Person) -> Person {
    let same = before.email == built.email;
    Person {
        has_password: before.has_password,
        email_bounced_at: before.email_bounced_at.filter(|_| same),
        email_bounce: before.email_bounce.clone().filter(|_| same),
        ..built
    }
}

fn build(
    id: PersonId,
    version: i64,
    fields: PersonFields,
    agency_name: String,
    created_at: Timestamp,
    updated_at: Timestamp,
) -> Person {
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    Person {
        id,
        version,
        email: fields.email,
        nip: filled(fields.nip),
        sort_name: folding::sort_name(&fields.name),
        name: fields.name,
        agency_id: fields.agency_id,
        agency_name,
        room: filled(fields.room),
        phone: filled(fields.phone),
        language: fields.language,
        staff_mail: fields.staff_mail,
        email_bounced_at: None,
        email_bounce: None,
        has_password: false,
        active: fields.active,
        created_at,
        updated_at,
    }
}
