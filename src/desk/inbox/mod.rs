//! The post that comes in: what a message says, what becomes of it, and the ledger of all there ever was (`rules.md` 7.4).
//!
//! How a message is fetched and read is the mail door's; here is what it means to the desk.

mod message;

pub use message::{Authenticity, Automatic, Bounce, Correspondent, Message, Missing, Part};
