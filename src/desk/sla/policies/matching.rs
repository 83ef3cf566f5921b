//! Which policy speaks for each clock of a ticket, and why.

use chrono::NaiveDate;

use super::super::policy::{Policy, PolicyTarget, PolicyVersion, Selector, Subject, choose};
use super::super::rules::Rules;
use super::super::store;
use super::super::words::ClockName;
use super::fields::offered;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId};
use crate::desk::words::{Classification, Kind, Priority, Tier};
use crate::words;

words! {
    /// What a policy can ask of a ticket.
    Asked {
        /// Its kind.
        Kind = "kind",
        /// Its priority.
        Priority = "priority",
        /// Its category, or one above it.
        Category = "category",
        /// Its agency.
        Agency = "agency",
        /// Its classification.
        Classification = "classification",
    }
}

/// A policy that fits a ticket and gives a clock a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitting<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The version that holds on the day.
    pub version: &'a PolicyVersion,
    /// What it gives the clock.
    pub target: &'a PolicyTarget,
    /// What it asks of the ticket; the one that asks for more speaks.
    pub asked: Vec<Asked>,
    /// How far above the ticket's category the one it asks for stands: 0 for the same; the nearer one speaks.
    pub category_steps: Option<usize>,
}

/// A clock, the policy that speaks for it, and those it goes before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched<'a> {
    /// Which clock.
    pub clock: ClockName,
    /// Of which tier.
    pub tier: Option<Tier>,
    /// Who speaks; nobody if such a ticket has no such clock.
    pub speaks: Option<Fitting<'a>>,
    /// Who would speak otherwise, by code.
    pub behind: Vec<Fitting<'a>>,
}

/// A ticket with these properties, its category with those above.
///
/// # Errors
/// When the categories cannot be read.
pub fn subject(
    conn: &mut DbConn,
    (kind, priority): (Kind, Priority),
    category: CategoryId,
    agency: AgencyId,
    classification: Classification,
) -> Result<Subject, DbError> {
    let categories = store::with_those_above(conn, category)?;
    Ok(Subject { kind, priority, categories, agency, classification })
}

/// For every clock, which policy speaks for a ticket first reported on a day.
pub fn matching<'a>(rules: &'a Rules, subject: &Subject, date: NaiveDate) -> Vec<Matched<'a>> {
    let of_clock = |(clock, tier): &(ClockName, Option<Tier>)| {
        let fits = rules.policies.iter().filter_map(|policy| fitting(policy, subject, date, *clock, *tier));
        let chosen = choose(&rules.policies, subject, date, *clock, *tier).map(|(version, _)| version.id);
        let (speaks, behind) = fits.partition::<Vec<_>, _>(|fit| Some(fit.version.id) == chosen);
        Matched { clock: *clock, tier: *tier, speaks: speaks.into_iter().next(), behind }
    };
    offered().iter().map(of_clock).collect()
}

/// What a selector asks of a ticket.
pub fn asked(selector: &Selector) -> Vec<Asked> {
    let asks = [
        (selector.kind.is_some(), Asked::Kind),
        (selector.priority.is_some(), Asked::Priority),
        (selector.category.is_some(), Asked::Category),
        (selector.agency.is_some(), Asked::Agency),
        (selector.classification.is_some(), Asked::Classification),
    ];
    asks.into_iter().filter(|(asks, _)| *asks).map(|(_, word)| word).collect()
}

fn fitting<'a>(
    policy: &'a Policy,
    subject: &Subject,
    date: NaiveDate,
    clock: ClockName,
    tier: Option<Tier>,
) -> Option<Fitting<'a>> {
    let version = policy.on(date).filter(|version| version.active && version.selector.fits(subject))?;
    let target = version.target(clock, tier)?;
    let steps = |category| subject.categories.iter().position(|one| *one == category);
    Some(Fitting {
        policy,
        version,
        target,
        asked: asked(&version.selector),
        category_steps: version.selector.category.and_then(steps),
    })
}
