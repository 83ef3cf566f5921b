//! A policy as somebody wishes it: checked against all others, and not kept yet.

use serde_json::json;

use super::super::error::SlaError;
use super::super::policy::{Policy, PolicyVersion};
use super::super::rules::Rules;
use super::fields::{self, NAME_MAX, PolicyFields, Retirement, VersionFields};
use super::ties;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{PolicyId, PolicyVersionId};
use crate::desk::people::agencies;

/// Policies the desk keeps at most: all of them are read at once.
const POLICIES_MAX: usize = 500;
/// Versions of one policy at most.
const VERSIONS_MAX: usize = 200;

/// What somebody wishes to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// A new policy with its first version.
    New(PolicyFields, VersionFields),
    /// A further version of a policy.
    Version(PolicyId, VersionFields),
    /// The end of a policy: a version like the last that no longer speaks.
    End(PolicyId, Retirement),
}

/// The policy as it would be, its wished version the last.
///
/// # Errors
/// [`SlaError::NotFound`] if there is no such policy, [`SlaError::Invalid`] with every field that is wrong; a policy that
/// would tie with another is wrong at `selector`, which names the other.
pub fn proposed(conn: &mut DbConn, rules: &Rules, proposal: Proposal) -> Result<Policy, SlaError> {
    let mut errors = FieldErrors::default();
    let policy = match proposal {
        Proposal::New(fields, version) => {
            let mut policy = fresh(rules, &fields, &mut errors);
            let version = fields::checked(conn, rules, version, &mut errors)?;
            policy.versions.push(made(&policy, version));
            policy
        }
        Proposal::Version(id, version) => {
            let mut policy = known(rules, id, &mut errors)?;
            let version = fields::checked(conn, rules, version, &mut errors)?;
            policy.versions.push(made(&policy, version));
            policy
        }
        Proposal::End(id, end) => {
            let mut policy = known(rules, id, &mut errors)?;
            let legal_basis = fields::basis(&end.legal_basis, &mut errors);
            fields::check_day(end.effective_from, &mut errors);
            let last = policy.versions.last().cloned().ok_or(SlaError::NotFound)?;
            errors.check(last.active, "active", "ended_already");
            policy.versions.push(PolicyVersion {
                id: PolicyVersionId::new(),
                seq: last.seq + 1,
                effective_from: end.effective_from,
                active: false,
                legal_basis,
                ..last
            });
            policy
        }
    };
    if let Some((other, version)) = ties::tie(&policy, &rules.policies) {
        let args = json!({ "code": other.code, "name": other.name, "from": version.effective_from });
        errors.add_with("selector", "tie", args);
    }
    errors.finish()?;
    Ok(policy)
}

fn fresh(rules: &Rules, fields: &PolicyFields, errors: &mut FieldErrors) -> Policy {
    if rules.policies.len() >= POLICIES_MAX {
        errors.add_with("code", "too_many", json!({ "max": POLICIES_MAX }));
    }
    let code = agencies::code(&fields.code, "code", errors);
    let taken = !code.is_empty() && rules.policies.iter().any(|other| other.code == code);
    errors.check(!taken, "code", "taken");
    let name = errors.line("name", &fields.name, NAME_MAX);
    Policy { id: PolicyId::new(), version: 1, code, name, versions: Vec::new() }
}

fn known(rules: &Rules, id: PolicyId, errors: &mut FieldErrors) -> Result<Policy, SlaError> {
    let policy = rules.policies.iter().find(|policy| policy.id == id).cloned().ok_or(SlaError::NotFound)?;
    if policy.versions.len() >= VERSIONS_MAX {
        errors.add_with("effective_from", "too_many", json!({ "max": VERSIONS_MAX }));
    }
    Ok(policy)
}

fn made(policy: &Policy, fields: VersionFields) -> PolicyVersion {
    PolicyVersion {
        id: PolicyVersionId::new(),
        policy_id: policy.id,
        seq: policy.versions.iter().map(|version| version.seq).max().unwrap_or(0) + 1,
        effective_from: fields.effective_from,
        active: true,
        legal_basis: fields.legal_basis,
        selector: fields.selector,
        calendar_id: fields.calendar_id,
        targets: fields.targets,
        pause: fields.pause,
    }
}
