//! What becomes of a file once all of it has come.

use super::super::error::{AttachmentError, Refusal};
use super::super::prepare::prepare;
use super::super::vault::Vault;
use super::slot::{Outcome, Slot};
use super::store;
use crate::db::{DbConn, DbError};

/// Looks into a file that came as a whole. Nothing if somebody else does so already. Takes a while: never on an async
/// thread, and before [`settle`].
///
/// # Errors
/// [`Refusal::Damaged`] if it is not what it was said to be; then it can be sent anew.
pub fn whole(vault: &Vault, slot: &Slot) -> Result<Option<Outcome>, AttachmentError> {
    let Some(upload) = vault.whole(slot.id, slot.digest)? else { return Ok(None) };
    match prepare(vault, upload, &slot.file_name) {
        Ok(prepared) => Ok(Some(Outcome::Kept(prepared))),
        Err(AttachmentError::Refused(refusal)) => Ok(Some(Outcome::Refused(refusal))),
        Err(AttachmentError::Empty) => Ok(Some(Outcome::Refused(Refusal::Kind))),
        Err(error) => Err(error),
    }
}

/// Writes down what came of it.
///
/// # Errors
/// When the database refuses it.
pub fn settle(conn: &mut DbConn, slot: &Slot, outcome: &Outcome) -> Result<(), DbError> {
    store::settle(conn, slot.id, outcome)
}
