//! Who works in which calendar, and which category lies below which: when that changes, open clocks are looked at again.

use super::rules::{rules, touched};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::catalogue::{CatalogueError, Category, CategoryFields, categories};
use crate::desk::ids::{AgencyId, CategoryId, GroupId};
use crate::desk::people::agencies::{self, Agency, AgencyFields};
use crate::desk::people::groups::{self, Group, GroupFields};
use crate::desk::people::{By, PeopleError};

/// As [`agencies::change`].
///
/// # Errors
/// As [`agencies::change`].
pub fn change_agency(
    conn: &mut DbConn,
    by: By<'_>,
    id: AgencyId,
    version: i64,
    fields: AgencyFields,
    now: Timestamp,
) -> Result<Agency, PeopleError> {
    let before = agencies::get(conn, id)?;
    let after = agencies::change(conn, by, id, version, fields, now)?;
    let works = |agency: &Agency| (agency.zone, agency.calendar_id, agency.ict_department);
    if works(&before) != works(&after) {
        touched(conn, now)?;
    }
    Ok(after)
}

/// As [`groups::change`].
///
/// # Errors
/// As [`groups::change`].
pub fn change_group(
    conn: &mut DbConn,
    by: By<'_>,
    id: GroupId,
    version: i64,
    fields: GroupFields,
    now: Timestamp,
) -> Result<Group, PeopleError> {
    let before = groups::get(conn, id)?;
    let after = groups::change(conn, by, id, version, fields, now)?;
    if before.calendar_id != after.calendar_id {
        touched(conn, now)?;
    }
    Ok(after)
}

/// As [`categories::change`].
///
/// # Errors
/// As [`categories::change`].
pub fn change_category(
    conn: &mut DbConn,
    by: By<'_>,
    id: CategoryId,
    version: i64,
    fields: CategoryFields,
    now: Timestamp,
) -> Result<Category, CatalogueError> {
    let before = categories::get(conn, id)?;
    let after = categories::change(conn, by, id, version, fields, now)?;
    if before.parent_id != after.parent_id && rules(conn)?.asks_for_categories() {
        touched(conn, now)?;
    }
    Ok(after)
}
