//! Versions of a policy: a further one, and the one that ends it. Nothing that was once promised is changed or removed.

use serde_json::json;

use super::super::error::SlaError;
use super::super::policy::Policy;
use super::super::rules::{Rules, rules, touched};
use super::super::store;
use super::fields::{Retirement, VersionFields};
use super::proposing::{Proposal, proposed};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::PolicyId;
use crate::desk::people::By;

/// Adds a version to a policy that was read in `expected`, if that is known. Open clocks are looked at again.
///
/// # Errors
/// [`SlaError::Denied`] for all who do not keep the promises, [`SlaError::NotFound`], [`SlaError::Stale`] if somebody was
/// faster, [`SlaError::Invalid`] with the fields.
pub fn add_version(
    conn: &mut DbConn,
    by: By<'_>,
    id: PolicyId,
    expected: Option<i64>,
    version: VersionFields,
    now: Timestamp,
) -> Result<Policy, SlaError> {
    keep(conn, by, expected, Proposal::Version(id, version), now)
}

/// Ends a policy from a day on: its last version, no longer speaking. A later version can take it up again.
///
/// # Errors
/// As [`add_version`]; one that has ended is wrong at `active`.
pub fn retire(
    conn: &mut DbConn,
    by: By<'_>,
    id: PolicyId,
    expected: Option<i64>,
    end: Retirement,
    now: Timestamp,
) -> Result<Policy, SlaError> {
    keep(conn, by, expected, Proposal::End(id, end), now)
}

fn keep(
    conn: &mut DbConn,
    by: By<'_>,
    expected: Option<i64>,
    proposal: Proposal,
    now: Timestamp,
) -> Result<Policy, SlaError> {
    by.keeps_promises()?;
    store::one_at_a_time(conn)?;
    let rules = rules(conn)?;
    let current = version_of(&rules, &proposal)?;
    let read = expected.unwrap_or(current);
    if read != current {
        return Err(SlaError::Stale { current });
    }
    let mut policy = proposed(conn, &rules, proposal)?;
    policy.version += 1;
    if !store::save_policy(conn, &policy, read, now)? {
        return Err(SlaError::Stale { current: policy.version });
    }
    if let Some(added) = policy.versions.last() {
        store::insert_policy_version(conn, added, by.id(), now)?;
        let line = NewEvent::new(RecordKind::Policy, policy.id, EventKind::Changed, by.id(), now);
        events::record(conn, line.with(json!({ "added": added })))?;
    }
    touched(conn, now)?;
    Ok(policy)
}

/// The version in which the policy of a proposal is now.
fn version_of(rules: &Rules, proposal: &Proposal) -> Result<i64, SlaError> {
    let (Proposal::Version(id, _) | Proposal::End(id, _)) = proposal else { return Err(SlaError::NotFound) };
    let policy = rules.policies.iter().find(|policy| policy.id == *id);
    policy.map(|policy| policy.version).ok_or(SlaError::NotFound)
}
