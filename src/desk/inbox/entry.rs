//! A line of the ledger: one message, and what became of it.

use crate::clock::Timestamp;
use crate::desk::attachments::ContentHash;
use crate::desk::ids::{CommentId, IncomingId, PersonId, TicketId};
use crate::words;

words! {
    /// How far a message has come.
    State {
        /// Taken down, not decided yet.
        Waiting = "waiting",
        /// Decided, and what it brings is done.
        Done = "done",
        /// Set aside until an administrator looks at it.
        Quarantined = "quarantined",
        /// It was tried again and again, and something always failed.
        Failed = "failed",
    }
}

words! {
    /// What became of a message.
    Fate {
        /// It became a comment of a ticket.
        Comment = "comment",
        /// It became a ticket.
        Ticket = "ticket",
        /// A colleague's words joined a ticket.
        Joined = "joined",
        /// Nothing was done.
        Ignored = "ignored",
        /// An administrator decides.
        Quarantined = "quarantined",
        /// Its sender was told that it was not taken.
        Refused = "refused",
    }
}

/// A message that waits to be decided, in the hands of whoever claimed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Its line.
    pub id: IncomingId,
    /// The mailbox it came to.
    pub mailbox: String,
    /// Its Message-ID, or what stands for it.
    pub message_id: String,
    /// What all messages of one conversation have in common: they are worked off one after the other.
    pub thread: String,
    /// Where the raw message is.
    pub raw: Option<ContentHash>,
    /// Its bytes as it came.
    pub size: u64,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was taken down.
    pub received_at: Timestamp,
    /// Who said that it may pass, if somebody did.
    pub released_by: Option<PersonId>,
    /// As whose message it passes.
    pub released_as: Option<PersonId>,
}

/// A line of the ledger as an administrator reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: IncomingId,
    /// The mailbox it came to.
    pub mailbox: String,
    /// Its Message-ID, or what stands for it.
    pub message_id: String,
    /// Its bytes as it came.
    pub size: u64,
    /// The address it says it is from.
    pub from_address: Option<String>,
    /// The name beside it.
    pub from_name: Option<String>,
    /// What it says it is about.
    pub subject: Option<String>,
    /// The first of its words, 4,000 characters at most.
    pub excerpt: Option<String>,
    /// How far it has come.
    pub state: State,
    /// What became of it.
    pub fate: Option<Fate>,
    /// Why, as a word (`incoming.<fate>.<word>` in the locale files).
    pub reason: Option<String>,
    /// The ticket it became or belongs to.
    pub ticket: Option<TicketId>,
    /// The number of that ticket.
    pub number: Option<String>,
    /// The comment it became.
    pub comment: Option<CommentId>,
    /// As whose message it was taken.
    pub person: Option<PersonId>,
    /// How often it was tried.
    pub attempts: i32,
    /// What failed the last time.
    pub last_error: Option<String>,
    /// How often it was offered: more than once is told here and done nowhere.
    pub seen: i32,
    /// Whether the raw message is still kept.
    pub is_raw_kept: bool,
    /// When it was taken down.
    pub received_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}
