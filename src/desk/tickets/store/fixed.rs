//! Conditions whose words never change. Partial indexes are found by them: a database that is told the same through
//! parameters cannot know, when it plans, that the index fits.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool, Text};

use crate::db::DbConn;

/// Neither closed nor cancelled, as the indexes of open tickets say it.
pub(super) const STILL_OPEN: Fixed = Fixed("tickets.status NOT IN ('closed', 'cancelled')");
/// In a status that few tickets are in, and not for long, as its index says it.
pub(super) const RESTING: Fixed =
    Fixed("tickets.status IN ('waiting_requester', 'waiting_external', 'resolved', 'cancelled')");
/// Returned at least once, as its index says it.
pub(super) const BOUNCED: Fixed = Fixed("tickets.bounces > 0");

/// Waits at Tier 2 to be taken over, as its index says it; together with [`STILL_OPEN`].
pub(super) const INCOMING: Fixed = Fixed("tickets.tier = 2 AND tickets.accepted = FALSE");

/// Waits for its requester, as its index says it.
pub(super) const ASKS_REQUESTER: Fixed = Fixed("tickets.status IN ('waiting_requester', 'resolved')");

/// A condition on tickets, word for word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed(&'static str);

impl Expression for Fixed {
    type SqlType = Bool;
}

impl<Table> SelectableExpression<Table> for Fixed {}

impl<Table> AppearsOnTable<Table> for Fixed {}

impl ValidGrouping<()> for Fixed {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for Fixed {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend> QueryFragment<DB> for Fixed {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// The priority, said so that no index of priorities is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnindexedPriority;

impl Expression for UnindexedPriority {
    type SqlType = Text;
}

impl<Table> SelectableExpression<Table> for UnindexedPriority {}

impl<Table> AppearsOnTable<Table> for UnindexedPriority {}

impl ValidGrouping<()> for UnindexedPriority {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for UnindexedPriority {
    type QueryId = Self;

    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<DB: Backend> QueryFragment<DB> for UnindexedPriority {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(tickets.priority || '')");
        Ok(())
    }
}

/// How many rows each of several queries finds, in one sentence: `SELECT 0, COUNT(*) FROM (…) UNION ALL SELECT 1, …`. The limit of a
/// query bounds its count. The answers come with the place of their query, in any order.
pub(super) struct Counted<Rows>(pub(super) Vec<Rows>);

impl<Rows> Query for Counted<Rows> {
    type SqlType = (BigInt, BigInt);
}

impl<Rows> QueryId for Counted<Rows> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, Rows: QueryFragment<DB>> QueryFragment<DB> for Counted<Rows> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (place, rows) in self.0.iter().enumerate() {
            if place > 0 {
                out.push_sql(" UNION ALL ");
            }
            out.push_sql("SELECT CAST(");
            out.push_sql(&place.to_string());
            out.push_sql(" AS BIGINT), COUNT(*) FROM (");
            rows.walk_ast(out.reborrow())?;
            out.push_sql(") AS found");
        }
        Ok(())
    }
}

impl<Rows> RunQueryDsl<DbConn> for Counted<Rows> {}

/// The rows of several queries of one shape in one sentence: `SELECT 0, found.* FROM (…) UNION ALL SELECT 1, …`. Each row comes
/// with the place of its query, in any order.
pub(super) struct Placed<Rows, Columns>(pub(super) Vec<Rows>, pub(super) PhantomData<Columns>);

impl<Rows, Columns> Query for Placed<Rows, Columns> {
    type SqlType = (BigInt, Columns);
}

impl<Rows, Columns> QueryId for Placed<Rows, Columns> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, Rows: QueryFragment<DB>, Columns> QueryFragment<DB> for Placed<Rows, Columns> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for (place, rows) in self.0.iter().enumerate() {
            if place > 0 {
                out.push_sql(" UNION ALL ");
            }
            out.push_sql("SELECT CAST(");
            out.push_sql(&place.to_string());
            out.push_sql(" AS BIGINT), found.* FROM (");
            rows.walk_ast(out.reborrow())?;
            out.push_sql(") AS found");
        }
        Ok(())
    }
}

impl<Rows, Columns> RunQueryDsl<DbConn> for Placed<Rows, Columns> {}
