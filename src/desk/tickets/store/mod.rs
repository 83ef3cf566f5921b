//! Every SQL sentence on tickets, and the one predicate of who sees which.

mod parts;
mod people;
mod queue;
pub(super) mod rows;
mod tickets;
pub mod visible;

pub(super) use parts::*;
pub(super) use people::*;
pub(super) use queue::*;
pub(super) use tickets::*;
pub use visible::{Condition, visible};
