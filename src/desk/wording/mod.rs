//! The office's own words in letters: for each letter and language a subject and a text with gaps, instead of the shipped ones.
//!
//! What a letter must say whatever the office likes (the facts, the words it passes on, the links, why one gets it) is no part
//! of them: the templates add it.

mod error;
mod gap;
mod keeping;
mod own;
mod source;
mod store;
mod trial;

pub use error::WordingError;
pub use gap::{Gap, gaps, is_worded};
pub use keeping::{all, broken, get, list, of_kinds, revert, save};
pub use own::Own;
pub use source::{BODY_MAX, Line, Paragraph, Piece, SUBJECT_MAX, Span, Wording};
pub use trial::{MOST, Sent, Trial, trials, try_out};
