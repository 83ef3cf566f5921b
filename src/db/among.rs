//! `column IN (…)`, in a few lengths only: a sentence whose length changes with every page is never kept prepared, and
//! preparing it takes longer than running it.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType};

/// Longer lists are written as long as they are, and prepared each time.
const LONGEST: usize = 1_024;

/// Whether `column` has one of `values`; never, if there are none. To be used where `eq_any` would be.
pub fn among<Column, Value>(column: Column, values: impl IntoIterator<Item = Value>) -> Among<Column, Value> {
    Among { column, values: values.into_iter().collect() }
}

/// What [`among`] says: the list is filled up to a power of two with its last value.
#[derive(Clone, Debug)]
pub struct Among<Column, Value> {
    column: Column,
    values: Vec<Value>,
}

impl<Column, Value> Among<Column, Value> {
    fn places(&self) -> usize {
        let length = self.values.len();
        if length > LONGEST { length } else { length.next_power_of_two() }
    }
}

impl<Column: Expression, Value> Expression for Among<Column, Value> {
    type SqlType = Bool;
}

impl<Column: SelectableExpression<Table>, Value, Table> SelectableExpression<Table> for Among<Column, Value> {}

impl<Column: AppearsOnTable<Table>, Value, Table> AppearsOnTable<Table> for Among<Column, Value> {}

impl<Column, Value> ValidGrouping<()> for Among<Column, Value> {
    type IsAggregate = is_aggregate::No;
}

impl<Column, Value> QueryId for Among<Column, Value> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Column, Value, DB> QueryFragment<DB> for Among<Column, Value>
where
    DB: Backend + HasSqlType<Column::SqlType>,
    Column: Expression + QueryFragment<DB>,
    Value: ToSql<Column::SqlType, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(last) = self.values.last() else {
            out.push_sql("0 = 1");
            return Ok(());
        };
        if self.values.len() > LONGEST {
            out.unsafe_to_cache_prepared();
        }
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (place, value) in
            self.values.iter().chain(std::iter::repeat(last)).take(self.places()).enumerate()
        {
            if place > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<Column::SqlType, Value>(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use diesel::debug_query;
    use diesel::prelude::*;
    use diesel::sqlite::Sqlite;

    use super::*;
    use crate::db::schema::tickets;

    fn places(count: i64) -> usize {
        let query = tickets::table.filter(among(tickets::serial, 0..count)).select(tickets::serial);
        debug_query::<Sqlite, _>(&query).to_string().split(" -- ").next().unwrap().matches('?').count()
    }

    #[test]
    fn lists_of_many_lengths_have_few_shapes() {
        assert_eq!([1, 2, 3, 5, 8, 9, 25, 700].map(places), [1, 2, 4, 8, 8, 16, 32, 1_024]);
        assert_eq!(places(1_025), 1_025);
    }

    #[test]
    fn an_empty_list_has_nothing() {
        let query = tickets::table.filter(among(tickets::serial, Vec::<i64>::new())).select(tickets::serial);
        assert!(debug_query::<Sqlite, _>(&query).to_string().contains("WHERE 0 = 1"));
    }

    #[test]
    fn it_finds_what_is_named_and_nothing_else() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        diesel::connection::SimpleConnection::batch_execute(
            &mut conn,
            "CREATE TABLE tickets (serial INTEGER); INSERT INTO tickets VALUES (1), (2), (3), (4), (5)",
        )
        .unwrap();
        let query = tickets::table.filter(among(tickets::serial, [2_i64, 4, 9])).select(tickets::serial);
        assert_eq!(query.load::<i64>(&mut conn).unwrap(), [2, 4]);
    }
}
