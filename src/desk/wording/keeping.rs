//! Reading and changing the words of letters: the administrators' own.

use super::error::WordingError;
use super::gap::is_worded;
use super::own::Own;
use super::source::Wording;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::WordingId;
use crate::desk::letters::LetterKind;
use crate::desk::people::{Actor, access};
use crate::desk::words::Language;

/// Everything an office says in its own words.
///
/// # Errors
/// [`WordingError::Denied`] for anybody but an administrator.
pub fn list(conn: &mut DbConn, actor: &Actor) -> Result<Vec<Own>, WordingError> {
    access::administers(actor)?;
    Ok(store::all(conn)?)
}

/// The words of one letter in one language; none if nobody ever chose any.
///
/// # Errors
/// [`WordingError::Denied`] for anybody but an administrator, [`WordingError::NotFound`] for a letter without such words.
pub fn get(
    conn: &mut DbConn,
    actor: &Actor,
    kind: LetterKind,
    language: Language,
) -> Result<Option<Own>, WordingError> {
    access::administers(actor)?;
    if !is_worded(kind) {
        return Err(WordingError::NotFound);
    }
    Ok(store::one(conn, kind, language)?)
}

/// Chooses the words of a letter that were read in `version` (0 if there were none).
///
/// # Errors
/// As [`get`]; [`WordingError::Invalid`] at `subject` and `body`, [`WordingError::Stale`] if somebody was faster.
pub fn save(
    conn: &mut DbConn,
    actor: &Actor,
    of: (LetterKind, Language),
    version: i64,
    words: (&str, &str),
    now: Timestamp,
) -> Result<(), WordingError> {
    let before = read_in(conn, actor, of, version)?;
    let subject = words.0.trim();
    let body = words.1.trim().replace("\r\n", "\n");
    Wording::read(of.0, of.1, subject, &body)?;
    keep(conn, actor, of, before, Some((subject.to_owned(), body)), now)
}

/// Goes back to the shipped words.
///
/// # Errors
/// As [`save`].
pub fn revert(
    conn: &mut DbConn,
    actor: &Actor,
    of: (LetterKind, Language),
    version: i64,
    now: Timestamp,
) -> Result<(), WordingError> {
    let before = read_in(conn, actor, of, version)?;
    if before.as_ref().is_none_or(|before| before.words().is_none()) {
        return Ok(());
    }
    keep(conn, actor, of, before, None, now)
}

/// The words of these letters, for the mail door: what an office went back from is left out.
///
/// # Errors
/// When they cannot be read.
pub fn of_kinds(conn: &mut DbConn, kinds: Vec<LetterKind>) -> Result<Vec<Own>, DbError> {
    if kinds.is_empty() { Ok(Vec::new()) } else { store::in_use(conn, kinds) }
}

/// All words there are, for `jenjang doctor`.
///
/// # Errors
/// When they cannot be read.
pub fn all(conn: &mut DbConn) -> Result<Vec<Own>, DbError> {
    store::all(conn)
}

fn read_in(
    conn: &mut DbConn,
    actor: &Actor,
    (kind, language): (LetterKind, Language),
    version: i64,
) -> Result<Option<Own>, WordingError> {
    let before = get(conn, actor, kind, language)?;
    let is_fresh = before.as_ref().map_or(0, |before| before.version) == version;
    if is_fresh { Ok(before) } else { Err(WordingError::Stale) }
}

fn keep(
    conn: &mut DbConn,
    actor: &Actor,
    (kind, language): (LetterKind, Language),
    before: Option<Own>,
    words: Option<(String, String)>,
    now: Timestamp,
) -> Result<(), WordingError> {
    let (subject, body) = words.unzip();
    let after = Own {
        id: before.as_ref().map_or_else(WordingId::new, |before| before.id),
        version: before.as_ref().map_or(1, |before| before.version + 1),
        kind,
        language,
        subject,
        body,
        changed_by_id: actor.id,
        changed_by: actor.name.clone(),
        changed_at: now,
    };
    let line = |kind| NewEvent::new(RecordKind::Wording, after.id, kind, actor.id, now);
    match before {
        None => {
            // Of two who are first at once one is a moment later.
            store::insert(conn, &after)
                .map_err(|error| if error.is_duplicate() { WordingError::Stale } else { error.into() })?;
            events::record_first(conn, line(EventKind::Created).with(crate::db::Json::of(&after).0))?;
        }
        Some(before) => {
            if !store::save(conn, &after, before.version)? {
                return Err(WordingError::Stale);
            }
            events::record(conn, line(EventKind::Changed).with(difference(&before, &after)))?;
        }
    }
    Ok(())
}

/// How many of these are not understood any more: their letters go out in the shipped words.
pub fn broken(all: &[Own]) -> usize {
    all.iter().filter(|own| own.read().is_err()).count()
}
