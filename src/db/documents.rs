//! Rows of several small tables in one sentence. What belongs to a record lies in many tables, most of which hold nothing for
//! most records; asked one by one they cost a page more than all it shows. So each row is written as a document by the
//! database, and the rows of all tables come in one answer.

use std::fmt::Write;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Integer, Text};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::connection::DbConn;
use super::error::DbError;
use super::types::{IdSql, RawId};
use crate::clock::Timestamp;
use crate::kept;

/// How a column is written into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text or a number: as it is.
    Plain,
    /// An id: its digits.
    Id,
    /// An instant: microseconds since 1970; read with [`micros`] or [`some_micros`].
    Time,
    /// A truth value.
    Truth,
    /// A document already.
    Document,
}

/// The rows of one table that belong to a record.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The table.
    pub table: &'static str,
    /// What of a row is wanted, by the names of its columns.
    pub columns: &'static [(&'static str, Shape)],
    /// The columns that say whose row it is: each is equal to the key at its place.
    pub of: &'static [&'static str],
    /// The column of the order, a number or an instant.
    pub order: (&'static str, Shape),
}

/// What a column that says whose row it is must be equal to.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// An id.
    Id(RawId),
    /// A word.
    Word(&'a str),
}

/// Rows as the database wrote them, each table's in order.
#[derive(Debug)]
pub struct Documents(Vec<Vec<String>>);

impl Documents {
    /// The rows of the table that was asked for at this place.
    ///
    /// # Errors
    /// When a row is not of this shape.
    pub fn rows<T: DeserializeOwned>(&self, place: usize) -> Result<Vec<T>, DbError> {
        let rows = self.0.get(place).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|row| serde_json::from_str(row).map_err(unreadable)).collect()
    }
}

fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Query(diesel::result::Error::DeserializationError(error.into()))
}

/// The rows of all these tables.
///
/// # Errors
/// When they cannot be read.
pub fn documents(conn: &mut DbConn, parts: &[(&Part, &[Key<'_>])]) -> Result<Documents, DbError> {
    let sqlite = matches!(conn, DbConn::Sqlite(_));
    let asked = Asked { pieces: pieces(parts, sqlite), parts };
    let mut rows: Vec<(i32, i64, String)> = kept!(conn, asked, load)?;
    rows.sort_by_key(|(part, order, _)| (*part, *order));
    let mut found = vec![Vec::new(); parts.len()];
    for (part, _, row) in rows {
        if let Some(rows) = usize::try_from(part).ok().and_then(|part| found.get_mut(part)) {
            rows.push(row);
        }
    }
    Ok(Documents(found))
}

/// The sentence in pieces: between each two of them stands a key.
fn pieces(parts: &[(&Part, &[Key<'_>])], sqlite: bool) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for (place, (part, _)) in parts.iter().enumerate() {
        if place > 0 {
            piece.push_str(" UNION ALL ");
        }
        let object = if sqlite { "json_object" } else { "json_build_object" };
        let _ = write!(piece, "SELECT {place}, {}, {object}(", ordered(part.order, sqlite));
        for (at, column) in part.columns.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            let _ = write!(piece, "{comma}'{}', {}", column.0, written(*column, sqlite));
        }
        let _ = write!(piece, "){} FROM {} WHERE ", if sqlite { "" } else { "::text" }, part.table);
        for (at, column) in part.of.iter().enumerate() {
            let and = if at > 0 { " AND " } else { "" };
            let _ = write!(piece, "{and}{column} = ");
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    pieces
}

/// A column as it is written into a document.
fn written((name, shape): (&str, Shape), sqlite: bool) -> String {
    match (shape, sqlite) {
        (Shape::Id, true) => format!("nullif(hex({name}), '')"),
        (Shape::Time, false) => format!("(extract(epoch FROM {name}) * 1000000)::bigint"),
        (Shape::Truth, true) => format!("json(CASE {name} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)"),
        (Shape::Document, true) => format!("json({name})"),
        _ => name.to_owned(),
    }
}

/// The column of the order as a big number in both databases.
fn ordered(column: (&str, Shape), sqlite: bool) -> String {
    let written = written(column, sqlite);
    if sqlite { written } else { format!("({written})::bigint") }
}

/// The sentence with its keys.
struct Asked<'a> {
    pieces: Vec<String>,
    parts: &'a [(&'a Part, &'a [Key<'a>])],
}

impl Query for Asked<'_> {
    type SqlType = (Integer, BigInt, Text);
}

impl QueryId for Asked<'_> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB> QueryFragment<DB> for Asked<'_>
where
    DB: Backend + HasSqlType<IdSql>,
    RawId: ToSql<IdSql, DB>,
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut keys = self.parts.iter().flat_map(|(_, keys)| keys.iter());
        for piece in &self.pieces {
            out.push_sql(piece);
            match keys.next() {
                Some(Key::Id(id)) => out.push_bind_param::<IdSql, _>(id)?,
                Some(Key::Word(word)) => out.push_bind_param::<Text, str>(word)?,
                None => {}
            }
        }
        Ok(())
    }
}

/// Reads an instant of a document.
///
/// # Errors
/// When it is none.
pub fn micros<'de, D: Deserializer<'de>>(input: D) -> Result<Timestamp, D::Error> {
    i64::deserialize(input).map(Timestamp::from_micros)
}

/// Reads an instant of a document that may be missing.
///
/// # Errors
/// When it is none.
pub fn some_micros<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Option::<i64>::deserialize(input)?.map(Timestamp::from_micros))
}
