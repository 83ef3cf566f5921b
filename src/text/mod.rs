//! What a text says: its words folded, freed of offices' slang, taken to their roots. Pure; knows no database.
//!
//! Texts are read this way when they are written down, and queries when they are asked, so that both mean the same.

mod analyser;
mod fold;
mod letters;
mod names;
mod near;
mod phrases;
mod pieces;
mod raw;
mod roots;
mod stop;
mod synonyms;
mod token;

pub use analyser::Analyser;
pub use fold::fold;
pub use near::{Correction, corrections, distance, edits_allowed, shared_at_least, trigrams};
pub use synonyms::{Fault, Synonyms, Wrong};
pub use token::{Token, spans};
