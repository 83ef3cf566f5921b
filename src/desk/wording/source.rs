//! How an office writes its words: paragraphs, `{gaps}`, `**bold**`, web addresses, and one line `---` where the facts of the
//! ticket stand. Nothing else means anything, and nothing is ever run.

use serde_json::{Value, json};

use super::gap::{Gap, gaps};
use crate::desk::fields::FieldErrors;
use crate::desk::letters::LetterKind;
use crate::desk::words::Language;

/// Characters of a subject.
pub const SUBJECT_MAX: usize = 120;
/// Characters of a text.
pub const BODY_MAX: usize = 4_000;
/// What is wrong with one field is told so often at most.
const TOLD: usize = 5;
/// Characters of a broken gap that are shown.
const SHOWN: usize = 24;
/// The line where the facts of the ticket stand.
const FACTS: &str = "---";

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Words(String),
    /// A web address.
    Link(String),
    /// Filled by the desk; what fills it is never read as anything but words.
    Gap(Gap),
}

/// A piece, and whether it is bold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub piece: Piece,
    /// Whether it is bold.
    pub strong: bool,
}

/// A line.
pub type Line = Vec<Span>;
/// Lines that belong together.
pub type Paragraph = Vec<Line>;

/// Words that were understood: whatever the gaps are filled with, they can be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// The subject, without the ticket's number, which the desk puts before it.
    pub subject: Line,
    /// What stands above the words passed on and the facts; never empty.
    pub above: Vec<Paragraph>,
    /// What stands below them.
    pub below: Vec<Paragraph>,
}

impl Wording {
    /// Reads the words of a letter.
    ///
    /// # Errors
    /// What is wrong, at `subject` and `body`, with the line and, for a gap, those there are in this language.
    pub fn read(
        kind: LetterKind,
        language: Language,
        subject: &str,
        body: &str,
    ) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let subject = errors.line("subject", subject, SUBJECT_MAX);
        let body = errors.required("body", body, BODY_MAX);
        let mut reader = Reader { kind, language, field: "subject", told: 0, errors };
        let subject = reader.line(&subject, 1, false);
        (reader.field, reader.told) = ("body", 0);
        let (above, below) = reader.body(&body);
        reader.errors.finish()?;
        Ok(Self { subject, above, below })
    }
}

struct Reader {
    kind: LetterKind,
    language: Language,
    field: &'static str,
    told: usize,
    errors: FieldErrors,
}

impl Reader {
    fn wrong(&mut self, code: &'static str, args: Value) {
        self.told += 1;
        if self.told <= TOLD {
            self.errors.add_with(self.field, code, args);
        }
    }

    fn body(&mut self, text: &str) -> (Vec<Paragraph>, Vec<Paragraph>) {
        let (mut parts, mut paragraph) = ([Vec::new(), Vec::new()], Paragraph::new());
        let mut part = 0;
        for (at, line) in text.lines().enumerate() {
            let (at, line) = (at + 1, line.trim());
            if !line.is_empty() && line != FACTS {
                paragraph.push(self.line(line, at, true));
                continue;
            }
            if !paragraph.is_empty() {
                parts[part].push(std::mem::take(&mut paragraph));
            }
            if line == FACTS {
                if part == 1 {
                    self.wrong("facts_twice", json!({ "line": at }));
                }
                part = 1;
            }
        }
        if !paragraph.is_empty() {
            parts[part].push(paragraph);
        }
        let [above, below] = parts;
        if above.is_empty() && !text.is_empty() {
            self.wrong("words_above", json!({ "line": 1 }));
        }
        (above, below)
    }

