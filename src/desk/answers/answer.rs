//! Same person, same key, same words: the same answer, for a week.

use chrono::TimeDelta;

use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::PersonId;

/// Bytes of a fingerprint: a SHA-256.
pub const FINGERPRINT_BYTES: usize = 32;

/// How long answers are kept: a browser without a line keeps a form for as long, and sends it again.
const KEPT: TimeDelta = TimeDelta::days(7);

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where the thing made or changed is.
    pub location: Option<String>,
    /// Its version.
    pub etag: Option<String>,
    /// The body; empty for a redirect.
    pub body: String,
}

/// Why no answer could be given under a key.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The key was used for other words.
    #[error("this key was used for another request")]
    OtherWords,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The answer given under this key, if there is one.
///
/// # Errors
/// [`AnswerError::OtherWords`] if the key was used for a request with another fingerprint.
pub fn given(
    conn: &mut DbConn,
    person: PersonId,
    key: &str,
    fingerprint: &[u8],
) -> Result<Option<Answer>, AnswerError> {
    match store::find(conn, person, key)? {
        None => Ok(None),
        Some((kept, answer)) if kept == fingerprint => Ok(Some(answer)),
        Some(_) => Err(AnswerError::OtherWords),
    }
}

/// Does `job` under this key if it was not done yet, in this transaction; else gives the first answer again.
///
/// # Errors
/// What the job answers; then the key stays free.
pub fn first<E: From<AnswerError>>(
    conn: &mut DbConn,
    person: PersonId,
    key: &str,
    fingerprint: &[u8],
    now: Timestamp,
    job: impl FnOnce(&mut DbConn) -> Result<Answer, E>,
) -> Result<Answer, E> {
    if let Some(answer) = given(conn, person, key, fingerprint)? {
        return Ok(answer);
    }
    // Taken before the work is done: of two at the same time the second waits here, is refused, and asks again.
    store::take(conn, person, key, fingerprint, now).map_err(AnswerError::from)?;
    let answer = job(conn)?;
    store::keep(conn, person, key, &answer).map_err(AnswerError::from)?;
    Ok(answer)
}

/// Forgets answers older than a week (a job); how many.
///
/// # Errors
/// When the database refuses it.
pub fn forget_old(conn: &mut DbConn, now: Timestamp) -> Result<usize, DbError> {
    store::forget(conn, now.minus(KEPT))
}
