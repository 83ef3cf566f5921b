//! The words of a message as they are kept: without what no text may have in it, and within their bounds.

use std::collections::BTreeSet;

use super::message::Message;
use super::ours::Ours;
use crate::desk::people::folded;
use crate::desk::tickets::heading_of;
use crate::desk::words::Language;

/// Characters of a comment or description at most.
const TEXT_MAX: usize = 20_000;
/// Characters of a title at most.
const TITLE_MAX: usize = 200;
/// Characters of a subject that is kept.
const SUBJECT_MAX: usize = 500;
/// Characters of an address that is kept.
const ADDRESS_MAX: usize = 254;
/// Characters of the words an administrator reads.
const EXCERPT_MAX: usize = 4_000;
/// Words a message is found by.
const WORDS_MAX: usize = 40;
/// Recipients that are kept.
const RECIPIENTS_MAX: usize = 100;
/// Characters of the line that says to whom a message went.
const ADDRESSED_MAX: usize = 1_000;
/// What stands before the subject of an answer or of something passed on.
const PREFIXES: &[&str] =
    &["re", "fw", "fwd", "tr", "bls", "balas", "terusan", "aw", "wg", "antw", "sv", "vs", "rv", "res"];

/// What the desk itself says in a message it takes, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What of it could not be taken over, a line each.
    pub notes: Vec<String>,
    /// What stands there if there are files and no words.
    pub files_alone: String,
    /// That a file found no room; `{name}` is its name.
    pub no_room: String,
}

/// The same in each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wordings {
    /// In Indonesian.
    pub id: Wording,
    /// In English.
    pub en: Wording,
}

impl Wordings {
    /// Those of a language.
    pub fn of(&self, language: Language) -> &Wording {
        match language {
            Language::Id => &self.id,
            Language::En => &self.en,
        }
    }
}

/// A text without what no text may have: control characters, and the marks that turn its direction around.
pub(super) fn clean(text: &str) -> String {
    let fine = |letter: &char| {
        (!letter.is_control() || matches!(letter, '\n' | '\t'))
            && !matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
    };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(fine).collect()
}

fn line(text: &str, max: usize) -> String {
    let whole = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&whole, max)
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max.saturating_sub(1)).chain(['…']).collect()
}

/// The subject, in one line.
pub(super) fn subject(text: &str) -> String {
    line(text, SUBJECT_MAX)
}

/// An address, in small letters.
pub(super) fn address(text: &str) -> String {
    line(text, ADDRESS_MAX).to_lowercase()
}

/// A name, in one line.
pub(super) fn name(text: &str) -> String {
    line(text, ADDRESS_MAX)
}

/// The first of the words.
pub(super) fn excerpt(text: &str) -> String {
    cut(clean(text).trim(), EXCERPT_MAX)
}

/// The words of a comment or description: what was written, and below it what must be said of the message.
pub(super) fn body(text: &str, wording: &Wording, no_room: &[String]) -> String {
    let text = clean(text);
    let text = text.trim();
    let mut notes: Vec<String> = wording.notes.clone();
    notes.extend(no_room.iter().map(|name| wording.no_room.replace("{name}", name)));
    let notes = cut(clean(&notes.join("\n")).trim(), TEXT_MAX / 4);
    let text = if text.is_empty() { wording.files_alone.as_str() } else { text };
    if notes.is_empty() {
        return cut(text, TEXT_MAX);
    }
    let room = TEXT_MAX.saturating_sub(notes.chars().count() + 2);
    format!("{}\n\n{notes}", cut(text, room)).trim().to_owned()
}

/// The title of a new ticket: the subject without `Re:` and the like, or what the first words say.
pub(super) fn title(subject: &str, description: &str) -> String {
    let mut bare = line(subject, SUBJECT_MAX);
    while let Some(rest) = without_prefix(&bare) {
        bare = rest.to_owned();
    }
    if bare.is_empty() {
        bare = line(&heading_of(description), TITLE_MAX);
    }
    if bare.is_empty() {
        bare = line(description, 80);
    }
    cut(&bare, TITLE_MAX)
}

/// `Re: Printer` without `Re:`; also `RE[2]:`.
fn without_prefix(subject: &str) -> Option<&str> {
    let (before, rest) = subject.split_once(':')?;
    let word = before.trim().split(['[', '(', '^']).next().unwrap_or_default().trim().to_lowercase();
    PREFIXES.contains(&word.as_str()).then(|| rest.trim_start())
}

/// What a message is found by.
pub(super) fn words<'a>(parts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut words = BTreeSet::new();
    for part in parts {
        words.extend(folded(part).split_whitespace().map(|word| cut(word, 60)));
        if part.contains('@') && !part.contains(' ') {
            words.insert(part.to_lowercase());
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).take(WORDS_MAX).collect()
}

/// To whom a message says it went, in one line: names with their addresses.
pub(super) fn addressed(message: &Message) -> String {
    let each =
        message.to.iter().chain(&message.cc).map(|one| match (name(&one.name), address(&one.address)) {
            (name, address) if name.is_empty() || name.to_lowercase() == address => address,
            (name, address) => format!("{name} <{address}>"),
        });
    cut(&each.filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", "), ADDRESSED_MAX)
}

/// To whom a message went, but for ourselves.
pub(super) fn recipients(message: &Message, ours: &Ours) -> Vec<String> {
    let all = message.to.iter().chain(&message.cc).map(|one| address(&one.address));
    let others: BTreeSet<_> = all.filter(|address| address.contains('@') && !ours.is_own(address)).collect();
    others.into_iter().take(RECIPIENTS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_what_answers_put_before_them() {
        for (subject, expected) in [
            ("Re: RE[2]: Fwd: Printer rusak", "Printer rusak"),
            ("Bls: Tr: [Dinkes] Jaringan: putus", "[Dinkes] Jaringan: putus"),
            ("Perihal: Permohonan", "Perihal: Permohonan"),
            ("Re:", "internet lemot dari tadi pagi"),
            ("", "internet lemot dari tadi pagi"),
        ] {
            assert_eq!(
                title(subject, "mohon dicek min, internet lemot dari tadi pagi, buka google"),
                expected
            );
        }
        assert_eq!(title(&"x".repeat(400), "").chars().count(), TITLE_MAX);
    }

    #[test]
    fn notes_stand_below_the_words_and_are_never_cut_away() {
        let wording = Wording {
            notes: vec!["Catatan: winmail.dat".into()],
            files_alone: "(hanya lampiran)".into(),
            no_room: "Catatan: {name} tidak muat".into(),
        };
        assert_eq!(body(" halo \u{0} ", &Wording::default(), &[]), "halo");
        let whole = body("", &wording, &["a.pdf".to_owned()]);
        assert_eq!(whole, "(hanya lampiran)\n\nCatatan: winmail.dat\nCatatan: a.pdf tidak muat");
        let long = body(&"ü".repeat(30_000), &wording, &[]);
        assert!(long.chars().count() <= TEXT_MAX && long.ends_with("winmail.dat"));
    }

    #[test]
    fn what_no_text_may_have_is_left_out() {
        assert_eq!(clean("a\u{0}b\u{202E}c\r\nd\re"), "abc\nd\ne");
        assert_eq!(subject("  Jaringan\r\n\tputus "), "Jaringan putus");
    }
}
