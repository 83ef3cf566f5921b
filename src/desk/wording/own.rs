//! The words as they are kept.

use serde::Serialize;

use super::source::Wording;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{PersonId, WordingId};
use crate::desk::letters::LetterKind;
use crate::desk::words::Language;

/// What an office says in one letter in one language, or that it went back to the shipped words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Own {
    /// Its id.
    pub id: WordingId,
    /// Counts its saves.
    pub version: i64,
    /// The letter.
    pub kind: LetterKind,
    /// The language.
    pub language: Language,
    /// The subject; none for the shipped one.
    pub subject: Option<String>,
    /// The text; none for the shipped one.
    pub body: Option<String>,
    /// Who changed it last.
    #[serde(skip)]
    pub changed_by_id: PersonId,
    /// Their name.
    #[serde(skip)]
    pub changed_by: String,
    /// When.
    #[serde(skip)]
    pub changed_at: Timestamp,
}

impl Own {
    /// Subject and text, unless it is back to the shipped ones.
    pub fn words(&self) -> Option<(&str, &str)> {
        Some((self.subject.as_deref()?, self.body.as_deref()?))
    }

    /// The words as they are understood now: a later version may know other gaps. None for the shipped ones.
    ///
    /// # Errors
    /// What is not understood any more.
    pub fn read(&self) -> Result<Option<Wording>, FieldErrors> {
        let read = |(subject, body)| Wording::read(self.kind, self.language, subject, body);
        self.words().map(read).transpose()
    }
}
