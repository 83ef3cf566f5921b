//! Policies in JSON: as they are read, and as they are entered.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::administration;
use super::references::{AgencyReference, CalendarReference, CategoryReference};
use crate::db::{DbConn, DbError};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{PolicyId, PolicyVersionId};
use crate::desk::sla::policies::{Named, Retirement, VersionFields};
use crate::desk::sla::{
    ClockName, PauseRule, Policy, PolicyTarget, PolicyVersion, Rules, Selector, Tell, Threshold, Unit,
};
use crate::desk::words::{Classification, Kind, Language, Priority, Tier};
use crate::http::error::Refusal;

/// A policy with all its versions.
#[derive(Serialize, ToSchema)]
pub(super) struct PolicyBody<'a> {
    /// Its id.
    id: PolicyId,
    /// Goes up by one with each change; also its `ETag`.
    version: i64,
    /// Its short code.
    #[schema(example = "P1")]
    code: &'a str,
    /// Its name.
    name: &'a str,
    /// The place of the version that holds for what is reported today; `null` if none has begun.
    current: Option<i32>,
    /// All its versions, the first made first.
    versions: Vec<PolicyVersionBody<'a>>,
}

/// A version of a policy: what it says for tickets first reported from a day on, until another version begins.
#[derive(Serialize, ToSchema)]
pub(super) struct PolicyVersionBody<'a> {
    /// Its id.
    id: PolicyVersionId,
    /// Its place, from 1.
    seq: i32,
    /// The first day it holds for, in the zone of the ticket's agency.
    effective_from: NaiveDate,
    /// Whether the policy speaks at all.
    active: bool,
    /// The decree it rests on.
    legal_basis: &'a str,
    /// For which tickets; what is `null` fits all.
    selector: SelectorBody<'a>,
    /// In which calendar promises are counted; the agency's if `null`.
    calendar: Option<CalendarReference<'a>>,
    /// What stops the promise of a solution.
    pause: PauseRule,
    /// How much time each clock gives.
    targets: &'a [PolicyTarget],
}

/// For which tickets a version speaks.
#[derive(Serialize, ToSchema)]
pub(super) struct SelectorBody<'a> {
    /// Of this kind.
    kind: Option<Kind>,
    /// Of this priority.
    priority: Option<Priority>,
    /// Of this category or one below it.
    category: Option<CategoryReference<'a>>,
    /// Of this agency.
    agency: Option<AgencyReference<'a>>,
    /// Of this classification.
    classification: Option<Classification>,
}

/// What bodies of policies are made of.
pub(super) struct Around<'a> {
    /// The calendars.
    pub(super) rules: &'a Rules,
    /// The names selectors mention.
    pub(super) named: Named,
    /// Today, where the caller is.
    pub(super) today: NaiveDate,
    /// In which language names are told.
    pub(super) language: Language,
}

impl<'a> Around<'a> {
    /// Reads what the bodies of these policies need.
    pub(super) fn read(
        conn: &mut DbConn,
        rules: &'a Rules,
        policies: &[Policy],
        today: NaiveDate,
        language: Language,
    ) -> Result<Self, DbError> {
        Ok(Self { named: Named::of(conn, policies)?, rules, today, language })
    }

    /// A policy in JSON.
    pub(super) fn policy(&'a self, policy: &'a Policy) -> PolicyBody<'a> {
        PolicyBody {
            id: policy.id,
            version: policy.version,
            code: &policy.code,
            name: &policy.name,
            current: policy.on(self.today).map(|version| version.seq),
            versions: policy.versions.iter().map(|version| self.version(version)).collect(),
        }
    }

    fn version(&'a self, version: &'a PolicyVersion) -> PolicyVersionBody<'a> {
        let selector = version.selector;
        let category = |id| {
            let (code, name) = self.named.category(id, self.language);
            CategoryReference::new(id, code, name)
        };
        let agency = |id| {
            let (code, name) = self.named.agency(id);
            AgencyReference::new(id, code, name)
        };
        let calendar = |id| self.rules.calendar(id);
        PolicyVersionBody {
            id: version.id,
            seq: version.seq,
            effective_from: version.effective_from,
            active: version.active,
            legal_basis: &version.legal_basis,
            selector: SelectorBody {
                kind: selector.kind,
                priority: selector.priority,
                category: selector.category.map(category),
                agency: selector.agency.map(agency),
                classification: selector.classification,
            },
            calendar: version.calendar_id.and_then(calendar).map(CalendarReference::of),
            pause: version.pause,
            targets: &version.targets,
        }
    }
}

/// Declares a body that says what a version says, with what else it asks for. Written out in each: what is wrong is then
/// named by its place, and unknown members are refused.
macro_rules! with_a_version {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$field_doc])* pub(super) $field: $kind,)*
            /// The first day it holds for, in the zone of the ticket's agency. A day gone by is allowed: open tickets
            /// reported since then are computed anew.
            effective_from: NaiveDate,
            /// `false` ends the policy on that day; then selector, calendar, pause and targets are those of its last
            /// version and are left out.
            #[serde(default = "yes")]
            #[schema(default = true)]
            active: bool,
            /// The decree it rests on (Nomor SK).
            #[serde(default)]
            #[schema(required)]
            legal_basis: String,
            /// For which tickets; all if left out.
            selector: Option<NewSelector>,
            /// In which calendar promises are counted, by id or code; the agency's if left out.
            calendar: Option<String>,
            /// What stops the promise of a solution: `waiting_requester` if left out.
            pause: Option<PauseRule>,
            /// How much time each clock gives; no clock twice for one tier.
            targets: Option<Vec<NewTarget>>,
        }

        impl $name {
            /// What it says of the version.
            pub(super) fn version(&mut self) -> NewVersion {
                NewVersion {
                    effective_from: self.effective_from,
                    active: self.active,
                    legal_basis: std::mem::take(&mut self.legal_basis),
                    selector: self.selector.take(),
                    calendar: self.calendar.take(),
                    pause: self.pause.take(),
                    targets: self.targets.take(),
                }
            }
        }
    )+};
}

