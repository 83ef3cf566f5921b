//! The one reader of this desk: tickets are read by it when they are written, and queries when they are asked.

use std::sync::LazyLock;

use crate::text::{Analyser, Synonyms, Token};

static READER: LazyLock<Analyser> = LazyLock::new(|| Analyser::new(&Synonyms::standard()));

/// The reader.
pub(super) fn reader() -> &'static Analyser {
    &READER
}

/// The words of a text that say something.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    READER.analyse(text)
}

/// What the words of a text mean, each once for every time it is said; not what these words are made of.
pub(super) fn terms(text: &str) -> impl Iterator<Item = String> {
    tokens(text).into_iter().filter(|token| !token.part).map(|token| token.term)
}
