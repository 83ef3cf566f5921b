//! The look itself, and what of it can be entered.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::colour::{Colour, Palette};
use crate::db::DbError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::access::Denied;

/// Bytes of a mark at most.
pub const LOGO_MAX: usize = 100 * 1024;
/// Letters of a name or a greeting at most.
pub(super) const TEXT_MAX: usize = 120;

/// The look of a desk. What is empty is as it was shipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Counts its saves; 0 before the first.
    pub version: i64,
    /// What the office is called, in Indonesian.
    pub office: String,
    /// In English.
    pub office_en: String,
    /// How people are greeted at home, in Indonesian; `{name}` stands for theirs.
    pub greeting: String,
    /// In English.
    pub greeting_en: String,
    /// The colour of what can be done.
    pub accent: Option<Colour>,
    /// The mark in the corner.
    pub logo: Option<Logo>,
}

/// A picture, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// What kind of picture: `image/png`, `image/jpeg` or `image/webp`.
    pub kind: String,
    /// Its bytes, in base64.
    bytes: String,
}

impl Logo {
    /// A picture of one of the three kinds.
    ///
    /// # Errors
    /// The code of what is wrong with it.
    pub fn of(bytes: &[u8]) -> Result<Self, &'static str> {
        if bytes.len() > LOGO_MAX {
            return Err("logo_large");
        }
        let kind = match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return Err("logo_kind"),
        };
        Ok(Self { kind: kind.to_owned(), bytes: STANDARD.encode(bytes) })
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.bytes).unwrap_or_default()
    }
}

/// What is to become of the mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LogoChange {
    /// It stays.
    #[default]
    Keep,
    /// The shipped one comes back.
    Remove,
    /// Another one takes its place: its bytes.
    Replace(Vec<u8>),
}

/// What of the look can be entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrandFields {
    /// See [`Brand::office`]; 120 characters at most.
    pub office: String,
    /// See [`Brand::office_en`].
    pub office_en: String,
    /// See [`Brand::greeting`].
    pub greeting: String,
    /// See [`Brand::greeting_en`].
    pub greeting_en: String,
    /// `#0b665c`, or empty for the shipped one; white words must be readable on it.
    pub accent: String,
    /// What becomes of the mark.
    pub logo: LogoChange,
}

impl Brand {
    /// The style sheet of its colour, if it has one of its own.
    pub fn style(&self) -> Option<String> {
        self.accent.map(|chosen| Palette::of(chosen).style())
    }
}

/// Why the look was not changed.
#[derive(Debug, thiserror::Error)]
pub enum BrandError {
    /// Not theirs.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// What is wrong, by field.
    #[error("a field is wrong")]
    Invalid(#[from] FieldErrors),
    /// Somebody was faster.
    #[error("it was changed meanwhile")]
    Stale,
    /// The database's own failure.
    #[error(transparent)]
    Database(#[from] DbError),
}
