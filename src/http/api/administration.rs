//! What writing agencies, groups, people, grants, categories and routes has in common.

use serde::{Deserialize, Deserializer};

use crate::db::DbConn;
use crate::desk::catalogue::categories;
use crate::desk::ids::{AgencyId, CalendarId, CategoryId, GroupId, PersonId};
use crate::desk::people::{Actor, agencies, groups, persons};
use crate::desk::sla::calendars;
use crate::http::error::{Reason, Refusal};

/// Reads a field of a change that can be named with nothing in it: `null` empties it, leaving it out keeps it.
pub(super) fn emptied<'de, D, T>(input: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(input).map(Some)
}

/// A refusal with the fields as the interface spells them: it names records where the desk has their ids.
pub(super) fn spelled(error: impl Into<Refusal>) -> Refusal {
    let mut refusal = error.into();
    for error in &mut refusal.fields {
        if let Some(bare) = error.field.strip_suffix("_id") {
            error.field = bare.to_owned();
        }
    }
    refusal
}

/// The agency named in a field, by id or code.
pub(super) fn agency(conn: &mut DbConn, field: &str, name: &str) -> Result<AgencyId, Refusal> {
    Ok(in_field(field, agencies::named(conn, name))?.id)
}

/// The group named in a field, by id or code.
pub(super) fn group(conn: &mut DbConn, field: &str, name: &str) -> Result<GroupId, Refusal> {
    Ok(in_field(field, groups::named(conn, name))?.id)
}

/// The category named in a field, by id or code.
pub(super) fn category(conn: &mut DbConn, field: &str, name: &str) -> Result<CategoryId, Refusal> {
    Ok(in_field(field, categories::named(conn, name))?.id)
}

/// The calendar named in a field, by id or code.
pub(super) fn calendar(conn: &mut DbConn, field: &str, name: &str) -> Result<CalendarId, Refusal> {
    Ok(in_field(field, calendars::named(conn, name))?.1)
}

/// The person named in a field, by id or e-mail.
pub(super) fn person(conn: &mut DbConn, actor: &Actor, field: &str, name: &str) -> Result<PersonId, Refusal> {
    Ok(in_field(field, persons::named(conn, actor, name))?.id)
}

/// What was found, or nothing if there is none.
pub(super) fn known<T, E: Into<Refusal>>(found: Result<T, E>) -> Result<Option<T>, Refusal> {
    match found.map_err(Into::into) {
        Ok(found) => Ok(Some(found)),
        Err(Refusal { reason: Reason::NotFound, .. }) => Ok(None),
        Err(refusal) => Err(refusal),
    }
}

fn in_field<T, E: Into<Refusal>>(field: &str, found: Result<T, E>) -> Result<T, Refusal> {
    known(found)?.ok_or_else(|| Refusal::field(field, "unknown"))
}
