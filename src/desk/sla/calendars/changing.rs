//! What of a calendar can be changed without a version: its name, and whether it is the default of its zone.

use serde_json::json;

use super::super::error::SlaError;
use super::super::rules::{CalendarEntry, Rules, rules, touched};
use super::super::store;
use super::fields::NAME_MAX;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CalendarId;
use crate::desk::people::By;

/// What shall be different; what is not named stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarChange {
    /// Its name.
    pub name: Option<String>,
    /// Whether agencies of the zone use it unless they have their own. Another calendar has to take that over, so it can
    /// only be given, not put down.
    pub zone_default: Option<bool>,
}

/// Changes a calendar that was read in `expected`. Open clocks are looked at again.
///
/// # Errors
/// [`SlaError::Denied`] for all who do not keep the promises, [`SlaError::NotFound`], [`SlaError::Stale`] if somebody was
/// faster, [`SlaError::Invalid`] with the fields.
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: CalendarId,
    expected: i64,
    wished: CalendarChange,
    now: Timestamp,
) -> Result<CalendarEntry, SlaError> {
    by.keeps_promises()?;
    store::one_at_a_time(conn)?;
    let rules = rules(conn)?;
    let before = rules.calendar(id).ok_or(SlaError::NotFound)?;
    if before.version != expected {
        return Err(SlaError::Stale { current: before.version });
    }
    let mut errors = FieldErrors::default();
    let name = wished.name.map_or_else(|| before.name.clone(), |name| errors.line("name", &name, NAME_MAX));
    let zone_default = wished.zone_default.unwrap_or(before.zone_default);
    errors.check(zone_default || !before.zone_default, "zone_default", "default_is_needed");
    errors.finish()?;
    let mut entry = before.with(expected + 1, before.versions.clone())?;
    (entry.name, entry.zone_default) = (name, zone_default);
    if entry.zone_default && !before.zone_default {
        take_default(conn, by, &rules, &entry, now)?;
    }
    save(conn, by, before, &entry, now)?;
    touched(conn, now)?;
    Ok(entry)
}

/// Lets the calendar that was the default of a zone be it no longer.
pub(super) fn take_default(
    conn: &mut DbConn,
    by: By<'_>,
    rules: &Rules,
    heir: &CalendarEntry,
    now: Timestamp,
) -> Result<(), SlaError> {
    let others = rules.calendars.iter().filter(|other| other.zone_default && other.zone == heir.zone);
    for before in others.filter(|other| other.id != heir.id) {
        let mut after = before.with(before.version + 1, before.versions.clone())?;
        after.zone_default = false;
        save(conn, by, before, &after, now)?;
    }
    Ok(())
}

fn save(
    conn: &mut DbConn,
    by: By<'_>,
    before: &CalendarEntry,
    after: &CalendarEntry,
    now: Timestamp,
) -> Result<(), SlaError> {
    if !store::save_calendar(conn, after, before.version, now)? {
        return Err(SlaError::Stale { current: after.version });
    }
    let mut changed = serde_json::Map::new();
    if before.name != after.name {
        changed.insert("name".to_owned(), json!({ "from": before.name, "to": after.name }));
    }
    if before.zone_default != after.zone_default {
        let told = json!({ "from": before.zone_default, "to": after.zone_default });
        changed.insert("zone_default".to_owned(), told);
    }
    let line = NewEvent::new(RecordKind::Calendar, after.id, EventKind::Changed, by.id(), now);
    events::record(conn, line.with(changed.into()))?;
    Ok(())
}
