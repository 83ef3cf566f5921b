//! Waits for the requester and for outside parties: their rows.

use diesel::prelude::*;

use super::super::parts::Wait;
use crate::clock::Timestamp;
use crate::db::schema::waits;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, TicketId, WaitId};
use crate::desk::words::{Party, WaitingOn};

#[derive(Queryable, Selectable)]
#[diesel(table_name = waits)]
struct WaitRow {
    id: WaitId,
    seq: i32,
    waiting_on: WaitingOn,
    question: Option<String>,
    party: Option<Party>,
    party_name: Option<String>,
    reference: Option<String>,
    promised_at: Option<Timestamp>,
    started_by_id: PersonId,
    started_at: Timestamp,
    ended_by_id: Option<PersonId>,
    ended_at: Option<Timestamp>,
}

pub(crate) fn waits(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Wait>, DbError> {
    let rows = waits::table
        .filter(waits::ticket_id.eq(ticket))
        .order(waits::seq)
        .select(WaitRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Wait {
            id: row.id,
            seq: row.seq,
            waiting_on: row.waiting_on,
            question: row.question,
            party: row.party,
            party_name: row.party_name,
            reference: row.reference,
            promised_at: row.promised_at,
            started_by_id: row.started_by_id,
            started_at: row.started_at,
            ended_by_id: row.ended_by_id,
            ended_at: row.ended_at,
        })
        .collect())
}

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
