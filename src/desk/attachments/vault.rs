//! The folder of attachments, beside the database: `ab/cd/<SHA-256>`, each content once, whoever sent it.
//!
//! A content is written to `incoming/`, synced, and only then moved to its name: after a pulled plug there is all of it
//! under its name or nothing.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use super::error::AttachmentError;

/// The SHA-256 of a content: its name in the vault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash in these 32 bytes, as the database keeps it.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The folder of attachments. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault {
    pub(super) folder: PathBuf,
    /// Pictures are taken apart one at a time: each may need a lot of memory.
    pictures: Arc<Mutex<()>>,
}

impl Vault {
    /// The vault in `folder`, which is made when the first file comes.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), pictures: Arc::default() }
    }

    /// Begins to receive a file of at most `most` bytes.
    ///
    /// # Errors
    /// When no file can be made.
    pub fn upload(&self, most: u64) -> Result<Upload, AttachmentError> {
        let incoming = self.folder.join(INCOMING);
        if !incoming.exists() {
            fs::create_dir_all(&incoming)?;
        }
        let path = incoming.join(uuid::Uuid::now_v7().simple().to_string());
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Upload { file, path, length: 0, most })
    }

    /// Opens a content for reading.
    ///
    /// # Errors
    /// [`AttachmentError::Damaged`] when it is missing.
    pub fn read(&self, hash: ContentHash) -> Result<File, AttachmentError> {
        File::open(self.path(hash)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => AttachmentError::Damaged(hash),
            _ => error.into(),
        })
    }

    /// Reads a content to its end and compares it with its hash.
    ///
    /// # Errors
    /// [`AttachmentError::Damaged`] when it is missing or not what it was.
    pub fn verify(&self, hash: ContentHash) -> Result<(), AttachmentError> {
        let mut file = self.read(hash)?;
        if hash_of(&mut file)? == hash { Ok(()) } else { Err(AttachmentError::Damaged(hash)) }
    }

    /// Where a content is, or would be.
    pub fn path(&self, hash: ContentHash) -> PathBuf {
        let name = hash.to_string();
        self.folder.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// Keeps what was received, once and for good. A content that is there already is replaced by itself, which heals it
    /// and makes it young again for the [sweep](super::sweep).
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, mut upload: Upload) -> Result<ContentHash, AttachmentError> {
        upload.file.seek(SeekFrom::Start(0))?;
        let hash = hash_of(&mut upload.file)?;
        upload.file.sync_all()?;
        let path = self.path(hash);
        let (inner, outer) = (self.folder.join(&hash.to_string()[..2]), path.parent());
        if let Some(folder) = outer
            && !folder.exists()
        {
            fs::create_dir_all(folder)?;
            sync_folder(&inner)?;
            sync_folder(&self.folder)?;
        }
        fs::rename(&upload.path, &path)?;
        if let Some(folder) = outer {
            sync_folder(folder)?;
        }
        Ok(hash)
    }

    /// Waits for one's turn to take a picture apart.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        self.pictures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The folder of what is being received.
pub(super) const INCOMING: &str = "incoming";

/// A file being received. If it is dropped before it is [prepared](super::prepare), nothing of it stays.
#[derive(Debug)]
pub struct Upload {
    pub(super) file: File,
    path: PathBuf,
    length: u64,
    most: u64,
}

impl Upload {
    /// A file of `length` bytes that is at `path` already.
    pub(super) fn resumed(file: File, path: PathBuf, length: u64) -> Self {
        Self { file, path, length, most: length }
    }

    /// Adds the next bytes.
    ///
    /// # Errors
    /// [`AttachmentError::TooLarge`] as soon as there are more than allowed; or the disk's own failure.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), AttachmentError> {
        self.length += bytes.len() as u64;
        if self.length > self.most {
            return Err(AttachmentError::TooLarge { most: self.most });
        }
        Ok(self.file.write_all(bytes)?)
    }

    /// How many bytes came so far.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// All of it.
    ///
    /// # Errors
    /// The disk's own failure.
    pub fn bytes(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.length).unwrap_or_default());
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Puts other bytes in the place of what came.
    pub(super) fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(bytes)?;
        self.length = bytes.len() as u64;
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // Gone already if it was kept; what cannot be removed now is swept later.
        let _removed = fs::remove_file(&self.path);
    }
}

