//! What stands in the stream of a ticket.

use serde::Serialize;

use crate::clock::Timestamp;

/// One thing said or done.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub(super) event: bool,
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) tone: &'static str,
    pub(super) icon: &'static str,
    pub(super) who: String,
    pub(super) initials: String,
    pub(super) role: String,
    pub(super) text: String,
    /// What in the text names a colleague.
    pub(super) mentions: Vec<String>,
    pub(super) internal: bool,
    pub(super) audience: &'static str,
    pub(super) mine: bool,
    pub(super) details: Vec<Detail>,
    pub(super) files: Vec<File>,
    /// The message it came in.
    pub(super) mail: Option<MailedIn>,
    /// Where it becomes a ticket of its own, for those who may do that.
    pub(super) split: String,
}

/// A labelled part of what was done: typed by somebody, or one of our words.
#[derive(Debug, Serialize)]
pub struct Detail {
    pub(super) label: String,
    pub(super) text: String,
    pub(super) at: Option<Timestamp>,
}

/// The message something came in.
#[derive(Clone, Debug, Serialize)]
pub struct MailedIn {
    /// Where it is shown as it was.
    pub(super) href: String,
    /// Whether something was cut off from its words.
    pub(super) cut: bool,
}

/// An attached file.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How large, in words.
    pub size: String,
    /// Whether it is a picture.
    pub image: bool,
}
