//! Entering and changing agencies, and finding them. Which agencies there are is no secret: everyone may read them.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;

pub use super::agency::{Agency, AgencyFields};
use super::by::By;
use super::error::PeopleError;
use super::folding;
use super::groups;
use super::store::agencies as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, Json};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::AgencyId;
use crate::desk::page::{Page, Part};

/// Agencies that may stand above one another.
const DEEPEST: usize = 10;
/// Characters of the name letters come under.
const SENDER_NAME: usize = 60;
/// Lines of what stands below letters.
const SIGNATURE_LINES: usize = 6;
/// Characters of each of them.
const SIGNATURE_LINE: usize = 80;

/// Which agencies are wanted.
#[derive(Clone, Debug, Default)]
pub struct AgencyFilter {
    /// Letters of its name, short name or code.
    pub search: String,
    /// Those that belong to this agency.
    pub parent: Option<AgencyId>,
    /// Those that exist on this day.
    pub active_on: Option<NaiveDate>,
}

/// Enters an agency, and with it its Tier 1 group.
///
/// # Errors
/// [`PeopleError::Denied`] for all but administrators, [`PeopleError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: AgencyFields,
    now: Timestamp,
) -> Result<Agency, PeopleError> {
    by.administers()?;
    let id = AgencyId::new();
    let (fields, zone) = checked(conn, id, fields)?;
    let agency = build(id, 1, fields, zone, now, now);
    store::insert(conn, &agency, &folded(&agency))?;
    let line = NewEvent::new(RecordKind::Agency, id, EventKind::Created, by.id(), now);
    events::record_first(conn, line.with(Json::of(&agency).0))?;
    groups::create_tier1(conn, by, &agency, now)?;
    Ok(agency)
}

/// Changes an agency that was read in `version`. Its Tier 1 group follows its code and name.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster, else as [`create`].
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: AgencyId,
    version: i64,
    fields: AgencyFields,
    now: Timestamp,
) -> Result<Agency, PeopleError> {
    by.administers()?;
    let before = get(conn, id)?;
    if before.version != version {
        return Err(PeopleError::Stale);
    }
    let (fields, zone) = checked(conn, id, fields)?;
    let after = build(id, version + 1, fields, zone, before.created_at, now);
    if !store::save(conn, &after, version, &folded(&after))? {
        return Err(PeopleError::Stale);
    }
    let line = NewEvent::new(RecordKind::Agency, id, EventKind::Changed, by.id(), now);
    events::record(conn, line.with(difference(&before, &after)))?;
    groups::follow(conn, by, &before, &after, now)?;
    Ok(after)
}

/// An agency by id.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, id: AgencyId) -> Result<Agency, PeopleError> {
    store::by_id(conn, id)?.ok_or(PeopleError::NotFound)
}

/// An agency by id or code, as the API names them.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn named(conn: &mut DbConn, name: &str) -> Result<Agency, PeopleError> {
    let found = match name.parse::<AgencyId>() {
        Ok(id) => store::by_id(conn, id)?,
        // Codes are kept in capitals, but nobody has to type them so.
        Err(_) => match store::by_code(conn, name.trim())? {
            None => store::by_code(conn, &name.trim().to_uppercase())?,
            found => found,
        },
    };
    found.ok_or(PeopleError::NotFound)
}

/// The Dinas, once it is entered.
///
/// # Errors
/// When it cannot be read.
pub fn ict_department(conn: &mut DbConn) -> Result<Option<Agency>, PeopleError> {
    Ok(store::ict_department(conn)?)
}

/// All agencies, for what is kept in memory.
pub(in crate::desk) fn all(conn: &mut DbConn) -> Result<Vec<Agency>, DbError> {
    store::all(conn)
}

/// A part of the agencies, by name.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    filter: &AgencyFilter,
    part: Part<AgencyId>,
) -> Result<Page<Agency, AgencyId>, PeopleError> {
    let words: Vec<_> =
        folding::folded(&filter.search).split_whitespace().take(6).map(str::to_owned).collect();
    let limit = part.bounded();
    let rows = store::list(conn, filter, &words, part.after, limit + 1)?;
    Ok(Page::cut(rows, limit, |agency| agency.id))
}

