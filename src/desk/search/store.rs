//! Every SQL sentence of the search. Both databases hold the same words; each has its own way to ask for them.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel::sqlite::Sqlite;

use super::query::{Query, Term};
use super::reading::reader;
use crate::clock::Timestamp;
use crate::db::schema::{comments, resolutions, settings, tickets};
use crate::db::{DbConn, DbError, Json, among};
use crate::desk::ids::{CategoryId, TicketId};
use crate::desk::people::Actor;
use crate::desk::tickets::Ticket;
use crate::desk::tickets::store::{Condition, visible};
use crate::desk::words::{Kind, Status, Visibility};

/// How the terms of a query go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Together {
    /// Every one must be there.
    All,
    /// All but one must.
    Most,
    /// One is enough.
    Any,
}

/// Puts the words of `texts`, and the serial, in the place of what the ticket was found by until now.
///
/// # Errors
/// When the database refuses it.
pub fn index_ticket<'a>(
    conn: &mut DbConn,
    serial: i64,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<(), DbError> {
    let mut words = reader().index_words(texts);
    words.push(serial.to_string());
    match conn {
        DbConn::Sqlite(conn) => IndexLine { serial, words: words.join(" ") }.execute(conn)?,
        DbConn::Postgres(conn) => IndexLine { serial, words }.execute(conn)?,
    };
    Ok(())
}

/// The titles of the newest tickets and their categories, whoever they are of: words to learn from, told to nobody.
/// Restricted tickets teach nothing.
///
/// # Errors
/// When they cannot be read.
pub(super) fn latest_titles(conn: &mut DbConn, limit: i64) -> Result<Vec<(CategoryId, String)>, DbError> {
    let query = tickets::table
        .filter(tickets::restricted.eq(false))
        .order((tickets::created_at.desc(), tickets::id.desc()))
        .select((tickets::category_id, tickets::title))
        .limit(limit);
    Ok(query.load(conn)?)
}

/// The line of a ticket in the index; a sentence of its own, so that it is kept prepared.
struct IndexLine<Words> {
    serial: i64,
    words: Words,
}

impl QueryFragment<Sqlite> for IndexLine<String> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("INSERT OR REPLACE INTO ticket_index (rowid, words) VALUES (");
        out.push_bind_param::<BigInt, _>(&self.serial)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&self.words)?;
        out.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Pg> for IndexLine<Vec<String>> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("INSERT INTO ticket_index (serial, words) VALUES (");
        out.push_bind_param::<BigInt, _>(&self.serial)?;
        out.push_sql(", array_to_tsvector(");
        out.push_bind_param::<Array<Text>, _>(&self.words)?;
        out.push_sql(")) ON CONFLICT (serial) DO UPDATE SET words = excluded.words");
        Ok(())
    }
}

impl<Words: 'static> QueryId for IndexLine<Words> {
    type QueryId = Self;

    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<Words, Conn: diesel::Connection> RunQueryDsl<Conn> for IndexLine<Words> {}

/// Takes a ticket out of the search.
///
/// # Errors
/// When the database refuses it.
pub fn remove(conn: &mut DbConn, serial: i64) -> Result<(), DbError> {
    match conn {
        DbConn::Sqlite(conn) => diesel::sql_query("DELETE FROM ticket_index WHERE rowid = ?")
            .bind::<BigInt, _>(serial)
            .execute(conn)?,
        DbConn::Postgres(conn) => diesel::sql_query("DELETE FROM ticket_index WHERE serial = $1")
            .bind::<BigInt, _>(serial)
            .execute(conn)?,
    };
    Ok(())
}

/// The tickets that meet `query`, as a condition for a list. It says nothing about who may see them: add that one too.
/// A query with nothing to look for meets none.
pub fn matching(conn: &DbConn, query: &Query) -> Condition {
    meeting(conn, query, Together::All, i64::MAX)
}

/// As [`matching`], among the newest `most` tickets that meet the query, whoever may see them.
fn meeting(conn: &DbConn, query: &Query, together: Together, most: i64) -> Condition {
    if query.terms.is_empty() {
        return Box::new(tickets::serial.eq(-1));
    }
    let expression = expression(conn, &query.terms, together);
    match conn {
        DbConn::Sqlite(_) => Box::new(
            sql::<Bool>("tickets.serial IN (SELECT rowid FROM ticket_index WHERE ticket_index MATCH ")
                .bind::<Text, _>(expression)
                .sql(&newest(most, " ORDER BY rowid DESC LIMIT "))
                .sql(")"),
        ),
        DbConn::Postgres(_) => Box::new(
            sql::<Bool>("tickets.serial IN (SELECT serial FROM ticket_index WHERE words @@ ")
                .bind::<Text, _>(expression)
                .sql("::tsquery")
                .sql(&newest(most, " ORDER BY serial DESC LIMIT "))
                .sql(")"),
        ),
    }
}

