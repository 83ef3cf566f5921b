//! The list of what offices write for what they mean, as an office may edit it.

use std::collections::HashMap;

use super::raw::raws;
use super::token::LONGEST;

/// The list the desk comes with.
const STANDARD: &str = include_str!("data/synonyms.txt");

/// Most bytes of a list.
const MOST_BYTES: usize = 256 * 1024;
/// Most ways of writing in a list.
const MOST_ENTRIES: usize = 5_000;
/// Most words on one side.
const MOST_WORDS: usize = 4;
/// Most faults that are told at once.
const MOST_FAULTS: usize = 50;
/// How often what is meant may itself be written for something else.
const MOST_STEPS: usize = 8;

/// A fault in a list, and its line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct Fault {
    /// Counted from 1; 0 if it is about the whole list.
    pub line: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What may be wrong with a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The line has no `=`.
    #[error("`=` is missing: write `what people write = what they mean`")]
    NoEquals,
    /// The line has more than one `=`.
    #[error("`=` stands there more than once")]
    ManyEquals,
    /// A side, or a place between two commas, has no letter or digit.
    #[error("nothing is written on one side of `=` or between two commas")]
    Nothing,
    /// What is meant holds a comma.
    #[error("only one thing can be meant: leave out the comma after `=`")]
    ManyMeanings,
    /// A side has too many words.
    #[error("a way of writing has more than {MOST_WORDS} words")]
    TooManyWords,
    /// Numbers and addresses are found as they are.
    #[error("`{0}` is a number or an address: these are looked for as they are")]
    Name(String),
    /// A word is too long.
    #[error("a word has {LONGEST} letters or more")]
    TooLong,
    /// The same is written for something else on an earlier line.
    #[error("`{0}` means something else on line {1}")]
    Twice(String, usize),
    /// Words stand for each other in a circle.
    #[error("`{0}` leads back to itself through other lines")]
    Circle(String),
    /// The list has too many entries.
    #[error("the list has more than {MOST_ENTRIES} ways of writing")]
    TooManyEntries,
    /// The list is too large.
    #[error("the list is larger than {} KiB", MOST_BYTES / 1024)]
    TooLarge,
}

/// What people write, and what they mean by it. Read, and free of faults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonyms {
    entries: Vec<Entry>,
}

/// One way of writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) written: Vec<String>,
    pub(super) meant: Vec<String>,
    line: usize,
}

impl Synonyms {
    /// The list the desk comes with, as text, to be edited.
    pub fn standard_text() -> &'static str {
        STANDARD
    }

    /// The list the desk comes with.
    pub fn standard() -> Self {
        // A test reads it; should it be spoilt all the same, words are found as they are written.
        Self::parse(STANDARD).unwrap_or_default()
    }

    /// Reads a list: `tdk, ga, gak = tidak` on a line each; empty lines and what follows `#` say nothing.
    ///
    /// # Errors
    /// All faults, by line.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        if text.len() > MOST_BYTES {
            return Err(vec![Fault { line: 0, wrong: Wrong::TooLarge }]);
        }
        let (mut entries, mut faults) = (Vec::new(), Vec::new());
        for (at, line) in text.lines().enumerate() {
            let line_number = at + 1;
            let said = line.split('#').next().unwrap_or_default().trim().trim_start_matches('\u{feff}');
            if said.is_empty() {
                continue;
            }
            match read_line(said, line_number) {
                Ok(found) => entries.extend(found),
                Err(wrong) => faults.push(Fault { line: line_number, wrong }),
            }
            if entries.len() > MOST_ENTRIES {
                faults.push(Fault { line: line_number, wrong: Wrong::TooManyEntries });
            }
            if faults.len() >= MOST_FAULTS || entries.len() > MOST_ENTRIES {
                return Err(faults);
            }
        }
        let (entries, repeated) = without_repetitions(entries);
        faults.extend(repeated);
        if faults.is_empty() {
            match resolved(&entries) {
                Ok(entries) => return Ok(Self { entries }),
                Err(circles) => faults.extend(circles),
            }
        }
        faults.sort_by_key(|fault| fault.line);
        faults.truncate(MOST_FAULTS);
        Err(faults)
    }

    /// How many ways of writing it knows.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The single words people write: what a slip of the hand may have been meant to be, besides the words of the texts.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| match &*entry.written {
            [word] => Some(word.as_str()),
            _ => None,
        })
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn read_line(said: &str, line: usize) -> Result<Vec<Entry>, Wrong> {
    let (written, meant) = said.split_once('=').ok_or(Wrong::NoEquals)?;
    if meant.contains('=') {
        return Err(Wrong::ManyEquals);
    }
    if meant.contains(',') {
        return Err(Wrong::ManyMeanings);
    }
    let meant = side(meant)?;
    let mut entries = Vec::new();
    for written in written.split(',') {
        let written = side(written)?;
        // What stands for itself says nothing new.
        if written != meant {
            entries.push(Entry { written, meant: meant.clone(), line });
        }
    }
    Ok(entries)
}

