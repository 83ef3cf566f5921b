//! Sentences that are kept prepared though diesel would prepare them each time, and run on the connection itself.

use diesel::backend::Backend;
use diesel::connection::Connection;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::result::QueryResult;

/// A sentence whose words are the same each time. Diesel takes every UPDATE, and every INSERT on Postgres, for one that
/// changes with its values; where a page asks for nothing optional it does not, and preparing it takes longer than running
/// it (on Postgres it is a round trip).
#[derive(Clone, Copy, Debug)]
pub struct Kept<Sentence>(pub Sentence);

impl<Sentence, DB> QueryFragment<DB> for Kept<Sentence>
where
    DB: Backend,
    Sentence: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    // The words themselves are what it is found by again: a sentence with other words is another one.
    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Sentence: QueryId> QueryId for Kept<Sentence> {
    type QueryId = Sentence::QueryId;

    const HAS_STATIC_QUERY_ID: bool = Sentence::HAS_STATIC_QUERY_ID;
}

impl<Sentence: Query> Query for Kept<Sentence> {
    type SqlType = Sentence::SqlType;
}

impl<Sentence, Conn: Connection> RunQueryDsl<Conn> for Kept<Sentence> {}

/// Runs a sentence on whichever connection it is, kept prepared: `kept!(conn, sentence, execute)`. To be used for the
/// sentences of everyday acts: a sentence that goes through both kinds of connection at once is put into words three times.
#[macro_export]
macro_rules! kept {
    ($conn:expr, $sentence:expr, $run:ident) => {
        match $conn {
            $crate::db::DbConn::Postgres(conn) => {
                diesel::RunQueryDsl::$run($crate::db::kept::Kept($sentence), conn)
            }
            $crate::db::DbConn::Sqlite(conn) => {
                diesel::RunQueryDsl::$run($crate::db::kept::Kept($sentence), conn)
            }
        }
    };
}
