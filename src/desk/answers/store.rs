//! Every SQL sentence on first answers.

use diesel::prelude::*;

use super::answer::Answer;
use crate::clock::Timestamp;
use crate::db::schema::first_answers;
use crate::db::{DbConn, DbError};
use crate::desk::ids::PersonId;
use crate::kept;

type Row = (Vec<u8>, i32, Option<String>, Option<String>, String);

pub(super) fn find(
    conn: &mut DbConn,
    person: PersonId,
    key: &str,
) -> Result<Option<(Vec<u8>, Answer)>, DbError> {
    let query = first_answers::table.find((person, key)).select((
        first_answers::fingerprint,
        first_answers::status,
        first_answers::location,
        first_answers::etag,
        first_answers::body,
    ));
    let row: Option<Row> = kept!(conn, query, get_result).optional()?;
    Ok(row.map(|(fingerprint, status, location, etag, body)| {
        (fingerprint, Answer { status: u16::try_from(status).unwrap_or(200), location, etag, body })
    }))
}

pub(super) fn take(
    conn: &mut DbConn,
    person: PersonId,
    key: &str,
    fingerprint: &[u8],
    now: Timestamp,
) -> Result<(), DbError> {
    let row = diesel::insert_into(first_answers::table).values((
        first_answers::person_id.eq(person),
        first_answers::idempotency_key.eq(key),
        first_answers::fingerprint.eq(fingerprint),
        first_answers::status.eq(0),
        first_answers::body.eq(""),
        first_answers::created_at.eq(now),
    ));
    kept!(conn, row, execute)?;
    Ok(())
}

pub(super) fn keep(conn: &mut DbConn, person: PersonId, key: &str, answer: &Answer) -> Result<(), DbError> {
    let answered = diesel::update(first_answers::table.find((person, key))).set((
        first_answers::status.eq(i32::from(answer.status)),
        first_answers::location.eq(&answer.location),
        first_answers::etag.eq(&answer.etag),
        first_answers::body.eq(&answer.body),
    ));
    kept!(conn, answered, execute)?;
    Ok(())
}

pub(super) fn forget(conn: &mut DbConn, before: Timestamp) -> Result<usize, DbError> {
    Ok(diesel::delete(first_answers::table.filter(first_answers::created_at.lt(before))).execute(conn)?)
}
