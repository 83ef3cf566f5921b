//! Every SQL sentence on people.

use diesel::prelude::*;

use super::super::person::Person;
use super::super::persons::PersonFilter;
use crate::clock::Timestamp;
use crate::db::schema::{agencies, people, person_words};
use crate::db::{DbConn, DbError, among, can_hold};
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::words::{Language, StaffMail};

type Row = (
    (PersonId, i64, String, Option<String>, String, String, AgencyId, String),
    (Option<String>, Option<String>, Language, StaffMail, bool, Timestamp, Timestamp),
    (Option<Timestamp>, Option<String>),
    bool,
);

type Columns = (
    (
        people::id,
        people::version,
        people::email,
        people::nip,
        people::name,
        people::sort_name,
        people::agency_id,
        agencies::short_name,
    ),
    (
        people::room,
        people::phone,
        people::language,
        people::staff_mail,
        people::active,
        people::created_at,
        people::updated_at,
    ),
    (people::email_bounced_at, people::email_bounce),
    diesel::dsl::IsNotNull<people::password_hash>,
);

fn columns() -> Columns {
    (
        (
            people::id,
            people::version,
            people::email,
            people::nip,
            people::name,
            people::sort_name,
            people::agency_id,
            agencies::short_name,
        ),
        (
            people::room,
            people::phone,
            people::language,
            people::staff_mail,
            people::active,
            people::created_at,
            people::updated_at,
        ),
        (people::email_bounced_at, people::email_bounce),
        people::password_hash.is_not_null(),
    )
}

fn person(row: Row) -> Person {
    let (
        (id, version, email, nip, name, sort_name, agency_id, agency_name),
        (room, phone, language, staff_mail, active, created_at, updated_at),
        (email_bounced_at, email_bounce),
        has_password,
    ) = row;
    Person {
        id,
        version,
        email,
        nip,
        name,
        sort_name,
        agency_id,
        agency_name,
        room,
        phone,
        language,
        staff_mail,
        email_bounced_at,
        email_bounce,
        has_password,
        active,
        created_at,
        updated_at,
    }
}

/// Whose people are listed: those of these agencies and oneself, or everybody.
pub(in super::super) struct Scope {
    pub(in super::super) me: PersonId,
    pub(in super::super) agencies: Option<Vec<AgencyId>>,
}

/// What every save writes.
macro_rules! saved {
    ($person:expr) => {
        (
            people::version.eq($person.version),
            people::email.eq(&$person.email),
            people::nip.eq(&$person.nip),
            people::name.eq(&$person.name),
            people::sort_name.eq(&$person.sort_name),
            people::agency_id.eq($person.agency_id),
            people::room.eq(&$person.room),
            people::phone.eq(&$person.phone),
            people::language.eq($person.language),
            people::staff_mail.eq($person.staff_mail),
            people::active.eq($person.active),
            people::email_bounced_at.eq($person.email_bounced_at),
            people::email_bounce.eq(&$person.email_bounce),
            people::updated_at.eq($person.updated_at),
        )
    };
}

