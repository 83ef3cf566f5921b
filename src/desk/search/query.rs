//! What somebody typed into the search box, understood. Pure.

use super::reading::{reader, tokens};
use crate::text::Token;

/// Most terms of a query that are looked for.
const MOST_TERMS: usize = 12;

/// Longest query that is read, in bytes: what follows is not looked at.
const LONGEST: usize = 500;

/// Shortest unknown word that may be half typed though others follow.
const SHORTEST_HALF: usize = 4;

/// Words that may have been meant by one nobody knows, at most.
const MOST_MEANT: usize = 3;

/// A query: all of its terms should be there, and the last may be the beginning of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    pub(super) serial: Option<i64>,
}

/// One thing looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Term {
    /// The ways to say it: one is enough. None if only the beginning counts.
    pub(super) ways: Vec<String>,
    /// The beginning of a word: the last one typed, or one that is none by itself.
    pub(super) beginning: Option<String>,
    /// What may have been meant by it.
    pub(super) meant: Vec<String>,
    /// The word as it was typed, if nobody knows it.
    unknown: Option<String>,
}

/// How well a word of a text meets a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Met {
    /// It is nearly the same.
    Nearly,
    /// It begins so.
    Begins,
    /// It says that.
    Says,
}

impl Query {
    /// Reads what was typed. Nothing in it is syntax; it never fails.
    pub fn parse(text: &str) -> Self {
        let text = head(text.trim(), LONGEST);
        let mut terms = read(text);
        let end = end_of_words(text);
        match terms.pop() {
            Some((mut last, word, to)) => {
                terms.retain(|(term, ..)| term.ways != last.ways);
                terms.truncate(MOST_TERMS - 1);
                if to == end && word.len() >= 2 {
                    last.beginning = Some(word.clone());
                }
                terms.push((last, word, to));
            }
            None => terms.extend(only_beginning(text).map(|term| (term, String::new(), end))),
        }
        let mut terms = terms.into_iter().map(|(term, ..)| term).collect();
        let serial = serial(text);
        if let Some(serial) = serial.filter(|_| !is_whole_number(text)) {
            // The end of a number alone: every ticket is found by its serial.
            let number = serial.to_string();
            terms = vec![Term { ways: vec![number.clone()], beginning: Some(number), ..Term::default() }];
        }
        Self { terms, serial }
    }

    /// All the words of a text, whole words alone: for what says the same, not for what somebody types.
    pub(super) fn of_words(text: &str) -> Self {
        let terms = read(head(text.trim(), LONGEST)).into_iter().take(MOST_TERMS);
        let terms = terms.map(|(term, ..)| Term { beginning: None, unknown: None, ..term }).collect();
        Self { terms, serial: None }
    }

    /// Whether there is nothing in it to look for: nothing typed, or only words that every text has.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// This query, with what may have been meant by words that nobody knows; none if all are known, or lead nowhere.
    pub(super) fn corrected(&self) -> Option<Self> {
        let mut corrected = self.clone();
        for term in &mut corrected.terms {
            if let Some(word) = &term.unknown {
                term.meant = reader().near(word, MOST_MEANT);
            }
        }
        (corrected != *self).then_some(corrected)
    }

    /// Which term a word of a text meets best, and how well.
    pub(super) fn meets(&self, token: &Token) -> Option<(usize, Met)> {
        let met = |term: &Term| {
            let is = |way: &String| *way == token.term || *way == token.word;
            if term.ways.iter().any(is) {
                return Some(Met::Says);
            }
            let begins = |beginning: &String| {
                token.word.starts_with(beginning.as_str()) || token.term.starts_with(beginning.as_str())
            };
            if term.beginning.as_ref().is_some_and(begins) {
                return Some(Met::Begins);
            }
            term.meant.iter().any(is).then_some(Met::Nearly)
        };
        let mut best: Option<(usize, Met)> = None;
        for (at, term) in self.terms.iter().enumerate() {
            if let Some(met) = met(term)
                && best.is_none_or(|(_, other)| met > other)
            {
                best = Some((at, met));
            }
        }
        best
    }
}

