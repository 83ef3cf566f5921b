//! Entering a calendar.

use super::super::error::SlaError;
use super::super::rules::{CalendarEntry, Rules, rules, touched};
use super::super::store;
use super::changing;
use super::fields::{CalendarFields, VersionFields};
use super::proposing::{Proposal, proposed};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::people::By;

/// Enters a calendar with its first version. Open clocks are looked at again.
///
/// # Errors
/// [`SlaError::Denied`] for all who do not keep the promises, [`SlaError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: CalendarFields,
    version: VersionFields,
    now: Timestamp,
) -> Result<CalendarEntry, SlaError> {
    by.keeps_promises()?;
    store::one_at_a_time(conn)?;
    let rules = rules(conn)?;
    let (entry, source) = proposed(&rules, Proposal::New(fields, version), now)?;
    insert(conn, by, &rules, &entry, &source, now)?;
    touched(conn, now)?;
    Ok(entry)
}

/// Writes a new calendar with its first version and the first line of its history.
pub(super) fn insert(
    conn: &mut DbConn,
    by: By<'_>,
    rules: &Rules,
    entry: &CalendarEntry,
    source: &str,
    now: Timestamp,
) -> Result<(), SlaError> {
    if entry.zone_default {
        changing::take_default(conn, by, rules, entry, now)?;
    }
    store::insert_calendar(conn, entry.id, (&entry.code, &entry.name, entry.zone, entry.zone_default), now)?;
    for (seq, version) in (1..).zip(&entry.versions) {
        store::insert_calendar_version(conn, (entry.id, seq), version, source, by.id(), now)?;
    }
    let line = NewEvent::new(RecordKind::Calendar, entry.id, EventKind::Created, by.id(), now);
    let told = serde_json::json!({
        "code": entry.code,
        "name": entry.name,
        "zone": entry.zone.name(),
        "zone_default": entry.zone_default,
        "added": entry.versions.last().map(|version| super::adding::told(1, version, source)),
    });
    events::record_first(conn, line.with(told))?;
    Ok(())
}
