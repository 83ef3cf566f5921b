//! Every SQL sentence on tickets, and the one predicate of who sees which.

mod belongings;
mod burden;
mod clocks;
mod comments;
mod counts;
mod escalations;
mod fixed;
mod links;
mod many;
mod mentions;
mod people;
mod queue;
mod resolutions;
pub(super) mod rows;
mod stays;
mod tickets;
mod totals;
pub mod visible;
mod waits;

pub(super) use belongings::*;
pub(super) use burden::*;
pub(super) use clocks::*;
pub(super) use comments::*;
pub(super) use counts::*;
pub(super) use escalations::*;
pub(super) use links::*;
pub(super) use many::*;
pub(super) use mentions::*;
pub(super) use people::*;
pub(super) use queue::*;
pub(super) use resolutions::*;
pub(super) use stays::*;
pub(super) use tickets::*;
pub(super) use totals::*;
pub use visible::{Condition, visible};
pub(super) use waits::*;
