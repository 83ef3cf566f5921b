//! What a file is, by what it contains. Its name only chooses among what the content allows.

use std::io::{Read, Seek, SeekFrom};

use super::archive::{self, Archive};
use super::error::{AttachmentError, Refusal};

/// A kind of file that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentType {
    /// The media type it is stored and served as.
    pub media_type: &'static str,
    /// The endings its names may have; the first is given to names that have none of them.
    pub endings: &'static [&'static str],
}

const fn kind(media_type: &'static str, endings: &'static [&'static str]) -> ContentType {
    ContentType { media_type, endings }
}

pub(super) const JPEG: ContentType = kind("image/jpeg", &["jpg", "jpeg"]);
pub(super) const PNG: ContentType = kind("image/png", &["png"]);
pub(super) const GIF: ContentType = kind("image/gif", &["gif"]);
pub(super) const WEBP: ContentType = kind("image/webp", &["webp"]);
const DOCX: ContentType =
    kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]);
const XLSX: ContentType =
    kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]);
const PPTX: ContentType =
    kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]);
const ZIP: ContentType = kind("application/zip", &["zip"]);
const TEXT: ContentType = kind(
    "text/plain",
    &["txt", "log", "md", "json", "conf", "cfg", "ini", "yml", "yaml", "sql", "ics", "vcf", "csr", "crt"],
);

/// Which of these an OpenDocument is, its name says.
const OPEN_DOCUMENTS: &[ContentType] = &[
    kind("application/vnd.oasis.opendocument.text", &["odt"]),
    kind("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    kind("application/vnd.oasis.opendocument.presentation", &["odp"]),
    kind("application/vnd.oasis.opendocument.graphics", &["odg"]),
];

/// Which of these an old office document is, its name says.
const OLD_DOCUMENTS: &[ContentType] = &[
    kind("application/msword", &["doc"]),
    kind("application/vnd.ms-excel", &["xls"]),
    kind("application/vnd.ms-powerpoint", &["ppt"]),
    kind("application/vnd.ms-outlook", &["msg"]),
];

/// Which of these a text is, its name says.
const TEXTS: &[ContentType] = &[TEXT, kind("text/csv", &["csv"]), kind("message/rfc822", &["eml"])];

/// What is known by its first bytes alone.
const KNOWN: &[ContentType] = &[
    JPEG,
    PNG,
    GIF,
    WEBP,
    kind("application/pdf", &["pdf"]),
    kind("application/rtf", &["rtf"]),
    kind("application/vnd.rar", &["rar"]),
    kind("application/x-7z-compressed", &["7z"]),
    kind("application/gzip", &["gz", "tgz"]),
    kind("video/mp4", &["mp4", "m4v"]),
    kind("video/x-m4v", &["m4v", "mp4"]),
    kind("video/quicktime", &["mov"]),
    kind("video/webm", &["webm"]),
    kind("video/x-matroska", &["mkv"]),
    kind("audio/mpeg", &["mp3"]),
    kind("audio/m4a", &["m4a"]),
    kind("audio/ogg", &["ogg", "oga", "opus"]),
    kind("audio/opus", &["opus", "ogg"]),
    kind("audio/x-wav", &["wav"]),
    kind("audio/amr", &["amr"]),
    kind("audio/aac", &["aac"]),
];

/// Bytes at the beginning that are looked at.
const HEAD: u64 = 8 * 1024;

impl ContentType {
    /// Whether it is a picture, which is made anew before it is kept.
    pub fn is_picture(self) -> bool {
        [JPEG, PNG, GIF, WEBP].contains(&self)
    }

    /// The accepted kind with this media type, as it was stored.
    pub(super) fn stored(media_type: &str) -> Option<Self> {
        let rest = [DOCX, XLSX, PPTX, ZIP];
        let mut all = KNOWN.iter().chain(OPEN_DOCUMENTS).chain(OLD_DOCUMENTS).chain(TEXTS).chain(&rest);
        all.find(|kind| kind.media_type == media_type).copied()
    }
}

/// What `file` is; `ending` is that of its name, in lower case.
///
/// # Errors
/// When it is nothing that is accepted, or cannot be read.
pub(super) fn recognise(
    file: &mut (impl Read + Seek),
    ending: Option<&str>,
) -> Result<ContentType, AttachmentError> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(AttachmentError::Empty);
    }
    if is_program(&head) {
        return Err(Refusal::Program.into());
    }
    if is_web_page(&head) {
        return Err(Refusal::WebPage.into());
    }
    let named = |kinds: &[ContentType]| {
        kinds.iter().find(|kind| ending.is_some_and(|ending| kind.endings.contains(&ending))).copied()
    };
    let found = infer::get(&head);
    let media_type = found.map(|found| found.mime_type());
    if let Some(kind) = KNOWN.iter().find(|kind| media_type == Some(kind.media_type)) {
        return Ok(*kind);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(match archive::look_into(file)? {
            Archive::Docx => DOCX,
            Archive::Xlsx => XLSX,
            Archive::Pptx => PPTX,
            Archive::OpenDocument => named(OPEN_DOCUMENTS).unwrap_or(ZIP),
            Archive::Zip => ZIP,
        });
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return named(OLD_DOCUMENTS).ok_or(Refusal::Kind.into());
    }
    if media_type.is_some_and(|media_type| media_type.starts_with("image/")) {
        return Err(Refusal::PictureFormat.into());
    }
    if is_text(file)? {
        // A text with the name of a program is one; a text with no ending at all is a note.
        return match ending {
            None => Ok(TEXT),
            Some(ending) if PROGRAMS.contains(&ending) => Err(Refusal::Program.into()),
            Some(ending) if PAGES.contains(&ending) => Err(Refusal::WebPage.into()),
            Some(_) => named(TEXTS).ok_or(Refusal::Kind.into()),
        };
    }
    Err(Refusal::Kind.into())
}

