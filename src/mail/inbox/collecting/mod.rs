//! Post is collected from mailboxes over IMAP.

mod collect;
mod fetch;
mod line;
mod mailbox;
mod mark;

pub use collect::collect;
pub use line::{LineError, try_out};
pub use mailbox::{Mailbox, MailboxError};