    /// A line in pieces; bold and web addresses only where it is `marked` up.
    fn line(&mut self, text: &str, at: usize, marked: bool) -> Line {
        let (mut line, mut words, mut strong) = (Line::new(), String::new(), false);
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            match letter {
                '*' if marked && after.starts_with('*') => {
                    flush(&mut line, &mut words, strong, marked);
                    strong = !strong;
                    rest = &after[1..];
                    continue;
                }
                '{' => {
                    let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
                        self.broken(rest, at);
                        return line;
                    };
                    flush(&mut line, &mut words, strong, marked);
                    let touches = line.last().is_some_and(|span| matches!(span.piece, Piece::Link(_)));
                    if touches {
                        self.wrong("gap_in_link", json!({ "line": at, "name": format!("{{{name}}}") }));
                    }
                    match Gap::named(self.kind, name) {
                        Some(gap) => line.push(Span { piece: Piece::Gap(gap), strong }),
                        None => self.unknown(name, at),
                    }
                    rest = tail;
                    continue;
                }
                '}' => {
                    self.broken(rest, at);
                    return line;
                }
                letter => words.push(letter),
            }
            rest = after;
        }
        flush(&mut line, &mut words, strong, marked);
        if strong {
            self.wrong("bold_open", json!({ "line": at }));
        }
        line
    }

    fn broken(&mut self, rest: &str, at: usize) {
        let near: String = rest.chars().take(SHOWN).collect();
        self.wrong("gap_broken", json!({ "line": at, "near": near }));
    }

    fn unknown(&mut self, name: &str, at: usize) {
        let known: Vec<String> =
            gaps(self.kind).iter().map(|gap| format!("{{{}}}", gap.name(self.language))).collect();
        let name = format!("{{{}}}", name.trim());
        self.wrong("gap_unknown", json!({ "line": at, "name": name, "known": known.join(" ") }));
    }
}

/// What stands between braces and was meant as a name.
fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ' ' | '-' | '.');
    !name.trim().is_empty() && name.chars().count() <= 40 && name.chars().all(fits)
}

