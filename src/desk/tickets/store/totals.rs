//! Totals over all tickets, whoever may see them: sums and nothing else leave this page.

use std::marker::PhantomData;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use super::super::totals::{Heap, Step};
use super::fixed::{Placed, STILL_OPEN};
use super::visible::Condition;
use crate::clock::Timestamp;
use crate::db::schema::tickets;
use crate::db::types::IdSql;
use crate::db::{DbConn, DbError};
use crate::desk::words::Status;

/// What is counted: to what a ticket came in `[from, until)`.
pub(crate) type Span = (Step, Timestamp, Timestamp);

/// The tickets of each span, counted by kind, agency and tier, with the place of the span: each a range of an index, all in
/// one sentence.
pub(crate) fn heaps(conn: &mut DbConn, spans: &[Span]) -> Result<Vec<(usize, Heap)>, DbError> {
    let counted =
        |(step, from, until): &Span| {
            let (from, until) = (*from, *until);
            let within: Condition = match step {
                Step::Opened => Box::new(tickets::created_at.ge(from).and(tickets::created_at.lt(until))),
                Step::Solved => Box::new(
                    (tickets::resolved_at.ge(from).and(tickets::resolved_at.lt(until))).assume_not_null(),
                ),
                Step::Closed => Box::new(
                    (tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
                        .assume_not_null()
                        .and(tickets::status.eq(Status::Closed)),
                ),
            };
            tickets::table
                .filter(within)
                .group_by((tickets::kind, tickets::agency_id, tickets::tier))
                .select((tickets::kind, tickets::agency_id, tickets::tier, count_star()))
        };
    let spans = spans.iter().map(counted).collect();
    let rows: Vec<(i64, Heap)> =
        Placed::<_, (Text, IdSql, Integer, BigInt)>(spans, PhantomData).load(conn)?;
    Ok(rows.into_iter().map(|(place, heap)| (usize::try_from(place).unwrap_or(usize::MAX), heap)).collect())
}

/// How many tickets are open at the moment.
pub(crate) fn still_open(conn: &mut DbConn) -> Result<i64, DbError> {
    let open = tickets::table.filter(STILL_OPEN).filter(tickets::status.ne(Status::Resolved));
    Ok(open.count().get_result(conn)?)
}
