//! The outbox: every letter there ever was, one per event and person, and what became of it (`rules.md` 7.3).
//!
//! What a letter says and how it travels is the mail door's; here is only that it is owed, to whom, and whether it went.

mod again;
mod digest;
mod error;
mod letter;
mod list;
pub mod relay;
pub mod store;

pub use again::send_again;
pub use digest::{Gathering, settle};
pub use error::LetterError;
pub use letter::{Leaves, Letter, LetterKind, LetterState, NewLetter, Why};
pub use list::{LetterLine, Page, counts, failed, list};
pub use store::{Backlog, StateCounts, backlog};