/// The words of a side, as they are read in a text.
fn side(text: &str) -> Result<Vec<String>, Wrong> {
    let raws = raws(text);
    if let Some(name) = raws.iter().find(|raw| raw.whole) {
        return Err(Wrong::Name(name.word.clone()));
    }
    let side: Vec<String> = raws.into_iter().map(|raw| raw.word).collect();
    if side.iter().any(|word| word.len() >= LONGEST) {
        return Err(Wrong::TooLong);
    }
    match side.len() {
        0 => Err(Wrong::Nothing),
        1..=MOST_WORDS => Ok(side),
        _ => Err(Wrong::TooManyWords),
    }
}

/// What is written for two things; and what only says once more what an earlier line says, left out.
fn without_repetitions(entries: Vec<Entry>) -> (Vec<Entry>, Vec<Fault>) {
    let mut first: HashMap<Vec<String>, (Vec<String>, usize)> = HashMap::new();
    let (mut kept, mut faults) = (Vec::with_capacity(entries.len()), Vec::new());
    for entry in entries {
        match first.get(&entry.written) {
            Some((meant, _)) if *meant == entry.meant => {}
            Some((_, line)) => {
                faults.push(Fault { line: entry.line, wrong: Wrong::Twice(entry.written.join(" "), *line) })
            }
            None => {
                first.insert(entry.written.clone(), (entry.meant.clone(), entry.line));
                kept.push(entry);
            }
        }
    }
    (kept, faults)
}

/// What is meant in the end, where what is meant stands for something else itself.
fn resolved(entries: &[Entry]) -> Result<Vec<Entry>, Vec<Fault>> {
    let meant: HashMap<&[String], &[String]> =
        entries.iter().map(|entry| (&*entry.written, &*entry.meant)).collect();
    let (mut done, mut faults) = (Vec::with_capacity(entries.len()), Vec::new());
    for entry in entries {
        match in_the_end(&entry.meant, &meant, MOST_STEPS) {
            Some(words) if words != entry.written => {
                done.push(Entry { written: entry.written.clone(), meant: words, line: entry.line });
            }
            _ => faults.push(Fault { line: entry.line, wrong: Wrong::Circle(entry.written.join(" ")) }),
        }
    }
    if faults.is_empty() { Ok(done) } else { Err(faults) }
}

