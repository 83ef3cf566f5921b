//! What only clocks ask of a ticket.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::legal_notices;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{LegalNoticeId, PersonId, TicketId};
use crate::desk::sla::ClockName;

/// Keeps a note that a duty to report was met.
pub(crate) fn insert_legal_notice(
    conn: &mut DbConn,
    (ticket, by): (TicketId, PersonId),
    (clock, party, reference): (ClockName, &str, &str),
    notified_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(legal_notices::table)
        .values((
            legal_notices::id.eq(LegalNoticeId::new()),
            legal_notices::ticket_id.eq(ticket),
            legal_notices::clock.eq(clock),
            legal_notices::party.eq(party),
            legal_notices::reference.eq(reference),
            legal_notices::notified_at.eq(notified_at),
            legal_notices::noted_by_id.eq(by),
            legal_notices::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
