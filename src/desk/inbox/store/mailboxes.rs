//! Mailboxes: their rows.

use diesel::prelude::*;

use super::super::mailbox::{Bound, BoundTo, Mailbox};
use crate::clock::Timestamp;
use crate::db::schema::mailboxes;
use crate::db::{DbConn, DbError, can_hold};
use crate::desk::ids::{AgencyId, GroupId};

type Row = (String, BoundTo, Option<AgencyId>, Option<GroupId>, Option<String>);

type Columns =
    (mailboxes::name, mailboxes::bound_to, mailboxes::agency_id, mailboxes::group_id, mailboxes::address);

const COLUMNS: Columns =
    (mailboxes::name, mailboxes::bound_to, mailboxes::agency_id, mailboxes::group_id, mailboxes::address);

/// Mailboxes that are read at once.
const MOST: i64 = 1_000;

fn of_row((name, bound_to, agency, group, address): Row) -> Mailbox {
    let bound = match (bound_to, agency, group) {
        (BoundTo::Agency, Some(agency), _) => Bound::Agency(agency),
        (BoundTo::Group, _, Some(group)) => Bound::Group(group),
        _ => Bound::Dinas,
    };
    Mailbox { name, bound, address }
}

fn parts(bound: Bound) -> (BoundTo, Option<AgencyId>, Option<GroupId>) {
    match bound {
        Bound::Dinas => (BoundTo::Dinas, None, None),
        Bound::Agency(agency) => (BoundTo::Agency, Some(agency), None),
        Bound::Group(group) => (BoundTo::Group, None, Some(group)),
    }
}

pub(crate) fn mailbox(conn: &mut DbConn, name: &str) -> Result<Option<Mailbox>, DbError> {
    if !can_hold(name) {
        return Ok(None);
    }
    let row: Option<Row> = mailboxes::table.find(name).select(COLUMNS).first(conn).optional()?;
    Ok(row.map(of_row))
}

pub(crate) fn mailboxes(conn: &mut DbConn) -> Result<Vec<Mailbox>, DbError> {
    let rows: Vec<Row> = mailboxes::table.order(mailboxes::name).limit(MOST).select(COLUMNS).load(conn)?;
    Ok(rows.into_iter().map(of_row).collect())
}

pub(crate) fn add_mailbox(conn: &mut DbConn, mailbox: &Mailbox, now: Timestamp) -> Result<(), DbError> {
    let (bound_to, agency, group) = parts(mailbox.bound);
    diesel::insert_into(mailboxes::table)
        .values((
            mailboxes::name.eq(&mailbox.name),
            mailboxes::bound_to.eq(bound_to),
            mailboxes::agency_id.eq(agency),
            mailboxes::group_id.eq(group),
            mailboxes::address.eq(mailbox.address.as_deref()),
            mailboxes::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn change_mailbox(conn: &mut DbConn, mailbox: &Mailbox, now: Timestamp) -> Result<(), DbError> {
    let (bound_to, agency, group) = parts(mailbox.bound);
    diesel::update(mailboxes::table.find(&mailbox.name))
        .set((
            mailboxes::bound_to.eq(bound_to),
            mailboxes::agency_id.eq(agency),
            mailboxes::group_id.eq(group),
            mailboxes::address.eq(mailbox.address.as_deref()),
            mailboxes::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
