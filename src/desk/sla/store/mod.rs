//! Every SQL sentence on calendars, policies and clocks.

mod calendars;
mod clocks;
mod places;
mod policies;

pub(super) use calendars::*;
pub use clocks::*;
pub use places::*;
pub(super) use policies::*;
