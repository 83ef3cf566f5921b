//! Finding tickets by what is written in them: Indonesian words, offices' slang, numbers and addresses.

mod lexicon;
mod query;
mod words;

pub use query::Query;
pub use words::{Token, index_words, tokens};
