//! Whom a ticket has to do with: groups, handlers, watchers, and their names.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{
    agencies, categories, grants, people, support_groups, ticket_groups, ticket_handlers, ticket_watchers,
    tickets,
};
use crate::db::types::IdSql;
use crate::db::{DbConn, DbError, among, can_hold};
use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId, TicketId};
use crate::desk::words::{Kind, Role, Tier};
use crate::kept;

/// The Tier 1 group of an agency.
pub(crate) fn tier1_group(conn: &mut DbConn, agency: AgencyId) -> Result<Option<GroupId>, DbError> {
    let query = support_groups::table
        .filter(support_groups::agency_id.eq(agency).and(support_groups::tier.eq(Tier::One)))
        .select(support_groups::id);
    Ok(kept!(conn, query, get_result).optional()?)
}

/// An active Tier 2 group by id or code.
pub(crate) fn tier2_group(conn: &mut DbConn, named: &str) -> Result<Option<GroupId>, DbError> {
    if !can_hold(named) {
        return Ok(None);
    }
    let query = support_groups::table
        .filter(support_groups::tier.eq(Tier::Two).and(support_groups::active.eq(true)))
        .select(support_groups::id);
    Ok(match named.parse::<GroupId>() {
        Ok(id) => query.filter(support_groups::id.eq(id)).first(conn).optional()?,
        Err(_) => query.filter(support_groups::code.eq(named)).first(conn).optional()?,
    })
}

/// The first active Tier 2 group that handles security.
pub(crate) fn security_group(conn: &mut DbConn) -> Result<Option<GroupId>, DbError> {
    Ok(support_groups::table
        .filter(
            support_groups::tier
                .eq(Tier::Two)
                .and(support_groups::handles_security.eq(true))
                .and(support_groups::active.eq(true)),
        )
        .order(support_groups::code)
        .select(support_groups::id)
        .first(conn)
        .optional()?)
}

/// An active person by id or e-mail: id and agency.
pub(crate) fn person(conn: &mut DbConn, named: &str) -> Result<Option<(PersonId, AgencyId)>, DbError> {
    if !can_hold(named) {
        return Ok(None);
    }
    let query = people::table.filter(people::active.eq(true)).select((people::id, people::agency_id));
    Ok(match named.parse::<PersonId>() {
        Ok(id) => query.filter(people::id.eq(id)).first(conn).optional()?,
        Err(_) => query.filter(people::email.eq(named.to_lowercase())).first(conn).optional()?,
    })
}

/// An active category by id or code, and the kind its tickets have by themselves.
pub(crate) fn category(conn: &mut DbConn, named: &str) -> Result<Option<(CategoryId, Kind)>, DbError> {
    if !can_hold(named) {
        return Ok(None);
    }
    let query = categories::table
        .filter(categories::active.eq(true))
        .select((categories::id, categories::default_kind));
    Ok(match named.parse::<CategoryId>() {
        Ok(id) => kept!(conn, query.filter(categories::id.eq(id)), get_result).optional()?,
        Err(_) => kept!(conn, query.filter(categories::code.eq(named)), get_result).optional()?,
    })
}

/// The zone of an agency.
pub(crate) fn zone(conn: &mut DbConn, agency: AgencyId) -> Result<chrono_tz::Tz, DbError> {
    let zone: String = kept!(conn, agencies::table.find(agency).select(agencies::zone), get_result)?;
    Ok(zone.parse().unwrap_or(chrono_tz::Asia::Jakarta))
}

