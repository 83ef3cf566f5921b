//! Waits for the requester and for outside parties: their rows.

use diesel::prelude::*;

use super::super::parts::Wait;
use crate::clock::Timestamp;
use crate::db::schema::waits;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, TicketId};

/// Writes a wait that begins; its place is given here.
pub(crate) fn insert_wait(conn: &mut DbConn, ticket: TicketId, new: &Wait) -> Result<(), DbError> {
    let last: Option<i32> =
        waits::table.filter(waits::ticket_id.eq(ticket)).select(diesel::dsl::max(waits::seq)).first(conn)?;
    diesel::insert_into(waits::table)
        .values((
            waits::id.eq(new.id),
            waits::ticket_id.eq(ticket),
            waits::seq.eq(last.unwrap_or(0) + 1),
            waits::waiting_on.eq(new.waiting_on),
            waits::question.eq(&new.question),
            waits::party.eq(new.party),
            waits::party_name.eq(&new.party_name),
            waits::reference.eq(&new.reference),
            waits::promised_at.eq(new.promised_at),
            waits::started_by_id.eq(new.started_by_id),
            waits::started_at.eq(new.started_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the wait that lasts, if one does.
pub(crate) fn end_wait(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(waits::table.filter(waits::ticket_id.eq(ticket).and(waits::ended_at.is_null())))
        .set((waits::ended_by_id.eq(Some(by)), waits::ended_at.eq(Some(at))))
        .execute(conn)?;
    Ok(())
}
