//! Who a ticket belongs to: the routing table asked for a category, an agency and a day (PM 19(6), `rules.md` 2.3, 2.7).

use chrono::NaiveDate;

use super::categories::DEEPEST;
use super::directory::directory;
use super::error::RouteError;
use super::store::routes as store;
use crate::db::DbConn;
use crate::desk::ids::{AgencyId, CategoryId, GroupId};
use crate::desk::words::{AgencyStatus, Tier};

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

/// The lines of a category by agency status.
pub(super) type Lines = Vec<(AgencyStatus, Route)>;

/// The route of a category for an agency on a day. A line for the agency's status goes before one for any status, and
/// either before the lines of the category above.
///
/// # Errors
/// [`RouteError::NoRoute`] if there is no line at all.
pub fn route_for(
    conn: &mut DbConn,
    category: CategoryId,
    agency: AgencyId,
    on: NaiveDate,
) -> Result<Route, RouteError> {
    directory(conn)?.route(category, agency, on)
}

/// Whether a category below `parent` has a route for agencies of every status.
pub(super) fn covers_everyone(
    conn: &mut DbConn,
    category: CategoryId,
    parent: Option<CategoryId>,
) -> Result<(), RouteError> {
    let (_, mut lines) = store::at(conn, category)?;
    let mut at = parent;
    for _ in 0..DEEPEST {
        let Some(id) = at else { break };
        let (above, more) = store::at(conn, id)?;
        lines.extend(more);
        at = above;
    }
    let has = |status| lines.iter().any(|(of, _)| *of == status);
    let each = has(AgencyStatus::Ordinary) && has(AgencyStatus::SelfManaged);
    if each || has(AgencyStatus::Any) { Ok(()) } else { Err(RouteError::NoRoute) }
}

/// The line for agencies of this status, else the one for any.
pub(super) fn chosen(lines: &Lines, status: AgencyStatus) -> Option<&Route> {
    let of = |wanted: AgencyStatus| lines.iter().find(|(of, _)| *of == wanted).map(|(_, route)| route);
    of(status).or_else(|| of(AgencyStatus::Any))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(status: AgencyStatus, basis: &str) -> (AgencyStatus, Route) {
        let legal_basis = Some(basis.to_owned());
        let group = GroupId::new();
        (status, Route { tier: Tier::Two, group, ends_at_agency: false, legal_basis, belongs_to_dinas: true })
    }

    #[test]
    fn the_status_of_the_agency_goes_before_any_status() {
        let lines = || vec![line(AgencyStatus::Any, "any"), line(AgencyStatus::SelfManaged, "own")];
        let basis = |status| chosen(&lines(), status).and_then(|route| route.legal_basis.clone());
        assert_eq!(basis(AgencyStatus::SelfManaged).as_deref(), Some("own"));
        assert_eq!(basis(AgencyStatus::Ordinary).as_deref(), Some("any"));
        let only = vec![line(AgencyStatus::SelfManaged, "own")];
        assert_eq!(chosen(&only, AgencyStatus::Ordinary), None);
    }
}