fn in_the_end(words: &[String], meant: &HashMap<&[String], &[String]>, steps: usize) -> Option<Vec<String>> {
    let steps = steps.checked_sub(1)?;
    if let Some(further) = meant.get(words) {
        return in_the_end(further, meant, steps);
    }
    if words.len() == 1 {
        return Some(words.to_vec());
    }
    let mut all = Vec::new();
    for word in words {
        let one = std::slice::from_ref(word);
        all.extend(in_the_end(one, meant, steps)?);
        if all.len() > MOST_WORDS * MOST_WORDS {
            return None;
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meant(list: &Synonyms, written: &str) -> String {
        let found = list.entries.iter().find(|entry| entry.written.join(" ") == written);
        found.map(|entry| entry.meant.join(" ")).unwrap_or_default()
    }

    #[test]
    fn the_list_the_desk_comes_with_is_sound_and_large() {
        let list = Synonyms::parse(STANDARD).unwrap_or_else(|faults| panic!("{faults:#?}"));
        assert!(list.len() >= 300, "{}", list.len());
        for (written, word) in [("tdk", "tidak"), ("lemot", "lambat"), ("opd", "pd"), ("kata sandi", "sandi")]
        {
            assert_eq!(meant(&list, written), word);
        }
    }

    #[test]
    fn both_sides_may_have_several_words_and_lead_on() {
        let list = Synonyms::parse(
            "# kantor kami\n\n tdk, GAK = tidak # kecil\nkata-kunci, Kata Sandi = sandi\npswd = kata sandi\n\
             kadis = kepala dinas\npak kadis = kadis\n",
        )
        .unwrap();
        assert_eq!(list.len(), 7);
        assert_eq!(meant(&list, "gak"), "tidak");
        assert_eq!(meant(&list, "kata kunci"), "sandi");
        assert_eq!(meant(&list, "pswd"), "sandi");
        assert_eq!(meant(&list, "pak kadis"), "kepala dinas");
        assert_eq!(list.words().collect::<Vec<_>>(), ["tdk", "gak", "pswd", "kadis"]);
        assert!(
            Synonyms::parse("").unwrap().is_empty() && Synonyms::parse("Tidak = tidak").unwrap().is_empty()
        );
    }

    #[test]
    fn every_fault_is_told_by_its_line() {
        let long = "x".repeat(65);
        for (text, line, wrong) in [
            ("a1 = b\ntdk tidak", 2, Wrong::NoEquals),
            ("tdk = tidak = no", 1, Wrong::ManyEquals),
            ("tdk = ", 1, Wrong::Nothing),
            (" = tidak", 1, Wrong::Nothing),
            ("tdk,,ga = tidak", 1, Wrong::Nothing),
            ("?! = tidak", 1, Wrong::Nothing),
            ("tdk = tidak, bukan", 1, Wrong::ManyMeanings),
            ("a b c d e = f", 1, Wrong::TooManyWords),
            (&format!("{long} = f"), 1, Wrong::TooLong),
            ("pusat = 10.20.30.4", 1, Wrong::Name("10.20.30.4".into())),
            ("tdk = tidak\n\ntdk = bukan", 3, Wrong::Twice("tdk".into(), 1)),
            ("aa = bb\nbb = cc\ncc = aa", 1, Wrong::Circle("aa".into())),
        ] {
            let faults = Synonyms::parse(text).unwrap_err();
            assert_eq!(faults[0], Fault { line, wrong }, "{text}");
        }
        let faults = Synonyms::parse("x\ny = \nz = a = b").unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_list_has_its_limits() {
        let many: String = (0..6_000).map(|number| format!("kata{number} = lain\n")).collect();
        assert_eq!(Synonyms::parse(&many).unwrap_err()[0].wrong, Wrong::TooManyEntries);
        let large = "# x\n".repeat(MOST_BYTES);
        assert_eq!(Synonyms::parse(&large).unwrap_err()[0].wrong, Wrong::TooLarge);
        let faulty = "x\n".repeat(1_000);
        assert_eq!(Synonyms::parse(&faulty).unwrap_err().len(), MOST_FAULTS);
    }

    proptest! {
        #[test]
        fn any_list_is_read_or_refused(text in "([a-c ,=#é\n]|\\PC){0,120}") {
            if let Ok(list) = Synonyms::parse(&text) {
                for entry in list.entries() {
                    prop_assert!(!entry.written.is_empty() && !entry.meant.is_empty());
                    prop_assert!(entry.written != entry.meant);
                }
            }
        }
    }
}
