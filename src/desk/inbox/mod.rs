//! The post that comes in: what a message says, what becomes of it, and the ledger of all there ever was (`rules.md` 7.4).
//!
//! How a message is fetched and read is the mail door's; here is what it means to the desk.

mod apply;
mod bounce;
mod category;
mod decide;
mod entry;
mod error;
mod header;
mod known;
pub mod ledger;
mod list;
mod mailbox;
mod message;
mod originals;
mod ours;
mod raw;
mod release;
mod store;
mod texts;
mod thanks;
pub mod turns;
mod whole;

pub use apply::{Case, Settled, foresee, settle};
pub use category::category;
pub use decide::{Decision, IgnoredFor, MOST_AN_HOUR, QuarantinedFor, RefusedFor, Then, decide};
pub use entry::{Entry, Fate, State, Waiting};
pub use error::InboxError;
pub use known::{Bounced, Evidence, Found, Known, Part as PartTaken, Sender, gather};
pub use ledger::{TakenDown, Uid, take_down};
pub use list::{Counts, Wanted, counts, get, list};
pub use mailbox::{Bound, BoundTo, Mailbox, bind, bound_as, mailbox, mailboxes};
pub use message::{Authenticity, Automatic, Bounce, Correspondent, Message, Missing, Part};
pub use originals::{Original, originals};
pub use ours::{Ours, ReplyAddress};
pub use raw::{KEPT, Kept, NAMELESS, SIZE_MAX, keep, read, sweep};
pub use release::{discard, release, try_again};
pub use texts::{Wording, Wordings};
pub use whole::{Whole, as_it_came, whole};
