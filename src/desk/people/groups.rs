//! Support groups (Tim): one Tier 1 group an agency, made with it, and the Tier 2 groups of the Dinas.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::agencies::{self, Agency};
use super::by::By;
use super::error::PeopleError;
use super::store::groups as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, Json};
use crate::desk::difference::difference;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AgencyId, CalendarId, GroupId, PersonId};
use crate::desk::page::{Page, Part};
use crate::desk::words::Tier;

/// A support group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Counts its saves.
    pub version: i64,
    /// Its short code, in capitals.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its tier; never changed.
    pub tier: Tier,
    /// Its agency: the one whose Tier 1 it is, or the Dinas.
    pub agency_id: Option<AgencyId>,
    /// The calendar it works in; none for that of its agency, or of the Dinas for Tier 2.
    pub calendar_id: Option<CalendarId>,
    /// Whether it handles security incidents, and may read them.
    pub handles_security: bool,
    /// Whether it takes tickets.
    pub active: bool,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// What of a Tier 2 group can be entered. Tier 1 groups come with their agencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFields {
    /// Its short code: 1 to 20 letters, digits, dots and hyphens; kept in capitals.
    pub code: String,
    /// Its name, 120 characters at most.
    pub name: String,
    /// The calendar it works in; none for that of its agency, or of the Dinas for Tier 2.
    pub calendar_id: Option<CalendarId>,
    /// Whether it handles security incidents (Tier 2 alone).
    pub handles_security: bool,
    /// Whether it takes tickets.
    pub active: bool,
}

/// Which groups are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct GroupFilter {
    /// Those of this tier.
    pub tier: Option<Tier>,
    /// Those of this agency.
    pub agency: Option<AgencyId>,
    /// Those that take tickets, or those that do not.
    pub active: Option<bool>,
}

impl Group {
    /// What could be entered again to change nothing: the ground of a partial change.
    pub fn fields(&self) -> GroupFields {
        GroupFields {
            code: self.code.clone(),
            name: self.name.clone(),
            calendar_id: self.calendar_id,
            handles_security: self.handles_security,
            active: self.active,
        }
    }
}

/// Enters a Tier 2 group of the Dinas.
///
/// # Errors
/// [`PeopleError::Denied`] for all but administrators, [`PeopleError::Invalid`] with the fields.
pub fn create(
    conn: &mut DbConn,
    by: By<'_>,
    fields: GroupFields,
    now: Timestamp,
) -> Result<Group, PeopleError> {
    by.administers()?;
    let id = GroupId::new();
    let fields = checked(conn, id, fields, Tier::Two)?;
    let agency_id = agencies::ict_department(conn)?.map(|dinas| dinas.id);
    let group = build(id, fields, Tier::Two, agency_id, now);
    insert(conn, by, &group, now)?;
    Ok(group)
}

/// Changes a group that was read in `version`.
///
/// # Errors
/// [`PeopleError::Stale`] if somebody was faster, else as [`create`]. A Tier 1 group, one that a route leads to, and
/// one that holds tickets that are not closed stay active.
pub fn change(
    conn: &mut DbConn,
    by: By<'_>,
    id: GroupId,
    version: i64,
    fields: GroupFields,
    now: Timestamp,
) -> Result<Group, PeopleError> {
    by.administers()?;
    let before = get(conn, id)?;
    if before.version != version {
        return Err(PeopleError::Stale);
    }
    let fields = checked(conn, id, fields, before.tier)?;
    if before.active && !fields.active {
        let mut errors = FieldErrors::default();
        errors.check(before.tier == Tier::Two, "active", "tier1_stays");
        errors.check(!store::is_routed_to(conn, id)?, "active", "routes_lead_here");
        let held = store::tickets_held(conn, id)?;
        if held > 0 {
            errors.add_with("active", "holds_tickets", json!({ "count": held }));
        }
        errors.finish()?;
    }
    save(conn, by, before, fields, now)
}

/// All groups, for what is kept in memory.
pub(in crate::desk) fn all(conn: &mut DbConn) -> Result<Vec<Group>, DbError> {
    store::all(conn)
}

/// A group by id.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn get(conn: &mut DbConn, id: GroupId) -> Result<Group, PeopleError> {
    store::by_id(conn, id)?.ok_or(PeopleError::NotFound)
}

/// A group by id or code, as the API names them.
///
/// # Errors
/// [`PeopleError::NotFound`] if there is none.
pub fn named(conn: &mut DbConn, name: &str) -> Result<Group, PeopleError> {
    let found = match name.parse::<GroupId>() {
        Ok(id) => store::by_id(conn, id)?,
        // Codes are kept in capitals, but nobody has to type them so.
        Err(_) => match store::by_code(conn, name.trim())? {
            None => store::by_code(conn, &name.trim().to_uppercase())?,
            found => found,
        },
    };
    found.ok_or(PeopleError::NotFound)
}

