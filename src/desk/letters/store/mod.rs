//! Every SQL sentence on letters.

mod digests;
mod list;
mod outbox;
mod relay;

pub use digests::{
    Gathered, drop_waiting, gathered, go_with, hold_waiting, people_waiting, postpone, sent_along,
    sent_lately, waiting_of,
};
pub use list::{Backlog, StateCounts, backlog};
pub(super) use list::{count_failed, count_states, page};
pub use outbox::{Next, any_due, claim, not_sent, put, put_one, sent};
pub(super) use outbox::{addressee, queue_again};
pub(super) use relay::{lock_relay, relay, save_relay};
