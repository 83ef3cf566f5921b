//! The tickets that may answer a query: those with all its words, and if they are few, those with most of them, or with
//! words that are nearly the same.

use std::collections::{BTreeMap, HashMap};

use super::query::Query;
use super::rank::Text;
use super::store::{self, Together};
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::Actor;

/// How many of the newest hits are put in order: what is older is reached with a more particular query.
const RANKED: i64 = 1_000;

/// How many are put in order that have some of the words.
const RANKED_LOOSELY: i64 = 200;

/// With so many tickets that have all the words nobody needs those that have some.
const FEW: usize = 5;

/// Texts by their tickets.
pub(super) type Said = HashMap<TicketId, Vec<String>>;

/// What there is to be put in order.
pub(super) struct Gathered {
    /// What was looked for in the end.
    pub(super) query: Query,
    /// The tickets.
    pub(super) texts: Vec<Text>,
    /// Whether there are older ones besides.
    pub(super) more: bool,
    /// Whether none has all the words just as they were typed.
    pub(super) loosened: bool,
    /// What was written to and by the requesters, and the solutions, if they had to be read.
    pub(super) said: Option<(Said, Said)>,
}

/// Gathers them.
pub(super) fn gather(conn: &mut DbConn, actor: &Actor, query: &Query) -> Result<Gathered, DbError> {
    let all = store::candidates(conn, actor, query, RANKED)?;
    let more = all.len() as i64 == RANKED;
    let corrected = if all.len() < FEW { query.corrected() } else { None };
    let enough = all.len() >= FEW || query.terms.len() < 2 && corrected.is_none();
    let loosened = all.is_empty();
    let ids: Vec<_> = all.iter().map(|candidate| candidate.id).collect();
    let said_all = |candidate: store::Candidate| {
        let store::Candidate { serial, title, .. } = candidate;
        Text { serial, title, rest: None }
    };
    let mut texts: Vec<Text> = all.into_iter().map(said_all).collect();
    if enough {
        return Ok(Gathered { query: query.clone(), texts, more, loosened: false, said: None });
    }
    let has_corrections = corrected.is_some();
    let query = corrected.unwrap_or_else(|| query.clone());
    let mut loose = BTreeMap::new();
    for (together, helps) in [
        (Together::All, has_corrections),
        (Together::Most, query.terms.len() > 2),
        (Together::Any, query.terms.len() > 1),
    ] {
        if helps && ids.len() + loose.len() < FEW {
            let found = store::loosely(conn, actor, &query, together, FEW, RANKED_LOOSELY)?;
            let others = found.into_iter().filter(|candidate| !ids.contains(&candidate.id));
            loose.extend(others.map(|candidate| (candidate.serial, candidate)));
        }
    }
    let read: Vec<_> = ids.iter().copied().chain(loose.values().map(|candidate| candidate.id)).collect();
    let (comments, solutions) = (store::public_comments(conn, &read)?, store::solutions(conn, &read)?);
    texts.extend(loose.into_values().map(|candidate| {
        let said = [&comments, &solutions].into_iter().filter_map(|said| said.get(&candidate.id)).flatten();
        let rest = std::iter::once(candidate.description).chain(said.cloned()).collect();
        Text { serial: candidate.serial, title: candidate.title, rest: Some(rest) }
    }));
    let loosened = loosened && !texts.is_empty();
    Ok(Gathered { query, texts, more, loosened, said: Some((comments, solutions)) })
}
