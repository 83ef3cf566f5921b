//! A ticket and the pure questions one can ask it: no I/O here.

use super::status::{self, Move};
use crate::clock::Timestamp;
use crate::desk::people::Actor;
use crate::desk::people::access::{self, Act, Held, Relation};
use crate::desk::words::{Classification, Impact, Kind, Party, Priority, Stage, Status, Tier, Urgency};

/// Characters of a title at most.
pub const TITLE_MAX: usize = 200;
/// Characters of any longer text at most.
pub const TEXT_MAX: usize = 20_000;

pub use super::store::rows::Ticket;

/// Kind and classification together decide who may read a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classified {
    /// The kind.
    pub kind: Kind,
    /// The classification of its information.
    pub classification: Classification,
}

impl Classified {
    /// Security incidents and excluded information are restricted (`rules.md` 2.8, TJ 15).
    pub fn is_restricted(self) -> bool {
        self.kind == Kind::SecurityIncident || self.classification != Classification::Public
    }
}

impl Ticket {
    /// What the questions of access need.
    pub fn held(&self) -> Held {
        Held { requester: self.requester_id, agency: self.agency_id, tier: self.tier, group: self.group_id }
    }

    /// Whether it still asks for work.
    pub fn is_open(&self) -> bool {
        status::is_open(self.status)
    }

    /// What the requester is shown of where it is.
    pub fn stage(&self) -> Stage {
        match (self.status, self.tier, self.accepted) {
            (Status::New, Tier::One, _) => Stage::New,
            (Status::New | Status::InProgress, Tier::Two, false) => Stage::Escalated,
            (Status::New | Status::InProgress, Tier::Two, true) => Stage::InTier2,
            (Status::InProgress, Tier::One, _) => Stage::InTier1,
            (Status::WaitingRequester, ..) => Stage::WaitingRequester,
            (Status::WaitingExternal, ..) => match self.waiting_party {
                Some(Party::Central | Party::Province) => Stage::WaitingCentral,
                Some(Party::Vendor | Party::Isp) | None => Stage::WaitingVendor,
            },
            (Status::Resolved, ..) => Stage::Resolved,
            (Status::Closed, ..) => Stage::Closed,
            (Status::Cancelled, ..) => Stage::Cancelled,
        }
    }

    /// Whether its state allows `step`, whoever asks: the status by the one table, and the tier that holds it.
    pub fn allows(&self, step: Move) -> bool {
        let taken_over = self.tier == Tier::One || self.accepted;
        let by_tier = match step {
            Move::Escalate => self.tier == Tier::One,
            Move::Accept => self.tier == Tier::Two && !self.accepted,
            Move::Return => self.tier == Tier::Two,
            Move::Assign | Move::Ask | Move::HandOff | Move::Resolve => taken_over,
            Move::Resume | Move::Reopen | Move::Close | Move::Cancel => true,
        };
        by_tier && status::next(self.status, step).is_some()
    }

    /// What `actor` may do to it now: state and person together.
    pub fn moves(&self, actor: &Actor) -> Vec<Move> {
        Move::ALL.iter().copied().filter(|step| self.allows(*step) && self.is_for(actor, *step)).collect()
    }

    /// Whether `step` is for `actor` at all, in the state the ticket is in.
    pub fn is_for(&self, actor: &Actor, step: Move) -> bool {
        let act = match step {
            Move::Assign => Act::Assign,
            Move::Escalate => Act::Escalate,
            Move::Accept => Act::Accept,
            Move::Return => Act::Return,
            Move::Ask => Act::Ask,
            Move::HandOff => Act::HandOff,
            Move::Resume => Act::Resume,
            Move::Resolve => Act::Resolve,
            Move::Reopen => Act::Reopen,
            Move::Close => Act::Close,
            Move::Cancel => return self.may_cancel(actor),
        };
        access::may(actor, act, self.held()).is_ok()
    }

    /// The requester cancels before work; Tier 1 and the supervisor cancel a duplicate (`rules.md` §3).
    fn may_cancel(&self, actor: &Actor) -> bool {
        let who = Relation::of(actor, self.held());
        who.tier1 || who.supervisor || who.holder || (who.requester && self.status == Status::New)
    }

    /// Moves on, or says that the move is not open. Pure.
    pub(super) fn step(&mut self, step: Move) -> Option<()> {
        if !self.allows(step) {
            return None;
        }
        self.status = status::next(self.status, step)?;
        if self.status != Status::WaitingExternal {
            self.waiting_party = None;
        }
        Some(())
    }

    /// Goes to Tier 2 and waits to be taken over. Pure.
    pub(super) fn escalate(&mut self, group: crate::desk::ids::GroupId) -> Option<()> {
        self.step(Move::Escalate)?;
        self.tier = Tier::Two;
        self.group_id = group;
        self.assignee_id = None;
        self.accepted = false;
        Some(())
    }

    /// Goes back to Tier 1; one more round trip. Pure.
    pub(super) fn hand_back(&mut self, tier1: crate::desk::ids::GroupId) -> Option<()> {
        self.step(Move::Return)?;
        self.tier = Tier::One;
        self.group_id = tier1;
        self.assignee_id = None;
        self.accepted = true;
        self.bounces += 1;
        Some(())
    }

    /// Sets impact and urgency, and the priority they give.
    pub(super) fn prioritise(&mut self, impact: Impact, urgency: Urgency) {
        self.impact = impact;
        self.urgency = urgency;
        self.priority = Priority::of(impact, urgency);
    }

    /// Sets kind and classification, and whether it is restricted by them.
    pub(super) fn classify(&mut self, classified: Classified) {
        self.kind = classified.kind;
        self.classification = classified.classification;
        self.restricted = classified.is_restricted();
    }

    /// How long it has been in its stage at `now`, in seconds.
    pub fn seconds_in_stage(&self, now: Timestamp) -> i64 {
        self.closed_at.unwrap_or(now).seconds_since(self.stage_since).max(0)
    }
}
