//! A word of a text, and where it stands.

use std::ops::Range;

/// Longest word or term, in bytes: what is longer is no word.
pub(super) const LONGEST: usize = 64;

/// A word of a text. Holds nothing but `a–z`, `0–9` and, in numbers and addresses, `.`, `-`, `:`, `@` and `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is found by: its root, or what it stands for.
    pub term: String,
    /// As it was written, folded: what beginnings of words are held against.
    pub word: String,
    /// Where it begins, in bytes of the text.
    pub start: usize,
    /// Where it ends, in bytes of the text.
    pub end: usize,
    /// Its place among the words that count. Tokens of one place say the same thing in several ways: one of them is enough.
    pub place: usize,
    /// Whether it is only a part of what stands whole at its place: `dinkes` of `dinkes.go.id`.
    pub part: bool,
}

impl Token {
    /// Where it stands in the text.
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Where these tokens of one text stand, in order and without one lying over another: to be marked.
pub fn spans<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = tokens.into_iter().map(Token::span).collect();
    all.sort_by_key(|span| (span.start, span.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for span in all {
        match apart.last_mut().filter(|last| span.start < last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => apart.push(span),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_over_another_is_marked_once() {
        let token = |start, end| Token {
            term: String::new(),
            word: String::new(),
            start,
            end,
            place: 0,
            part: false,
        };
        let tokens = [token(10, 14), token(0, 5), token(2, 8), token(8, 9), token(10, 12)];
        assert_eq!(spans(&tokens), [0..8, 8..9, 10..14]);
    }
}
