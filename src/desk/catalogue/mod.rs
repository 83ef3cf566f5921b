//! The service catalogue (face; the room moves in behind it).

use chrono::NaiveDate;

use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId, GroupId};
use crate::desk::words::Tier;

/// Who a ticket belongs to by its category and its agency's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The tier that solves it by law.
    pub tier: Tier,
    /// The Tier 2 group that is asked.
    pub group: GroupId,
    /// The category ends at the agency: Tier 2 is only consulted.
    pub ends_at_agency: bool,
    /// Where the law says so.
    pub legal_basis: Option<String>,
    /// Whether it is the Dinas's by law.
    pub belongs_to_dinas: bool,
}

/// A question of a category's escalation checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its key.
    pub key: String,
    /// Whether it must be answered.
    pub required: bool,
}

/// The route of a category for an agency on a day.
///
/// # Errors
/// When it cannot be read.
pub fn route_for(
    _conn: &mut DbConn,
    _category: CategoryId,
    _agency: AgencyId,
    _on: NaiveDate,
) -> Result<Route, DbError> {
    Err(DbError::Closed)
}

/// The escalation checklist of a category.
///
/// # Errors
/// When it cannot be read.
pub fn checklist_of(_conn: &mut DbConn, _category: CategoryId) -> Result<Vec<Question>, DbError> {
    Ok(Vec::new())
}
