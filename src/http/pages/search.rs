//! `GET /search`: tickets by what is written in them.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::came::Came;
use super::visit::Visit;
use crate::clock::Timestamp;
use crate::db::DbError;
use crate::desk::search::{self, Part, Query};
use crate::desk::words::Status;
use crate::http::error::Refusal;

/// Hits of one page.
const HITS: usize = 30;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Shown {
    found: String,
    /// What the address of a ticket ends with, so that one can go on with what was found.
    from: String,
    loosened: bool,
    hits: Vec<Hit>,
}

#[derive(Serialize)]
struct Hit {
    number: String,
    title: Vec<Piece>,
    status: Status,
    restricted: bool,
    created_at: Timestamp,
    excerpt: Vec<Piece>,
}

#[derive(Serialize)]
struct Piece {
    text: String,
    hit: bool,
}

/// What was found.
///
/// # Errors
/// When it cannot be read.
pub async fn show(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let asked = asked.into_inner().q;
    let query = Query::parse(&asked);
    let came = Came::from(visit.address.trim_start_matches('/'));
    let read = visit.read(move |conn, actor| {
        let found = search::search_tickets(conn, actor, &query, 0, HITS)?;
        Ok::<_, DbError>(found)
    });
    let (found, counts) = read.await?;
    let voice = visit.voice();
    let more = if found.more_than_total { "+" } else { "" };
    let shown = Shown {
        found: format!("{}{more}", found.total),
        from: came.map(|came| came.query()).unwrap_or_default(),
        loosened: found.loosened,
        hits: found
            .hits
            .into_iter()
            .map(|hit| Hit {
                number: hit.number,
                title: pieces(hit.title),
                status: hit.status,
                restricted: hit.restricted,
                created_at: hit.created_at,
                excerpt: pieces(hit.snippet),
            })
            .collect(),
    };
    let frame = visit.frame(voice.say("search.title"), "search", counts).searching(&asked);
    visit.page("search/show", &frame, &shown)
}

fn pieces(parts: Vec<Part>) -> Vec<Piece> {
    parts.into_iter().map(|part| Piece { text: part.text, hit: part.matched }).collect()
}
