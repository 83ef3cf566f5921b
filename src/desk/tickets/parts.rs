//! What belongs to a ticket, as plain values.

use serde::Deserialize;
use serde_json::Value;

use crate::clock::Timestamp;
use crate::db::documents::{micros, some_micros};
use crate::desk::ids::{
    CommentId, EscalationId, GroupId, IncomingId, LinkId, PersonId, ResolutionId, StageId, StayId, TicketId,
    WaitId,
};
use crate::desk::words::{
    ClosedHow, EscalationReason, LinkKind, Party, Priority, ReturnReason, Stage, Status, Tier, Visibility,
    WaitingOn,
};

/// How long a ticket was at one tier, from hand-over to hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Stay {
    /// Its id.
    pub id: StayId,
    /// Its place, from 1.
    pub seq: i32,
    /// The tier.
    pub tier: Tier,
    /// The group that held it.
    pub group_id: GroupId,
    /// From (included).
    #[serde(deserialize_with = "micros")]
    pub started_at: Timestamp,
    /// When it was taken over.
    #[serde(deserialize_with = "some_micros")]
    pub accepted_at: Option<Timestamp>,
    /// To (excluded); `None` while it lasts.
    #[serde(deserialize_with = "some_micros")]
    pub ended_at: Option<Timestamp>,
}

/// A message that became part of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Mailed {
    /// Its line in the ledger of messages.
    pub id: IncomingId,
    /// The comment it became; none if it opened or reopened the ticket.
    pub comment_id: Option<CommentId>,
    /// Whether something was cut off from its words: quotes, signature, disclaimer.
    pub has_cut: bool,
    /// When it became that.
    #[serde(deserialize_with = "some_micros")]
    pub decided_at: Option<Timestamp>,
}

/// A stage in a ticket's life.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StageSpan {
    /// Its id.
    pub id: StageId,
    /// Its place, from 1.
    pub seq: i32,
    /// The stage.
    pub stage: Stage,
    /// The tier that held it.
    pub tier: Tier,
    /// The group that held it.
    pub group_id: GroupId,
    /// From (included).
    #[serde(deserialize_with = "micros")]
    pub started_at: Timestamp,
    /// To (excluded); `None` while it lasts.
    #[serde(deserialize_with = "some_micros")]
    pub ended_at: Option<Timestamp>,
}

impl StageSpan {
    /// Its length at `now`, in seconds.
    pub fn seconds(&self, now: Timestamp) -> i64 {
        self.ended_at.unwrap_or(now).seconds_since(self.started_at).max(0)
    }
}

/// What Tier 1 asked of Tier 2, and what came of it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Escalation {
    /// Its id.
    pub id: EscalationId,
    /// Its place, from 1.
    pub seq: i32,
    /// Why.
    pub reason: EscalationReason,
    /// What was tried.
    pub attempted_steps: String,
    /// Since when it is so.
    #[serde(deserialize_with = "some_micros")]
    pub since: Option<Timestamp>,
    /// Who is affected.
    pub affected: String,
    /// The answers to the category's checklist.
    pub checklist: Value,
    /// The category ends at the agency: Tier 2 is only consulted (`rules.md` 2.7).
    pub as_consultation: bool,
    /// The group that was asked.
    pub group_id: GroupId,
    /// Who asked.
    pub escalated_by_id: PersonId,
    /// When.
    #[serde(deserialize_with = "micros")]
    pub escalated_at: Timestamp,
    /// Who took it over.
    pub accepted_by_id: Option<PersonId>,
    /// When.
    #[serde(deserialize_with = "some_micros")]
    pub accepted_at: Option<Timestamp>,
    /// Who returned it.
    pub returned_by_id: Option<PersonId>,
    /// When.
    #[serde(deserialize_with = "some_micros")]
    pub returned_at: Option<Timestamp>,
    /// Why it was returned.
    pub return_reason: Option<ReturnReason>,
    /// What Tier 1 shall do.
    pub guidance: Option<String>,
}