with_a_version! {
    /// A policy to be entered, with its first version.
    NewPolicy {
        /// Its short code; kept in capitals.
        #[serde(default)]
        #[schema(required)]
        code: String,
        /// Its name.
        #[serde(default)]
        #[schema(required)]
        name: String,
    }

    /// A version to be added to a policy, or its end.
    NewPolicyVersion {}

    /// What is to be tried before it is saved: a version of a policy, or a policy with its first version.
    NewPreview {
        /// The policy it would be a version of, by id or code.
        policy: Option<String>,
        /// The code of a new policy.
        #[serde(default)]
        code: String,
        /// The name of a new policy.
        #[serde(default)]
        name: String,
    }
}

/// What a version says, as a body says it.
pub(super) struct NewVersion {
    effective_from: NaiveDate,
    active: bool,
    legal_basis: String,
    selector: Option<NewSelector>,
    calendar: Option<String>,
    pause: Option<PauseRule>,
    targets: Option<Vec<NewTarget>>,
}

/// What a version is to the policy it belongs to.
pub(super) enum Step {
    /// It speaks.
    Says(VersionFields),
    /// It ends the policy.
    Ends(Retirement),
}

/// For which tickets; what is left out fits all.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSelector {
    /// Of this kind.
    kind: Option<Kind>,
    /// Of this priority.
    priority: Option<Priority>,
    /// Of this category or one below it, by id or code.
    category: Option<String>,
    /// Of this agency, by id or code.
    agency: Option<String>,
    /// Of this classification.
    classification: Option<Classification>,
}

/// How much time one clock gives.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTarget {
    /// Which clock.
    clock: ClockName,
    /// Of which tier: 1 or 2 for `own_time`, 2 for `take_over`, none for the others.
    tier: Option<Tier>,
    /// What it is counted in: `elapsed_minutes` for duties by law; not `working_days` for `take_over`, not
    /// `elapsed_minutes` for `confirmation`.
    unit: Unit,
    /// How many of those, from 1.
    #[schema(minimum = 1)]
    amount: i32,
    /// When whom to tell, rising; at most 8.
    #[serde(default)]
    thresholds: Vec<NewThreshold>,
}

/// At which part of a target whom to tell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewThreshold {
    /// In percent of the target.
    #[schema(minimum = 1, maximum = 1000)]
    percent: i32,
    /// Whom: `requester` for `confirmation` alone, and there nobody else.
    tell: Tell,
}

const fn yes() -> bool {
    true
}

impl NewVersion {
    /// The version, what it names by id or code found.
    pub(super) fn found(self, conn: &mut DbConn, rules: &Rules) -> Result<Step, Refusal> {
        let Self { effective_from, legal_basis, .. } = self;
        if !self.active {
            let mut errors = FieldErrors::default();
            errors.check(self.selector.is_none(), "selector", "not_at_the_end");
            errors.check(self.calendar.is_none(), "calendar", "not_at_the_end");
            errors.check(self.pause.is_none(), "pause", "not_at_the_end");
            errors.check(self.targets.is_none(), "targets", "not_at_the_end");
            errors.finish()?;
            return Ok(Step::Ends(Retirement { effective_from, legal_basis }));
        }
        let calendar = |name: String| {
            let entry = rules.calendar_named(&name);
            entry.map(|entry| entry.id).ok_or_else(|| Refusal::field("calendar", "unknown"))
        };
        Ok(Step::Says(VersionFields {
            effective_from,
            legal_basis,
            selector: self.selector.unwrap_or_default().found(conn)?,
            calendar_id: self.calendar.map(calendar).transpose()?,
            pause: self.pause.unwrap_or(PauseRule::WaitingRequester),
            targets: self.targets.unwrap_or_default().into_iter().map(target).collect(),
        }))
    }
}

impl NewSelector {
    fn found(self, conn: &mut DbConn) -> Result<Selector, Refusal> {
        let Self { kind, priority, category, agency, classification } = self;
        let category = category.map(|name| administration::category(conn, "selector.category", &name));
        let category = category.transpose()?;
        let agency = agency.map(|name| administration::agency(conn, "selector.agency", &name));
        Ok(Selector { kind, priority, category, agency: agency.transpose()?, classification })
    }
}

fn target(new: NewTarget) -> PolicyTarget {
    let threshold = |NewThreshold { percent, tell }| Threshold { percent, tell };
    PolicyTarget {
        clock: new.clock,
        tier: new.tier,
        unit: new.unit,
        amount: new.amount,
        thresholds: new.thresholds.into_iter().map(threshold).collect(),
    }
}
