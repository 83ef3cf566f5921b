//! Who may do what, in one place (`rules.md` 2, dossier §2.2). Pure: nothing here reads the database.
//!
//! Whether a ticket can be *seen* is decided by the one predicate in `tickets/store.rs`; these questions are asked of a
//! ticket that was found.

use super::actor::Actor;
use crate::desk::ids::{AgencyId, GroupId, PersonId};
use crate::desk::words::{Tier, Visibility};

/// What somebody wants to do to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Write to the requester, or as the requester.
    Reply,
    /// Write for staff.
    Note,
    /// Write for Tier 2 alone.
    NoteTier2,
    /// Take the ticket oneself.
    Claim,
    /// Give it to a person or group.
    Assign,
    /// Ask Tier 2 (PM 42(9)).
    Escalate,
    /// Take an escalation over.
    Accept,
    /// Return an escalation.
    Return,
    /// Pass it on to an outside party.
    HandOff,
    /// Ask the requester and wait.
    Ask,
    /// End a wait.
    Resume,
    /// Give a solution.
    Resolve,
    /// Say that it is not solved.
    Reopen,
    /// Close it.
    Close,
    /// Cancel it.
    Cancel,
    /// Correct impact and urgency.
    Reprioritise,
    /// Correct kind, category, title or classification.
    Correct,
    /// Attach a file.
    Attach,
    /// Watch it.
    Watch,
    /// Link it to another.
    Link,
    /// Merge it with another about the same: done by those who work on both.
    Merge,
    /// Note that a duty by law to report outside was met.
    ReportOutside,
}

/// What of a ticket these questions need.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The requester.
    pub requester: PersonId,
    /// The requester's agency.
    pub agency: AgencyId,
    /// The tier that holds it.
    pub tier: Tier,
    /// The group that holds it.
    pub group: GroupId,
}

/// The actor may not do that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("you may see this, but this is not yours to do")]
pub struct Denied;

/// Whether `actor` may do `act` to a ticket they can see, whatever state it is in.
///
/// # Errors
/// [`Denied`] if not.
pub fn may(actor: &Actor, act: Act, held: Held) -> Result<(), Denied> {
    let who = Relation::of(actor, held);
    let allowed = match act {
        Act::Reply | Act::Attach => who.requester || who.tier1 || who.tier2 || who.supervisor,
        Act::Note => who.tier1 || who.tier2 || who.supervisor || who.ict_head,
        Act::NoteTier2 => who.tier2 || who.supervisor || who.ict_head,
        Act::Watch => {
            who.requester || who.tier1 || who.tier2 || who.supervisor || who.ict_head || who.agency_head
        }
        Act::Link => who.tier1 || who.tier2 || who.supervisor,
        Act::Merge => who.tier1 || who.holder || who.supervisor,
        // The tier that holds it works on it; the other reads, notes and follows.
        Act::Claim => who.holder,
        Act::Assign | Act::HandOff | Act::Ask | Act::Resolve => who.holder || who.supervisor,
        Act::Resume => who.holder || who.requester || who.supervisor,
        Act::Escalate => who.tier1 || who.supervisor,
        Act::Accept => who.holder_tier2,
        Act::Return => who.holder_tier2 || who.supervisor,
        Act::Reopen => who.requester || who.tier1 || who.supervisor,
        Act::Close => who.requester || who.tier1 || who.supervisor,
        Act::Cancel => who.requester || who.tier1 || who.supervisor,
        Act::Reprioritise | Act::Correct => who.holder || who.supervisor,
        Act::ReportOutside => who.holder || who.security || who.supervisor || who.ict_head,
    };
    if allowed { Ok(()) } else { Err(Denied) }
}

/// What a person is to a ticket.
#[derive(Clone, Copy, Debug, Default)]
pub struct Relation {
    /// The requester.
    pub requester: bool,
    /// Tier 1 of its agency.
    pub tier1: bool,
    /// Heads its agency.
    pub agency_head: bool,
    /// In some Tier 2 group.
    pub tier2: bool,
    /// In a Tier 2 group that handles security.
    pub security: bool,
    /// Of the tier and group that hold it.
    pub holder: bool,
    /// Of the Tier 2 group that holds it.
    pub holder_tier2: bool,
    /// Supervises both tiers.
    pub supervisor: bool,
    /// Heads the Dinas.
    pub ict_head: bool,
}

impl Relation {
    /// What `actor` is to the ticket.
    pub fn of(actor: &Actor, held: Held) -> Self {
        let standing = &actor.standing;
        let tier1 = standing.tier1_of.contains(&held.agency);
        let holder_tier2 = held.tier == Tier::Two && standing.tier2_of.contains(&held.group);
        Self {
            requester: actor.id == held.requester,
            tier1,
            agency_head: standing.head_of.contains(&held.agency),
            tier2: !standing.tier2_of.is_empty(),
            security: !standing.security_groups.is_empty(),
            holder: holder_tier2 || (held.tier == Tier::One && tier1),
            holder_tier2,
            supervisor: standing.supervisor,
            ict_head: standing.ict_head,
        }
    }
}

/// The comments and files of a ticket that `actor` may read, besides the public ones (dossier §2.2).
pub fn readable(actor: &Actor, held: Held) -> &'static [Visibility] {
    let standing = &actor.standing;
    let who = Relation::of(actor, held);
    if who.tier2 || who.supervisor || who.ict_head || standing.auditor {
        &[Visibility::Public, Visibility::Internal, Visibility::Tier2]
    } else if who.tier1 {
        &[Visibility::Public, Visibility::Internal]
    } else {
        &[Visibility::Public]
    }
}

