//! What of a calendar can be entered.

use chrono::NaiveDate;
use chrono_tz::Tz;
use deunicode::deunicode;

use super::super::calendar::Document;
use super::super::rules::Rules;
use crate::desk::fields::FieldErrors;

/// Characters of a name.
pub(super) const NAME_MAX: usize = 120;
/// Characters of a code.
const CODE_MAX: usize = 40;
/// Characters of what a version rests on.
const SOURCE_MAX: usize = 500;

/// A calendar to be entered; its hours are its first version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFields {
    /// Its short code: up to 40 small letters, digits, dots and hyphens; made of the name if there is none.
    pub code: Option<String>,
    /// Its name, 120 characters at most.
    pub name: String,
    /// An IANA zone such as `Asia/Makassar`. It stays.
    pub zone: String,
    /// Whether agencies of the zone use it unless they have their own. There is one such calendar a zone.
    pub zone_default: bool,
}

/// A version to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFields {
    /// The first day it speaks for; if unset, a first version speaks for all days, a later one from today on.
    pub effective_from: Option<NaiveDate>,
    /// What it rests on: the decree, the circular; 500 characters at most.
    pub source: String,
    /// What it says.
    pub document: Document,
}

/// What is known of a calendar whose fields are right.
pub(super) struct Checked {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) zone: Tz,
}

/// Checks everything but the hours.
pub(super) fn checked(rules: &Rules, fields: &CalendarFields, errors: &mut FieldErrors) -> Checked {
    let name = errors.line("name", &fields.name, NAME_MAX);
    let taken = |code: &str| rules.calendar_named(code).is_some();
    let code = match fields.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => {
            let code = code.to_ascii_lowercase();
            let short = code.chars().count() <= CODE_MAX;
            if !short {
                errors.add_with("code", "too_long", serde_json::json!({ "max": CODE_MAX }));
            } else if !is_code(&code) {
                errors.add("code", "code_letters");
            } else {
                errors.check(!taken(&code), "code", "taken");
            }
            code
        }
        None => code_of(&name, taken),
    };
    let zone = fields.zone.trim().parse::<Tz>();
    errors.check(zone.is_ok(), "zone", "unknown_zone");
    Checked { code, name, zone: zone.unwrap_or(Tz::UTC) }
}

/// What a version rests on.
pub(super) fn source(text: &str, errors: &mut FieldErrors) -> String {
    errors.optional("source", text, SOURCE_MAX)
}

fn is_code(code: &str) -> bool {
    // What looks like an id would be looked for as one.
    code.parse::<uuid::Uuid>().is_err()
        && code.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'))
}

/// A free code made of a name: `Puskesmas 6 hari` is `puskesmas-6-hari`.
fn code_of(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain: String = deunicode(name)
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' })
        .collect();
    let mut code = plain.split_whitespace().collect::<Vec<_>>().join("-");
    code.truncate(CODE_MAX - 8);
    if code.is_empty() || code.parse::<uuid::Uuid>().is_ok() {
        code = "kalender".to_owned();
    }
    if !taken(&code) {
        return code;
    }
    (2_u32..).map(|number| format!("{code}-{number}")).find(|code| !taken(code)).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_the_name_and_is_free() {
        let nothing = |_: &str| false;
        assert_eq!(code_of("Puskesmas (6 hari kerja)", nothing), "puskesmas-6-hari-kerja");
        assert_eq!(code_of("Dinas Kesehatan — Pagi", nothing), "dinas-kesehatan-pagi");
        assert_eq!(code_of("…", nothing), "kalender");
        assert_eq!(code_of("Pagi", |code| matches!(code, "pagi" | "pagi-2")), "pagi-3");
        assert!(code_of(&"panjang sekali ".repeat(20), nothing).len() <= CODE_MAX);
    }
}
