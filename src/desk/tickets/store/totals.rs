//! Totals over all tickets, whoever may see them: sums and nothing else leave this page.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::totals::{Heap, Step};
use super::fixed::STILL_OPEN;
use crate::clock::Timestamp;
use crate::db::schema::tickets;
use crate::db::{DbConn, DbError};
use crate::desk::words::Status;

/// Tickets to which `step` happened in `[from, until)`, counted by kind, agency and tier: a range of an index.
pub(crate) fn heaps(
    conn: &mut DbConn,
    step: Step,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Heap>, DbError> {
    macro_rules! counted {
        ($condition:expr) => {
            tickets::table
                .filter($condition)
                .group_by((tickets::kind, tickets::agency_id, tickets::tier))
                .select((tickets::kind, tickets::agency_id, tickets::tier, count_star()))
                .load(conn)?
        };
    }
    Ok(match step {
        Step::Opened => counted!(tickets::created_at.ge(from).and(tickets::created_at.lt(until))),
        Step::Solved => counted!(tickets::resolved_at.ge(from).and(tickets::resolved_at.lt(until))),
        Step::Closed => counted!(
            tickets::closed_at
                .ge(from)
                .and(tickets::closed_at.lt(until))
                .and(tickets::status.eq(Status::Closed))
        ),
    })
}

/// How many tickets are open at the moment.
pub(crate) fn still_open(conn: &mut DbConn) -> Result<i64, DbError> {
    let open = tickets::table.filter(STILL_OPEN).filter(tickets::status.ne(Status::Resolved));
    Ok(open.count().get_result(conn)?)
}
