//! The way in: what comes by mail is fetched, read, and handed to the desk.

mod collecting;
mod ours;
mod parts;
pub mod reading;
mod work_off;

pub use collecting::{LineError, Mailbox, MailboxError, collect, try_out};
pub use ours::ours;
pub use work_off::work_off;