/// A member of a Tier 2 group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
}

/// The engineers of a Tier 2 group on that day, by name: whom its work can be given to.
///
/// # Errors
/// When they cannot be read.
pub fn members(conn: &mut DbConn, id: GroupId, on: NaiveDate) -> Result<Vec<Member>, DbError> {
    let rows = store::members(conn, id, on)?;
    let mut members: Vec<_> = rows.into_iter().map(|(person_id, name)| Member { person_id, name }).collect();
    members.dedup_by_key(|member| member.person_id);
    Ok(members)
}

/// The Tier 1 group of an agency.
///
/// # Errors
/// When it cannot be read.
pub fn tier1_of(conn: &mut DbConn, agency: AgencyId) -> Result<Option<Group>, DbError> {
    store::tier1_of(conn, agency)
}

/// A part of the groups, by code.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    filter: GroupFilter,
    part: Part<GroupId>,
) -> Result<Page<Group, GroupId>, PeopleError> {
    let limit = part.bounded();
    Ok(Page::cut(store::list(conn, filter, part.after, limit + 1)?, limit, |group| group.id))
}

/// Makes the Tier 1 group of an agency that was just entered.
pub(super) fn create_tier1(
    conn: &mut DbConn,
    by: By<'_>,
    agency: &Agency,
    now: Timestamp,
) -> Result<Group, PeopleError> {
    let group = build(GroupId::new(), tier1_fields(agency), Tier::One, Some(agency.id), now);
    insert(conn, by, &group, now)?;
    Ok(group)
}

/// Lets the Tier 1 group follow a new code or name of its agency, unless it was given one of its own.
pub(super) fn follow(
    conn: &mut DbConn,
    by: By<'_>,
    before: &Agency,
    after: &Agency,
    now: Timestamp,
) -> Result<(), PeopleError> {
    let (was, becomes) = (tier1_fields(before), tier1_fields(after));
    if was == becomes {
        return Ok(());
    }
    let Some(group) = store::tier1_of(conn, after.id)? else { return Ok(()) };
    let mut fields = group.fields();
    if fields.code == was.code {
        fields.code = becomes.code;
    }
    if fields.name == was.name {
        fields.name = becomes.name;
    }
    if fields != group.fields() {
        save(conn, by, group, fields, now)?;
    }
    Ok(())
}

fn tier1_fields(agency: &Agency) -> GroupFields {
    let (code, name) = (format!("T1-{}", agency.code), format!("Tier 1 {}", agency.short_name));
    GroupFields { code, name, calendar_id: None, handles_security: false, active: true }
}

fn checked(
    conn: &mut DbConn,
    id: GroupId,
    fields: GroupFields,
    tier: Tier,
) -> Result<GroupFields, PeopleError> {
    let mut errors = FieldErrors::default();
    let code = agencies::code(&fields.code, "code", &mut errors);
    let name = errors.line("name", &fields.name, 120);
    errors.check(tier == Tier::Two || !fields.handles_security, "handles_security", "tier2_alone");
    if !code.is_empty() && store::by_code(conn, &code)?.is_some_and(|other| other.id != id) {
        errors.add("code", "taken");
    }
    errors.finish()?;
    Ok(GroupFields { code, name, ..fields })
}

fn insert(conn: &mut DbConn, by: By<'_>, group: &Group, now: Timestamp) -> Result<(), PeopleError> {
    store::insert(conn, group)?;
    let line = NewEvent::new(RecordKind::Group, group.id, EventKind::Created, by.id(), now);
    events::record_first(conn, line.with(Json::of(group).0))?;
    Ok(())
}

fn save(
    conn: &mut DbConn,
    by: By<'_>,
    before: Group,
    fields: GroupFields,
    now: Timestamp,
) -> Result<Group, PeopleError> {
    let after = Group {
        version: before.version + 1,
        created_at: before.created_at,
        ..build(before.id, fields, before.tier, before.agency_id, now)
    };
    if !store::save(conn, &after, before.version)? {
        return Err(PeopleError::Stale);
    }
    let line = NewEvent::new(RecordKind::Group, after.id, EventKind::Changed, by.id(), now);
    events::record(conn, line.with(difference(&before, &after)))?;
    Ok(after)
}

fn build(id: GroupId, fields: GroupFields, tier: Tier, agency_id: Option<AgencyId>, now: Timestamp) -> Group {
    let GroupFields { code, name, calendar_id, handles_security, active } = fields;
    Group {
        id,
        version: 1,
        code,
        name,
        tier,
        agency_id,
        calendar_id,
        handles_security,
        active,
        created_at: now,
        updated_at: now,
    }
}
