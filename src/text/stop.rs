//! Words that every text has.

use std::collections::HashSet;

/// The list.
pub(super) const WORDS: &str = include_str!("data/stopwords.txt");

/// Words that say nothing at a service desk.
#[derive(Clone, Debug)]
pub(super) struct Stop(HashSet<&'static str>);

impl Stop {
    pub(super) fn new() -> Self {
        Self(WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect())
    }

    /// Whether `word` says nothing: it is listed, or a letter alone.
    pub(super) fn has(&self, word: &str) -> bool {
        let is_letter = word.len() < 2 && !word.bytes().any(|byte| byte.is_ascii_digit());
        is_letter || self.0.contains(word)
    }
}
