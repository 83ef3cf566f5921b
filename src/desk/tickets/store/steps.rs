//! Steps: their rows.

use diesel::prelude::*;

use super::super::steps::Step;
use crate::clock::Timestamp;
use crate::db::schema::ticket_steps;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, StepId, TicketId};
use crate::kept;

type Row = (StepId, String, bool, PersonId, Timestamp, Option<PersonId>, Option<Timestamp>);

/// The steps of a ticket, in the order they were added.
pub(crate) fn steps(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Step>, DbError> {
    let query =
        ticket_steps::table.filter(ticket_steps::ticket_id.eq(ticket)).order(ticket_steps::id).select((
            ticket_steps::id,
            ticket_steps::text,
            ticket_steps::before_escalation,
            ticket_steps::added_by_id,
            ticket_steps::added_at,
            ticket_steps::ticked_by_id,
            ticket_steps::ticked_at,
        ));
    let rows: Vec<Row> = kept!(conn, query, load)?;
    let step = |(id, text, before_escalation, added_by_id, added_at, by, at): Row| Step {
        id,
        text,
        before_escalation,
        added_by_id,
        added_at,
        ticked: by.zip(at),
    };
    Ok(rows.into_iter().map(step).collect())
}

pub(crate) fn insert_step(conn: &mut DbConn, ticket: TicketId, new: &Step) -> Result<(), DbError> {
    diesel::insert_into(ticket_steps::table)
        .values((
            ticket_steps::id.eq(new.id),
            ticket_steps::ticket_id.eq(ticket),
            ticket_steps::text.eq(&new.text),
            ticket_steps::before_escalation.eq(new.before_escalation),
            ticket_steps::added_by_id.eq(new.added_by_id),
            ticket_steps::added_at.eq(new.added_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn tick_step(
    conn: &mut DbConn,
    id: StepId,
    ticked: Option<(PersonId, Timestamp)>,
) -> Result<(), DbError> {
    let (by, at) = ticked.unzip();
    diesel::update(ticket_steps::table.find(id))
        .set((ticket_steps::ticked_by_id.eq(by), ticket_steps::ticked_at.eq(at)))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn remove_step(conn: &mut DbConn, id: StepId) -> Result<(), DbError> {
    diesel::delete(ticket_steps::table.find(id)).execute(conn)?;
    Ok(())
}
