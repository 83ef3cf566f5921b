//! The messages as they came, compressed, in a vault of their own. A message is there for good before anything is known of it.

use std::collections::HashSet;
use std::io::{Read, Write};

use chrono::TimeDelta;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::error::InboxError;
use super::header;
use super::store;
use crate::clock::Timestamp;
use crate::db::{Db, DbConn, DbError};
use crate::desk::attachments::{self, ContentHash, Swept, Vault};

/// Bytes of a message that are taken; of a larger one only the beginning is kept, which says who wrote it.
pub const SIZE_MAX: u64 = 25 * 1024 * 1024;
/// Bytes kept of a message that is too large.
const HEAD: usize = 64 * 1024;
/// How long messages are kept as they came.
pub const KEPT: TimeDelta = TimeDelta::days(90);
/// What the name ends with that is made for a message without one, or with one nobody can use.
pub const NAMELESS: &str = "@no-message-id";
/// Lines that are asked about in one go.
const BATCH: i64 = 500;

/// A message that is kept, before it is taken down.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its Message-ID without brackets, or one made from its content.
    pub message_id: String,
    /// What all messages of its conversation have in common.
    pub thread: String,
    /// The hash of what stands below its header lines.
    pub content_hash: Vec<u8>,
    /// Where it is.
    pub raw: ContentHash,
    /// Its bytes as it came.
    pub size: u64,
}

/// Keeps a message as it came, so that a pulled plug does not lose it; `size` is its whole size, also where `raw` is only its
/// beginning. Not to be called in a transaction.
///
/// # Errors
/// When the folder cannot be written.
pub fn keep(vault: &Vault, raw: &[u8], size: u64) -> Result<Kept, InboxError> {
    let size = size.max(raw.len() as u64);
    let raw = if size > SIZE_MAX { raw.get(..HEAD).unwrap_or(raw) } else { raw };
    let mut packed = GzEncoder::new(Vec::with_capacity(raw.len() / 2), Compression::fast());
    packed.write_all(raw)?;
    let packed = packed.finish()?;
    let mut upload = vault.upload(u64::MAX)?;
    upload.write(&packed)?;
    let kept = vault.keep(upload)?;
    let head = header::scan(raw);
    let content_hash = Sha256::digest(head.below).to_vec();
    let made = || format!("{}{NAMELESS}", hex::encode(&Sha256::digest(raw)[..16]));
    let message_id = head.message_id.unwrap_or_else(made);
    let thread = head.oldest.unwrap_or_else(|| message_id.clone());
    Ok(Kept { message_id, thread, content_hash, raw: kept, size })
}

/// A message as it came.
///
/// # Errors
/// When it is missing or damaged.
pub fn read(vault: &Vault, raw: ContentHash) -> Result<Vec<u8>, InboxError> {
    let mut bytes = Vec::new();
    GzDecoder::new(vault.read(raw)?).take(SIZE_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Lets go of messages that have been kept for long; their lines stay.
///
/// # Errors
/// When the folder or the database cannot be read.
pub fn sweep(vault: &Vault, db: &Db, now: Timestamp) -> Result<Swept, InboxError> {
    let before = now.minus(KEPT);
    while db.write_blocking(move |conn: &mut DbConn| store::let_go(conn, before, BATCH))? == BATCH as usize {}
    let named = |hashes: &[ContentHash]| -> Result<HashSet<ContentHash>, DbError> {
        db.read_blocking(|conn| store::named(conn, hashes))
    };
    Ok(attachments::sweep_vault(vault, &named, now)?)
}
