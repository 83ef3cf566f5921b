//! What is open, counted by who answers for it.

use chrono::NaiveDate;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

use super::super::burden::Pile;
use super::fixed::STILL_OPEN;
use super::visible::visible;
use crate::clock::Timestamp;
use crate::db::schema::{grants, people, tickets};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::people::Actor;
use crate::desk::words::{Role, Status, Tier};

type Row = (AgencyId, Tier, Option<PersonId>, i32, i64, Option<Timestamp>);

/// The open tickets the actor may see, in piles. Reads open tickets alone, from one of their indexes.
pub(crate) fn piles(conn: &mut DbConn, actor: &Actor) -> Result<Vec<Pile>, DbError> {
    let rows: Vec<Row> = tickets::table
        .filter(STILL_OPEN)
        .filter(tickets::status.ne(Status::Resolved))
        .filter(visible(actor))
        .group_by((tickets::agency_id, tickets::tier, tickets::assignee_id, tickets::bounces))
        .select((
            tickets::agency_id,
            tickets::tier,
            tickets::assignee_id,
            tickets::bounces,
            count_star(),
            min(tickets::reported_at),
        ))
        .load(conn)?;
    let pile = |(agency, tier, assignee, bounces, open, oldest): Row| Pile {
        agency,
        tier,
        assignee,
        bounced: bounces > 0,
        open,
        oldest,
    };
    Ok(rows.into_iter().map(pile).collect())
}

/// The engineers of Tier 2 on a day.
pub(crate) fn engineers(conn: &mut DbConn, today: NaiveDate) -> Result<Vec<PersonId>, DbError> {
    Ok(grants::table
        .inner_join(people::table)
        .filter(people::active.eq(true))
        .filter(grants::role.eq(Role::Tier2Engineer).and(grants::revoked_at.is_null()))
        .filter(grants::valid_from.le(today))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(today)))
        .select(grants::person_id)
        .distinct()
        .load(conn)?)
}
