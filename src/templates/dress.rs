//! What an office gives the desk of its own: put on while the desk runs, and shown from then on.

use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use super::LANGUAGES;

/// Texts, style sheet and mark of one's own; what is empty or missing is as it was shipped.
#[derive(Clone, Debug, Default)]
pub struct Dress {
    /// What the office is called, by language in the order of [`LANGUAGES`].
    pub office: [String; LANGUAGES.len()],
    /// How people are greeted, by language; `{name}` stands for theirs.
    pub greeting: [String; LANGUAGES.len()],
    /// A style sheet that comes after the shipped one.
    pub style: Option<Piece>,
    /// The mark.
    pub logo: Option<Piece>,
}

/// A file of the dress.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it is found by: of its contents.
    pub hash: String,
    /// Its content type.
    pub kind: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Piece {
    /// A file with this content.
    pub fn new(kind: impl Into<String>, bytes: Vec<u8>) -> Self {
        let hash = hex::encode(&Sha256::digest(&bytes)[..8]);
        Self { hash, kind: kind.into(), bytes }
    }
}

/// Where the dress hangs that is worn at the moment.
#[derive(Debug, Default)]
pub(super) struct Wardrobe(RwLock<Arc<Dress>>);

impl Wardrobe {
    pub(super) fn worn(&self) -> Arc<Dress> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn wear(&self, dress: Dress) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(dress);
    }
}