/// A wait for the requester or an outside party.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Wait {
    /// Its id.
    pub id: WaitId,
    /// Its place, from 1.
    pub seq: i32,
    /// On whom.
    pub waiting_on: WaitingOn,
    /// What the requester was asked.
    pub question: Option<String>,
    /// Which kind of party.
    pub party: Option<Party>,
    /// Which party.
    pub party_name: Option<String>,
    /// Their number for it.
    pub reference: Option<String>,
    /// When they promised it.
    #[serde(deserialize_with = "some_micros")]
    pub promised_at: Option<Timestamp>,
    /// Who began it.
    pub started_by_id: PersonId,
    /// From (included).
    #[serde(deserialize_with = "micros")]
    pub started_at: Timestamp,
    /// Who ended it.
    pub ended_by_id: Option<PersonId>,
    /// To (excluded); `None` while it lasts.
    #[serde(deserialize_with = "some_micros")]
    pub ended_at: Option<Timestamp>,
}

/// A solution that was given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Resolution {
    /// Its id.
    pub id: ResolutionId,
    /// Its place, from 1.
    pub seq: i32,
    /// The tier that gave it.
    pub tier: Tier,
    /// The solution, in words for the requester.
    pub solution: String,
    /// The cause.
    pub cause: Option<String>,
    /// What Tier 2 says of it (`rules.md` §6).
    pub tier1_could_have_solved: Option<bool>,
    /// The article that solved it.
    pub article: Option<String>,
    /// Whether it was solved at first contact.
    pub first_contact: bool,
    /// Who gave it.
    pub resolved_by_id: PersonId,
    /// When.
    #[serde(deserialize_with = "micros")]
    pub resolved_at: Timestamp,
    /// When the requester was reminded to confirm.
    #[serde(deserialize_with = "some_micros")]
    pub reminded_at: Option<Timestamp>,
    /// Who reopened the ticket.
    pub reopened_by_id: Option<PersonId>,
    /// When.
    #[serde(deserialize_with = "some_micros")]
    pub reopened_at: Option<Timestamp>,
    /// Why.
    pub reopen_reason: Option<String>,
}

/// How a ticket ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Closure {
    /// How.
    pub how: ClosedHow,
    /// Who; nobody if it closed by itself.
    pub closed_by_id: Option<PersonId>,
    /// When.
    #[serde(deserialize_with = "micros")]
    pub closed_at: Timestamp,
    /// Why, if cancelled.
    pub reason: Option<String>,
    /// What the requester thought of it, 1 to 5.
    pub rating: Option<i32>,
    /// In words.
    pub comment: Option<String>,
    /// When the requester said so last.
    #[serde(deserialize_with = "some_micros")]
    pub rated_at: Option<Timestamp>,
}

/// A public reply or an internal note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// Who wrote it.
    pub author_id: PersonId,
    /// The tier they wrote for; none for the requester.
    pub author_tier: Option<Tier>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it says.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
}

/// A link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// The ticket it starts from.
    pub from_id: TicketId,
    /// The ticket it leads to.
    pub to_id: TicketId,
    /// What the first is to the second.
    pub kind: LinkKind,
}

/// A ticket at the other end of a link, for one who may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedTicket {
    /// The link.
    pub link: Link,
    /// Whether the ticket looked at is where the link starts.
    pub outgoing: bool,
    /// The other ticket's number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Where it is in its life.
    pub status: Status,
    /// Its priority.
    pub priority: Priority,
    /// The group that answers for it.
    pub group_id: GroupId,
    /// The person of the group who answers for it.
    pub assignee_id: Option<PersonId>,
}

/// What the people of a ticket that was merged into another are told of that other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedInto {
    /// Its number, for those who may see it.
    pub number: Option<String>,
    /// Its stage, for all who may see the ticket that was merged; none if the other is restricted and not theirs.
    pub stage: Option<Stage>,
}

/// Somebody who watches a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Watcher {
    /// Who.
    pub person_id: PersonId,
    /// Since when.
    #[serde(rename = "created_at", deserialize_with = "micros")]
    pub since: Timestamp,
}
