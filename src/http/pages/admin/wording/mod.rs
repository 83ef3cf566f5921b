//! The words of letters: which are the office's own, and changing them with a preview and a letter to try.

mod form;
mod list;
mod sheet;

pub use form::{edit, preview, revert, save, try_out};
pub use list::index;
