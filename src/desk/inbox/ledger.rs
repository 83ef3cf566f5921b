//! The ledger: every message is written down before anything is done with it, taken by one worker at a time, and marked in the
//! same transaction as what it brings.

use chrono::TimeDelta;

use super::entry::Waiting;
use super::raw::Kept;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::IncomingId;

/// How long a message is somebody's to work off. What becomes of it is marked together with it, so that a second one who takes
/// it after this time does nothing twice.
pub const CLAIM: TimeDelta = TimeDelta::seconds(30);
/// Attempts before a message is given up: about twenty minutes.
pub const ATTEMPTS: i32 = 9;
/// Characters of an error that are kept.
const ERROR_MAX: usize = 1_000;

/// Its place in a mailbox on a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uid {
    /// UIDVALIDITY: with another one all numbers mean something else.
    pub validity: u32,
    /// The number.
    pub number: u32,
}

/// What the ledger says to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenDown {
    /// It is new, and was written down.
    New(IncomingId),
    /// It is there already: nothing more becomes of it.
    Again(IncomingId),
}

impl TakenDown {
    /// Its line, either way.
    pub fn id(self) -> IncomingId {
        match self {
            Self::New(id) | Self::Again(id) => id,
        }
    }
}

/// Writes a message down that was [kept](super::keep). The same Message-ID in the same mailbox is the same message, unless
/// what it says is different: some devices give all their messages one name. The mailbox is to be [known](super::bind) before.
///
/// # Errors
/// When the database refuses it; the message is to be offered again.
pub fn take_down(
    conn: &mut DbConn,
    mailbox: &str,
    uid: Option<Uid>,
    kept: &Kept,
    now: Timestamp,
) -> Result<TakenDown, DbError> {
    if let Some(id) = uid.map(|uid| store::at_place(conn, mailbox, uid)).transpose()?.flatten() {
        store::seen_again(conn, id)?;
        return Ok(TakenDown::Again(id));
    }
    let other_content = format!("{}#{}", kept.message_id, hex::encode(&kept.content_hash[..8]));
    for name in [&kept.message_id, &other_content] {
        match store::named_in(conn, mailbox, name)? {
            Some((id, content)) if content == kept.content_hash || *name == other_content => {
                store::seen_again(conn, id)?;
                return Ok(TakenDown::Again(id));
            }
            Some(_) => {}
            None => {
                let id = IncomingId::new();
                let line = Kept { message_id: name.clone(), ..kept.clone() };
                if store::insert(conn, id, mailbox, uid, &line, now)? {
                    return Ok(TakenDown::New(id));
                }
                // Another process was faster by a moment.
                let id = store::named_in(conn, mailbox, name)?.map_or(id, |(id, _)| id);
                return Ok(TakenDown::Again(id));
            }
        }
    }
    // Both names are taken: the second is made from the content, so this is the same message.
    Err(DbError::Unavailable("a message that is taken down already was not found again".into()))
}

/// Whether a message waits to be worked off.
///
/// # Errors
/// When it cannot be read.
pub fn any_due(conn: &mut DbConn, now: Timestamp) -> Result<bool, DbError> {
    store::any_due(conn, now)
}

/// Takes messages that are due, oldest first, for the time of a [`CLAIM`].
///
/// # Errors
/// When the database refuses it.
pub fn claim(conn: &mut DbConn, now: Timestamp, limit: i64) -> Result<Vec<Waiting>, DbError> {
    store::claim(conn, now, now.plus(CLAIM), limit)
}

/// Puts a message back that was not begun; the attempt does not count.
///
/// # Errors
/// When the database refuses it.
pub fn put_back(conn: &mut DbConn, waiting: &Waiting, at: Timestamp) -> Result<(), DbError> {
    store::try_later(conn, waiting, Some(at), waiting.attempts - 1, None)
}

/// Notes that something failed with a message: it is tried again later, and at last given up. Whether it was given up.
///
/// # Errors
/// When the database refuses it.
pub fn failed(conn: &mut DbConn, waiting: &Waiting, why: &str, now: Timestamp) -> Result<bool, DbError> {
    let over = waiting.attempts >= ATTEMPTS;
    let next = (!over).then(|| now.plus(wait_after(waiting.attempts)));
    let why: String = why.chars().filter(|letter| *letter != '\0').take(ERROR_MAX).collect();
    store::try_later(conn, waiting, next, waiting.attempts, Some(&why))?;
    Ok(over)
}

/// 5 seconds, and twice as long each time.
fn wait_after(attempts: i32) -> TimeDelta {
    TimeDelta::seconds(5 << attempts.clamp(1, ATTEMPTS).saturating_sub(1))
}
