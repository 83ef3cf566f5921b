//! What is inside a ZIP file, by the names in its directory. Nothing is unpacked.

use std::io::{Read, Seek, SeekFrom};

use super::error::Refusal;

/// What a ZIP file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Archive {
    /// Word processing, Office Open XML.
    Docx,
    /// Spreadsheet, Office Open XML.
    Xlsx,
    /// Presentation, Office Open XML.
    Pptx,
    /// Any OpenDocument.
    OpenDocument,
    /// Just files.
    Zip,
}

/// The directory's end is in the last bytes of the file: 22, and a comment of up to 65,535.
const TAIL: u64 = 22 + 65_535;

/// Directories larger than this are not read.
const LARGEST_DIRECTORY: u64 = 4 * 1024 * 1024;

/// Looks into a ZIP file.
///
/// # Errors
/// When its directory cannot be read, or it is a program (Android, Java) or has macros.
pub(super) fn look_into(file: &mut (impl Read + Seek)) -> Result<Archive, Refusal> {
    let names = names(file).ok_or(Refusal::Damaged)?;
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("androidmanifest.xml") || has("classes.dex") || names.iter().any(|name| name.ends_with(".class")) {
        return Err(Refusal::Program);
    }
    if names.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return Err(Refusal::Macros);
    }
    Ok(if has("word/document.xml") {
        Archive::Docx
    } else if has("xl/workbook.xml") || has("xl/workbook.bin") {
        Archive::Xlsx
    } else if has("ppt/presentation.xml") {
        Archive::Pptx
    } else if has("mimetype") && has("meta-inf/manifest.xml") {
        Archive::OpenDocument
    } else {
        Archive::Zip
    })
}

/// The names in the directory, in lower case; `None` if it is none.
fn names(file: &mut (impl Read + Seek)) -> Option<Vec<String>> {
    let length = file.seek(SeekFrom::End(0)).ok()?;
    let tail_at = length.saturating_sub(TAIL);
    let tail = read(file, tail_at, length - tail_at)?;
    let end = tail.windows(4).rposition(|bytes| bytes == b"PK\x05\x06")?;
    let end = tail.get(end..end + 22)?;
    let (size, at) = (number(end, 12, 4)?, number(end, 16, 4)?);
    if size > LARGEST_DIRECTORY || at.checked_add(size)? > length {
        return None;
    }
    let directory = read(file, at, size)?;
    let mut names = Vec::new();
    let mut entry = directory.as_slice();
    while entry.starts_with(b"PK\x01\x02") {
        let lengths = [28, 30, 32].map(|offset| number(entry, offset, 2));
        let [Some(name), Some(extra), Some(comment)] =
            lengths.map(|length| length.map(|length| length as usize))
        else {
            return None;
        };
        names.push(String::from_utf8_lossy(entry.get(46..46 + name)?).to_lowercase());
        entry = entry.get(46 + name + extra + comment..)?;
    }
    (names.len() as u64 >= number(end, 10, 2)?.min(65_534)).then_some(names)
}

fn read(file: &mut (impl Read + Seek), at: u64, length: u64) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(at)).ok()?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == length).then_some(bytes)
}

/// A little-endian number of `bytes` bytes.
fn number(from: &[u8], at: usize, bytes: usize) -> Option<u64> {
    Some(from.get(at..at + bytes)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;

    /// A ZIP file of empty files with these names, stored.
    pub(in crate::desk::attachments) fn zip(names: &[&str]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut directory = Vec::new();
        for name in names {
            let at = (file.len() as u32).to_le_bytes();
            let length = (name.len() as u16).to_le_bytes();
            file.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            file.extend(length);
            file.extend([0, 0]);
            file.extend(name.as_bytes());
            directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
            directory.extend(length);
            directory.extend([0; 12]);
            directory.extend(at);
            directory.extend(name.as_bytes());
        }
        let (at, size) = (file.len() as u32, directory.len() as u32);
        let count = (names.len() as u16).to_le_bytes();
        file.extend(directory);
        file.extend(b"PK\x05\x06\0\0\0\0");
        file.extend([count, count].concat());
        file.extend([size.to_le_bytes(), at.to_le_bytes()].concat());
        file.extend([0, 0]);
        file
    }

    #[test]
    fn a_document_is_known_by_what_is_inside() {
        for (names, expected) in [
            (&["[Content_Types].xml", "word/document.xml"][..], Ok(Archive::Docx)),
            (&["xl/workbook.xml"], Ok(Archive::Xlsx)),
            (&["ppt/presentation.xml"], Ok(Archive::Pptx)),
            (&["mimetype", "META-INF/manifest.xml", "content.xml"], Ok(Archive::OpenDocument)),
            (&["foto.jpg", "catatan.txt"], Ok(Archive::Zip)),
            (&[], Ok(Archive::Zip)),
            (&["AndroidManifest.xml", "classes.dex"], Err(Refusal::Program)),
            (&["META-INF/MANIFEST.MF", "id/co/Undangan.class"], Err(Refusal::Program)),
            (&["word/document.xml", "word/vbaProject.bin"], Err(Refusal::Macros)),
        ] {
            assert_eq!(look_into(&mut Cursor::new(zip(names))), expected, "{names:?}");
        }
    }

    #[test]
    fn a_broken_directory_is_refused_and_never_followed_out_of_the_file() {
        let whole = zip(&["word/document.xml", "b"]);
        for cut in 0..whole.len() {
            assert_eq!(look_into(&mut Cursor::new(&whole[..cut])), Err(Refusal::Damaged), "{cut}");
        }
        for at in whole.len() - 22..whole.len() {
            let mut odd = whole.clone();
            odd[at] = 0xff;
            // Whatever it says, it is answered.
            let _any = look_into(&mut Cursor::new(odd));
        }
    }
}