/// Whether `actor` may open a ticket for a person of `agency` (dossier §2.2).
pub fn may_open_for(actor: &Actor, agency: AgencyId) -> bool {
    actor.standing.tier1_of.contains(&agency)
        || !actor.standing.tier2_of.is_empty()
        || actor.standing.supervisor
}

/// Whether `actor` takes down what others report: for the people of which agencies.
///
/// # Errors
/// [`Denied`] for those who open tickets for themselves alone.
pub fn records(actor: &Actor) -> Result<Seen, Denied> {
    let standing = &actor.standing;
    if !standing.tier2_of.is_empty() || standing.supervisor {
        Ok(Seen::All)
    } else if standing.tier1_of.is_empty() {
        Err(Denied)
    } else {
        Ok(Seen::Of(standing.tier1_of.clone()))
    }
}

/// Whether `actor` administers agencies, people, grants, categories and routes.
///
/// # Errors
/// [`Denied`] if not.
pub fn administers(actor: &Actor) -> Result<(), Denied> {
    if actor.standing.admin { Ok(()) } else { Err(Denied) }
}

/// Whether `actor` says what is promised, and in which working time: administrators, and the supervisor and the head of the
/// Dinas, who answer for it (PM 42(11)).
///
/// # Errors
/// [`Denied`] if not.
pub fn keeps_promises(actor: &Actor) -> Result<(), Denied> {
    let standing = &actor.standing;
    if standing.admin || standing.supervisor || standing.ict_head { Ok(()) } else { Err(Denied) }
}

/// Whether `actor` may read what is promised by which policy: everybody who does anything for the desk.
///
/// # Errors
/// [`Denied`] for those who only ask for help.
pub fn reads_promises(actor: &Actor) -> Result<(), Denied> {
    if actor.standing.roles().is_empty() { Err(Denied) } else { Ok(()) }
}

/// Whether `actor` may read the register of supervision: direct routes, coverage, bounces (PM 42(11)).
///
/// # Errors
/// [`Denied`] if not.
pub fn supervises(actor: &Actor) -> Result<(), Denied> {
    let standing = &actor.standing;
    if standing.sees_all() || standing.admin { Ok(()) } else { Err(Denied) }
}

/// Whose canned answers `actor` may read and use, besides those for all: everybody's for supervisors and administrators,
/// those of their own groups for all who work with tickets.
///
/// # Errors
/// [`Denied`] for all others.
pub fn uses_macros(actor: &Actor) -> Result<Seen, Denied> {
    let standing = &actor.standing;
    if keeps_macros_for_all(actor).is_ok() {
        Ok(Seen::All)
    } else if standing.is_staff() {
        Ok(Seen::Of(standing.tier1_of.clone()))
    } else {
        Err(Denied)
    }
}

/// Whether `actor` keeps the canned answers that are for all, and those of any group: supervisors and administrators. Those
/// of a group are kept by its own people too.
///
/// # Errors
/// [`Denied`] if not.
pub fn keeps_macros_for_all(actor: &Actor) -> Result<(), Denied> {
    if actor.standing.supervisor || actor.standing.admin { Ok(()) } else { Err(Denied) }
}

/// Whether `actor` leads both tiers, and so reads who answers for how much: the supervisor and the head of the Dinas.
///
/// # Errors
/// [`Denied`] if not.
pub fn leads(actor: &Actor) -> Result<(), Denied> {
    if actor.standing.supervisor || actor.standing.ict_head { Ok(()) } else { Err(Denied) }
}

/// Whether `actor` reads totals over all tickets, without names: the coordination team and the head of the Dinas.
///
/// # Errors
/// [`Denied`] if not.
pub fn reads_totals(actor: &Actor) -> Result<(), Denied> {
    if actor.standing.coordination_team || actor.standing.ict_head { Ok(()) } else { Err(Denied) }
}

/// Whose people somebody may look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Everybody.
    All,
    /// The people of these agencies, and oneself.
    Of(Vec<AgencyId>),
}

/// The people `actor` may look up: those they may open tickets for, head, supervise or administer. A requester finds
/// nobody but themselves.
pub fn sees_people(actor: &Actor) -> Seen {
    let standing = &actor.standing;
    if standing.admin || standing.sees_all() || standing.is_tier2() {
        return Seen::All;
    }
    let mut agencies = standing.tier1_of.clone();
    agencies.extend(&standing.head_of);
    agencies.sort();
    agencies.dedup();
    Seen::Of(agencies)
}

/// Whether `actor` may look up this person of this agency.
pub fn sees_person(actor: &Actor, person: PersonId, agency: AgencyId) -> bool {
    actor.id == person
        || match sees_people(actor) {
            Seen::All => true,
            Seen::Of(agencies) => agencies.contains(&agency),
        }
}

/// Whether `actor` enters absences of a technician of this agency: the technician, its head, a supervisor, an
/// administrator.
///
/// # Errors
/// [`Denied`] if not.
pub fn may_enter_absence(actor: &Actor, technician: PersonId, agency: AgencyId) -> Result<(), Denied> {
    let standing = &actor.standing;
    let own = actor.id == technician && standing.is_staff();
    if own || standing.head_of.contains(&agency) || standing.supervisor || standing.admin {
        Ok(())
    } else {
        Err(Denied)
    }
}

/// Whose absences `actor` enters besides their own: everybody's as supervisor or administrator, those of the agencies they
/// head.
///
/// # Errors
/// [`Denied`] for all others.
pub fn enters_absences(actor: &Actor) -> Result<Seen, Denied> {
    let standing = &actor.standing;
    if standing.supervisor || standing.admin {
        Ok(Seen::All)
    } else if standing.head_of.is_empty() {
        Err(Denied)
    } else {
        Ok(Seen::Of(standing.head_of.clone()))
    }
}
