//! The text of a canned answer, and the gaps a ticket fills.

use serde_json::json;

use crate::desk::fields::FieldErrors;
use crate::words;

/// Letters of a gap's name that are looked at: what is longer is no gap.
const NAME_MAX: usize = 40;

words! {
    /// What can stand in a text as `{name}`.
    Gap {
        /// The requester's name.
        Name = "nama",
        /// "Bapak/Ibu".
        Salutation = "sapaan",
        /// The ticket's number.
        Ticket = "tiket",
        /// The ticket's title.
        Title = "judul",
        /// The name of the one who answers.
        Staff = "petugas",
        /// The requester's agency.
        Agency = "pd",
        /// The requester's room.
        Room = "ruang",
        /// When the ticket is due, as the office says it.
        Due = "tenggat",
        /// Until when an answer is asked for.
        AnswerBy = "batas_jawab",
    }
}

/// The text with every gap filled by `given`.
pub fn fill(text: &str, given: impl Fn(Gap) -> String) -> String {
    let mut filled = String::with_capacity(text.len() + 64);
    for part in parts(text) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Gap(name) => match named(name) {
                Some(gap) => filled.push_str(&given(gap)),
                None => filled.extend(["{", name, "}"]),
            },
        }
    }
    filled
}

/// Refuses a text that names a gap nobody can fill, and says which there are.
pub(super) fn check(text: &str, errors: &mut FieldErrors) {
    let unknown = parts(text).into_iter().find_map(|part| match part {
        Part::Gap(name) if named(name).is_none() => Some(name),
        _ => None,
    });
    if let Some(name) = unknown {
        let known: Vec<String> = Gap::ALL.iter().map(|gap| format!("{{{gap}}}")).collect();
        let named = json!({ "name": format!("{{{name}}}"), "known": known.join(" ") });
        errors.add_with("body", "unknown_gap", named);
    }
}

enum Part<'a> {
    Text(&'a str),
    Gap(&'a str),
}

fn named(name: &str) -> Option<Gap> {
    name.trim().to_lowercase().parse().ok()
}

/// A text in pieces: what stands between braces and could be a name, and the rest.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut rest, mut kept) = (text, text);
    while let Some(at) = rest.find('{') {
        let after = &rest[at + 1..];
        let name = after.split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        let Some(name) = name else {
            rest = after;
            continue;
        };
        let before = kept.len() - rest.len() + at;
        parts.push(Part::Text(&kept[..before]));
        parts.push(Part::Gap(name));
        rest = &after[name.len() + 1..];
        kept = rest;
    }
    parts.push(Part::Text(kept));
    parts
}

fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ' ' | '-' | '.');
    !name.trim().is_empty() && name.chars().count() <= NAME_MAX && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_everything_else_stays() {
        let given = |gap: Gap| gap.as_str().to_uppercase();
        for (text, expected) in [
            ("Yth. {sapaan} {nama},", "Yth. SAPAAN NAMA,"),
            ("{Nama} { tiket }", "NAMA TIKET"),
            ("{{nama}}", "{NAMA}"),
            ("ip {} { a;b } {satu\ndua} {", "ip {} { a;b } {satu\ndua} {"),
            ("{apa itu} tetap", "{apa itu} tetap"),
            ("é{nama}é", "éNAMAé"),
            ("", ""),
        ] {
            assert_eq!(fill(text, given), expected, "{text}");
        }
    }

    #[test]
    fn a_gap_nobody_fills_is_refused_with_those_there_are() {
        let mut errors = FieldErrors::default();
        check("Yth. {nama}, {batas_jawab} dan {} atau { a;b }", &mut errors);
        assert!(errors.0.is_empty());
        check("Yth. {nama_lengkap}", &mut errors);
        assert_eq!((errors.0[0].field.as_str(), errors.0[0].code), ("body", "unknown_gap"));
        assert_eq!(errors.0[0].args["name"], "{nama_lengkap}");
        assert!(errors.0[0].args["known"].as_str().unwrap().contains("{sapaan}"));
    }
}
