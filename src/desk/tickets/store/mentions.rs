//! Colleagues by their names: for mentions.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::ticket::Ticket;
use crate::db::schema::{grants, people, person_words, ticket_groups};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::PersonId;
use crate::desk::words::Role;

/// People that are looked at.
const READ: i64 = 60;

/// Grants of active people that hold on `$day`.
macro_rules! held {
    ($day:expr) => {
        grants::table
            .inner_join(people::table)
            .filter(people::active.eq(true).and(grants::revoked_at.is_null()))
            .filter(grants::valid_from.le($day))
            .filter(grants::valid_until.is_null().or(grants::valid_until.ge($day)))
    };
}

/// Those who do anything for the desk and have one of these words in their name (or elsewhere).
pub(crate) fn staff_named(
    conn: &mut DbConn,
    words: Vec<String>,
    today: NaiveDate,
) -> Result<Vec<(PersonId, String)>, DbError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let named = person_words::table.filter(among(person_words::word, words)).select(person_words::person_id);
    let mut found: Vec<(PersonId, String)> = held!(today)
        .filter(people::id.eq_any(named))
        .order((people::sort_name, people::id))
        .select((people::id, people::name))
        .limit(READ)
        .load(conn)?;
    found.dedup_by_key(|(id, _)| *id);
    Ok(found)
}

/// Those whose work a ticket is or was, and those who lead both tiers, with words that begin so.
pub(crate) fn working_on(
    conn: &mut DbConn,
    ticket: &Ticket,
    words: &[String],
    today: NaiveDate,
) -> Result<Vec<(PersonId, String, String)>, DbError> {
    let tier1 =
        grants::role.eq(Role::Tier1Technician).and(grants::agency_id.assume_not_null().eq(ticket.agency_id));
    let groups =
        ticket_groups::table.filter(ticket_groups::ticket_id.eq(ticket.id)).select(ticket_groups::group_id);
    let tier2 = grants::role.eq(Role::Tier2Engineer).and(grants::group_id.assume_not_null().eq_any(groups));
    let leads = grants::role.eq(Role::Supervisor).or(grants::role.eq(Role::IctHead));
    let mut query = held!(today)
        .filter(leads.or(tier1).or(tier2))
        .order((people::sort_name, people::id))
        .select((people::id, people::name, people::email))
        .limit(READ)
        .into_boxed();
    for word in words {
        let found = person_words::table
            .filter(person_words::word.ge(word.clone()))
            .filter(person_words::word.lt(format!("{word}\u{10FFFF}")))
            .select(person_words::person_id);
        query = query.filter(people::id.eq_any(found));
    }
    Ok(query.load(conn)?)
}
