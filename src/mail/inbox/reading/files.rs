//! The files of a message and their names.

use super::decode;
use super::encoded;
use super::headers;
use super::mime::Leaf;
use super::words::one_line;
use crate::desk::inbox::{Missing, Part};

/// Characters of a file name at most.
const NAME: usize = 150;

/// The name a part gives itself.
pub(super) fn own_name(leaf: &Leaf<'_>) -> Option<String> {
    let given = leaf
        .disposition()
        .and_then(|disposition| disposition.parameter("filename").map(str::to_owned))
        .or_else(|| leaf.kind.parameter("name").map(str::to_owned))?;
    let name = safe(&given);
    (!name.is_empty()).then_some(name)
}

/// The last piece of a path, without signs a file system or a page could stumble over.
fn safe(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = one_line(last, 1_000).replace(['"', '<', '>', '|', ':', '*', '?'], "_");
    let name = name.trim_matches(['.', ' ']);
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    // The ending says what it is and is kept.
    match name.rsplit_once('.').filter(|(_, ending)| ending.chars().count() <= 10) {
        Some((stem, ending)) => {
            let stem: String = stem.chars().take(NAME - 11).collect();
            format!("{stem}.{ending}")
        }
        None => name.chars().take(NAME).collect(),
    }
}

/// Makes a file of a part, and says what of it is not whole.
pub(super) fn file(leaf: &Leaf<'_>, count: usize, shown: bool) -> (Part, Vec<Missing>) {
    let (bytes, broken) =
        decode::bytes(leaf.body, leaf.headers.first("content-transfer-encoding").unwrap_or_default());
    let file_name = own_name(leaf).unwrap_or_else(|| made_up(leaf, &bytes, count));
    let mut missing = Vec::new();
    if leaf.kind.is("application/ms-tnef")
        || leaf.kind.is("application/vnd.ms-tnef")
        || file_name.eq_ignore_ascii_case("winmail.dat")
    {
        missing.push(Missing::Winmail);
    }
    if broken || leaf.broken {
        missing.push(Missing::Garbled);
    }
    if encrypted(leaf) {
        missing.push(Missing::Encrypted);
    }
    let media_type = one_line(&leaf.kind.full, 100);
    (Part { file_name, media_type, inline: shown, bytes: bytes.into_owned() }, missing)
}

/// An S/MIME envelope; a part that is only signed in the open is none.
fn encrypted(leaf: &Leaf<'_>) -> bool {
    let envelope = leaf.kind.is("application/pkcs7-mime") || leaf.kind.is("application/x-pkcs7-mime");
    envelope && leaf.kind.parameter("smime-type") != Some("certs-only")
}

fn made_up(leaf: &Leaf<'_>, bytes: &[u8], count: usize) -> String {
    if matches!(leaf.kind.full.as_str(), "message/rfc822" | "message/global") {
        let subject = headers::of_message(bytes).0.first("subject").map(encoded::plain).unwrap_or_default();
        let subject: String = safe(&subject).chars().take(80).collect();
        let stem = if subject.is_empty() { format!("pesan-{count}") } else { subject };
        return format!("{stem}.eml");
    }
    let ending = match leaf.kind.full.as_str() {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/vcard" | "text/x-vcard" => "vcf",
        "text/rfc822-headers" | "message/delivery-status" | "message/disposition-notification" => "txt",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/ms-tnef" => return "winmail.dat".into(),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => return "smime.p7m".into(),
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => return "smime.p7s".into(),
        "application/pgp-signature" => return "signature.asc".into(),
        "application/pgp-encrypted" => return "version.txt".into(),
        kind if kind.starts_with("image/") => return format!("gambar-{count}.{}", simple(kind)),
        kind => simple(kind),
    };
    let stem = if leaf.kind.full.starts_with("image/") { "gambar" } else { "lampiran" };
    format!("{stem}-{count}.{ending}")
}

/// The ending a type without a known one gets.
fn simple(kind: &str) -> &'static str {
    match kind {
        "image/bmp" => "bmp",
        "image/tiff" => "tif",
        "image/svg+xml" => "svg",
        "image/heic" => "heic",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_piece_and_no_path() {
        assert_eq!(safe("C:\\Users\\siti\\surat tugas.pdf"), "surat tugas.pdf");
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("a\r\nb\u{202e}gpj.exe"), "a bgpj.exe");
        assert_eq!(safe("..."), "");
        let long = safe(&format!("{}.pdf", "x".repeat(400)));
        assert!(long.chars().count() <= NAME && long.ends_with(".pdf"));
    }
}
