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
pub(super) use named::*;
pub use places::*;
pub(super) use policies::*;
pub use rows::{Clock, foremost};
pub(super) use turns::*;
