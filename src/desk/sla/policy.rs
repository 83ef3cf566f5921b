//! What is promised to whom: policies, their versions, and which of them speaks for a ticket.

use std::cmp::Reverse;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::{ClockName, PauseRule, Tell, Unit};
use crate::desk::ids::{AgencyId, CalendarId, CategoryId, PolicyId, PolicyVersionId};
use crate::desk::words::{Classification, Kind, Priority, Tier};

/// Which tickets a policy speaks for; what is unset fits all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash, Serialize, Deserialize)]
pub struct Selector {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Of this category or one below it.
    pub category: Option<CategoryId>,
    /// Of this agency.
    pub agency: Option<AgencyId>,
    /// Of this classification.
    pub classification: Option<Classification>,
}

/// What policies ask of a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subject {
    /// Its kind.
    pub kind: Kind,
    /// Its priority.
    pub priority: Priority,
    /// Its category and those above, the nearest first.
    pub categories: Vec<CategoryId>,
    /// Its agency.
    pub agency: AgencyId,
    /// Its classification.
    pub classification: Classification,
}

impl Selector {
    /// Whether it speaks for the subject.
    pub fn fits(&self, subject: &Subject) -> bool {
        self.kind.is_none_or(|kind| kind == subject.kind)
            && self.priority.is_none_or(|priority| priority == subject.priority)
            && self.category.is_none_or(|category| subject.categories.contains(&category))
            && self.agency.is_none_or(|agency| agency == subject.agency)
            && self.classification.is_none_or(|classification| classification == subject.classification)
    }

    /// How many things it asks for: of two that fit, the one that asks for more wins.
    pub fn specificity(&self) -> usize {
        [
            self.kind.is_some(),
            self.priority.is_some(),
            self.category.is_some(),
            self.agency.is_some(),
            self.classification.is_some(),
        ]
        .into_iter()
        .filter(|asked| *asked)
        .count()
    }

    /// Whether a ticket could fit both without one being more specific. Of two different categories that both fit, the
    /// nearer wins.
    pub fn ties_with(&self, other: &Self) -> bool {
        fn meet<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            match (one, other) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            }
        }
        self.specificity() == other.specificity()
            && meet(self.kind, other.kind)
            && meet(self.priority, other.priority)
            && meet(self.category, other.category)
            && meet(self.agency, other.agency)
            && meet(self.classification, other.classification)
    }
}

/// At which part of a target whom to tell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Threshold {
    /// In percent of the target, 1 to 1,000.
    pub percent: i32,
    /// Whom.
    pub tell: Tell,
}

/// How much time one clock gives.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PolicyTarget {
    /// Which clock.
    pub clock: ClockName,
    /// Of which tier, for those of a stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// What it is counted in.
    pub unit: Unit,
    /// How many of those.
    pub amount: i32,
    /// When whom to tell, rising.
    pub thresholds: Vec<Threshold>,
}

/// What a policy says for tickets first reported from a day on, until its next version begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PolicyVersion {
    /// Its id.
    pub id: PolicyVersionId,
    /// The policy.
    pub policy_id: PolicyId,
    /// Its place, from 1.
    pub seq: i32,
    /// The first day, in the zone of the ticket's agency.
    pub effective_from: NaiveDate,
    /// Whether the policy still speaks at all.
    pub active: bool,
    /// The decree it rests on (Nomor SK).
    pub legal_basis: String,
    /// For which tickets.
    pub selector: Selector,
    /// In which calendar promises are counted; the agency's if unset.
    pub calendar_id: Option<CalendarId>,
    /// How much time each clock gives; no clock twice for one tier.
    pub targets: Vec<PolicyTarget>,
    /// What stops the promise of a solution.
    pub pause: PauseRule,
}

impl PolicyVersion {
    /// What it gives a clock.
    pub fn target(&self, clock: ClockName, tier: Option<Tier>) -> Option<&PolicyTarget> {
        self.targets.iter().find(|target| target.clock == clock && target.tier == tier)
    }
}

/// A policy with all its versions, by their place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Goes up by one with each change.
    pub version: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its versions, the first one first.
    pub versions: Vec<PolicyVersion>,
}

impl Policy {
    /// The version that holds for what is reported on a day: of those begun, the last to begin; of two that begin on one
    /// day, the later made.
    pub fn on(&self, date: NaiveDate) -> Option<&PolicyVersion> {
        self.versions
            .iter()
            .filter(|version| version.effective_from <= date)
            .max_by_key(|version| (version.effective_from, version.seq))
    }
}

/// The version and the target that speak for a clock of a subject first reported on `date`: the most specific policy that
/// gives this clock a target at all.
pub fn choose<'a>(
    policies: &'a [Policy],
    subject: &Subject,
    date: NaiveDate,
    clock: ClockName,
    tier: Option<Tier>,
) -> Option<(&'a PolicyVersion, &'a PolicyTarget)> {
    policies
        .iter()
        .filter_map(|policy| policy.on(date))
        .filter(|version| version.active && version.selector.fits(subject))
        .filter_map(|version| Some((version, version.target(clock, tier)?)))
        .max_by_key(|(version, _)| {
            let near = version
                .selector
                .category
                .and_then(|category| subject.categories.iter().position(|candidate| *candidate == category));
            (version.selector.specificity(), Reverse(near.unwrap_or(usize::MAX)), Reverse(version.id))
        })
}
