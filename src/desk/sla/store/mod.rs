//! Every SQL sentence on calendars, policies and clocks.

mod calendars;
mod clocks;
mod named;
mod places;
mod policies;
mod rows;
mod turns;

pub(super) use calendars::*;
pub use clocks::*;
pub use named::with_those_above;
pub(super) use named::{is_agency, is_category, names_of_agencies, names_of_categories, names_of_people};
pub use places::*;
pub(super) use policies::*;
pub use rows::{Clock, foremost};
pub(super) use turns::*;
