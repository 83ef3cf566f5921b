//! A word of a text, and where it stands.

use std::ops::Range;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// As it was written, folded to `a–z`, `0–9` and, in numbers and addresses, `.`, `-` and `:`.
    pub word: String,
    /// What it is found by.
    pub root: String,
}

/// Longest word kept, in bytes: what is longer is no word.
pub(super) const LONGEST: usize = 64;
