//! The outbox as the administrator sees it.

use serde::Serialize;

use super::error::LetterError;
use super::letter::{LetterKind, LetterState};
use super::store::{self, StateCounts};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::LetterId;
use crate::desk::people::{Actor, access};

/// A line of the outbox. Of the ticket it names the number and nothing else.
#[derive(Clone, Debug, Serialize, PartialEq)]
pub struct LetterLine {
    /// The letter.
    pub id: LetterId,
    /// What it tells.
    pub kind: LetterKind,
    /// The number of the ticket it is about.
    pub ticket: Option<String>,
    /// The name of the person it goes to.
    pub person: String,
    /// The address it goes to.
    pub address: String,
    /// Where it is on its way.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next, unless it was sent or given up.
    pub next_attempt_at: Option<Timestamp>,
    /// Why it did not go the last time.
    pub last_error: Option<String>,
    /// When it was put into the outbox.
    pub created_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
}

/// A page of the outbox.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// The letters, newest first.
    pub lines: Vec<LetterLine>,
    /// Where the next page begins (`after`), if there is one.
    pub next: Option<LetterId>,
}

/// A page of letters in `state`, or of all, newest first, older than `after`.
///
/// # Errors
/// [`LetterError::Denied`] for anybody but an administrator.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    state: Option<LetterState>,
    after: Option<LetterId>,
    limit: usize,
) -> Result<Page, LetterError> {
    access::administers(actor)?;
    let mut lines = store::page(conn, state, after, limit as i64 + 1)?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = if more { lines.last().map(|line| line.id) } else { None };
    Ok(Page { lines, next })
}

/// How many letters were given up, at most 1,000: a figure for every page of an administrator.
///
/// # Errors
/// [`LetterError::Denied`] for anybody but an administrator.
pub fn failed(conn: &mut DbConn, actor: &Actor) -> Result<i64, LetterError> {
    access::administers(actor)?;
    Ok(store::count_failed(conn, 1_000)?)
}

/// How many letters wait, are under way, and were given up.
///
/// # Errors
/// [`LetterError::Denied`] for anybody but an administrator.
pub fn counts(conn: &mut DbConn, actor: &Actor) -> Result<StateCounts, LetterError> {
    access::administers(actor)?;
    Ok(store::count_states(conn)?)
}
