//! Every SQL sentence on the words of letters.

use std::collections::HashMap;

use diesel::prelude::*;

use super::own::Own;
use crate::clock::Timestamp;
use crate::db::schema::{letters, people, wordings};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{EventId, PersonId, WordingId};
use crate::desk::letters::{LetterKind, LetterState};
use crate::desk::words::Language;

type Row =
    (WordingId, i64, LetterKind, Language, Option<String>, Option<String>, PersonId, String, Timestamp);

type Columns = (
    wordings::id,
    wordings::version,
    wordings::letter,
    wordings::language,
    wordings::subject,
    wordings::body,
    wordings::changed_by_id,
    people::name,
    wordings::changed_at,
);

const COLUMNS: Columns = (
    wordings::id,
    wordings::version,
    wordings::letter,
    wordings::language,
    wordings::subject,
    wordings::body,
    wordings::changed_by_id,
    people::name,
    wordings::changed_at,
);

fn own(row: Row) -> Own {
    let (id, version, kind, language, subject, body, changed_by_id, changed_by, changed_at) = row;
    Own { id, version, kind, language, subject, body, changed_by_id, changed_by, changed_at }
}

pub(super) fn all(conn: &mut DbConn) -> Result<Vec<Own>, DbError> {
    let query = wordings::table.inner_join(people::table).select(COLUMNS);
    let rows: Vec<Row> = query.order((wordings::letter, wordings::language)).load(conn)?;
    Ok(rows.into_iter().map(own).collect())
}

pub(super) fn one(conn: &mut DbConn, kind: LetterKind, language: Language) -> Result<Option<Own>, DbError> {
    let row: Option<Row> = wordings::table
        .inner_join(people::table)
        .filter(wordings::letter.eq(kind).and(wordings::language.eq(language)))
        .select(COLUMNS)
        .first(conn)
        .optional()?;
    Ok(row.map(own))
}

/// Those of these letters that are not back to the shipped words.
pub(super) fn in_use(conn: &mut DbConn, kinds: Vec<LetterKind>) -> Result<Vec<Own>, DbError> {
    let query = wordings::table
        .inner_join(people::table)
        .filter(among(wordings::letter, kinds).and(wordings::body.is_not_null()))
        .select(COLUMNS);
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(own).collect())
}

pub(super) fn insert(conn: &mut DbConn, new: &Own) -> Result<(), DbError> {
    diesel::insert_into(wordings::table)
        .values((
            wordings::id.eq(new.id),
            wordings::version.eq(new.version),
            wordings::letter.eq(new.kind),
            wordings::language.eq(new.language),
            wordings::subject.eq(&new.subject),
            wordings::body.eq(&new.body),
            wordings::changed_by_id.eq(new.changed_by_id),
            wordings::changed_at.eq(new.changed_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves what was read in `version`; false if somebody was faster.
pub(super) fn save(conn: &mut DbConn, new: &Own, version: i64) -> Result<bool, DbError> {
    let read = wordings::table.filter(wordings::id.eq(new.id).and(wordings::version.eq(version)));
    let saved = diesel::update(read).set((
        wordings::version.eq(new.version),
        wordings::subject.eq(&new.subject),
        wordings::body.eq(&new.body),
        wordings::changed_by_id.eq(new.changed_by_id),
        wordings::changed_at.eq(new.changed_at),
    ));
    Ok(saved.execute(conn)? == 1)
}

/// Where the letters about these events to one person are on their way, and why they did not go the last time.
pub(super) fn letters_of(
    conn: &mut DbConn,
    events: Vec<EventId>,
    person: PersonId,
) -> Result<HashMap<EventId, (LetterState, Option<String>)>, DbError> {
    let rows: Vec<(EventId, LetterState, Option<String>)> = letters::table
        .filter(among(letters::event_id, events).and(letters::person_id.eq(person)))
        .select((letters::event_id, letters::state, letters::last_error))
        .load(conn)?;
    Ok(rows.into_iter().map(|(event, state, error)| (event, (state, error))).collect())
}