/// The terms of a text, each once, with the word as it was typed and where that ends.
fn read(text: &str) -> Vec<(Term, String, usize)> {
    let tokens = tokens(text);
    let mut terms: Vec<(Term, String, usize)> = Vec::new();
    for whole in tokens.iter().filter(|token| !token.part) {
        // "co-working" is "coworking" too; what something is made of is not another way to say it.
        let wider = |token: &&Token| {
            token.part && token.place == whole.place && token.end - token.start > whole.end - whole.start
        };
        let joined = tokens.iter().filter(wider).map(|token| token.term.clone());
        let ways: Vec<String> = std::iter::once(whole.term.clone()).chain(joined).collect();
        if terms.iter().any(|(term, ..)| term.ways == ways) {
            terms.retain(|(term, _, _)| term.ways != ways);
        }
        let is_plain = whole.word.bytes().all(|byte| byte.is_ascii_lowercase());
        let unknown = (is_plain && !reader().knows(&whole.word)).then(|| whole.word.clone());
        let beginning = unknown.clone().filter(|word| word.len() >= SHORTEST_HALF);
        terms.push((Term { ways, beginning, meant: Vec::new(), unknown }, whole.word.clone(), whole.end));
    }
    terms
}

/// A single stop word may be the beginning of another: "di" of "disk".
fn only_beginning(text: &str) -> Option<Term> {
    let word = text.to_lowercase();
    let is_word = (2..=20).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
    is_word.then(|| Term { beginning: Some(word), ..Term::default() })
}

/// A ticket's number, whole or its end alone: `TKT-2026-000123`, `2026-000123`, `000123`, `#123`.
fn serial(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let rest = lower.trim_start_matches('#');
    let rest = rest.strip_prefix("tkt").map_or(rest, |rest| rest.trim_start_matches(['-', ' ']));
    let digits = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = match rest.split_once(['-', ' ']) {
        Some((year, serial)) if year.len() == 4 && digits(year) => serial,
        Some(_) => return None,
        None => rest,
    };
    if digits(rest) { rest.parse().ok().filter(|serial| *serial > 0) } else { None }
}

/// `TKT-2026-000123` is a word of its ticket as it is.
fn is_whole_number(text: &str) -> bool {
    text.split('-').count() == 3
}

fn end_of_words(text: &str) -> usize {
    text.trim_end_matches(|char: char| !char.is_alphanumeric()).len()
}

/// The first `most` bytes of `text`, or a little less where a letter would be cut.
fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(String, Option<String>)> {
        Query::parse(text).terms.into_iter().map(|term| (term.ways.join("|"), term.beginning)).collect()
    }

    #[test]
    fn every_term_counts_and_the_last_may_be_a_beginning() {
        let [first, last] = &terms("jaringan lemot")[..] else { panic!() };
        assert_eq!(first, &("jaringan".into(), None));
        assert_eq!(last, &("lambat".into(), Some("lemot".into())));
        assert_eq!(terms("printer Prin"), [("printer".into(), Some("prin".into()))]);
    }

    #[test]
    fn nothing_to_look_for_is_said_so() {
        for text in ["", "  ", "yang dan di", "?!", "\u{0}"] {
            assert!(Query::parse(text).is_empty(), "{text:?}");
        }
        assert_eq!(terms("di"), [(String::new(), Some("di".into()))]);
    }

    #[test]
    fn a_huge_query_is_cut() {
        let huge = "a1 b2 c3 d4 é5 ".repeat(10_000);
        assert!(Query::parse(&huge).terms.len() <= MOST_TERMS);
        let many: String = (0..100).map(|number| format!("kata{number}a ")).collect();
        assert_eq!(Query::parse(&many).terms.len(), MOST_TERMS);
    }

    #[test]
    fn a_number_is_known_whole_or_in_part() {
        for (text, serial) in [
            ("TKT-2026-000123", Some(123)),
            ("tkt-2026-123", Some(123)),
            ("tkt 123", Some(123)),
            ("TKT-123", Some(123)),
            ("2026-000123", Some(123)),
            ("#123", Some(123)),
            (" 000123 ", Some(123)),
            ("2026", Some(2026)),
            ("0", None),
            ("123 printer", None),
            ("198001012005011001", None),
            ("10.20.30.4", None),
            ("printer", None),
        ] {
            assert_eq!(Query::parse(text).serial, serial, "{text}");
        }
    }
}
