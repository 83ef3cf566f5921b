//! A further version of a calendar. Nothing that once held is changed or removed.

use serde_json::{Value, json};

use super::super::calendar::{Document, Version};
use super::super::error::SlaError;
use super::super::rules::{CalendarEntry, rules, touched};
use super::super::store;
use super::fields::VersionFields;
use super::proposing::{Proposal, proposed};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::CalendarId;
use crate::desk::people::By;

/// Adds a version to a calendar that was read in `expected`, if that is known. Open clocks are looked at again.
///
/// # Errors
/// [`SlaError::Denied`] for all who do not keep the promises, [`SlaError::NotFound`], [`SlaError::Stale`] if somebody was
/// faster, [`SlaError::Invalid`] with the fields.
pub fn add_version(
    conn: &mut DbConn,
    by: By<'_>,
    id: CalendarId,
    expected: Option<i64>,
    version: VersionFields,
    now: Timestamp,
) -> Result<CalendarEntry, SlaError> {
    by.keeps_promises()?;
    store::one_at_a_time(conn)?;
    let rules = rules(conn)?;
    let current = rules.calendar(id).ok_or(SlaError::NotFound)?.version;
    if expected.is_some_and(|expected| expected != current) {
        return Err(SlaError::Stale { current });
    }
    let (entry, source) = proposed(&rules, Proposal::Version(id, version), now)?;
    if !store::save_calendar(conn, &entry, current, now)? {
        return Err(SlaError::Stale { current: entry.version });
    }
    if let Some(added) = entry.versions.last() {
        store::insert_calendar_version(conn, (id, entry.seq()), added, &source, by.id(), now)?;
        let line = NewEvent::new(RecordKind::Calendar, id, EventKind::Changed, by.id(), now);
        events::record(conn, line.with(json!({ "added": told(entry.seq(), added, &source) })))?;
    }
    touched(conn, now)?;
    Ok(entry)
}

/// What the history says of a version.
pub(super) fn told(seq: i32, version: &Version, source: &str) -> Value {
    json!({
        "seq": seq,
        "effective_from": version.effective_from,
        "source": source,
        "rules": Document::of(version),
    })
}
