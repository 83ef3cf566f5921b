//! A place for a file that comes in parts.

use chrono::TimeDelta;

use super::super::attachment::Limits;
use super::super::error::{AttachmentError, Refusal};
use super::super::prepare::Prepared;
use super::super::vault::ContentHash;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{PersonId, UploadId};
use crate::desk::people::Actor;

/// Files of one person that may be on their way, not named by any form yet.
pub const MOST_WAITING: u32 = 40;
/// Characters of a name.
const NAME_MAX: usize = 255;
/// Characters of what it is for.
const TARGET_MAX: usize = 200;
/// How long a file waits to be named.
const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// How long it is known that a file was used: longer than first answers are kept.
const REMEMBERED: TimeDelta = TimeDelta::days(8);

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its id.
    pub id: UploadId,
    /// Whose it is.
    pub person_id: PersonId,
    /// What it is for: the address its form is sent to.
    pub target: String,
    /// Its name, as it was sent.
    pub file_name: String,
    /// Its bytes.
    pub size: u64,
    /// The SHA-256 of all of it.
    pub digest: ContentHash,
    /// What came of it, once it was there as a whole.
    pub outcome: Option<Outcome>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When a form named it.
    pub used_at: Option<Timestamp>,
}

/// What came of a file that was received as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept, and may be named by its form.
    Kept(Prepared),
    /// It is nothing that is accepted.
    Refused(Refusal),
}

/// A file that is to be sent.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What it is for.
    pub target: String,
    /// Its name.
    pub file_name: String,
    /// Its bytes.
    pub size: u64,
    /// The SHA-256 of all of it, in hexadecimal.
    pub digest: String,
}

/// A place for a file; the one there is already, if the same file is on its way for the same.
///
/// # Errors
/// What is wrong with it, or a limit is reached.
pub fn begin(
    conn: &mut DbConn,
    actor: &Actor,
    wanted: Wanted,
    limits: Limits,
    now: Timestamp,
) -> Result<Slot, AttachmentError> {
    let mut errors = FieldErrors::default();
    let target = errors.line("target", &wanted.target, TARGET_MAX);
    let file_name = errors.line("name", &wanted.file_name, NAME_MAX);
    let digest = hex::decode(&wanted.digest).ok().and_then(|bytes| ContentHash::from_bytes(&bytes));
    errors.check(digest.is_some(), "sha256", "no_sha256");
    errors.finish()?;
    let digest = digest.ok_or_else(|| FieldErrors::one("sha256", "no_sha256"))?;
    if wanted.size == 0 {
        return Err(AttachmentError::Empty);
    }
    if wanted.size > limits.file_bytes {
        return Err(AttachmentError::TooLarge { most: limits.file_bytes });
    }
    if let Some(known) = store::same(conn, actor.id, &target, &digest, wanted.size)? {
        return Ok(known);
    }
    if store::waiting(conn, actor.id)? >= i64::from(MOST_WAITING) {
        return Err(AttachmentError::TooManyWaiting { most: MOST_WAITING });
    }
    let midnight = Timestamp::midnight(now.date_in(actor.zone), actor.zone);
    let today = super::super::store::bytes_since(conn, actor.id, midnight)?;
    let waiting = store::waiting_bytes_since(conn, actor.id, midnight)?;
    if today.saturating_add(waiting).saturating_add(wanted.size) > limits.bytes_per_day {
        return Err(AttachmentError::DayIsFull { most: limits.bytes_per_day });
    }
    let slot = Slot {
        id: UploadId::new(),
        person_id: actor.id,
        target,
        file_name,
        size: wanted.size,
        digest,
        outcome: None,
        created_at: now,
        used_at: None,
    };
    store::insert(conn, &slot)?;
    Ok(slot)
}

/// A file of one's own that is on its way.
///
/// # Errors
/// Not found, whether it is not there or somebody else's.
pub fn find(conn: &mut DbConn, actor: &Actor, id: UploadId) -> Result<Slot, AttachmentError> {
    store::by_id(conn, actor.id, id)?.ok_or(AttachmentError::NotFound)
}

/// Forgets a file of one's own that no form has named.
///
/// # Errors
/// Not found.
pub fn give_up(conn: &mut DbConn, actor: &Actor, id: UploadId) -> Result<(), AttachmentError> {
    if store::delete(conn, actor.id, id)? { Ok(()) } else { Err(AttachmentError::NotFound) }
}

/// Forgets what was never named for a day, and what was named long ago (a job); how many.
///
/// # Errors
/// When the database refuses it.
pub fn forget_old(conn: &mut DbConn, now: Timestamp) -> Result<usize, DbError> {
    store::forget(conn, now.minus(PATIENCE), now.minus(REMEMBERED))
}