/// Lets somebody get no letters about their work; whether they got any.
pub(in super::super) fn quieten(conn: &mut DbConn, id: PersonId, now: Timestamp) -> Result<bool, DbError> {
    let others = people::table.filter(people::id.eq(id).and(people::staff_mail.ne(StaffMail::Off)));
    let changed = diesel::update(others)
        .set((
            people::staff_mail.eq(StaffMail::Off),
            people::version.eq(people::version + 1),
            people::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub(in super::super) fn insert(
    conn: &mut DbConn,
    person: &Person,
    password_hash: Option<&str>,
) -> Result<(), DbError> {
    diesel::insert_into(people::table)
        .values((
            people::id.eq(person.id),
            people::password_hash.eq(password_hash),
            people::created_at.eq(person.created_at),
            saved!(person),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves a person that was read in `version`; false if somebody was faster.
pub(in super::super) fn save(conn: &mut DbConn, person: &Person, version: i64) -> Result<bool, DbError> {
    let read = people::table.filter(people::id.eq(person.id).and(people::version.eq(version)));
    Ok(diesel::update(read).set(saved!(person)).execute(conn)? == 1)
}

/// Writes down which columns of lists a person wants to see.
pub(in super::super) fn put_columns(
    conn: &mut DbConn,
    id: PersonId,
    columns: Option<String>,
) -> Result<(), DbError> {
    diesel::update(people::table.find(id)).set(people::list_columns.eq(columns)).execute(conn)?;
    Ok(())
}

/// Writes down what a person is found by.
/// The next version of a person that was read in `version`; false if somebody was faster.
pub(in super::super) fn turn(
    conn: &mut DbConn,
    id: PersonId,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let read = people::table.filter(people::id.eq(id).and(people::version.eq(version)));
    let turned = diesel::update(read)
        .set((people::version.eq(version + 1), people::updated_at.eq(now)))
        .execute(conn)?;
    Ok(turned == 1)
}

pub(in super::super) fn put_words(conn: &mut DbConn, id: PersonId, words: &[String]) -> Result<(), DbError> {
    diesel::delete(person_words::table.filter(person_words::person_id.eq(id))).execute(conn)?;
    let rows: Vec<_> =
        words.iter().map(|word| (person_words::word.eq(word), person_words::person_id.eq(id))).collect();
    match conn {
        DbConn::Postgres(conn) => diesel::insert_into(person_words::table).values(rows).execute(conn)?,
        DbConn::Sqlite(conn) => diesel::insert_into(person_words::table).values(rows).execute(conn)?,
    };
    Ok(())
}

/// Notes that letters to this address come back, once; whether it is still theirs and was not known.
pub(in super::super) fn put_bounce(
    conn: &mut DbConn,
    id: PersonId,
    address: &str,
    words: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let theirs = people::table.filter(people::id.eq(id).and(people::email.eq(address)));
    let new = theirs.filter(people::email_bounced_at.is_null());
    let set = (people::email_bounced_at.eq(Some(now)), people::email_bounce.eq(Some(words)));
    Ok(diesel::update(new).set(set).execute(conn)? == 1)
}

/// Takes back that letters come back; whether they did.
pub(in super::super) fn take_bounce_back(conn: &mut DbConn, id: PersonId) -> Result<bool, DbError> {
    let bounced = people::table.filter(people::id.eq(id).and(people::email_bounced_at.is_not_null()));
    let set = (people::email_bounced_at.eq(None::<Timestamp>), people::email_bounce.eq(None::<String>));
    Ok(diesel::update(bounced).set(set).execute(conn)? == 1)
}

pub(in super::super) fn put_password(
    conn: &mut DbConn,
    id: PersonId,
    password_hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let set = (people::password_hash.eq(Some(password_hash)), people::updated_at.eq(now));
    Ok(diesel::update(people::table.find(id)).set(set).execute(conn)? == 1)
}

pub(in super::super) fn password_hash(conn: &mut DbConn, id: PersonId) -> Result<Option<String>, DbError> {
    let found: Option<Option<String>> =
        people::table.find(id).select(people::password_hash).first(conn).optional()?;
    Ok(found.flatten())
}

pub(in super::super) fn by_id(conn: &mut DbConn, id: PersonId) -> Result<Option<Person>, DbError> {
    let row = people::table
        .inner_join(agencies::table)
        .filter(people::id.eq(id))
        .select(columns())
        .first::<Row>(conn)
        .optional()?;
    Ok(row.map(person))
}

pub(in super::super) fn by_email(conn: &mut DbConn, email: &str) -> Result<Option<Person>, DbError> {
    if !can_hold(email) {
        return Ok(None);
    }
    let row = people::table
        .inner_join(agencies::table)
        .filter(people::email.eq(email))
        .select(columns())
        .first::<Row>(conn)
        .optional()?;
    Ok(row.map(person))
}

pub(in super::super) fn by_nip(conn: &mut DbConn, nip: &str) -> Result<Option<PersonId>, DbError> {
    Ok(people::table.filter(people::nip.eq(nip)).select(people::id).first(conn).optional()?)
}

pub(in super::super) fn any(conn: &mut DbConn) -> Result<bool, DbError> {
    let found: Option<PersonId> = people::table.select(people::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// A part of the people by name; `words` are beginnings of what they are found by.
pub(in super::super) fn list(
    conn: &mut DbConn,
    scope: Scope,
    filter: &PersonFilter,
    words: &[String],
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<Person>, DbError> {
    let home = diesel::alias!(agencies as named_agencies);
    let mut query = people::table
        .inner_join(agencies::table)
        .select(columns())
        .order((people::sort_name, people::id))
        .limit(limit)
        .into_boxed();
    if let Some(agencies) = scope.agencies {
        query = query.filter(among(people::agency_id, agencies).or(people::id.eq(scope.me)));
    }
    for word in words {
        let found = person_words::table
            .filter(person_words::word.ge(word.clone()))
            .filter(person_words::word.lt(format!("{word}\u{10FFFF}")))
            .select(person_words::person_id);
        // What is no plain word names no agency, and may not be a pattern.
        let plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let pattern = if plain { format!("% {word}%") } else { String::new() };
        let first = if plain { format!("{word}%") } else { String::new() };
        let named = home
            .filter(home.field(agencies::folded).like(pattern).or(home.field(agencies::folded).like(first)))
            .select(home.field(agencies::id));
        query = query.filter(people::id.eq_any(found).or(people::agency_id.eq_any(named)));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(people::agency_id.eq(agency));
    }
    if let Some(active) = filter.active {
        query = query.filter(people::active.eq(active));
    }
    if let Some(id) = after {
        let last: Option<String> = people::table.find(id).select(people::sort_name).first(conn).optional()?;
        if let Some(last) = last {
            query = query.filter(people::sort_name.ge(last.clone()));
            query = query.filter(people::sort_name.gt(last).or(people::id.gt(id)));
        }
    }
    Ok(query.load::<Row>(conn)?.into_iter().map(person).collect())
}
