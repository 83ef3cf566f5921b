//! The letter as it is kept.

use crate::clock::Timestamp;
use crate::desk::ids::{EventId, LetterId, PersonId, TicketId};
use crate::words;

words! {
    /// What a letter tells. Each has a folder of templates of its name under `templates/mail`.
    LetterKind {
        /// To the requester: the ticket is here.
        Received = "received",
        /// To the requester: Tier 2 was asked.
        Escalated = "escalated",
        /// To the requester: somebody asks, and waits.
        Question = "question",
        /// To the requester: there is a solution.
        Resolved = "resolved",
        /// To the requester: does the solution hold?
        Reminder = "reminder",
        /// To the requester: the work goes on.
        Reopened = "reopened",
        /// To the requester: it is over.
        Closed = "closed",
        /// To staff: a ticket is new in their queue.
        NewTicket = "new_ticket",
        /// To staff: a ticket was given to them.
        Assigned = "assigned",
        /// To Tier 2: Tier 1 asks (PM 42(9)).
        Escalation = "escalation",
        /// To Tier 1: Tier 2 gave it back, with guidance.
        Returned = "returned",
        /// To supervisors: it goes back and forth (`rules.md` 2.4).
        Bounced = "bounced",
        /// To staff: the requester wrote.
        RequesterReplied = "requester_replied",
        /// To staff: a solution of theirs did not hold.
        CameBack = "came_back",
        /// To watchers: somebody answered.
        PublicReply = "public_reply",
        /// To staff: they were named in a text.
        Mentioned = "mentioned",
        /// To staff: part of a promised time is used up (`rules.md` 2.6).
        ClockWarning = "clock_warning",
        /// To staff: a promised time is over.
        ClockOver = "clock_over",
        /// To staff: a promised time has been over for long.
        ClockLongOver = "clock_long_over",
        /// To staff: letters to somebody come back.
        Undeliverable = "undeliverable",
        /// To who wrote to us: it was not taken.
        MailRefused = "mail_refused",
        /// To an administrator: how words would read.
        Trial = "trial",
        /// To staff: what happened since the last morning, in one letter.
        Digest = "digest",
    }
}

impl LetterKind {
    /// What there is of [`urgency`](Self::urgency), the most urgent first.
    pub const URGENCIES: [i32; 3] = [0, 1, 2];

    /// Which goes first when not all can go: warnings, then what is sent at once, then what gathers others.
    pub const fn urgency(self) -> i32 {
        if self.is_about_a_clock() {
            0
        } else if matches!(self, Self::Digest) {
            2
        } else {
            1
        }
    }

    /// Whether it warns of a promise: such letters are never off (`rules.md` 7.2).
    pub const fn is_about_a_clock(self) -> bool {
        matches!(self, Self::ClockWarning | Self::ClockOver | Self::ClockLongOver)
    }

    /// Whether it tells a requester of a stage of their own ticket.
    pub const fn is_to_the_requester(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Escalated
                | Self::Question
                | Self::Resolved
                | Self::Reminder
                | Self::Reopened
                | Self::Closed
        )
    }

    /// Whether nobody can choose to go without it.
    pub const fn is_always_sent(self) -> bool {
        self.is_about_a_clock()
            || self.is_to_the_requester()
            || matches!(self, Self::MailRefused | Self::Trial)
    }
}

words! {
    /// Why a person gets a letter; the letter says so at its foot.
    Why {
        /// It is their ticket.
        Requester = "requester",
        /// They are Tier 1 of the agency.
        Tier1 = "tier1",
        /// They belong to the group that holds it.
        Group = "group",
        /// They hold it.
        Assignee = "assignee",
        /// They gave the last solution.
        Solver = "solver",
        /// They supervise both tiers.
        Supervisor = "supervisor",
        /// They head the Dinas.
        IctHead = "ict_head",
        /// They watch it.
        Watcher = "watcher",
        /// They were named.
        Mentioned = "mentioned",
        /// They wrote to us, or asked for it.
        Sender = "sender",
        /// They want one letter a morning.
        Digest = "digest",
    }
}

words! {
    /// Where a letter is on its way.
    LetterState {
        /// Waits for its time.
        Queued = "queued",
        /// Taken by a postman; whether it went out is not known yet.
        Sending = "sending",
        /// Handed over for good.
        Sent = "sent",
        /// Given up; an administrator may send it again.
        Failed = "failed",
        /// Waits to be gathered with others into one letter.
        Waiting = "waiting",
        /// Goes along with another letter.
        Gathered = "gathered",
        /// Was to be gathered, and by then nobody wanted or could read it.
        Dropped = "dropped",
    }
}

/// A letter as the mail door works on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// The event it tells of.
    pub event_id: EventId,
    /// To whom.
    pub person_id: PersonId,
    /// The ticket it is about.
    pub ticket_id: Option<TicketId>,
    /// What it tells.
    pub kind: LetterKind,
    /// Why this person gets it.
    pub why: Why,
    /// The address it goes to.
    pub address: String,
    /// Its Message-ID with the angle brackets: the same on every attempt.
    pub message_id: String,
    /// The Message-ID of the letter before, to the same person about the same ticket.
    pub in_reply_to: Option<String>,
    /// How often it was tried, the attempt under way included.
    pub attempts: i32,
    /// When it was put into the outbox.
    pub created_at: Timestamp,
}

/// A letter to be put into the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct NewLetter {
    /// The event it tells of.
    pub event_id: EventId,
    /// To whom.
    pub person_id: PersonId,
    /// The ticket it is about.
    pub ticket_id: Option<TicketId>,
    /// What it tells.
    pub kind: LetterKind,
    /// Why this person gets it.
    pub why: Why,
    /// The address it goes to.
    pub address: String,
    /// Its Message-ID with the angle brackets.
    pub message_id: String,
    /// The Message-ID of the letter before, to the same person about the same ticket.
    pub in_reply_to: Option<String>,
    /// How it leaves.
    pub leaves: Leaves,
}

/// How a letter leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// By itself, not before this.
    From(Timestamp),
    /// With others in one, which is written then.
    WithDigest(Timestamp),
}
