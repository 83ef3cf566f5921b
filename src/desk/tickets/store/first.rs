//! The first tickets of several lists together, by the keys of their order alone.

use diesel::backend::Backend;
use diesel::expression::{ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

use crate::db::types::IdSql;

/// The columns of an order and the id, word for word. Nobody reads them: they stay in the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key(pub(super) &'static str);

impl Expression for Key {
    type SqlType = IdSql;
}

impl<Table> SelectableExpression<Table> for Key {}

impl<Table> AppearsOnTable<Table> for Key {}

impl ValidGrouping<()> for Key {
    type IsAggregate = is_aggregate::No;
}

impl QueryId for Key {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend> QueryFragment<DB> for Key {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// Whether a ticket is among the first `most` that several queries for a [`Key`] find together; one that several of them find counts
/// once.
pub(super) struct FirstOf<Rows> {
    pub(super) queries: Vec<Rows>,
    pub(super) order: &'static str,
    pub(super) most: i64,
}

impl<Rows> Expression for FirstOf<Rows> {
    type SqlType = Bool;
}

impl<Rows, Table> SelectableExpression<Table> for FirstOf<Rows> {}

impl<Rows, Table> AppearsOnTable<Table> for FirstOf<Rows> {}

impl<Rows> ValidGrouping<()> for FirstOf<Rows> {
    type IsAggregate = is_aggregate::No;
}

impl<Rows> QueryId for FirstOf<Rows> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend, Rows: QueryFragment<DB>> QueryFragment<DB> for FirstOf<Rows> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("tickets.id IN (SELECT id FROM (");
        for (place, rows) in self.queries.iter().enumerate() {
            out.push_sql(if place == 0 { "SELECT found.* FROM (" } else { " UNION SELECT found.* FROM (" });
            rows.walk_ast(out.reborrow())?;
            out.push_sql(") AS found");
        }
        out.push_sql(&format!(" ORDER BY {} LIMIT {}) AS first_of_all)", self.order, self.most));
        Ok(())
    }
}
