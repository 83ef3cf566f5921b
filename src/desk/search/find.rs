//! Finding tickets, best first.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::gather::{Gathered, Said, gather};
use super::query::Query;
use super::rank::{Text, ranked};
use super::snippet::{self, Part, Snippet};
use super::store::{self, Row};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::words::{Kind, Status};
use crate::words;

words! {
    /// Where in a ticket a query was met.
    MatchedIn {
        /// In its number.
        Number = "number",
        /// In its title.
        Title = "title",
        /// In its description.
        Description = "description",
        /// In what was written to or by the requester.
        Comment = "comment",
        /// In its solution.
        Solution = "solution",
    }
}

/// A ticket that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its id.
    pub id: TicketId,
    /// Its running number.
    pub serial: i64,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it is in its life.
    pub status: Status,
    /// Whether only named handlers may read it.
    pub restricted: bool,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Its title, with what was looked for marked.
    pub title: Vec<Part>,
    /// Where the words of `snippet` stand.
    pub matched_in: MatchedIn,
    /// The piece of text that met the query. Empty for a restricted ticket: each reading of one is logged, and a search
    /// is not a reading.
    pub snippet: Vec<Part>,
}

/// What a search gave.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The hits of this page, best first.
    pub hits: Vec<Hit>,
    /// How many tickets were put in order, `hits` among them.
    pub total: usize,
    /// Whether there are older ones besides, which were not looked at.
    pub more_than_total: bool,
    /// Whether no ticket had all the words as they were typed, and these come closest.
    pub loosened: bool,
    /// Whether there was nothing to look for: nothing typed, or only words that every text has.
    pub nothing_asked: bool,
}

/// What the actor may see that meets `query`: `limit` hits (1 to 100) after the first `offset`. A ticket whose number was
/// typed comes first, then what says most of the query (see `rank`).
///
/// # Errors
/// When they cannot be read.
pub fn search_tickets(
    conn: &mut DbConn,
    actor: &Actor,
    query: &Query,
    offset: usize,
    limit: usize,
) -> Result<Found, DbError> {
    if query.is_empty() {
        return Ok(Found { nothing_asked: true, ..Found::default() });
    }
    let Gathered { query, mut texts, more, loosened, said } = gather(conn, actor, query)?;
    add_numbered(conn, actor, &query, &mut texts)?;
    let serials = ranked(&texts, &query);
    let total = serials.len();
    let page: Vec<_> = serials.into_iter().skip(offset).take(limit.clamp(1, 100)).collect();
    let mut rows = store::rows(conn, actor, &page)?;
    rows.sort_by_key(|row| page.iter().position(|serial| *serial == row.serial));
    let hits = shown(conn, &query, rows, said)?;
    Ok(Found { hits, total, more_than_total: more, loosened, nothing_asked: false })
}

/// The ticket whose number was typed may be older than all that are put in order.
fn add_numbered(
    conn: &mut DbConn,
    actor: &Actor,
    query: &Query,
    texts: &mut Vec<Text>,
) -> Result<(), DbError> {
    let Some(serial) = query.serial else { return Ok(()) };
    if texts.iter().all(|text| text.serial != serial) {
        let rows = store::rows(conn, actor, &[serial])?;
        texts.extend(rows.into_iter().map(|row| Text { serial, title: row.title, rest: None }));
    }
    Ok(())
}

/// The rows with what met the query; comments and solutions are read only for those where title and description do not
/// say why they were found.
fn shown(
    conn: &mut DbConn,
    query: &Query,
    rows: Vec<Row>,
    said: Option<(Said, Said)>,
) -> Result<Vec<Hit>, DbError> {
    let marked: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let title = snippet::marked(&row.title, query);
            let description = snippet::snippet(&row.description, query);
            (row, title, description)
        })
        .collect();
    let unexplained: Vec<_> = marked
        .iter()
        .filter(|(row, title, description)| {
            let met = title.met.union(&description.met).count();
            !row.restricted && query.serial != Some(row.serial) && met < query.terms.len()
        })
        .map(|(row, ..)| row.id)
        .collect();
    let (mut comments, mut solutions) = match said {
        Some(said) => said,
        None if unexplained.is_empty() => Default::default(),
        None => (store::public_comments(conn, &unexplained)?, store::solutions(conn, &unexplained)?),
    };
    Ok(marked
        .into_iter()
        .map(|(row, title, description)| {
            let mut places = vec![(MatchedIn::Description, description)];
            for (place, texts) in [
                (MatchedIn::Comment, comments.remove(&row.id)),
                (MatchedIn::Solution, solutions.remove(&row.id)),
            ] {
                places
                    .extend(texts.into_iter().flatten().map(|text| (place, snippet::snippet(&text, query))));
            }
            hit(row, title, places, query)
        })
        .collect())
}

/// The hit with the place that adds most to what its title says; the description if none does.
fn hit(row: Row, title: Snippet, places: Vec<(MatchedIn, Snippet)>, query: &Query) -> Hit {
    let adds = |found: &Snippet| found.met.difference(&title.met).count();
    let best = places
        .into_iter()
        .enumerate()
        .max_by_key(|(at, (_, found))| (adds(found), found.met.len(), Reverse(*at)))
        .map(|(_, place)| place);
    let (place, found) =
        best.unwrap_or((MatchedIn::Description, Snippet { parts: Vec::new(), met: HashSet::new() }));
    let matched_in = if query.serial == Some(row.serial) {
        MatchedIn::Number
    } else if adds(&found) == 0 && !title.met.is_empty() {
        MatchedIn::Title
    } else {
        place
    };
    Hit {
        id: row.id,
        serial: row.serial,
        number: row.number,
        kind: row.kind,
        status: row.status,
        restricted: row.restricted,
        created_at: row.created_at,
        title: title.parts,
        matched_in,
        snippet: if row.restricted { Vec::new() } else { found.parts },
    }
}
