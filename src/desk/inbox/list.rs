//! The ledger as an administrator reads it.

use serde::Serialize;

use super::entry::{Entry, State};
use super::error::InboxError;
use super::store;
use crate::db::DbConn;
use crate::desk::ids::IncomingId;
use crate::desk::page::{Page, Part};
use crate::desk::people::{Actor, access, folded};

/// Words that are searched by at most.
const WORDS: usize = 6;

/// Which messages are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those that have come so far.
    pub state: Option<State>,
    /// Beginnings of words of their subjects and senders.
    pub search: String,
}

/// How many messages ask for something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not decided yet.
    pub waiting: i64,
    /// Set aside.
    pub quarantined: i64,
    /// Given up.
    pub failed: i64,
}

/// A part of the ledger, newest first.
///
/// # Errors
/// [`InboxError::Denied`] for anybody but an administrator.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    wanted: &Wanted,
    part: Part<IncomingId>,
) -> Result<Page<Entry, IncomingId>, InboxError> {
    access::administers(actor)?;
    let folded = folded(&wanted.search.chars().take(200).collect::<String>());
    let words: Vec<String> = folded.split_whitespace().take(WORDS).map(str::to_owned).collect();
    if words.is_empty() && !wanted.search.trim().is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let limit = part.bounded();
    let entries = store::entries(conn, wanted.state, &words, part.after, limit + 1)?;
    Ok(Page::cut(entries.into_iter().map(veiled).collect(), limit, |entry: &Entry| entry.id))
}

/// One line of the ledger.
///
/// # Errors
/// Not found, or [`InboxError::Denied`] for anybody but an administrator.
pub fn get(conn: &mut DbConn, actor: &Actor, id: IncomingId) -> Result<Entry, InboxError> {
    access::administers(actor)?;
    store::entry(conn, id)?.map(veiled).ok_or(InboxError::NotFound)
}

/// What a message that was decided says belongs to those whose ticket it is: an administrator sees that it came, from whom, and
/// what became of it.
fn veiled(entry: Entry) -> Entry {
    if entry.state != State::Done {
        return entry;
    }
    Entry { subject: None, excerpt: None, ..entry }
}

/// How many messages ask for something, each counted up to 1,000.
///
/// # Errors
/// [`InboxError::Denied`] for anybody but an administrator.
pub fn counts(conn: &mut DbConn, actor: &Actor) -> Result<Counts, InboxError> {
    access::administers(actor)?;
    Ok(Counts {
        waiting: store::count(conn, State::Waiting)?,
        quarantined: store::count(conn, State::Quarantined)?,
        failed: store::count(conn, State::Failed)?,
    })
}
