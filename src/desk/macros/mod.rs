//! Canned answers: a text with gaps that a ticket fills, and what is done along with it. Of a group, or for all.

mod applying;
mod canned;
mod error;
mod keeping;
mod reading;
mod store;
mod text;

pub use applying::{Facts, Prepared, Use, apply, is_possible, prepare};
pub use canned::{BODY_MAX, MOST, Macro, MacroAct, MacroFields, Step, WORD_MAX};
pub use error::MacroError;
pub use keeping::{archive, change, check, create, restore};
pub use reading::{KeptGroup, MacroFilter, get, keepable, kept_groups, list, offered};
pub use text::{Gap, fill};