/// Endings of texts that machines run.
const PROGRAMS: &[&str] = &[
    "bat", "cmd", "com", "hta", "jar", "js", "jse", "lnk", "mjs", "msi", "php", "pl", "ps1", "psm1", "py",
    "rb", "reg", "scr", "sh", "url", "vb", "vbe", "vbs", "wsf", "wsh",
];

/// Endings of texts that browsers run.
const PAGES: &[&str] =
    &["htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xml", "xsl", "xslt"];

fn is_program(head: &[u8]) -> bool {
    let starts: [&[u8]; 5] = [b"#!", b"MZ", b"\x7fELF", b"dex\n", b"\xca\xfe\xba\xbe"];
    starts.iter().any(|start| head.starts_with(start))
        || infer::is_app(head) && !head.starts_with(b"-----BEGIN ")
        || infer::get(head).is_some_and(|found| {
            let packages = ["deb", "rpm", "msi", "cab", "crx", "swf", "ar"];
            packages.contains(&found.extension()) && !head.starts_with(b"\xD0\xCF\x11\xE0")
        })
}

/// Whether a browser that guesses would take it for a page: it begins with a tag, maybe after blanks and a mark.
fn is_web_page(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let tag =
        |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
    let tags = [
        "<!doctype",
        "<?xml",
        "<html",
        "<head",
        "<body",
        "<script",
        "<svg",
        "<iframe",
        "<style",
        "<title",
        "<meta",
        "<!--",
        "<link",
        "<img",
        "<a ",
        "<div",
        "<table",
        "<p>",
        "<?php",
    ];
    tags.iter().any(|name| tag(name))
}

