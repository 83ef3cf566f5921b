//! What people see happen while they look: the streams that are open in this process, and the herald who tells them.

mod herald;
mod memory;
mod presence;
mod room;

pub use herald::begin;
pub use presence::{Beat, Doing, Present};
pub use room::{At, Full, Live, Pass, Sitting, Tidings};
