//! Entering a policy.

use super::super::error::SlaError;
use super::super::policy::Policy;
use super::super::rules::{rules, touched};
use super::super::store;
use super::fields::{PolicyFields, VersionFields};
use super::proposing::{Proposal, proposed};
use crate::clock::Timestamp;
use crate::db::{DbConn, Json};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::people::By;

/// Enters a policy with its first version. Open clocks are looked at again.
///
/// # Errors
/// [`SlaError::Denied`] for all who do not keep the promises, [`SlaError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: PolicyFields,
    version: VersionFields,
    now: Timestamp,
) -> Result<Policy, SlaError> {
    by.keeps_promises()?;
    store::one_at_a_time(conn)?;
    let rules = rules(conn)?;
    let policy = proposed(conn, &rules, Proposal::New(fields, version))?;
    insert(conn, by, &policy, now)?;
    touched(conn, now)?;
    Ok(policy)
}

/// Writes a new policy with its versions and the first line of its history.
pub(super) fn insert(conn: &mut DbConn, by: By<'_>, policy: &Policy, now: Timestamp) -> Result<(), SlaError> {
    store::insert_policy(conn, policy, now)?;
    for version in &policy.versions {
        store::insert_policy_version(conn, version, by.id(), now)?;
    }
    let line = NewEvent::new(RecordKind::Policy, policy.id, EventKind::Created, by.id(), now);
    events::record_first(conn, line.with(Json::of(policy).0))?;
    Ok(())
}
