//! The post that comes in: what a message says, what becomes of it, and the ledger of all there ever was (`rules.md` 7.4).
//!
//! How a message is fetched and read is the mail door's; here is what it means to the desk.

mod entry;
mod error;
mod header;
pub mod ledger;
mod mailbox;
mod message;
mod raw;
mod store;

pub use entry::{Entry, Fate, State, Waiting};
pub use error::InboxError;
pub use ledger::{TakenDown, Uid, take_down};
pub use mailbox::{Bound, BoundTo, Mailbox, bind, bound_as, mailbox, mailboxes};
pub use message::{Authenticity, Automatic, Bounce, Correspondent, Message, Missing, Part};
pub use raw::{KEPT, Kept, SIZE_MAX, keep, read, sweep};
