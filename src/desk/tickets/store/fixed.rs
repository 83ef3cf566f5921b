//! Conditions whose words never change. Partial indexes are found by them: a database that is told the same through
//! parameters cannot know, when it plans, that the index fits.

use diesel::backend::Backend;
use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

/// Neither closed nor cancelled, as the indexes of open tickets say it.
pub(super) const STILL_OPEN: Fixed = Fixed("tickets.status NOT IN ('closed', 'cancelled')");
/// Returned at least once, as its index says it.
pub(super) const BOUNCED: Fixed = Fixed("tickets.bounces > 0");

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