/// Takes the words gathered so far into the line, web addresses apart.
fn flush(line: &mut Line, words: &mut String, strong: bool, marked: bool) {
    let text = std::mem::take(words);
    let mut rest = text.as_str();
    let mut push = |piece| line.push(Span { piece, strong });
    while let Some((before, address, after)) = marked.then(|| address(rest)).flatten() {
        if !before.is_empty() {
            push(Piece::Words(before.to_owned()));
        }
        push(Piece::Link(address.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        push(Piece::Words(rest.to_owned()));
    }
}

/// The first web address of a text, with what stands before and after it.
fn address(text: &str) -> Option<(&str, &str, &str)> {
    let found = ["https://", "http://"].into_iter().filter_map(|scheme| Some((text.find(scheme)?, scheme)));
    let (at, scheme) = found.min()?;
    let word = text[at..].split(char::is_whitespace).next().unwrap_or_default();
    let address = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '\'', '>', '!', '?', '*']);
    if address.len() <= scheme.len() {
        return None;
    }
    Some((&text[..at], address, &text[at + address.len()..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(kind: LetterKind, subject: &str, body: &str) -> Vec<(String, &'static str, u64)> {
        let read = Wording::read(kind, Language::Id, subject, body);
        let line = |args: &Value| args.get("line").and_then(Value::as_u64).unwrap_or(0);
        let wrong = read.err().unwrap_or_default().0;
        wrong.into_iter().map(|error| (error.field.clone(), error.code, line(&error.args))).collect()
    }

    #[test]
    fn words_are_read_as_they_were_meant() {
        let body = "Yth. {nama},\nlaporan **{ Judul }** kami terima.\n\nLihat https://layanan.test/a?b=1).\n---\n\nSalam <b>";
        let read = Wording::read(LetterKind::Received, Language::Id, "Diterima: {title}", body).unwrap();
        let words = |text: &str| Span { piece: Piece::Words(text.into()), strong: false };
        let gap = |gap| Span { piece: Piece::Gap(gap), strong: false };
        assert_eq!(read.subject, [words("Diterima: "), gap(Gap::Title)]);
        assert_eq!(
            read.above,
            [
                vec![
                    vec![words("Yth. "), gap(Gap::Name), words(",")],
                    vec![
                        words("laporan "),
                        Span { piece: Piece::Gap(Gap::Title), strong: true },
                        words(" kami terima.")
                    ],
                ],
                vec![vec![
                    words("Lihat "),
                    Span { piece: Piece::Link("https://layanan.test/a?b=1".into()), strong: false },
                    words(").")
                ]],
            ]
        );
        assert_eq!(read.below, [vec![vec![words("Salam <b>")]]]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused_at_its_line() {
        let own = |field: &str, code, line| vec![(field.to_owned(), code, line)];
        for (subject, body, expected) in [
            ("", "halo", own("subject", "required", 0)),
            ("   ", "halo", own("subject", "required", 0)),
            ("a\nb", "halo", own("subject", "one_line", 0)),
            ("a\r\nBcc: x@y", "halo", own("subject", "one_line", 0)),
            ("a\tb", "halo", own("subject", "one_line", 0)),
            ("{nama", "halo", own("subject", "gap_broken", 1)),
            ("nama}", "halo", own("subject", "gap_broken", 1)),
            ("{{nama}}", "halo", own("subject", "gap_broken", 1)),
            ("{lagu}", "halo", own("subject", "gap_unknown", 1)),
            ("{oleh}", "halo", own("subject", "gap_unknown", 1)),
            ("x", "", own("body", "required", 0)),
            ("x", " \n\n ", own("body", "required", 0)),
            ("x", "---", own("body", "words_above", 1)),
            ("x", "---\nhalo", own("body", "words_above", 1)),
            ("x", "a\n---\nb\n---\nc", own("body", "facts_twice", 4)),
            ("x", "satu\n\n{tenggat} dua", own("body", "gap_unknown", 3)),
            ("x", "{{#each users}}", own("body", "gap_broken", 1)),
            ("x", "{{include \"mail/parts/top.txt\"}}", own("body", "gap_broken", 1)),
            ("x", "satu\n{}", own("body", "gap_broken", 2)),
            ("x", "{nama\ndua}", vec![("body".into(), "gap_broken", 1), ("body".into(), "gap_broken", 2)]),
            ("x", "**tebal\nlagi**", vec![("body".into(), "bold_open", 1), ("body".into(), "bold_open", 2)]),
            ("x", "https://a.test/{tiket}", own("body", "gap_in_link", 1)),
            ("x", "a\0b", own("body", "control_characters", 0)),
            ("x\u{202E}", "halo", own("subject", "control_characters", 0)),
        ] {
            assert_eq!(codes(LetterKind::Received, subject, body), expected, "{subject:?} {body:?}");
        }
        assert_eq!(
            codes(LetterKind::Received, &"s".repeat(SUBJECT_MAX + 1), "x"),
            own("subject", "too_long", 0)
        );
        assert_eq!(codes(LetterKind::Received, "x", &"b".repeat(BODY_MAX + 1)), own("body", "too_long", 0));
        assert_eq!(codes(LetterKind::Received, "x", &"{a}\n".repeat(50)).len(), TOLD, "enough is told");
        assert!(codes(LetterKind::Trial, "{nama}", "x")[0].1 == "gap_unknown", "a trial has no gaps");
    }

    #[test]
    fn every_letter_knows_its_gaps_in_both_languages_and_no_name_twice() {
        for kind in LetterKind::ALL {
            let mut names: Vec<&str> =
                gaps(*kind).iter().flat_map(|gap| [gap.as_str(), gap.english()]).collect();
            for name in &names {
                assert!(
                    codes(*kind, &format!("{{{name}}}"), &format!("{{{name}}}")).is_empty(),
                    "{kind} {name}"
                );
            }
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{kind}");
        }
    }

    proptest! {
        /// Whatever is typed is read or refused, and what is read has every letter of it but braces, stars and breaks.
        #[test]
        fn nothing_typed_is_lost(body in "[a-z*{}\n<>&\"./: -]{1,60}") {
            if let Ok(read) = Wording::read(LetterKind::Received, Language::Id, "x", &body) {
                let mut told = String::new();
                for span in read.above.iter().chain(&read.below).flatten().flatten() {
                    match &span.piece {
                        Piece::Words(text) | Piece::Link(text) => told.push_str(text),
                        Piece::Gap(gap) => told.push_str(gap.as_str()),
                    }
                }
                let bare = |text: &str| text.lines().filter(|line| line.trim() != FACTS).collect::<String>()
                    .replace("**", "").replace(['{', '}'], "").replace(char::is_whitespace, "");
                prop_assert_eq!(bare(&told), bare(&body));
            }
        }
    }
}
