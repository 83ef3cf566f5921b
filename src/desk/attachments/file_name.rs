//! Names of files, as they may be shown and saved. Pure.

use super::content::ContentType;

/// Longest name, in characters, its ending included.
const LONGEST: usize = 120;

/// The name a file that was sent as `sent` is kept under: no folders, nothing that hides or turns letters around, an
/// ending that fits its content.
pub(super) fn kept(sent: &str, content: ContentType) -> String {
    let mut stem = cleaned(sent);
    let ending = loop {
        match ending(&stem) {
            Some(ending) if content.endings.contains(&ending.as_str()) => {
                stem.truncate(stem.len() - ending.len() - 1);
                break ending;
            }
            // An ending that is none of the content's is taken off, if it looks like one; "12.11.2026" is a date.
            Some(ending) if ending.len() <= 5 && ending.bytes().any(|byte| byte.is_ascii_alphabetic()) => {
                stem.truncate(stem.len() - ending.len() - 1);
            }
            _ => break content.endings[0].to_owned(),
        }
    };
    let stem = stem.trim_matches(['.', ' ', '-']);
    let stem: String = stem.chars().take(LONGEST - ending.len() - 1).collect();
    let stem = stem.trim_end();
    if stem.is_empty() { format!("lampiran.{ending}") } else { format!("{stem}.{ending}") }
}

/// The ending of a name as it was sent, in lower case.
pub(super) fn ending(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_ending = !stem.is_empty() && (1..=10).contains(&ending.len());
    (is_ending && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .then(|| ending.to_ascii_lowercase())
}

/// The last part of a path, without control characters, marks that are not seen, and what systems do not allow in names.
pub(super) fn cleaned(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|letter| !is_unseen(*letter))
        .map(|letter| match letter {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            letter if letter.is_whitespace() => ' ',
            letter => letter,
        })
        .collect();
    let words: Vec<_> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_matches(['.', ' ']).to_owned()
}

/// Control characters, and marks that turn the direction of text around or take no room.
fn is_unseen(letter: char) -> bool {
    letter.is_control() && !letter.is_whitespace()
        || matches!(
            letter,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFF}'
            | '\u{E0000}'..='\u{E0FFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::super::content::{JPEG, PNG};
    use super::*;

    const PDF: ContentType = ContentType { media_type: "application/pdf", endings: &["pdf"] };

    #[test]
    fn a_name_is_made_fit_to_be_shown_and_saved() {
        for (sent, content, kept_as) in [
            ("foto.png", PNG, "foto.png"),
            ("Foto Router.JPEG", JPEG, "Foto Router.jpeg"),
            ("foto.jpg", PNG, "foto.png"),
            ("foto", JPEG, "foto.jpg"),
            ("foto.exe", PNG, "foto.png"),
            ("faktur.pdf.exe", PDF, "faktur.pdf"),
            ("laporan 12.11.2026", PDF, "laporan 12.11.2026.pdf"),
            ("../../etc/passwd.png", PNG, "passwd.png"),
            ("C:\\Users\\siti\\surat.pdf", PDF, "surat.pdf"),
            ("a\u{202E}fdp.png", PNG, "afdp.png"),
            ("a\0b\r\nc\u{7}.png", PNG, "ab c.png"),
            (".htaccess", PNG, "htaccess.png"),
            ("....png", PNG, "png.png"),
            ("", PNG, "lampiran.png"),
            ("/", PNG, "lampiran.png"),
            ("a<b>:\"c|d?*.png", PNG, "a_b___c_d__.png"),
            ("surat  keputusan .pdf", PDF, "surat keputusan.pdf"),
            ("日本.png", PNG, "日本.png"),
        ] {
            assert_eq!(kept(sent, content), kept_as, "{sent:?}");
        }
        let long = kept(&format!("{}.png", "é".repeat(500)), PNG);
        assert_eq!((long.chars().count(), long.ends_with("é.png")), (LONGEST, true));
    }
}
