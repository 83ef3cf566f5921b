//! Reading policies. What is promised is no secret among those who have to keep it.

use super::super::error::SlaError;
use super::super::policy::Policy;
use super::super::rules::rules;
use crate::db::DbConn;
use crate::desk::ids::PolicyId;
use crate::desk::page::{Page, Part};
use crate::desk::people::{Actor, access};

/// A part of the policies with all their versions, by code.
///
/// # Errors
/// [`SlaError::Denied`] for requesters.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    part: Part<PolicyId>,
) -> Result<Page<Policy, PolicyId>, SlaError> {
    access::reads_promises(actor)?;
    let rules = rules(conn)?;
    let limit = part.bounded();
    let begun = part.after.and_then(|after| rules.policies.iter().position(|policy| policy.id == after));
    let rest = rules.policies.iter().skip(begun.map_or(0, |place| place + 1));
    let most = usize::try_from(limit + 1).unwrap_or(usize::MAX);
    Ok(Page::cut(rest.take(most).cloned().collect(), limit, |policy| policy.id))
}

/// A policy by id or code, as the API names them.
///
/// # Errors
/// [`SlaError::Denied`] for requesters, [`SlaError::NotFound`] if there is none.
pub fn named(conn: &mut DbConn, actor: &Actor, name: &str) -> Result<Policy, SlaError> {
    access::reads_promises(actor)?;
    let rules = rules(conn)?;
    let found = match name.parse::<PolicyId>() {
        Ok(id) => rules.policies.iter().find(|policy| policy.id == id),
        Err(_) => {
            let code = name.trim().to_uppercase();
            rules.policies.iter().find(|policy| policy.code == code)
        }
    };
    found.cloned().ok_or(SlaError::NotFound)
}
