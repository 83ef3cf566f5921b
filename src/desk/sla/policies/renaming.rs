//! The name of a policy: what can be changed without a version, because it promises nothing.

use serde_json::json;

use super::super::error::SlaError;
use super::super::policy::Policy;
use super::super::rules::{rules, touched};
use super::super::store;
use super::fields::NAME_MAX;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::PolicyId;
use crate::desk::people::By;

/// Renames a policy that was read in `expected`.
///
/// # Errors
/// [`SlaError::Denied`] for all who do not keep the promises, [`SlaError::NotFound`], [`SlaError::Stale`] if somebody was
/// faster, [`SlaError::Invalid`] for a name that is none.
pub fn rename(
    conn: &mut DbConn,
    by: By<'_>,
    id: PolicyId,
    expected: i64,
    name: &str,
    now: Timestamp,
) -> Result<Policy, SlaError> {
    by.keeps_promises()?;
    store::one_at_a_time(conn)?;
    let rules = rules(conn)?;
    let found = rules.policies.iter().find(|policy| policy.id == id);
    let mut policy = found.cloned().ok_or(SlaError::NotFound)?;
    if policy.version != expected {
        return Err(SlaError::Stale { current: policy.version });
    }
    let mut errors = FieldErrors::default();
    let name = errors.line("name", name, NAME_MAX);
    errors.finish()?;
    let before = std::mem::replace(&mut policy.name, name);
    policy.version += 1;
    if !store::save_policy(conn, &policy, expected, now)? {
        return Err(SlaError::Stale { current: policy.version });
    }
    let line = NewEvent::new(RecordKind::Policy, id, EventKind::Changed, by.id(), now);
    events::record(conn, line.with(json!({ "name": { "from": before, "to": policy.name } })))?;
    touched(conn, now)?;
    Ok(policy)
}
