//! A person (Pengguna), and what of one can be entered.

use serde::Serialize;

use super::folding;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::words::{Language, StaffMail};

/// Anyone with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Counts their saves.
    pub version: i64,
    /// Their e-mail address, in small letters.
    pub email: String,
    /// Their NIP, 18 digits; none for those who are no civil servants.
    pub nip: Option<String>,
    /// Their name as it is shown, with titles.
    pub name: String,
    /// The bare name they are sorted by.
    #[serde(skip)]
    pub sort_name: String,
    /// Their agency.
    pub agency_id: AgencyId,
    /// The short name of their agency.
    #[serde(skip)]
    pub agency_name: String,
    /// The room they sit in.
    pub room: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// The language they are addressed in.
    pub language: Language,
    /// When they get mail as staff.
    pub staff_mail: StaffMail,
    /// When a letter to their address came back; none as long as letters arrive.
    pub email_bounced_at: Option<Timestamp>,
    /// What the mail server said then.
    pub email_bounce: Option<String>,
    /// Whether they have a password to sign in with.
    #[serde(skip)]
    pub has_password: bool,
    /// Whether they may sign in.
    pub active: bool,
    /// When they were entered.
    pub created_at: Timestamp,
    /// When they were last saved.
    pub updated_at: Timestamp,
}

/// What an administrator enters of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFields {
    /// The e-mail address.
    pub email: String,
    /// The NIP, with or without spaces; empty for none.
    pub nip: String,
    /// The name with titles, 120 characters at most.
    pub name: String,
    /// The agency.
    pub agency_id: AgencyId,
    /// The room, 60 characters at most.
    pub room: String,
    /// The telephone number, 30 characters at most.
    pub phone: String,
    /// The language.
    pub language: Language,
    /// When they get mail as staff.
    pub staff_mail: StaffMail,
    /// Whether they may sign in.
    pub active: bool,
}

/// What a person changes of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFields {
    /// The room.
    pub room: String,
    /// The telephone number.
    pub phone: String,
    /// The language.
    pub language: Language,
    /// When they get mail as staff.
    pub staff_mail: StaffMail,
}

impl Person {
    /// What could be entered again to change nothing: the ground of a partial change.
    pub fn fields(&self) -> PersonFields {
        PersonFields {
            email: self.email.clone(),
            nip: self.nip.clone().unwrap_or_default(),
            name: self.name.clone(),
            agency_id: self.agency_id,
            room: self.room.clone().unwrap_or_default(),
            phone: self.phone.clone().unwrap_or_default(),
            language: self.language,
            staff_mail: self.staff_mail,
            active: self.active,
        }
    }

    /// The same for what they change themselves.
    pub fn own_fields(&self) -> OwnFields {
        let PersonFields { room, phone, language, staff_mail, .. } = self.fields();
        OwnFields { room, phone, language, staff_mail }
    }
}

impl PersonFields {
    /// The fields trimmed and normalised, with what is wrong with each. Nothing here asks the database.
    pub fn checked(self, errors: &mut FieldErrors) -> Self {
        let email = errors.line("email", &self.email, 254).to_lowercase();
        if !email.is_empty() {
            errors.check(is_email(&email), "email", "no_email");
        }
        let nip: String = self.nip.chars().filter(|letter| !letter.is_whitespace()).collect();
        let digits = nip.len() == 18 && nip.bytes().all(|digit| digit.is_ascii_digit());
        errors.check(nip.is_empty() || digits, "nip", "no_nip");
        let name = errors.line("name", &self.name, 120);
        errors.check(name.is_empty() || !folding::folded(&name).is_empty(), "name", "required");
        let room = one_line(errors, "room", &self.room, 60);
        let phone = one_line(errors, "phone", &self.phone, 30);
        errors.check(is_phone(&phone), "phone", "no_phone");
        Self { email, nip, name, room, phone, ..self }
    }
}

fn one_line(errors: &mut FieldErrors, field: &str, text: &str, max: usize) -> String {
    let text = errors.optional(field, text, max);
    errors.check(!text.contains(['\n', '\t']), field, "one_line");
    text
}

/// One mailbox at one domain with a dot: what a letter can be addressed to without a doubt.
fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.split_once('@') else { return false };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter);
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    (1..=64).contains(&mailbox.len())
        && mailbox.chars().all(plain)
        && !dots(mailbox)
        && domain.contains('.')
        && domain.split('.').all(label)
}

fn is_phone(text: &str) -> bool {
    text.chars().all(|letter| {
        letter.is_ascii_digit() || "+-().,/ #*".contains(letter) || letter.is_ascii_alphabetic()
    }) && (text.is_empty() || text.bytes().any(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> PersonFields {
        PersonFields {
            email: " Siti@Dinkes.demo.test ".into(),
            nip: "19700705 199021 1 003".into(),
            name: "Siti Rahma, S.Kep.".into(),
            agency_id: AgencyId::new(),
            room: "Ruang 2".into(),
            phone: "0812-3456-7890 ext. 12".into(),
            language: Language::Id,
            staff_mail: StaffMail::Immediate,
            active: true,
        }
    }

    fn wrong(change: impl FnOnce(&mut PersonFields)) -> Vec<(String, &'static str)> {
        let (mut fields, mut errors) = (fields(), FieldErrors::default());
        change(&mut fields);
        fields.checked(&mut errors);
        errors.0.into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn addresses_and_numbers_are_normalised() {
        let mut errors = FieldErrors::default();
        let checked = fields().checked(&mut errors);
        assert_eq!(errors, FieldErrors::default());
        assert_eq!(checked.email, "siti@dinkes.demo.test");
        assert_eq!(checked.nip, "197007051990211003", "21 instead of a month is a PPPK's");
    }

    #[test]
    fn each_wrong_field_is_named() {
        for bad in [
            "siti",
            "siti@",
            "@x.id",
            "siti@local",
            "a b@x.id",
            "a@x.id, b@x.id",
            "a@x..id",
            "<a@x.id>",
            "a@-x.id",
        ] {
            assert_eq!(wrong(|fields| fields.email = bad.into()), [("email".into(), "no_email")], "{bad}");
        }
        for bad in ["123", "19700705199003100x", "1970070519900310030"] {
            assert_eq!(wrong(|fields| fields.nip = bad.into()), [("nip".into(), "no_nip")], "{bad}");
        }
        assert_eq!(wrong(|fields| fields.name = " ".into()), [("name".into(), "required")]);
        assert_eq!(wrong(|fields| fields.name = "…!".into()), [("name".into(), "required")]);
        assert_eq!(wrong(|fields| fields.name = "a\nb".into()), [("name".into(), "one_line")]);
        assert_eq!(wrong(|fields| fields.phone = "call me".into()), [("phone".into(), "no_phone")]);
        assert_eq!(wrong(|fields| fields.room = "x".repeat(61)), [("room".into(), "too_long")]);
    }
}
