//! Finding tickets, best first.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::query::Query;
use super::snippet::{self, Part, Snippet};
use super::store::{self, Candidate, Row, Together};
use super::words::tokens;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;
use crate::desk::words::{Kind, Status};
use crate::words;

/// How many of the newest hits are put in order: what is older is reached with a more particular query.
const RANKED: i64 = 1_000;

/// How many are put in order when no ticket has all the words.
const RANKED_LOOSELY: i64 = 200;

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
    /// Whether no ticket had all the words, and these have some.
    pub loosened: bool,
    /// Whether there was nothing to look for: nothing typed, or only words that every text has.
    pub nothing_asked: bool,
}

/// What the actor may see that meets `query`: `limit` hits (1 to 100) after the first `offset`. A ticket whose number was
/// typed comes first, then titles that say it, then the newest.
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
    let mut candidates = store::candidates(conn, actor, query, Together::All, RANKED)?;
    let more_than_total = candidates.len() as i64 == RANKED;
    let loosened = candidates.is_empty() && query.terms.len() > 1;
    if loosened {
        candidates = store::candidates(conn, actor, query, Together::Any, RANKED_LOOSELY)?;
    }
    put_numbered_first(conn, actor, query, &mut candidates)?;
    let serials = ranked(candidates, query);
    let total = serials.len();
    let page: Vec<_> = serials.into_iter().skip(offset).take(limit.clamp(1, 100)).collect();
    let mut rows = store::rows(conn, actor, &page)?;
    rows.sort_by_key(|row| page.iter().position(|serial| *serial == row.serial));
    let hits = shown(conn, query, rows)?;
    Ok(Found { hits, total, more_than_total, loosened, nothing_asked: false })
}

/// The ticket whose number was typed may be older than all that are put in order.
fn put_numbered_first(
    conn: &mut DbConn,
    actor: &Actor,
    query: &Query,
    candidates: &mut Vec<Candidate>,
) -> Result<(), DbError> {
    let Some(serial) = query.serial else { return Ok(()) };
    if candidates.iter().all(|candidate| candidate.serial != serial) {
        let rows = store::rows(conn, actor, &[serial])?;
        candidates.extend(rows.into_iter().map(|row| Candidate { serial, title: row.title }));
    }
    Ok(())
}

/// By what the title says of the query, then by age. The same order on both databases.
fn ranked(candidates: Vec<Candidate>, query: &Query) -> Vec<i64> {
    let mut ranked: Vec<_> = candidates
        .into_iter()
        .map(|Candidate { serial, title }| {
            let met: HashSet<_> = tokens(&title).iter().filter_map(|token| query.meets(token)).collect();
            (Reverse(query.serial == Some(serial)), Reverse(met.len()), Reverse(serial))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, Reverse(serial))| serial).collect()
}

/// The rows with what met the query; comments and solutions are read only for those where title and description do not
/// say why they were found.
fn shown(conn: &mut DbConn, query: &Query, rows: Vec<Row>) -> Result<Vec<Hit>, DbError> {
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
    let (mut comments, mut solutions) = if unexplained.is_empty() {
        Default::default()
    } else {
        (store::public_comments(conn, &unexplained)?, store::solutions(conn, &unexplained)?)
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
