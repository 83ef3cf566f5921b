//! Calendars and their versions: their rows.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use diesel::prelude::*;

use super::super::calendar::{Document, Version};
use super::super::calendars::VersionLine;
use super::super::rules::CalendarEntry;
use crate::clock::Timestamp;
use crate::db::schema::{calendar_versions, calendars};
use crate::db::{DbConn, DbError, Json};
use crate::desk::ids::{CalendarId, CalendarVersionId, PersonId};

type Row = (CalendarId, i64, String, String, String, bool);

/// All calendars with all their versions, by code. One that cannot be read is left out, and said so in the log.
pub(in super::super) fn calendars(conn: &mut DbConn) -> Result<Vec<CalendarEntry>, DbError> {
    let rows: Vec<Row> = calendars::table
        .order(calendars::code)
        .select((
            calendars::id,
            calendars::version,
            calendars::code,
            calendars::name,
            calendars::zone,
            calendars::zone_default,
        ))
        .load(conn)?;
    let mut versions: HashMap<CalendarId, Vec<Version>> = HashMap::new();
    let written: Vec<(CalendarId, NaiveDate, Json)> = calendar_versions::table
        .order((calendar_versions::calendar_id, calendar_versions::seq))
        .select((calendar_versions::calendar_id, calendar_versions::effective_from, calendar_versions::rules))
        .load(conn)?;
    for (calendar, effective_from, rules) in written {
        match rules.read::<Document>().map(|document| document.check(effective_from)) {
            Ok(Ok(version)) => versions.entry(calendar).or_default().push(version),
            Ok(Err(error)) => tracing::error!(%calendar, %error, "a version of a calendar cannot be read"),
            Err(error) => tracing::error!(%calendar, %error, "a version of a calendar cannot be read"),
        }
    }
    Ok(rows
        .into_iter()
        .filter_map(|(id, version, code, name, zone, zone_default)| {
            let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
            let versions = versions.remove(&id).unwrap_or_default();
            match CalendarEntry::new(id, version, (code, name), zone, zone_default, versions) {
                Ok(entry) => Some(entry),
                Err(error) => {
                    tracing::error!(calendar = %id, %error, "a calendar cannot be used");
                    None
                }
            }
        })
        .collect())
}

/// Keeps a calendar that was just made, without versions.
pub(in super::super) fn insert_calendar(
    conn: &mut DbConn,
    id: CalendarId,
    (code, name, zone, zone_default): (&str, &str, Tz, bool),
    now: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(calendars::table)
        .values((
            calendars::id.eq(id),
            calendars::version.eq(1),
            calendars::code.eq(code),
            calendars::name.eq(name),
            calendars::zone.eq(zone.name()),
            calendars::zone_default.eq(zone_default),
            calendars::created_at.eq(now),
            calendars::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Keeps a version of a calendar.
pub(in super::super) fn insert_calendar_version(
    conn: &mut DbConn,
    (calendar, seq): (CalendarId, i32),
    version: &Version,
    source: &str,
    made_by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(calendar_versions::table)
        .values((
            calendar_versions::id.eq(CalendarVersionId::new()),
            calendar_versions::calendar_id.eq(calendar),
            calendar_versions::seq.eq(seq),
            calendar_versions::effective_from.eq(version.effective_from),
            calendar_versions::rules.eq(Json::of(&Document::of(version))),
            calendar_versions::source.eq(source),
            calendar_versions::made_by_id.eq(made_by),
            calendar_versions::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves name and default of a calendar that was read in `version`; false if somebody was faster.
pub(in super::super) fn save_calendar(
    conn: &mut DbConn,
    entry: &CalendarEntry,
    version: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let read = calendars::table.filter(calendars::id.eq(entry.id).and(calendars::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            calendars::version.eq(entry.version),
            calendars::name.eq(&entry.name),
            calendars::zone_default.eq(entry.zone_default),
            calendars::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// All versions of a calendar, in the order they were made.
pub(in super::super) fn calendar_history(
    conn: &mut DbConn,
    id: CalendarId,
) -> Result<Vec<VersionLine>, DbError> {
    type Line = (i32, NaiveDate, Json, String, Option<PersonId>, Timestamp);
    let lines: Vec<Line> = calendar_versions::table
        .filter(calendar_versions::calendar_id.eq(id))
        .order(calendar_versions::seq)
        .select((
            calendar_versions::seq,
            calendar_versions::effective_from,
            calendar_versions::rules,
            calendar_versions::source,
            calendar_versions::made_by_id,
            calendar_versions::created_at,
        ))
        .load(conn)?;
    let mut read = Vec::with_capacity(lines.len());
    for (seq, effective_from, rules, source, made_by, made_at) in lines {
        match rules.read::<Document>() {
            Ok(document) => {
                read.push(VersionLine { seq, effective_from, source, document, made_by, made_at });
            }
            Err(error) => {
                tracing::error!(calendar = %id, seq, %error, "a version of a calendar cannot be read")
            }
        }
    }
    Ok(read)
}
