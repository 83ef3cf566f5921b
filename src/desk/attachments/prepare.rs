//! Before a file is attached: look into it, make pictures anew, keep it. No database here.

use super::content;
use super::error::AttachmentError;
use super::file_name;
use super::picture;
use super::vault::{ContentHash, Upload, Vault};

/// A file that was looked into and is kept in the vault, not attached to anything yet. If it never is, it is swept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// The name it is kept under.
    pub file_name: String,
    /// Its media type, by its content.
    pub content_type: &'static str,
    /// Its bytes, as kept.
    pub size: u64,
    /// The hash of its content, as kept.
    pub hash: ContentHash,
}

/// Looks into what was received under the name `sent_as`, and keeps it. Takes a while for pictures: never on an async
/// thread, and before the write.
///
/// # Errors
/// When it is empty, nothing that is accepted, or the disk fails; then nothing of it stays.
pub fn prepare(vault: &Vault, mut upload: Upload, sent_as: &str) -> Result<Prepared, AttachmentError> {
    let ending = file_name::ending(&file_name::cleaned(sent_as));
    let mut content = content::recognise(&mut upload.file, ending.as_deref())?;
    if content.is_picture() {
        let turn = vault.turn();
        let bytes = upload.bytes()?;
        let (bytes, kept_as) = picture::made_anew(&bytes, content)?;
        drop(turn);
        upload.replace(&bytes)?;
        content = kept_as;
    }
    let size = upload.length();
    let hash = vault.keep(upload)?;
    let file_name = file_name::kept(sent_as, content);
    Ok(Prepared { file_name, content_type: content.media_type, size, hash })
}

#[cfg(test)]
mod tests {
    use super::super::error::Refusal;
    use super::super::vault::tests::{files, upload, vault};
    use super::*;

    fn png() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(2, 2).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_under_any_name_is_kept_as_the_picture_it_is() {
        let (vault, _folder) = vault();
        let sent = [&png()[..], b"<script>alert(1)</script>"].concat();
        let prepared = prepare(&vault, upload(&vault, &sent), "../foto.jpg").unwrap();
        assert_eq!((prepared.file_name.as_str(), prepared.content_type), ("foto.png", "image/png"));
        assert_eq!(std::fs::metadata(vault.path(prepared.hash)).unwrap().len(), prepared.size);
        assert_eq!(files(&vault).len(), 1);
        vault.verify(prepared.hash).unwrap();
    }

    #[test]
    fn nothing_stays_of_what_is_refused() {
        let (vault, _folder) = vault();
        for (bytes, name) in [
            (&b"<html><script>alert(1)</script></html>"[..], "foto.png"),
            (b"GIF89a<script>alert(1)</script>", "foto.gif"),
            (b"\x89PNG\r\n\x1a\n<html>", "foto.png"),
            (b"MZ\x90\0", "surat.pdf"),
            (b"", "kosong.txt"),
        ] {
            assert!(prepare(&vault, upload(&vault, bytes), name).is_err(), "{name}");
        }
        assert_eq!(files(&vault), Vec::<String>::new());
    }

    #[test]
    fn a_text_is_kept_byte_for_byte() {
        let (vault, _folder) = vault();
        let prepared = prepare(&vault, upload(&vault, b"ping 10.20.30.4\r\n"), "uji.LOG").unwrap();
        assert_eq!((prepared.file_name.as_str(), prepared.size), ("uji.log", 17));
        assert_eq!(std::fs::read(vault.path(prepared.hash)).unwrap(), b"ping 10.20.30.4\r\n");
    }

    #[test]
    fn what_says_it_is_a_picture_and_is_none_is_damaged() {
        let (vault, _folder) = vault();
        let outcome = prepare(&vault, upload(&vault, b"\xff\xd8\xff\xe0 not a photo"), "foto.jpg");
        assert!(matches!(outcome, Err(AttachmentError::Refused(Refusal::Damaged))), "{outcome:?}");
    }
}
