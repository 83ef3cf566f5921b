//! What became of a message: written together with what it brings.

use diesel::prelude::*;

use super::super::entry::{Fate, State, Waiting};
use super::super::originals::Original;
use crate::clock::Timestamp;
use crate::db::schema::{incoming, incoming_bodies, incoming_recipients, incoming_words};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{CommentId, IncomingId, PersonId, TicketId};

/// What is written of a message that was decided.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) state: State,
    pub(crate) fate: Fate,
    pub(crate) reason: Option<&'static str>,
    pub(crate) from_address: Option<String>,
    pub(crate) from_name: Option<String>,
    pub(crate) subject: String,
    pub(crate) excerpt: String,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) comment: Option<CommentId>,
    pub(crate) person: Option<PersonId>,
    /// When it says it was written.
    pub(crate) sent_at: Option<Timestamp>,
    /// To whom it says it went.
    pub(crate) addressed_to: Option<String>,
    /// Whether something was cut off from its words.
    pub(crate) has_cut: bool,
}

/// Whether the message still waits in the hands of this claim. Until the transaction ends nobody else settles it, nor another
/// of the same name.
pub(crate) fn hold(conn: &mut DbConn, waiting: &Waiting) -> Result<bool, DbError> {
    let query = incoming::table
        .find(waiting.id)
        .filter(incoming::state.eq(State::Waiting).and(incoming::attempts.eq(waiting.attempts)))
        .select(incoming::id);
    let held: Option<IncomingId> = match conn {
        DbConn::Postgres(conn) => {
            let held = query.for_update().first(conn).optional()?;
            diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 12))")
                .bind::<diesel::sql_types::Text, _>(&waiting.message_id)
                .execute(conn)?;
            held
        }
        DbConn::Sqlite(conn) => query.first(conn).optional()?,
    };
    Ok(held.is_some())
}

/// Writes what became of it; whether it was still in the hands of this claim.
pub(crate) fn mark(
    conn: &mut DbConn,
    waiting: &Waiting,
    line: &Line,
    now: Timestamp,
) -> Result<bool, DbError> {
    let ours = incoming::table
        .find(waiting.id)
        .filter(incoming::state.eq(State::Waiting).and(incoming::attempts.eq(waiting.attempts)));
    let marked = diesel::update(ours)
        .set((
            (
                incoming::state.eq(line.state),
                incoming::decision.eq(Some(line.fate)),
                incoming::reason.eq(line.reason),
                incoming::from_address.eq(line.from_address.as_deref()),
                incoming::from_name.eq(line.from_name.as_deref()),
                incoming::subject.eq(Some(&line.subject)),
                incoming::excerpt.eq(Some(&line.excerpt)),
            ),
            (
                incoming::sent_at.eq(line.sent_at),
                incoming::addressed_to.eq(line.addressed_to.as_deref()),
                incoming::has_cut.eq(line.has_cut),
            ),
            incoming::ticket_id.eq(line.ticket),
            incoming::comment_id.eq(line.comment),
            incoming::person_id.eq(line.person),
            incoming::next_attempt_at.eq(None::<Timestamp>),
            incoming::last_error.eq(None::<String>),
            incoming::decided_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(marked == 1)
}

/// Writes down what a message is found by, in place of what it was found by before.
pub(crate) fn put_words(conn: &mut DbConn, id: IncomingId, words: &[String]) -> Result<(), DbError> {
    diesel::delete(incoming_words::table.filter(incoming_words::incoming_id.eq(id))).execute(conn)?;
    let rows: Vec<_> = words
        .iter()
        .map(|word| (incoming_words::word.eq(word), incoming_words::incoming_id.eq(id)))
        .collect();
    match conn {
        DbConn::Postgres(conn) => {
            diesel::insert_into(incoming_words::table).values(rows).on_conflict_do_nothing().execute(conn)?
        }
        DbConn::Sqlite(conn) => {
            diesel::insert_into(incoming_words::table).values(rows).on_conflict_do_nothing().execute(conn)?
        }
    };
    Ok(())
}

/// Writes down to whom an accepted message went.
pub(crate) fn put_recipients(conn: &mut DbConn, id: IncomingId, addresses: &[String]) -> Result<(), DbError> {
    let rows: Vec<_> = addresses
        .iter()
        .map(|address| (incoming_recipients::address.eq(address), incoming_recipients::incoming_id.eq(id)))
        .collect();
    match conn {
        DbConn::Postgres(conn) => diesel::insert_into(incoming_recipients::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(conn)?,
        DbConn::Sqlite(conn) => diesel::insert_into(incoming_recipients::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(conn)?,
    };
    Ok(())
}

/// Keeps what a message says beside its new words.
pub(crate) fn put_body(
    conn: &mut DbConn,
    id: IncomingId,
    html: Option<&str>,
    cut: &str,
) -> Result<(), DbError> {
    diesel::insert_into(incoming_bodies::table)
        .values((
            incoming_bodies::incoming_id.eq(id),
            incoming_bodies::html.eq(html),
            incoming_bodies::cut.eq(cut),
        ))
        .execute(conn)?;
    Ok(())
}

/// Messages of one ticket that are read at once.
const MOST: i64 = 200;

type OriginalRow = (IncomingId, Option<CommentId>, Option<String>, Option<String>, String, Timestamp);

/// What was kept beside the words of a ticket's messages.
pub(crate) fn originals(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Original>, DbError> {
    let rows: Vec<OriginalRow> = incoming_bodies::table
        .inner_join(incoming::table)
        .filter(incoming::ticket_id.eq(ticket))
        .order(incoming::id)
        .limit(MOST)
        .select((
            incoming::id,
            incoming::comment_id,
            incoming::from_address,
            incoming_bodies::html,
            incoming_bodies::cut,
            incoming::received_at,
        ))
        .load(conn)?;
    let original = |(id, comment, from, html, cut, received_at): OriginalRow| Original {
        id,
        comment,
        from: from.unwrap_or_default(),
        html,
        cut,
        received_at,
    };
    Ok(rows.into_iter().map(original).collect())
}
