//! The history line.

use serde::Serialize;

use crate::clock::Timestamp;
use crate::db::Json;
use crate::desk::ids::{EventId, PersonId, RecordId};
use crate::words;

words! {
    /// The nouns that have a history.
    RecordKind {
        /// A ticket.
        Ticket = "ticket",
        /// An agency.
        Agency = "agency",
        /// A support group.
        Group = "group",
        /// A person.
        Person = "person",
        /// A grant.
        Grant = "grant",
        /// A category.
        Category = "category",
        /// A line of the routing table.
        Route = "route",
        /// A letter.
        Letter = "letter",
        /// A policy of promises.
        Policy = "policy",
        /// A calendar.
        Calendar = "calendar",
        /// A canned answer.
        Macro = "macro",
        /// The look of the desk.
        Brand = "brand",
        /// A message that came in.
        Incoming = "incoming",
        /// The words of a letter.
        Wording = "wording",
    }
}

words! {
    /// Everything that can happen. What each brings to whom by mail is one `match` in `mail/recipients.rs`.
    EventKind {
        /// A ticket was opened: received.
        Opened = "opened",
        /// A ticket was given to a person or taken by one.
        Assigned = "assigned",
        /// A ticket was given back to its group.
        Released = "released",
        /// Tier 1 asked Tier 2 (PM 42(9)).
        Escalated = "escalated",
        /// Tier 2 took an escalation over.
        Accepted = "accepted",
        /// Tier 2 returned an escalation with guidance.
        Returned = "returned",
        /// The target group of an escalation was changed.
        Rerouted = "rerouted",
        /// Somebody answered the requester, or the requester wrote.
        Replied = "replied",
        /// An internal note was written.
        Noted = "noted",
        /// The requester was asked; their clock stands still.
        QuestionAsked = "question_asked",
        /// The ticket went on to an outside party.
        HandedOff = "handed_off",
        /// A wait ended.
        Resumed = "resumed",
        /// A solution was given.
        Resolved = "resolved",
        /// The solution did not hold.
        Reopened = "reopened",
        /// The ticket was closed.
        Closed = "closed",
        /// The requester said what they think of how it was done.
        Rated = "rated",
        /// The ticket was cancelled.
        Cancelled = "cancelled",
        /// Part of a promised time is used up (`rules.md` 2.6).
        Warned = "warned",
        /// A promised time is over.
        Breached = "breached",
        /// A promised time has been over for long: told further up.
        EscalatedUp = "escalated_up",
        /// Due dates moved because a calendar or a policy changed.
        PromiseMoved = "promise_moved",
        /// The requester was reminded to confirm.
        Reminded = "reminded",
        /// Impact, urgency and with them the priority were corrected.
        Reprioritised = "reprioritised",
        /// Kind, category, title, description or classification were corrected.
        Corrected = "corrected",
        /// A file was attached.
        Attached = "attached",
        /// Somebody began to watch.
        Watched = "watched",
        /// Somebody stopped watching.
        Unwatched = "unwatched",
        /// Two tickets were linked.
        Linked = "linked",
        /// A link was taken away.
        Unlinked = "unlinked",
        /// Another ticket about the same was merged into it.
        Merged = "merged",
        /// Something that was said became a ticket of its own.
        SplitOff = "split_off",
        /// It began as something that was said on another ticket.
        SplitFrom = "split_from",
        /// A duty by law to report outside was met.
        Notified = "notified",
        /// Steps were put on a ticket.
        StepsAdded = "steps_added",
        /// A step was ticked off.
        StepTicked = "step_ticked",
        /// A tick was taken away.
        StepUnticked = "step_unticked",
        /// A step was taken away.
        StepRemoved = "step_removed",
        /// A restricted ticket was read (TJ 15(4)).
        Read = "read",
        /// A record of the administration was made.
        Created = "created",
        /// A record of the administration was changed.
        Changed = "changed",
        /// A grant was taken back.
        Revoked = "revoked",
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// A sign-in failed.
        SignInFailed = "sign_in_failed",
        /// Somebody signed out, or a session was ended.
        SignedOut = "signed_out",
        /// A password was set.
        PasswordSet = "password_set",
        /// An API token was made.
        TokenMade = "token_made",
        /// An API token was revoked.
        TokenRevoked = "token_revoked",
        /// A failed letter was queued again by hand.
        SentAgain = "sent_again",
        /// What waited for somebody was gathered into one letter.
        Gathered = "gathered",
        /// A letter came back: its address is not written to any more.
        Undeliverable = "undeliverable",
        /// A message of a person was not taken.
        MailRefused = "mail_refused",
        /// An administrator tried the words of a letter on themselves.
        LetterTried = "letter_tried",
    }
}

/// A history line as it is kept.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// The noun it belongs to.
    pub record_kind: RecordKind,
    /// The record it belongs to.
    pub record_id: RecordId,
    /// Its place in the record's history, from 1.
    pub seq: i32,
    /// What happened.
    pub kind: EventKind,
    /// Who did it; nobody for what the desk does by itself.
    pub actor_id: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// The particulars, with ids and words, and never a secret.
    #[serde(skip)]
    pub data: Json,
    /// The hash of the line before, 32 bytes; zeros for the first.
    #[serde(skip)]
    pub prev_hash: Vec<u8>,
    /// SHA-256 over the content and `prev_hash`.
    #[serde(skip)]
    pub hash: Vec<u8>,
}

/// A history line to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The noun it belongs to.
    pub record_kind: RecordKind,
    /// The record it belongs to.
    pub record_id: RecordId,
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub actor_id: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// The particulars.
    pub data: serde_json::Value,
}

impl NewEvent {
    /// `kind` happened to the record, done by `actor` at `at`.
    pub fn new(
        record_kind: RecordKind,
        record_id: impl Into<RecordId>,
        kind: EventKind,
        actor_id: impl Into<Option<PersonId>>,
        at: Timestamp,
    ) -> Self {
        let (record_id, actor_id) = (record_id.into(), actor_id.into());
        Self { record_kind, record_id, kind, actor_id, at, data: serde_json::Value::Null }
    }

    /// With these particulars.
    #[must_use]
    pub fn with(mut self, data: serde_json::Value) -> Self {
        self.data = data;
        self
    }
}