/// Whether a person holds this role for the agency or group on that day.
pub(crate) fn holds(
    conn: &mut DbConn,
    person: PersonId,
    role: Role,
    agency: Option<AgencyId>,
    group: Option<GroupId>,
    today: NaiveDate,
) -> Result<bool, DbError> {
    let mut query = grants::table
        .inner_join(people::table)
        .filter(people::active.eq(true))
        .filter(grants::person_id.eq(person).and(grants::role.eq(role)).and(grants::revoked_at.is_null()))
        .filter(grants::valid_from.le(today))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(today)))
        .select(grants::person_id)
        .into_boxed();
    if let Some(agency) = agency {
        query = query.filter(grants::agency_id.eq(agency));
    }
    if let Some(group) = group {
        query = query.filter(grants::group_id.eq(group));
    }
    Ok(query.first::<PersonId>(conn).optional()?.is_some())
}

/// Remembers that a group holds or held the ticket.
pub(crate) fn note_group(conn: &mut DbConn, ticket: TicketId, group: GroupId) -> Result<(), DbError> {
    let known = ticket_groups::table.find((ticket, group)).select(ticket_groups::group_id);
    if known.first::<GroupId>(conn).optional()?.is_none() {
        first_group(conn, ticket, group)?;
    }
    Ok(())
}

/// Remembers the first group of a ticket that was made in this transaction.
pub(crate) fn first_group(conn: &mut DbConn, ticket: TicketId, group: GroupId) -> Result<(), DbError> {
    let date =
        tickets::table.find(ticket).select((tickets::id, group.into_sql::<IdSql>(), tickets::created_at));
    let row = date.insert_into(ticket_groups::table).into_columns((
        ticket_groups::ticket_id,
        ticket_groups::group_id,
        ticket_groups::created_at,
    ));
    kept!(conn, row, execute)?;
    Ok(())
}

/// Names a person as a handler of a restricted ticket.
pub(crate) fn note_handler(conn: &mut DbConn, ticket: TicketId, person: PersonId) -> Result<(), DbError> {
    let known = ticket_handlers::table.find((ticket, person)).select(ticket_handlers::person_id);
    if known.first::<PersonId>(conn).optional()?.is_none() {
        diesel::insert_into(ticket_handlers::table)
            .values((ticket_handlers::ticket_id.eq(ticket), ticket_handlers::person_id.eq(person)))
            .execute(conn)?;
    }
    Ok(())
}

/// Adds a watcher; false if they watched already.
pub(crate) fn add_watcher(
    conn: &mut DbConn,
    ticket: TicketId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let known = ticket_watchers::table.find((ticket, person)).select(ticket_watchers::person_id);
    if known.first::<PersonId>(conn).optional()?.is_some() {
        return Ok(false);
    }
    diesel::insert_into(ticket_watchers::table)
        .values((
            ticket_watchers::ticket_id.eq(ticket),
            ticket_watchers::person_id.eq(person),
            ticket_watchers::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Takes a watcher away; false if they did not watch.
pub(crate) fn remove_watcher(conn: &mut DbConn, ticket: TicketId, person: PersonId) -> Result<bool, DbError> {
    Ok(diesel::delete(ticket_watchers::table.find((ticket, person))).execute(conn)? > 0)
}

/// A person as a page names them.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) email: String,
    /// Whether letters to them come back.
    pub(crate) bounces: bool,
}

/// The names of these people.
pub(crate) fn names_of_people(
    conn: &mut DbConn,
    ids: Vec<PersonId>,
) -> Result<HashMap<PersonId, Named>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = people::table.filter(among(people::id, ids)).select((
        people::id,
        people::name,
        people::email,
        people::email_bounced_at.is_not_null(),
    ));
    let rows: Vec<(PersonId, String, String, bool)> = kept!(conn, query, load)?;
    Ok(rows.into_iter().map(|(id, name, email, bounces)| (id, Named { name, email, bounces })).collect())
}

/// The people among `emails` who are active: for mentions.
pub(crate) fn mentioned(conn: &mut DbConn, emails: Vec<String>) -> Result<Vec<PersonId>, DbError> {
    Ok(people::table
        .filter(among(people::email, emails).and(people::active.eq(true)))
        .select(people::id)
        .load(conn)?)
}
