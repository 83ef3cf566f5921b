//! A file that comes in parts: what has come of it lies beside the vault's contents, and its length says how far it is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::error::{AttachmentError, Refusal};
use super::vault::{ContentHash, INCOMING, Upload, Vault, hash_of};
use crate::desk::ids::UploadId;

impl Vault {
    /// How many bytes of a file have come.
    ///
    /// # Errors
    /// The disk's own failure.
    pub fn received(&self, id: UploadId) -> Result<u64, AttachmentError> {
        match fs::metadata(self.part(id)) {
            Ok(about) => Ok(about.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds `bytes` to a file of which `at` bytes have come, and says how many there are then. If another number has come
    /// nothing is added: a line that was given up and a new one may both still bring the same bytes.
    ///
    /// # Errors
    /// The disk's own failure.
    pub fn add_part(&self, id: UploadId, at: u64, bytes: &[u8]) -> Result<u64, AttachmentError> {
        let path = self.part(id);
        if at == 0
            && let Some(folder) = path.parent()
        {
            fs::create_dir_all(folder)?;
        }
        let opened = OpenOptions::new().write(true).create(at == 0).truncate(false).open(&path);
        let mut file = match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            opened => opened?,
        };
        file.lock()?;
        let there = file.metadata()?.len();
        if there != at {
            return Ok(there);
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)?;
        Ok(at + bytes.len() as u64)
    }

    /// The whole file, to be prepared by whoever asks first; nothing for whoever asks later.
    ///
    /// # Errors
    /// [`Refusal::Damaged`] if it is not what `digest` says: then it is gone, and can be sent anew.
    pub(super) fn whole(&self, id: UploadId, digest: ContentHash) -> Result<Option<Upload>, AttachmentError> {
        let taken = self.folder.join(INCOMING).join(uuid::Uuid::now_v7().simple().to_string());
        match fs::rename(self.part(id), &taken) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            moved => moved?,
        }
        let mut file = OpenOptions::new().read(true).write(true).open(&taken)?;
        let length = file.metadata()?.len();
        let upload = |file: File| Upload::resumed(file, taken, length);
        if hash_of(&mut file)? == digest {
            return Ok(Some(upload(file)));
        }
        drop(upload(file));
        Err(Refusal::Damaged.into())
    }

    /// Forgets what has come of a file.
    ///
    /// # Errors
    /// The disk's own failure.
    pub fn give_up(&self, id: UploadId) -> Result<(), AttachmentError> {
        match fs::remove_file(self.part(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn part(&self, id: UploadId) -> PathBuf {
        self.folder.join(INCOMING).join(format!("{id}.part"))
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::super::vault::tests::{files, vault};
    use super::*;

    fn digest(bytes: &[u8]) -> ContentHash {
        ContentHash::from_bytes(&Sha256::digest(bytes)).unwrap()
    }

    #[test]
    fn parts_are_added_where_the_last_one_ended_and_nowhere_else() {
        let (vault, _folder) = vault();
        let id = UploadId::new();
        assert_eq!(vault.received(id).unwrap(), 0);
        assert_eq!(vault.add_part(id, 0, b"satu ").unwrap(), 5);
        assert_eq!(vault.add_part(id, 0, b"satu ").unwrap(), 5, "the same part again adds nothing");
        assert_eq!(vault.add_part(id, 9, b"xxx").unwrap(), 5, "a part from further on adds nothing");
        assert_eq!(vault.add_part(id, 5, b"dua").unwrap(), 8);
        let mut whole = vault.whole(id, digest(b"satu dua")).unwrap().unwrap();
        assert_eq!(whole.bytes().unwrap(), b"satu dua");
        assert!(vault.whole(id, digest(b"satu dua")).unwrap().is_none(), "it is given out once");
        assert_eq!(vault.add_part(id, 8, b"tiga").unwrap(), 0, "what is taken takes no more");
    }

    #[test]
    fn what_is_not_what_was_promised_is_gone() {
        let (vault, _folder) = vault();
        let id = UploadId::new();
        vault.add_part(id, 0, b"satu dua").unwrap();
        assert!(matches!(
            vault.whole(id, digest(b"satu tiga")),
            Err(AttachmentError::Refused(Refusal::Damaged))
        ));
        assert_eq!(files(&vault), Vec::<String>::new());
        vault.add_part(id, 0, b"x").unwrap();
        vault.give_up(id).unwrap();
        vault.give_up(id).unwrap();
        assert_eq!(files(&vault), Vec::<String>::new());
    }
}
