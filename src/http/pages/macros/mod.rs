//! Canned answers: the list, and one of them.

pub mod form;
pub mod list;
mod sheet;
