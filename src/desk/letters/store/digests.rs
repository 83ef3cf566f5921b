//! Letters that wait to be gathered, and those that went along with another.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::letter::{Letter, LetterState};
use super::outbox::{COLUMNS, Row, letter};
use crate::clock::Timestamp;
use crate::db::schema::letters;
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{LetterId, PersonId, TicketId};

/// Letters that go along with one at most; what is more goes along with another.
const MOST: i64 = 5_000;

/// People for whom letters wait whose time to be gathered has come, `most` at most.
///
/// # Errors
/// When they cannot be read.
pub fn people_waiting(conn: &mut DbConn, now: Timestamp, most: i64) -> Result<Vec<PersonId>, DbError> {
    Ok(letters::table
        .filter(letters::state.eq(LetterState::Waiting).and(letters::next_attempt_at.le(now)))
        .select(letters::person_id)
        .distinct()
        .order(letters::person_id)
        .limit(most)
        .load(conn)?)
}

/// The tickets of the letters that wait for these people, each as often as there are letters.
///
/// # Errors
/// When they cannot be read.
pub fn waiting_of(
    conn: &mut DbConn,
    people: &[PersonId],
    now: Timestamp,
) -> Result<HashMap<PersonId, Vec<Option<TicketId>>>, DbError> {
    let rows: Vec<(PersonId, Option<TicketId>)> = letters::table
        .filter(among(letters::person_id, people.to_vec()))
        .filter(letters::state.eq(LetterState::Waiting).and(letters::next_attempt_at.le(now)))
        .select((letters::person_id, letters::ticket_id))
        .load(conn)?;
    let mut waiting: HashMap<PersonId, Vec<Option<TicketId>>> = HashMap::new();
    for (person, ticket) in rows {
        waiting.entry(person).or_default().push(ticket);
    }
    Ok(waiting)
}

/// The letters that wait for a person, this transaction's until it ends; those another one holds are left to it.
///
/// # Errors
/// When they cannot be read.
pub fn hold_waiting(conn: &mut DbConn, person: PersonId, now: Timestamp) -> Result<Vec<LetterId>, DbError> {
    let query = letters::table
        .filter(letters::person_id.eq(person))
        .filter(letters::state.eq(LetterState::Waiting).and(letters::next_attempt_at.le(now)))
        .order(letters::id)
        .limit(MOST)
        .select(letters::id);
    Ok(match conn {
        DbConn::Postgres(conn) => query.for_update().skip_locked().load(conn)?,
        DbConn::Sqlite(conn) => query.load(conn)?,
    })
}

/// Lets letters that wait do so until then.
///
/// # Errors
/// When the database refuses it.
pub fn postpone(conn: &mut DbConn, ids: &[LetterId], until: Timestamp) -> Result<(), DbError> {
    let held = letters::table.filter(among(letters::id, ids.to_vec()));
    diesel::update(held)
        .set((letters::next_attempt_at.eq(Some(until)), letters::version.eq(letters::version + 1)))
        .execute(conn)?;
    Ok(())
}

/// Lets letters that wait be: nobody wants or may read them any more.
///
/// # Errors
/// When the database refuses it.
pub fn drop_waiting(conn: &mut DbConn, ids: &[LetterId], why: &str) -> Result<(), DbError> {
    let held = letters::table.filter(among(letters::id, ids.to_vec()));
    diesel::update(held)
        .set((
            letters::state.eq(LetterState::Dropped),
            letters::next_attempt_at.eq(None::<Timestamp>),
            letters::last_error.eq(Some(why)),
            letters::version.eq(letters::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Lets letters that wait go along with the one that stands for all of them.
///
/// # Errors
/// When the database refuses it.
pub fn go_with(conn: &mut DbConn, ids: &[LetterId], digest: LetterId) -> Result<(), DbError> {
    let held = letters::table.filter(among(letters::id, ids.to_vec()));
    diesel::update(held)
        .set((
            letters::state.eq(LetterState::Gathered),
            letters::digest_id.eq(Some(digest)),
            letters::next_attempt_at.eq(None::<Timestamp>),
            letters::version.eq(letters::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// The letters that go along with each of some.
pub type Gathered = HashMap<LetterId, Vec<Letter>>;

/// The letters that go along with these, oldest first.
///
/// # Errors
/// When they cannot be read.
pub fn gathered(conn: &mut DbConn, digests: Vec<LetterId>) -> Result<Gathered, DbError> {
    let wanted: Vec<_> = digests.into_iter().map(Some).collect();
    let rows: Vec<(Option<LetterId>, Row)> = letters::table
        .filter(among(letters::digest_id, wanted))
        .order(letters::id)
        .select((letters::digest_id, COLUMNS))
        .load(conn)?;
    let mut gathered = Gathered::new();
    for (digest, row) in rows {
        if let Some(digest) = digest {
            gathered.entry(digest).or_default().push(letter(row));
        }
    }
    Ok(gathered)
}

/// Notes that the letters that went along with this one were handed over with it.
///
/// # Errors
/// When the database refuses it.
pub fn sent_along(conn: &mut DbConn, digest: LetterId, now: Timestamp) -> Result<(), DbError> {
    let along = letters::table
        .filter(letters::digest_id.eq(Some(digest)).and(letters::state.eq(LetterState::Gathered)));
    diesel::update(along)
        .set((
            letters::state.eq(LetterState::Sent),
            letters::sent_at.eq(Some(now)),
            letters::version.eq(letters::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many letters of their own went to each of these addresses since then.
///
/// # Errors
/// When they cannot be counted.
pub fn sent_lately(
    conn: &mut DbConn,
    addresses: Vec<String>,
    since: Timestamp,
) -> Result<HashMap<String, i64>, DbError> {
    let rows: Vec<(String, i64)> = letters::table
        .filter(among(letters::address, addresses))
        .filter(letters::sent_at.gt(since).and(letters::digest_id.is_null()))
        .group_by(letters::address)
        .select((letters::address, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