/// Whether the whole file is text: no NUL and no control characters but those of lines and pages. Bytes above 127 are
/// letters of one encoding or another.
fn is_text(file: &mut (impl Read + Seek)) -> Result<bool, AttachmentError> {
    file.seek(SeekFrom::Start(0))?;
    let mut part = [0; 16 * 1024];
    loop {
        let length = file.read(&mut part)?;
        if length == 0 {
            return Ok(true);
        }
        let odd = |byte: &u8| matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31 | 127);
        if part[..length].iter().any(odd) {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::archive::tests::zip;
    use super::*;

    fn recognised(bytes: &[u8], ending: &str) -> Result<&'static str, AttachmentError> {
        let ending = Some(ending).filter(|ending| !ending.is_empty());
        recognise(&mut Cursor::new(bytes), ending).map(|kind| kind.media_type)
    }

    #[test]
    fn accepted_files_are_known_by_their_content_whatever_they_are_called() {
        let docx = zip(&["word/document.xml"]);
        let odt = zip(&["mimetype", "META-INF/manifest.xml"]);
        let old: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        for (bytes, ending, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "exe", "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "", "image/jpeg"),
            (b"GIF89a\x01\0\x01\0", "gif", "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "webp", "image/webp"),
            (b"%PDF-1.7\n", "txt", "application/pdf"),
            (&docx, "zip", DOCX.media_type),
            (&odt, "ods", "application/vnd.oasis.opendocument.spreadsheet"),
            (&odt, "bin", "application/zip"),
            (&zip(&["a.txt"]), "docx", "application/zip"),
            (old, "xls", "application/vnd.ms-excel"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", "mp4", "video/mp4"),
            (b"Jaringan mati sejak pagi\n", "txt", "text/plain"),
            (b"Jaringan mati", "", "text/plain"),
            (b"a;b\r\n1;2\r\n", "csv", "text/csv"),
            (b"nama;kota\nJos\xe9;Parigi\n", "csv", "text/csv"),
            (b"From: a@b.test\r\n\r\n<html>hai</html>", "eml", "message/rfc822"),
            (b"-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n", "csr", "text/plain"),
            ("\u{feff}catatan".as_bytes(), "log", "text/plain"),
        ] {
            assert_eq!(recognised(bytes, ending).unwrap(), expected, "{ending}");
            assert_eq!(ContentType::stored(expected).unwrap().media_type, expected);
        }
    }

    #[test]
    fn programs_pages_and_the_unknown_are_refused_whatever_they_are_called() {
        for (bytes, ending, expected) in [
            (&b"MZ\x90\0\x03"[..], "pdf", Refusal::Program),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0", "jpg", Refusal::Program),
            (b"#!/bin/sh\nrm -rf /\n", "txt", Refusal::Program),
            (b"dex\n035\0 and then the rest of an Android program", "txt", Refusal::Program),
            (b"echo off", "bat", Refusal::Program),
            (b"alert(1)", "js", Refusal::Program),
            (&zip(&["AndroidManifest.xml"]), "jpg", Refusal::Program),
            (&zip(&["xl/workbook.xml", "xl/vbaProject.bin"]), "xlsx", Refusal::Macros),
            (b"<html><script>alert(1)</script>", "png", Refusal::WebPage),
            (b" \n\t<!DOCTYPE html>", "txt", Refusal::WebPage),
            (b"\xEF\xBB\xBF<?xml version='1.0'?><svg/>", "log", Refusal::WebPage),
            (b"<SVG onload=alert(1)>", "png", Refusal::WebPage),
            (b"nothing but text", "html", Refusal::WebPage),
            (b"nothing but text", "svg", Refusal::WebPage),
            (b"BM\0\0\0\0", "bmp", Refusal::PictureFormat),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic", Refusal::PictureFormat),
            (b"\x01\x02\x03\x04", "txt", Refusal::Kind),
            (b"a text \0 with a NUL", "txt", Refusal::Kind),
            (b"plain", "xyz", Refusal::Kind),
            (b"PK\x03\x04 cut", "zip", Refusal::Damaged),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0", "msi", Refusal::Kind),
        ] {
            let outcome = recognised(bytes, ending);
            assert!(
                matches!(outcome, Err(AttachmentError::Refused(refusal)) if refusal == expected),
                "{ending}: {outcome:?} is not {expected:?}"
            );
        }
        assert!(matches!(recognised(b"", "txt"), Err(AttachmentError::Empty)));
    }

    #[test]
    fn a_text_is_one_to_its_last_byte() {
        let mut long = vec![b'a'; 100_000];
        assert_eq!(recognised(&long, "log").unwrap(), "text/plain");
        long.push(0);
        assert!(recognised(&long, "log").is_err());
    }
}
