//! In which calendar an agency and a group work.

use chrono_tz::Tz;
use diesel::prelude::*;

use super::super::rules::Rules;
use crate::db::schema::{agencies, support_groups};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CalendarId, GroupId};
use crate::desk::words::Tier;

/// A zone and the calendar somebody chose, if anybody did.
type Chosen = (String, Option<CalendarId>);

/// An agency's zone and calendar: its own, or the default of its zone. `None` while there are no calendars.
///
/// # Errors
/// When it cannot be read.
pub fn agency_calendar(
    conn: &mut DbConn,
    rules: &Rules,
    agency: AgencyId,
) -> Result<(Tz, Option<CalendarId>), DbError> {
    if let Some((zone, calendar)) = rules.places.agency(agency) {
        return Ok((zone, Some(calendar)));
    }
    let chosen: Chosen =
        agencies::table.find(agency).select((agencies::zone, agencies::calendar_id)).first(conn)?;
    let found = of(rules, &chosen);
    rules.places.keep_agency(agency, found);
    Ok(found)
}

/// The calendar a group works in: its own; else that of its agency; else, for the engineers, that of the Dinas.
///
/// # Errors
/// When it cannot be read.
pub fn group_calendar(
    conn: &mut DbConn,
    rules: &Rules,
    group: GroupId,
) -> Result<Option<CalendarId>, DbError> {
    if let known @ Some(_) = rules.places.group(group) {
        return Ok(known);
    }
    let found = chosen_by_group(conn, rules, group)?;
    rules.places.keep_group(group, found);
    Ok(found)
}

fn chosen_by_group(conn: &mut DbConn, rules: &Rules, group: GroupId) -> Result<Option<CalendarId>, DbError> {
    let (own, agency, tier): (Option<CalendarId>, Option<AgencyId>, Tier) = support_groups::table
        .find(group)
        .select((support_groups::calendar_id, support_groups::agency_id, support_groups::tier))
        .first(conn)?;
    if own.is_some_and(|own| rules.calendar(own).is_some()) {
        return Ok(own);
    }
    let chosen: Option<Chosen> = match (agency, tier) {
        (Some(agency), Tier::One) => {
            let agency = agencies::table.find(agency);
            agency.select((agencies::zone, agencies::calendar_id)).first(conn).optional()?
        }
        _ => {
            let dinas = agencies::table.filter(agencies::ict_department);
            dinas.select((agencies::zone, agencies::calendar_id)).first(conn).optional()?
        }
    };
    Ok(chosen.and_then(|chosen| of(rules, &chosen).1))
}

fn of(rules: &Rules, (zone, own): &Chosen) -> (Tz, Option<CalendarId>) {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let own = own.filter(|own| rules.calendar(*own).is_some());
    (zone, own.or_else(|| rules.zone_calendar(zone).map(|entry| entry.id)))
}
