//! The lines of the routing table: entering, changing, removing and reading them.

use serde::Serialize;
use serde_json::json;

use super::categories;
use super::error::{CatalogueError, RouteError};
use super::routing;
use super::store::routes as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, Json};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CategoryId, GroupId, RouteId};
use crate::desk::page::{Page, Part};
use crate::desk::people::{By, PeopleError, groups};
use crate::desk::words::{AgencyStatus, Tier};

/// A line of the routing table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RouteLine {
    /// Its id.
    pub id: RouteId,
    /// Counts its saves.
    pub version: i64,
    /// The category it is for, and those below it that have no line of their own.
    pub category_id: CategoryId,
    /// The code of the category.
    #[serde(skip)]
    pub category_code: String,
    /// The agencies it is for.
    pub agency_status: AgencyStatus,
    /// The tier that solves it by law.
    pub tier: Tier,
    /// The Tier 2 group that is asked.
    pub group_id: GroupId,
    /// The name of the group.
    #[serde(skip)]
    pub group_name: String,
    /// Whether it ends at the agency, and Tier 2 is only consulted (PM 19(6)b).
    pub ends_at_agency: bool,
    /// Where the law says so.
    pub legal_basis: Option<String>,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// What of a line can be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteFields {
    /// The category.
    pub category_id: CategoryId,
    /// The agencies.
    pub agency_status: AgencyStatus,
    /// The tier that solves it by law.
    pub tier: Tier,
    /// The Tier 2 group that is asked.
    pub group_id: GroupId,
    /// Whether it ends at the agency: Tier 1 alone.
    pub ends_at_agency: bool,
    /// Where the law says so, 200 characters at most.
    pub legal_basis: String,
}

impl RouteLine {
    /// What could be entered again to change nothing.
    pub fn fields(&self) -> RouteFields {
        RouteFields {
            category_id: self.category_id,
            agency_status: self.agency_status,
            tier: self.tier,
            group_id: self.group_id,
            ends_at_agency: self.ends_at_agency,
            legal_basis: self.legal_basis.clone().unwrap_or_default(),
        }
    }
}

/// Enters a line.
///
/// # Errors
/// [`CatalogueError::Denied`] for all but administrators, [`CatalogueError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: RouteFields,
    now: Timestamp,
) -> Result<RouteLine, CatalogueError> {
    by.administers()?;
    let id = RouteId::new();
    let line = checked(conn, id, 1, fields, now, now)?;
    store::insert(conn, &line)?;
    let event = NewEvent::new(RecordKind::Route, id, EventKind::Created, by.id(), now);
    events::record_first(conn, event.with(Json::of(&line).0))?;
    Ok(line)
}

/// Changes a line that was read in `version`. It stays with its category and status.
///
/// # Errors
/// [`CatalogueError::Stale`] if somebody was faster, else as [`create`].
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: RouteId,
    version: i64,
    fields: RouteFields,
    now: Timestamp,
) -> Result<RouteLine, CatalogueError> {
    by.administers()?;
    let before = get(conn, id)?;
    if before.version != version {
        return Err(CatalogueError::Stale);
    }
    let (category_id, agency_status) = (before.category_id, before.agency_status);
    let fields = RouteFields { category_id, agency_status, ..fields };
    let after = checked(conn, id, version + 1, fields, before.created_at, now)?;
    if !store::save(conn, &after, version)? {
        return Err(CatalogueError::Stale);
    }
    let event = NewEvent::new(RecordKind::Route, id, EventKind::Changed, by.id(), now);
    events::record(conn, event.with(difference(&before, &after)))?;
    Ok(after)
}

/// Removes a line that was read in `version`, so that another one or the category above decides.
///
/// # Errors
/// [`CatalogueError::Invalid`] if nobody would be named for an active category any more.
pub fn remove(
    conn: &mut DbConn,
    by: By<'_>,
    id: RouteId,
    version: i64,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    by.administers()?;
    let before = get(conn, id)?;
    if !store::delete(conn, id, version)? {
        return Err(CatalogueError::Stale);
    }
    let category = categories::get(conn, before.category_id)?;
    if category.active {
        match routing::covers_everyone(conn, category.id, category.parent_id) {
            Ok(()) => {}
            Err(RouteError::NoRoute) => return Err(FieldErrors::one("route", "needs_route").into()),
            Err(RouteError::Database(error)) => return Err(error.into()),
        }
    }
    let event = NewEvent::new(RecordKind::Route, id, EventKind::Changed, by.id(), now);
    events::record(conn, event.with(json!({ "removed": before })))?;
    Ok(())
}

/// A line by id.
///
/// # Errors
/// [`CatalogueError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, id: RouteId) -> Result<RouteLine, CatalogueError> {
    store::by_id(conn, id)?.ok_or(CatalogueError::NotFound)
}

/// The lines of one category, not those it has from above.
///
/// # Errors
/// When they cannot be read.
pub fn of_category(conn: &mut DbConn, category: CategoryId) -> Result<Vec<RouteLine>, CatalogueError> {
    Ok(store::of_category(conn, category)?)
}

/// A part of the routing table, by category code and status.
///
/// # Errors
/// When it cannot be read.
pub fn list(conn: &mut DbConn, part: Part<RouteId>) -> Result<Page<RouteLine, RouteId>, CatalogueError> {
    let limit = part.bounded();
    Ok(Page::cut(store::list(conn, part.after, limit + 1)?, limit, |line| line.id))
}

fn checked(
    conn: &mut DbConn,
    id: RouteId,
    version: i64,
    fields: RouteFields,
    created_at: Timestamp,
    updated_at: Timestamp,
) -> Result<RouteLine, CatalogueError> {
    let mut errors = FieldErrors::default();
    let legal_basis = errors.maybe("legal_basis", Some(&fields.legal_basis), 200);
    errors.check(fields.tier == Tier::One || !fields.ends_at_agency, "ends_at_agency", "tier1_alone");
    let category = super::store::categories::by_id(conn, fields.category_id)?;
    errors.check(category.is_some(), "category_id", "unknown");
    let group = match groups::get(conn, fields.group_id) {
        Ok(group) => Some(group),
        Err(PeopleError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    match &group {
        None => errors.add("group_id", "unknown"),
        Some(group) => {
            errors.check(group.tier == Tier::Two, "group_id", "not_tier2");
            errors.check(group.active, "group_id", "inactive");
        }
    }
    let others = store::of_category(conn, fields.category_id)?;
    let taken = others.iter().any(|line| line.agency_status == fields.agency_status && line.id != id);
    errors.check(!taken, "agency_status", "taken");
    errors.finish()?;
    Ok(RouteLine {
        id,
        version,
        category_id: fields.category_id,
        category_code: category.map(|category| category.code).unwrap_or_default(),
        agency_status: fields.agency_status,
        tier: fields.tier,
        group_id: fields.group_id,
        group_name: group.map(|group| group.name).unwrap_or_default(),
        ends_at_agency: fields.ends_at_agency,
        legal_basis,
        created_at,
        updated_at,
    })
}
