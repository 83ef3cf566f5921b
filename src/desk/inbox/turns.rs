//! Whose turn it is at a mailbox, how far it was collected, and how it went: one process collects at a time, and the next one
//! goes on where it ended.

use chrono::TimeDelta;
use serde::Serialize;
use uuid::Uuid;

use super::error::InboxError;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::IncomingId;
use crate::desk::people::Actor;
use crate::desk::people::access;

/// How long a turn lasts unless it is taken again: so long nobody collects after a process died.
pub const TURN: TimeDelta = TimeDelta::seconds(30);
/// Characters of a failure that are kept.
const FAILURE_MAX: usize = 500;

/// How far a mailbox was collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// UIDVALIDITY: with another one all numbers mean something else.
    pub validity: u32,
    /// The largest number that was taken down.
    pub last: u32,
}

/// A message that was decided and is not marked on its server yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// Its line.
    pub id: IncomingId,
    /// Its number in the mailbox.
    pub number: u32,
}

/// How collecting from a mailbox goes, for those who administer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Collecting {
    /// The mailbox.
    pub mailbox: String,
    /// The address people write to, if it is known.
    pub address: Option<String>,
    /// When it was last looked into with success.
    pub collected_at: Option<Timestamp>,
    /// Since when it cannot be looked into.
    pub failing_since: Option<Timestamp>,
    /// Why not.
    pub failure: Option<String>,
}

/// Takes the turn at a mailbox for `holder`, or keeps it; whether it is theirs now.
///
/// # Errors
/// When the database refuses it.
pub fn take_turn(conn: &mut DbConn, mailbox: &str, holder: Uuid, now: Timestamp) -> Result<bool, DbError> {
    store::add_turn(conn, mailbox, now)?;
    store::take_turn(conn, mailbox, holder, now, now.plus(TURN))
}

/// Gives the turn back, so that nobody waits for its end.
///
/// # Errors
/// When the database refuses it.
pub fn end_turn(conn: &mut DbConn, mailbox: &str, holder: Uuid, now: Timestamp) -> Result<(), DbError> {
    store::end_turn(conn, mailbox, holder, now)
}

/// How far a mailbox was collected; nothing if it never was.
///
/// # Errors
/// When it cannot be read.
pub fn progress(conn: &mut DbConn, mailbox: &str) -> Result<Option<Progress>, DbError> {
    store::progress(conn, mailbox)
}

/// Notes how far a mailbox was collected: what is taken down up to there is not fetched again.
///
/// # Errors
/// When the database refuses it.
pub fn advance(conn: &mut DbConn, mailbox: &str, to: Progress) -> Result<(), DbError> {
    store::advance(conn, mailbox, to)
}

/// Notes how looking into a mailbox went.
///
/// # Errors
/// When the database refuses it.
pub fn looked(
    conn: &mut DbConn,
    mailbox: &str,
    failure: Option<&str>,
    now: Timestamp,
) -> Result<(), DbError> {
    let failure = failure.map(|why| why.chars().filter(|letter| *letter != '\0').take(FAILURE_MAX).collect());
    store::looked(conn, mailbox, failure, now)
}

/// Messages of a mailbox that were decided and are not marked on its server yet, oldest first.
///
/// # Errors
/// When they cannot be read.
pub fn unmarked(
    conn: &mut DbConn,
    mailbox: &str,
    validity: u32,
    limit: i64,
) -> Result<Vec<Unmarked>, DbError> {
    store::unmarked(conn, mailbox, validity, limit)
}

/// Notes that messages are marked on their server.
///
/// # Errors
/// When the database refuses it.
pub fn marked(conn: &mut DbConn, ids: &[IncomingId], now: Timestamp) -> Result<(), DbError> {
    store::marked(conn, ids, now)
}

/// How collecting goes, mailbox by mailbox.
///
/// # Errors
/// [`InboxError::Denied`] for anybody but an administrator.
pub fn collecting(conn: &mut DbConn, actor: &Actor) -> Result<Vec<Collecting>, InboxError> {
    access::administers(actor)?;
    Ok(store::collecting(conn)?)
}
