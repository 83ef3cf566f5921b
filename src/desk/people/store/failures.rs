//! Every SQL sentence on failed sign-ins, and on the credentials they failed at.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{people, sign_in_failures};
use crate::db::{DbConn, DbError, among, can_hold};
use crate::desk::ids::PersonId;

/// An account: the person, the hash of their password, and whether they may sign in.
pub(in super::super) type Account = (PersonId, Option<String>, bool);

/// The account with this e-mail address or NIP.
pub(in super::super) fn account(
    conn: &mut DbConn,
    email: &str,
    nip: &str,
) -> Result<Option<Account>, DbError> {
    if !can_hold(email) {
        return Ok(None);
    }
    Ok(people::table
        .filter(people::email.eq(email).or(people::nip.eq(nip)))
        .select((people::id, people::password_hash, people::active))
        .first(conn)
        .optional()?)
}

/// The latest of the times until which these subjects have to wait.
pub(in super::super) fn blocked_until(
    conn: &mut DbConn,
    subjects: &[String],
) -> Result<Option<Timestamp>, DbError> {
    Ok(sign_in_failures::table
        .filter(among(sign_in_failures::subject, subjects.to_vec()))
        .select(diesel::dsl::max(sign_in_failures::blocked_until))
        .get_result(conn)?)
}

/// The failures of a subject and when the last was, locked until this transaction ends; made if there were none.
pub(in super::super) fn lock(
    conn: &mut DbConn,
    subject: &str,
    now: Timestamp,
) -> Result<(i32, Timestamp), DbError> {
    let first = diesel::insert_into(sign_in_failures::table).values((
        sign_in_failures::subject.eq(subject),
        sign_in_failures::failures.eq(0),
        sign_in_failures::last_at.eq(now),
        sign_in_failures::blocked_until.eq(now),
    ));
    let found =
        sign_in_failures::table.find(subject).select((sign_in_failures::failures, sign_in_failures::last_at));
    Ok(match conn {
        DbConn::Postgres(conn) => {
            first.on_conflict_do_nothing().execute(conn)?;
            found.for_update().first(conn)?
        }
        DbConn::Sqlite(conn) => {
            first.on_conflict_do_nothing().execute(conn)?;
            found.first(conn)?
        }
    })
}

pub(in super::super) fn put(
    conn: &mut DbConn,
    subject: &str,
    failures: i32,
    now: Timestamp,
    blocked_until: Timestamp,
) -> Result<(), DbError> {
    diesel::update(sign_in_failures::table.find(subject))
        .set((
            sign_in_failures::failures.eq(failures),
            sign_in_failures::last_at.eq(now),
            sign_in_failures::blocked_until.eq(blocked_until),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a hash of the same password in the place of `old`, unless the password was changed meanwhile.
pub(in super::super) fn renew_hash(
    conn: &mut DbConn,
    person: PersonId,
    old: &str,
    renewed: &str,
) -> Result<(), DbError> {
    diesel::update(people::table.find(person).filter(people::password_hash.eq(old)))
        .set(people::password_hash.eq(Some(renewed)))
        .execute(conn)?;
    Ok(())
}

pub(in super::super) fn forget(conn: &mut DbConn, subject: &str) -> Result<(), DbError> {
    diesel::delete(sign_in_failures::table.find(subject)).execute(conn)?;
    Ok(())
}

pub(in super::super) fn forget_before(conn: &mut DbConn, before: Timestamp) -> Result<usize, DbError> {
    Ok(diesel::delete(sign_in_failures::table.filter(sign_in_failures::last_at.lt(before))).execute(conn)?)
}
