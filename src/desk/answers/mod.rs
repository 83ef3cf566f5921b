//! The first answer to a write, given again when the same write comes again (`rules.md` §8).

mod answer;
mod store;

pub use answer::{Answer, AnswerError, FINGERPRINT_BYTES, first, forget_old, given};
