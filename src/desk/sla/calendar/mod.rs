//! Working time, pure: what a calendar says, and two questions it answers to the microsecond, however long the span.
//!
//! A calendar is compiled once into eras (runs of regular weeks, and single irregular days) with the working time before
//! each; `worked` and `due` look up two of them. The spans an explanation lists are read from the same eras.

mod document;
mod eras;
mod explain;
mod hours;
mod rules;
#[cfg(test)]
pub(super) mod tests;
mod transitions;
mod work;

pub use document::{Document, ExceptionDocument, HoursDocument, ReplacementDocument, WeekDocument};
pub use explain::{Segment, Why};
pub use hours::{Hours, HoursError, Interval, Week};
pub use rules::{DayRule, Exception, Replacement, Version};
pub use work::{Calendar, CalendarError};