fn newest(most: i64, order: &str) -> String {
    if most == i64::MAX { String::new() } else { format!("{order}{most}") }
}

/// The terms in the database's own language. Words hold nothing but letters, digits, `.`, `-`, `:`, `@` and `_`, and are
/// quoted.
fn expression(conn: &DbConn, terms: &[Term], together: Together) -> String {
    let (quote, beginning, all, any) = match conn {
        DbConn::Sqlite(_) => ('"', " *", " AND ", " OR "),
        DbConn::Postgres(_) => ('\'', ":*", " & ", " | "),
    };
    let terms: Vec<_> = terms
        .iter()
        .map(|term| {
            let whole = term.ways.iter().chain(&term.meant).map(|way| format!("{quote}{way}{quote}"));
            let open = term.beginning.as_ref().map(|word| format!("{quote}{word}{quote}{beginning}"));
            let ways: Vec<_> = whole.chain(open).collect();
            format!("({})", ways.join(any))
        })
        .collect();
    match together {
        Together::Any => terms.join(any),
        Together::Most if terms.len() > 1 => {
            let without = |left_out: usize| {
                let others = terms.iter().enumerate().filter(|(at, _)| *at != left_out);
                format!("({})", others.map(|(_, term)| term.as_str()).collect::<Vec<_>>().join(all))
            };
            (0..terms.len()).map(without).collect::<Vec<_>>().join(any)
        }
        Together::All | Together::Most => terms.join(all),
    }
}

/// A ticket that meets a query, before it is known how well.
#[derive(Debug, Queryable)]
pub(super) struct Candidate {
    pub(super) id: TicketId,
    pub(super) serial: i64,
    pub(super) title: String,
}

/// Hits that are looked at before all are: most people see most of the newest, and a common word has very many.
const NEWEST: i64 = 4_000;

/// The newest tickets the actor may see that have all the terms of the query, `most` at most, newest first.
pub(super) fn candidates(
    conn: &mut DbConn,
    actor: &Actor,
    query: &Query,
    most: i64,
) -> Result<Vec<Candidate>, DbError> {
    let mut found = Vec::new();
    for among in [NEWEST, i64::MAX] {
        let condition = meeting(conn, query, Together::All, among);
        found = tickets::table
            .filter(condition)
            .filter(visible(actor))
            .order(tickets::serial.desc())
            .limit(most)
            .select((tickets::id, tickets::serial, tickets::title))
            .load(conn)?;
        if found.len() as i64 >= most {
            break;
        }
    }
    Ok(found)
}

/// A ticket that may meet a query in part, before it is known how well.
#[derive(Debug, Queryable)]
pub(super) struct LooseCandidate {
    pub(super) id: TicketId,
    pub(super) serial: i64,
    pub(super) title: String,
    pub(super) description: String,
}

/// The newest tickets the actor may see that meet the query so, `most` at most. Where one term is enough very many do:
/// then all are looked at only if fewer than `few` are among the newest.
pub(super) fn loosely(
    conn: &mut DbConn,
    actor: &Actor,
    query: &Query,
    together: Together,
    few: usize,
    most: i64,
) -> Result<Vec<LooseCandidate>, DbError> {
    let all = [NEWEST, i64::MAX];
    let mut found = Vec::new();
    for among in if together == Together::Any { &all[..] } else { &all[1..] } {
        let condition = meeting(conn, query, together, *among);
        found = tickets::table
            .filter(condition)
            .filter(visible(actor))
            .order(tickets::serial.desc())
            .limit(most)
            .select((tickets::id, tickets::serial, tickets::title, tickets::description))
            .load(conn)?;
        if found.len() >= few {
            break;
        }
    }
    Ok(found)
}

/// A ticket that may be about the same as another.
#[derive(Debug, Queryable)]
pub(super) struct Near {
    pub(super) id: TicketId,
    pub(super) serial: i64,
    pub(super) title: String,
    pub(super) category_id: CategoryId,
}

