//! A form names the files that were sent for it.

use super::super::error::AttachmentError;
use super::super::prepare::Prepared;
use super::slot::Outcome;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::UploadId;
use crate::desk::people::Actor;

/// Takes a file that was sent for `target`, once, in the transaction of what it is attached to.
///
/// # Errors
/// It is somebody else's, for something else, used already or not there; or not all of it has come.
pub fn take(
    conn: &mut DbConn,
    actor: &Actor,
    target: &str,
    id: UploadId,
    now: Timestamp,
) -> Result<Prepared, AttachmentError> {
    let slot = store::by_id(conn, actor.id, id)?.filter(|slot| slot.target == target);
    let slot = slot.filter(|slot| slot.used_at.is_none()).ok_or(AttachmentError::UploadGone)?;
    match slot.outcome {
        None => Err(AttachmentError::UploadUnfinished),
        Some(Outcome::Refused(refusal)) => Err(refusal.into()),
        Some(Outcome::Kept(prepared)) if store::used(conn, id, now)? => Ok(prepared),
        Some(Outcome::Kept(_)) => Err(AttachmentError::UploadGone),
    }
}
