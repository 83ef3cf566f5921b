//! The lists people ask for most, by name.

use chrono::Days;

use super::few::Few;
use crate::clock::Timestamp;
use crate::desk::people::Actor;
use crate::desk::tickets::{self, AssigneeFilter, Filter, QueueCounts, Sort};
use crate::desk::words::{Priority, Status, Tier};

/// A list by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What the person's groups hold.
    Queue,
    /// Escalations that wait to be taken over.
    Incoming,
    /// What the person answers for.
    Mine,
    /// P1 and P2 that are still open.
    Urgent,
    /// What was returned to Tier 1 at least once and is still open.
    Bounced,
    /// What is late.
    Overdue,
    /// What is late, and what is due until tomorrow night.
    Burning,
    /// What waits for the requester or an outside party.
    Waiting,
    /// What the person reported.
    Reported,
    /// What the person watches.
    Watched,
    /// Everything the person may see.
    All,
}

impl View {
    const ALL: [Self; 11] = [
        Self::Queue,
        Self::Incoming,
        Self::Mine,
        Self::Overdue,
        Self::Burning,
        Self::Urgent,
        Self::Bounced,
        Self::Waiting,
        Self::Reported,
        Self::Watched,
        Self::All,
    ];

    /// The list of that name, if it is one for `actor`; all tickets if there is no name.
    pub fn named(name: &str, actor: &Actor) -> Option<Self> {
        if name.is_empty() {
            return Some(Self::All);
        }
        Self::offered(actor).into_iter().find(|view| view.name() == name)
    }

    /// The lists that are for `actor`.
    pub fn offered(actor: &Actor) -> Vec<Self> {
        let standing = &actor.standing;
        let works = !standing.tier1_of.is_empty() || !standing.tier2_of.is_empty() || standing.supervisor;
        let fits = |view: &Self| match view {
            Self::Queue | Self::Mine | Self::Waiting => works,
            Self::Incoming => !standing.tier2_of.is_empty() || standing.supervisor,
            Self::Overdue => tickets::in_charge(actor).is_some(),
            Self::Burning => standing.sees_all() || !standing.head_of.is_empty(),
            Self::Urgent => works || standing.sees_all() || !standing.head_of.is_empty(),
            Self::Bounced => standing.sees_all(),
            Self::Reported | Self::Watched | Self::All => true,
        };
        Self::ALL.into_iter().filter(fits).collect()
    }

    /// Its name in addresses and words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Incoming => "incoming",
            Self::Mine => "mine",
            Self::Overdue => "overdue",
            Self::Burning => "burning",
            Self::Urgent => "urgent",
            Self::Bounced => "bounced",
            Self::Waiting => "waiting",
            Self::Reported => "reported",
            Self::Watched => "watched",
            Self::All => "all",
        }
    }

    /// The place in the menu it is marked at.
    pub const fn here(self) -> &'static str {
        match self {
            Self::Burning | Self::Urgent | Self::Bounced | Self::Waiting | Self::Watched | Self::All => {
                "tickets"
            }
            other => other.name(),
        }
    }

    /// Its address.
    pub fn href(self) -> String {
        if self == Self::All { "/tickets".to_owned() } else { format!("/tickets?{}", self.query()) }
    }

    /// What stands in its address behind the question mark.
    pub fn query(self) -> String {
        if self == Self::All { String::new() } else { format!("view={}", self.name()) }
    }

    /// Whether the figures of the menu say how many are in the queue of `actor`: they count what the groups hold, and a queue
    /// is just that for whoever works in one tier, and at Tier 1 in one agency.
    pub fn queue_is_known(actor: &Actor) -> bool {
        let standing = &actor.standing;
        matches!((standing.tier1_of.len(), standing.tier2_of.is_empty()), (0, false) | (1, true))
    }

    /// How many are in it, where the figures of the menu say so.
    pub fn count(self, counts: QueueCounts, actor: &Actor) -> Few {
        Few(match self {
            Self::Queue if Self::queue_is_known(actor) => counts.group,
            Self::Incoming => counts.incoming,
            Self::Mine => counts.mine,
            Self::Overdue => counts.overdue,
            Self::Queue
            | Self::Burning
            | Self::Urgent
            | Self::Bounced
            | Self::Waiting
            | Self::Reported
            | Self::Watched
            | Self::All => 0,
        })
    }

    /// What is in it at `now`.
    pub fn filter(self, actor: &Actor, now: Timestamp) -> Filter {
        let standing = &actor.standing;
        let open = || Filter { status: Filter::OPEN.to_vec(), ..Filter::default() };
        let charge = || Filter {
            status: Filter::OPEN.to_vec(),
            sort: Sort::Due,
            ..tickets::in_charge(actor).unwrap_or_default()
        };
        let held = |filter: Filter| {
            if !standing.tier2_of.is_empty() {
                return Filter { group: standing.tier2_of.clone(), tier: Some(Tier::Two), ..filter };
            }
            let agency = if standing.tier1_of.len() == 1 { standing.tier1_of.first().copied() } else { None };
            let tier = if standing.tier1_of.is_empty() { None } else { Some(Tier::One) };
            Filter { tier, agency, ..filter }
        };
        match self {
            Self::Queue => held(Filter { sort: Sort::Due, ..open() }),
            Self::Incoming => Filter {
                tier: Some(Tier::Two),
                group: standing.tier2_of.clone(),
                accepted: Some(false),
                sort: Sort::Due,
                ..open()
            },
            Self::Mine => {
                Filter { assignee: Some(AssigneeFilter::Person(actor.id)), sort: Sort::Due, ..open() }
            }
            Self::Overdue => charge().overdue(true, now),
            Self::Burning => {
                let tomorrow = now.date_in(actor.zone) + Days::new(2);
                Filter { due_before: Some(Timestamp::midnight(tomorrow, actor.zone)), ..charge() }
            }
            Self::Urgent => {
                Filter { priority: vec![Priority::P1, Priority::P2], sort: Sort::Priority, ..open() }
            }
            Self::Bounced => Filter { bounces: Some(1), ..open() },
            Self::Waiting => held(Filter {
                status: vec![Status::WaitingRequester, Status::WaitingExternal],
                ..Filter::default()
            }),
            Self::Reported => Filter { requester: Some(actor.id), ..Filter::default() },
            Self::Watched => Filter { watched: true, ..Filter::default() },
            Self::All => Filter::default(),
        }
    }
}
