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

    /// Whether `actor`, who took it down for somebody, is still the only one who had it in hand: nobody has taken it, nobody
    /// handed it on.
    pub fn is_first_contact(&self, actor: &Actor) -> bool {
        let untouched = self.status == Status::New && self.tier == Tier::One && self.assignee_id.is_none();
        untouched && self.bounces == 0 && self.opened_by_id == actor.id && self.requester_id != actor.id
    }

    /// How long it has been in its stage at `now`, in seconds.
    pub fn seconds_in_stage(&self, now: Timestamp) -> i64 {
        self.closed_at.unwrap_or(now).seconds_since(self.stage_since).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId, TicketId};
    use crate::desk::people::Standing;
    use crate::desk::words::{Channel, Language};

    fn ticket() -> Ticket {
        let at = Timestamp::from_micros(0);
        Ticket {
            id: TicketId::new(),
            serial: 1,
            number: "TKT-2026-000001".into(),
            version: 1,
            kind: Kind::Incident,
            title: "jaringan lemot".into(),
            description: "dari tadi pagi".into(),
            category_id: CategoryId::new(),
            agency_id: AgencyId::new(),
            requester_id: PersonId::new(),
            opened_by_id: PersonId::new(),
            channel: Channel::Portal,
            impact: Impact::Medium,
            urgency: Urgency::High,
            priority: Priority::P2,
            classification: Classification::Public,
            restricted: false,
            status: Status::New,
            tier: Tier::One,
            group_id: GroupId::new(),
            assignee_id: None,
            accepted: true,
            waiting_party: None,
            direct_route_reason: None,
            bounces: 0,
            reported_at: at,
            created_at: at,
            updated_at: at,
            stage_since: at,
            resolved_at: None,
            closed_at: None,
            due_at: Ticket::NO_DUE,
        }
    }

    fn person(standing: Standing) -> Actor {
        Actor {
            id: PersonId::new(),
            name: "Dana".into(),
            email: "dana@dinkes.test".into(),
            agency_id: AgencyId::new(),
            agency_name: "Dinas Kesehatan".into(),
            zone: chrono_tz::Asia::Makassar,
            language: Language::Id,
            columns: None,
            standing,
        }
    }

    #[test]
    fn an_escalated_ticket_is_tier_2s_but_not_yet_taken_over() {
        let mut ticket = ticket();
        let group = GroupId::new();
        ticket.escalate(group).unwrap();
        assert_eq!((ticket.tier, ticket.group_id, ticket.accepted), (Tier::Two, group, false));
        assert_eq!(ticket.stage(), Stage::Escalated);
        assert!(ticket.escalate(group).is_none(), "it is with Tier 2 already");
        assert!(!ticket.allows(Move::Resolve), "nobody solves what nobody took over");
        ticket.step(Move::Accept).unwrap();
        ticket.accepted = true;
        assert_eq!(ticket.stage(), Stage::InTier2);
        assert!(ticket.allows(Move::Resolve) && !ticket.allows(Move::Accept));
    }

    #[test]
    fn a_returned_ticket_is_tier_1s_again_and_counts_the_round_trip() {
        let mut ticket = ticket();
        let tier1 = ticket.group_id;
        assert!(ticket.hand_back(tier1).is_none(), "it never left Tier 1");
        for trips in 1..=3 {
            ticket.escalate(GroupId::new()).unwrap();
            ticket.hand_back(tier1).unwrap();
            assert_eq!((ticket.tier, ticket.accepted, ticket.bounces), (Tier::One, true, trips));
            assert_eq!(ticket.stage(), Stage::InTier1);
        }
    }

    #[test]
    fn a_wait_ends_with_any_step_on() {
        let mut ticket = ticket();
        ticket.step(Move::HandOff).unwrap();
        ticket.waiting_party = Some(Party::Central);
        assert_eq!(ticket.stage(), Stage::WaitingCentral);
        ticket.escalate(GroupId::new()).unwrap();
        assert_eq!((ticket.waiting_party, ticket.status), (None, Status::InProgress));
    }

    #[test]
    fn each_sees_the_moves_that_are_theirs() {
        let mut ticket = ticket();
        let technician = person(Standing { tier1_of: vec![ticket.agency_id], ..Standing::default() });
        let neighbour = person(Standing { tier1_of: vec![AgencyId::new()], ..Standing::default() });
        let requester = Actor { id: ticket.requester_id, ..person(Standing::default()) };
        assert!(ticket.moves(&technician).contains(&Move::Escalate));
        assert_eq!(ticket.moves(&requester), [Move::Cancel]);
        assert_eq!(ticket.moves(&neighbour), []);

        let group = GroupId::new();
        ticket.escalate(group).unwrap();
        let engineer = person(Standing { tier2_of: vec![group], ..Standing::default() });
        let colleague = person(Standing { tier2_of: vec![GroupId::new()], ..Standing::default() });
        assert_eq!(ticket.moves(&engineer), [Move::Accept, Move::Return, Move::Cancel]);
        assert_eq!(ticket.moves(&colleague), [], "it was asked of another group");
        assert_eq!(ticket.moves(&technician), [Move::Cancel], "Tier 1 follows, and Tier 2 works");
        assert_eq!(ticket.moves(&requester), [], "work has begun");
    }

    #[test]
    fn what_is_excluded_is_restricted() {
        for (kind, classification, expected) in [
            (Kind::Incident, Classification::Public, false),
            (Kind::Incident, Classification::PersonalData, true),
            (Kind::SecurityIncident, Classification::Public, true),
        ] {
            assert_eq!(Classified { kind, classification }.is_restricted(), expected);
        }
    }
}
