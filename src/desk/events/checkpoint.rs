//! The hourly seal over all records (`rules.md` 7.5).

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::chain::GENESIS;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::EventId;

/// Lines of one checkpoint at most: on SQLite all writers wait for it.
const MOST: i64 = 5_000;

/// A seal over the lines written since the one before.
#[derive(Clone, Debug, Serialize)]
pub struct Checkpoint {
    /// Its number, from 1.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// How many lines it covers.
    pub events: i64,
    /// The hash of the checkpoint before.
    #[serde(skip)]
    pub prev_hash: Vec<u8>,
    /// SHA-256 over `prev_hash`, number, time and the covered lines.
    #[serde(skip)]
    pub hash: Vec<u8>,
}

impl Checkpoint {
    /// Whether it covers as much as one can: there may be more to seal.
    pub fn is_full(&self) -> bool {
        self.events >= MOST
    }
}

/// Writes a checkpoint over the oldest lines not yet covered, 5,000 at most; `None` if there are none.
///
/// # Errors
/// When the database refuses it (two processes at once: the second is refused by the number).
pub fn checkpoint(conn: &mut DbConn, now: Timestamp) -> Result<Option<Checkpoint>, DbError> {
    let lines = store::unchecked(conn, MOST)?;
    if lines.is_empty() {
        return Ok(None);
    }
    let last = store::last_checkpoint(conn)?;
    let number = last.as_ref().map_or(1, |last| last.number + 1);
    let prev_hash = last.map_or(GENESIS.to_vec(), |last| last.hash);
    let hash = seal(number, now, &prev_hash, &lines);
    let new = Checkpoint { number, at: now, events: lines.len() as i64, prev_hash, hash };
    store::insert_checkpoint(conn, &new)?;
    let ids: Vec<_> = lines.iter().map(|(id, _)| *id).collect();
    store::put_into_checkpoint(conn, &ids, number)?;
    Ok(Some(new))
}

/// All checkpoints, in order (to be kept elsewhere).
///
/// # Errors
/// When they cannot be read.
pub fn checkpoints(conn: &mut DbConn) -> Result<Vec<Checkpoint>, DbError> {
    store::all_checkpoints(conn)
}

/// The hash of a checkpoint over `lines`, in the order of their ids.
pub(super) fn seal(number: i64, at: Timestamp, prev_hash: &[u8], lines: &[(EventId, Vec<u8>)]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(prev_hash);
    digest.update(format!("{number}\n{}\n", at.micros()).as_bytes());
    for (id, hash) in lines {
        digest.update(id.0.as_bytes());
        digest.update(hash);
    }
    digest.finalize().to_vec()
}
