//! Reading calendars. When the desk works is no secret: everybody who is signed in may read it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::super::calendar::Document;
use super::super::error::SlaError;
use super::super::rules::{CalendarEntry, Rules, rules};
use super::super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{CalendarId, PersonId};
use crate::desk::page::{Page, Part};

/// A version as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionLine {
    /// Its place, from 1.
    pub seq: i32,
    /// The first day it speaks for.
    pub effective_from: NaiveDate,
    /// What it rests on.
    pub source: String,
    /// What it says.
    pub document: Document,
    /// Who made it; nobody for what was shipped.
    pub made_by: Option<PersonId>,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A part of the calendars, by code: the rules they stand in, and the ids of those of this part.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    part: Part<CalendarId>,
) -> Result<(Arc<Rules>, Page<CalendarId, CalendarId>), DbError> {
    let rules = rules(conn)?;
    let limit = part.bounded();
    let ids = || rules.calendars.iter().map(|entry| entry.id);
    let begun = part.after.and_then(|after| ids().position(|id| id == after));
    let most = usize::try_from(limit + 1).unwrap_or(usize::MAX);
    let rest: Vec<_> = ids().skip(begun.map_or(0, |place| place + 1)).take(most).collect();
    let page = Page::cut(rest, limit, |id| *id);
    Ok((rules, page))
}

/// A calendar by id or code: the rules it stands in, and its id.
///
/// # Errors
/// [`SlaError::NotFound`] if there is none.
pub fn named(conn: &mut DbConn, name: &str) -> Result<(Arc<Rules>, CalendarId), SlaError> {
    let rules = rules(conn)?;
    let id = rules.calendar_named(name).map(|entry: &CalendarEntry| entry.id);
    id.map(|id| (rules, id)).ok_or(SlaError::NotFound)
}

/// All versions of a calendar, in the order they were made.
///
/// # Errors
/// When they cannot be read.
pub fn history(conn: &mut DbConn, id: CalendarId) -> Result<Vec<VersionLine>, DbError> {
    store::calendar_history(conn, id)
}

/// The names of those who made versions.
///
/// # Errors
/// When they cannot be read.
pub fn makers(conn: &mut DbConn, lines: &[VersionLine]) -> Result<HashMap<PersonId, String>, DbError> {
    let mut ids: Vec<_> = lines.iter().filter_map(|line| line.made_by).collect();
    ids.sort_unstable();
    ids.dedup();
    store::names_of_people(conn, ids)
}
