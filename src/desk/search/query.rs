//! What somebody typed into the search box, understood. Pure.

use super::token::Token;
use super::words::tokens;

/// Most terms of a query that are looked for.
const MOST_TERMS: usize = 12;

/// Longest query that is read, in bytes: what follows is not looked at.
const LONGEST: usize = 500;

/// A query: all of its terms must be there, and the last may be the beginning of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    pub(super) serial: Option<i64>,
}

/// One thing looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// The root; empty if only the beginning counts.
    pub(super) root: String,
    /// The beginning of a word, for the last term.
    pub(super) beginning: Option<String>,
}

impl Query {
    /// Reads what was typed. Nothing in it is syntax; it never fails.
    pub fn parse(text: &str) -> Self {
        let text = head(text.trim(), LONGEST);
        let mut tokens = tokens(text);
        let last = tokens.pop();
        let mut terms: Vec<Term> = Vec::new();
        for token in tokens {
            if terms.len() + 1 < MOST_TERMS && terms.iter().all(|term| term.root != token.root) {
                terms.push(Term { root: token.root, beginning: None });
            }
        }
        match last {
            Some(last) => {
                let open = last.span.end == end_of_words(text);
                terms.retain(|term| term.root != last.root);
                terms.push(closing(last, open));
            }
            None => terms.extend(only_beginning(text)),
        }
        let serial = serial(text);
        if let Some(serial) = serial.filter(|_| !is_whole_number(text)) {
            // The end of a number alone: every ticket is found by its serial.
            terms = vec![Term { root: serial.to_string(), beginning: Some(serial.to_string()) }];
        }
        Self { terms, serial }
    }

    /// All the words of a text, whole words alone: for what says the same, not for what somebody types.
    pub(super) fn of_words(text: &str) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        for token in tokens(head(text.trim(), LONGEST)) {
            if terms.len() < MOST_TERMS && terms.iter().all(|term| term.root != token.root) {
                terms.push(Term { root: token.root, beginning: None });
            }
        }
        Self { terms, serial: None }
    }

    /// Whether there is nothing in it to look for: nothing typed, or only words that every text has.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How a word of a text meets this query.
    pub(super) fn meets(&self, token: &Token) -> Option<usize> {
        self.terms.iter().position(|term| {
            term.root == token.root
                || term.beginning.as_ref().is_some_and(|beginning| {
                    token.word.starts_with(beginning.as_str()) || token.root.starts_with(beginning.as_str())
                })
        })
    }
}

/// The last term: also the beginning of a word, if the query ends with it.
fn closing(last: Token, open: bool) -> Term {
    let beginning = (open && last.word.len() >= 2).then_some(last.word);
    Term { root: last.root, beginning }
}

/// A single stop word may be the beginning of another: "se" of "server".
fn only_beginning(text: &str) -> Option<Term> {
    let word = text.to_lowercase();
    let is_word = (2..=20).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
    is_word.then_some(Term { root: String::new(), beginning: Some(word) })
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
        Query::parse(text).terms.into_iter().map(|term| (term.root, term.beginning)).collect()
    }

    #[test]
    fn every_term_counts_and_the_last_may_be_a_beginning() {
        let [first, last] = &terms("jaringan lemot")[..] else { panic!() };
        assert_eq!(first, &("jaring".into(), None));
        assert_eq!(last, &("lambat".into(), Some("lemot".into())));
        assert_eq!(terms("printer Prin"), [("printer".into(), Some("prin".into()))]);
    }

    #[test]
    fn nothing_to_look_for_is_said_so() {
        for text in ["", "  ", "yang dan di", "?!", "\u{0}"] {
            assert!(Query::parse(text).is_empty(), "{text:?}");
        }
        assert_eq!(terms("se"), [(String::new(), Some("se".into()))]);
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