fn checked(conn: &mut DbConn, id: AgencyId, fields: AgencyFields) -> Result<(AgencyFields, Tz), PeopleError> {
    let mut errors = FieldErrors::default();
    let code = code(&fields.code, "code", &mut errors);
    let name = errors.line("name", &fields.name, 200);
    let short_name = errors.line("short_name", &fields.short_name, 60);
    let decree = errors.maybe("self_managed_decree", fields.self_managed_decree.as_deref(), 200);
    let sender_name = errors.maybe("sender_name", fields.sender_name.as_deref(), SENDER_NAME);
    let one_line = sender_name.as_deref().is_none_or(|name| !name.contains(['\n', '\t']));
    errors.check(one_line, "sender_name", "one_line");
    let signature = signature(fields.signature.as_deref(), &mut errors);
    let zone = fields.zone.trim().parse::<Tz>();
    errors.check(zone.is_ok(), "zone", "unknown_zone");
    dates(fields.active_from, fields.active_until, "active_until", &mut errors);
    match fields.self_managed_from {
        Some(from) => {
            dates(from, fields.self_managed_until, "self_managed_until", &mut errors);
            errors.check(decree.is_some(), "self_managed_decree", "required");
        }
        None => {
            let nothing = fields.self_managed_until.is_none() && decree.is_none();
            errors.check(nothing, "self_managed_from", "required");
        }
    }
    if !code.is_empty() && store::by_code(conn, &code)?.is_some_and(|other| other.id != id) {
        errors.add("code", "taken");
    }
    if fields.ict_department
        && let Some(other) = store::ict_department(conn)?.filter(|other| other.id != id)
    {
        errors.add_with("ict_department", "only_one", json!({ "name": other.name }));
    }
    check_parent(conn, id, fields.parent_id, &mut errors)?;
    errors.finish()?;
    let zone = zone.unwrap_or(chrono_tz::Asia::Jakarta);
    let decree = AgencyFields { self_managed_decree: decree, ..fields };
    Ok((AgencyFields { code, name, short_name, sender_name, signature, ..decree }, zone))
}

/// What stands below letters: some lines, none of them long.
fn signature(text: Option<&str>, errors: &mut FieldErrors) -> Option<String> {
    let text = errors.maybe("signature", text, SIGNATURE_LINES * (SIGNATURE_LINE + 1))?;
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if lines.len() > SIGNATURE_LINES {
        errors.add_with("signature", "too_many_lines", json!({ "max": SIGNATURE_LINES }));
    }
    if lines.iter().any(|line| line.chars().count() > SIGNATURE_LINE) {
        errors.add_with("signature", "line_too_long", json!({ "max": SIGNATURE_LINE }));
    }
    Some(lines.join("\n"))
}

/// A parent that exists, and is not below the agency itself.
fn check_parent(
    conn: &mut DbConn,
    id: AgencyId,
    parent: Option<AgencyId>,
    errors: &mut FieldErrors,
) -> Result<(), PeopleError> {
    let mut above = parent;
    for _ in 0..DEEPEST {
        let Some(next) = above else { return Ok(()) };
        if next == id {
            errors.add("parent_id", "circle");
            return Ok(());
        }
        let Some(agency) = store::by_id(conn, next)? else {
            errors.add("parent_id", "unknown");
            return Ok(());
        };
        above = agency.parent_id;
    }
    errors.add("parent_id", "too_deep");
    Ok(())
}

/// A code as records carry them: capitals, digits, dots and hyphens.
pub(in crate::desk) fn code(text: &str, field: &str, errors: &mut FieldErrors) -> String {
    let code = errors.line(field, text, 20).to_uppercase();
    let plain =
        code.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'));
    if !code.is_empty() && !plain {
        errors.add(field, "code_letters");
    }
    code
}

/// A last day that is not before the first.
pub(super) fn dates(from: NaiveDate, until: Option<NaiveDate>, field: &str, errors: &mut FieldErrors) {
    errors.check(until.is_none_or(|until| from <= until), field, "before_start");
}

fn folded(agency: &Agency) -> String {
    folding::folded(&format!("{} {} {}", agency.name, agency.short_name, agency.code))
}

fn build(
    id: AgencyId,
    version: i64,
    fields: AgencyFields,
    zone: Tz,
    created_at: Timestamp,
    updated_at: Timestamp,
) -> Agency {
    Agency {
        id,
        version,
        code: fields.code,
        name: fields.name,
        short_name: fields.short_name,
        parent_id: fields.parent_id,
        ict_department: fields.ict_department,
        zone,
        calendar_id: fields.calendar_id,
        self_managed_from: fields.self_managed_from,
        self_managed_until: fields.self_managed_until,
        self_managed_decree: fields.self_managed_decree,
        active_from: fields.active_from,
        active_until: fields.active_until,
        sender_name: fields.sender_name,
        signature: fields.signature,
        created_at,
        updated_at,
    }
}