/// The newest tickets of the same agency or category that the actor may see and that have a word of the query.
pub(super) fn near(
    conn: &mut DbConn,
    actor: &Actor,
    query: &Query,
    to: &Ticket,
    most: i64,
) -> Result<Vec<Near>, DbError> {
    let condition = meeting(conn, query, Together::Any, NEWEST);
    Ok(tickets::table
        .filter(condition)
        .filter(tickets::agency_id.eq(to.agency_id).or(tickets::category_id.eq(to.category_id)))
        .filter(tickets::id.ne(to.id))
        .filter(visible(actor))
        .order(tickets::serial.desc())
        .limit(most)
        .select((tickets::id, tickets::serial, tickets::title, tickets::category_id))
        .load(conn)?)
}

/// What of a ticket a search shows.
#[derive(Debug, Queryable)]
pub(super) struct Row {
    pub(super) id: TicketId,
    pub(super) serial: i64,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) kind: Kind,
    pub(super) status: Status,
    pub(super) restricted: bool,
    pub(super) created_at: Timestamp,
}

/// These tickets, in no order; only what the actor may see.
pub(super) fn rows(conn: &mut DbConn, actor: &Actor, serials: &[i64]) -> Result<Vec<Row>, DbError> {
    Ok(tickets::table
        .filter(among(tickets::serial, serials.to_vec()))
        .filter(visible(actor))
        .select((
            tickets::id,
            tickets::serial,
            tickets::number,
            tickets::title,
            tickets::description,
            tickets::kind,
            tickets::status,
            tickets::restricted,
            tickets::created_at,
        ))
        .load(conn)?)
}

/// What was written to the requester on these tickets, oldest first.
pub(super) fn public_comments(
    conn: &mut DbConn,
    of: &[TicketId],
) -> Result<HashMap<TicketId, Vec<String>>, DbError> {
    let rows: Vec<(TicketId, String)> = comments::table
        .filter(among(comments::ticket_id, of.to_vec()))
        .filter(comments::visibility.eq(Visibility::Public))
        .order((comments::created_at, comments::id))
        .select((comments::ticket_id, comments::body))
        .load(conn)?;
    Ok(grouped(rows))
}

/// The solutions given on these tickets, oldest first.
pub(super) fn solutions(
    conn: &mut DbConn,
    of: &[TicketId],
) -> Result<HashMap<TicketId, Vec<String>>, DbError> {
    let rows: Vec<(TicketId, String)> = resolutions::table
        .filter(among(resolutions::ticket_id, of.to_vec()))
        .order((resolutions::ticket_id, resolutions::seq))
        .select((resolutions::ticket_id, resolutions::solution))
        .load(conn)?;
    Ok(grouped(rows))
}

fn grouped(rows: Vec<(TicketId, String)>) -> HashMap<TicketId, Vec<String>> {
    let mut grouped: HashMap<_, Vec<_>> = HashMap::new();
    for (ticket, text) in rows {
        grouped.entry(ticket).or_default().push(text);
    }
    grouped
}

/// Id, serial, number, title and description of a ticket.
pub(super) type Texts = (TicketId, i64, String, String, String);

/// The texts of one ticket.
pub(super) fn texts(conn: &mut DbConn, id: TicketId) -> Result<Option<Texts>, DbError> {
    Ok(tickets::table
        .find(id)
        .select((tickets::id, tickets::serial, tickets::number, tickets::title, tickets::description))
        .first(conn)
        .optional()?)
}

/// The texts of the tickets after a serial, `most` at most.
pub(super) fn texts_after(conn: &mut DbConn, after: i64, most: i64) -> Result<Vec<Texts>, DbError> {
    Ok(tickets::table
        .filter(tickets::serial.gt(after))
        .order(tickets::serial)
        .limit(most)
        .select((tickets::id, tickets::serial, tickets::number, tickets::title, tickets::description))
        .load(conn)?)
}

/// How many tickets there are.
pub(super) fn count(conn: &mut DbConn) -> Result<i64, DbError> {
    Ok(tickets::table.count().get_result(conn)?)
}

/// Under which name the desk remembers how its search reads.
const READING: &str = "search";

/// How what is found was read; nothing if that was never noted.
pub(super) fn reading(conn: &mut DbConn) -> Result<Option<Json>, DbError> {
    Ok(settings::table.find(READING).select(settings::value).first(conn).optional()?)
}

/// Notes how what is found is read.
pub(super) fn note_reading(conn: &mut DbConn, value: &Json, now: Timestamp) -> Result<(), DbError> {
    let set = (settings::value.eq(value), settings::updated_at.eq(now));
    if diesel::update(settings::table.find(READING)).set(set).execute(conn)? == 0 {
        diesel::insert_into(settings::table)
            .values((settings::name.eq(READING), settings::value.eq(value), settings::updated_at.eq(now)))
            .execute(conn)?;
    }
    Ok(())
}
