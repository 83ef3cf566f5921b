//! Files that come in parts, each for one person and one form: begun, received however often the line drops, looked into
//! when they are whole, and named by the form at last. What is never named is forgotten after a day.

mod finish;
mod slot;
mod store;
mod using;

pub use finish::{settle, whole};
pub use slot::{MOST_WAITING, Outcome, Slot, Wanted, begin, find, forget_old, give_up};
pub(super) use store::named;
pub use using::take;
