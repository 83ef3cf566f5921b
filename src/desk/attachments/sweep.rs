//! Clearing up in the vault: contents no ticket has, and what was never received to its end.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::error::AttachmentError;
use super::vault::{ContentHash, INCOMING, Vault};
use super::{store, uploads};
use crate::clock::Timestamp;
use crate::db::{Db, DbError};

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Contents that were removed.
    pub removed: u64,
    /// Bytes that are free now.
    pub bytes: u64,
}

/// How long a content waits to be attached, in seconds.
const PATIENCE: i64 = 24 * 60 * 60;

/// Contents asked about at once.
const BATCH: usize = 200;

/// Which of these contents are named by something.
type Named<'a> = &'a dyn Fn(&[ContentHash]) -> Result<HashSet<ContentHash>, DbError>;

/// Removes what no ticket and nothing on its way names and is older than a day. Files come and go meanwhile: what is attached
/// while the sweep looks at it stays.
///
/// # Errors
/// When the folder or the database cannot be read.
pub fn sweep(vault: &Vault, db: &Db, now: Timestamp) -> Result<Swept, AttachmentError> {
    sweep_vault(vault, &|hashes| named(db, hashes), now)
}

/// As [`sweep`], of a vault whose contents others name.
///
/// # Errors
/// When the folder or the database cannot be read.
pub fn sweep_vault(vault: &Vault, named: Named<'_>, now: Timestamp) -> Result<Swept, AttachmentError> {
    let before = now.seconds() - PATIENCE;
    let mut swept = Swept::default();
    for path in files_in(&vault.folder.join(INCOMING))? {
        if modified(&path)?.is_some_and(|modified| modified < before) {
            remove(&path, &mut swept)?;
        }
    }
    for outer in folders_in(&vault.folder)? {
        let mut old = Vec::new();
        for folder in folders_in(&outer)? {
            for path in files_in(&folder)? {
                if let Some(hash) = hash_in(&path)
                    && modified(&path)?.is_some_and(|modified| modified < before)
                {
                    old.push(hash);
                }
            }
        }
        for hashes in old.chunks(BATCH) {
            let wanted = named(hashes)?;
            for hash in hashes.iter().filter(|hash| !wanted.contains(hash)) {
                take_out(vault, named, *hash, before, &mut swept)?;
            }
        }
    }
    Ok(swept)
}

/// Takes a content out of the way first and looks again: whoever keeps the same content meanwhile has put it there anew,
/// and whoever attached it has it put back.
fn take_out(
    vault: &Vault,
    named: Named<'_>,
    hash: ContentHash,
    before: i64,
    swept: &mut Swept,
) -> Result<(), AttachmentError> {
    let (path, aside) = (vault.path(hash), vault.folder.join(INCOMING).join(format!("{hash}.leaving")));
    if !gone_is_fine(fs::rename(&path, &aside))? {
        return Ok(());
    }
    let is_young = modified(&aside)?.is_none_or(|modified| modified >= before);
    if is_young || named(&[hash])?.contains(&hash) {
        fs::rename(&aside, &path)?;
        return Ok(());
    }
    remove(&aside, swept)
}

fn named(db: &Db, hashes: &[ContentHash]) -> Result<HashSet<ContentHash>, DbError> {
    db.read_blocking(|conn| {
        let mut named = store::named(conn, hashes)?;
        named.extend(uploads::named(conn, hashes)?);
        Ok(named)
    })
}

fn remove(path: &Path, swept: &mut Swept) -> Result<(), AttachmentError> {
    let bytes = fs::metadata(path).map(|about| about.len()).unwrap_or_default();
    if gone_is_fine(fs::remove_file(path))? {
        swept.removed += 1;
        swept.bytes += bytes;
    }
    Ok(())
}

/// Whether it was done; that the file was gone already is no failure.
fn gone_is_fine(outcome: io::Result<()>) -> io::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// When a file was last written, in seconds since 1970; `None` if it is gone.
fn modified(path: &Path) -> io::Result<Option<i64>> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let since = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Ok(Some(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
}

fn hash_in(path: &Path) -> Option<ContentHash> {
    let name = path.file_name()?.to_str()?;
    ContentHash::from_bytes(&hex::decode(name).ok()?)
}

fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    entries(folder, |kind| kind.is_file())
}

/// The folders of contents: two letters each.
fn folders_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = entries(folder, |kind| kind.is_dir())?;
    folders.retain(|path| path.file_name().is_some_and(|name| name.len() == 2));
    Ok(folders)
}

fn entries(folder: &Path, wanted: impl Fn(fs::FileType) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let listed = match fs::read_dir(folder) {
        // Nothing was ever attached.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        listed => listed?,
    };
    for entry in listed {
        let entry = entry?;
        if wanted(entry.file_type()?) {
            found.push(entry.path());
        }
    }
    Ok(found)
}