pub(super) fn hash_of(file: &mut impl Read) -> io::Result<ContentHash> {
    let mut digest = Sha256::new();
    let mut part = vec![0; 64 * 1024];
    loop {
        match file.read(&mut part)? {
            0 => return Ok(ContentHash(digest.finalize().into())),
            length => digest.update(&part[..length]),
        }
    }
}

/// Makes sure that the names in a folder survive a pulled plug.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::desk::attachments) fn vault() -> (Vault, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Vault::at(folder.path().join("attachments")), folder)
    }

    pub(in crate::desk::attachments) fn upload(vault: &Vault, bytes: &[u8]) -> Upload {
        let mut upload = vault.upload(u64::MAX).unwrap();
        upload.write(bytes).unwrap();
        upload
    }

    /// Every file in the vault, with its path inside.
    pub(in crate::desk::attachments) fn files(vault: &Vault) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![vault.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(&vault.folder).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn a_content_is_kept_once_under_its_hash_and_read_again() {
        let (vault, _folder) = vault();
        let first = vault.keep(upload(&vault, b"halo")).unwrap();
        let second = vault.keep(upload(&vault, b"halo")).unwrap();
        let hash = "59e1ec9ce6ad37a22c56e6abb1a18d2b9bed57ec67dad6ebd5d5d4a6ee5a1cf2".len();
        assert_eq!((first, first.to_string().len()), (second, hash));
        let name = first.to_string();
        assert_eq!(files(&vault), [format!("{}/{}/{name}", &name[..2], &name[2..4])]);
        let mut text = String::new();
        vault.read(first).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "halo");
        vault.verify(first).unwrap();
        assert_eq!(ContentHash::from_bytes(first.as_bytes()), Some(first));
    }

    #[test]
    fn what_is_not_finished_is_under_no_name_and_goes_away() {
        let (vault, _folder) = vault();
        let mut half = vault.upload(100).unwrap();
        half.write(b"half a fi").unwrap();
        assert!(files(&vault).iter().all(|path| path.starts_with("incoming/")));
        drop(half);
        assert_eq!(files(&vault), Vec::<String>::new());
    }

    #[test]
    fn the_limit_is_held_while_it_comes_in() {
        let (vault, _folder) = vault();
        let mut upload = vault.upload(10).unwrap();
        upload.write(b"12345").unwrap();
        upload.write(b"67890").unwrap();
        assert!(matches!(upload.write(b"x"), Err(AttachmentError::TooLarge { most: 10 })));
        drop(upload);
        assert_eq!(files(&vault), Vec::<String>::new());
    }

    #[test]
    fn a_content_that_was_changed_or_lost_is_noticed_and_healed_when_it_comes_again() {
        let (vault, _folder) = vault();
        let hash = vault.keep(upload(&vault, b"halo")).unwrap();
        fs::write(vault.path(hash), b"hulo").unwrap();
        assert!(matches!(vault.verify(hash), Err(AttachmentError::Damaged(broken)) if broken == hash));
        vault.keep(upload(&vault, b"halo")).unwrap();
        vault.verify(hash).unwrap();
        fs::remove_file(vault.path(hash)).unwrap();
        assert!(matches!(vault.read(hash), Err(AttachmentError::Damaged(_))));
    }

    #[test]
    fn many_who_send_the_same_at_once_keep_it_once() {
        let (vault, _folder) = vault();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    (0..20).for_each(|_| {
                        let _hash = vault.keep(upload(&vault, b"halo")).unwrap();
                    })
                });
            }
        });
        assert_eq!(files(&vault).len(), 1);
    }
}
