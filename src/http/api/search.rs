//! Searching by what is written: ranked, with what matched, and only what the caller may see.

use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::shown;
use super::asks::{Asks, Reading, opaque};
use crate::clock::Timestamp;
use crate::desk::ids::TicketId;
use crate::desk::search::{self, Found, Hit, MatchedIn, Part, Query};
use crate::desk::words::{Kind, Status};
use crate::http::error::Refusal;

/// How far a search can be paged through.
const FARTHEST: i64 = 1_000;

/// What is looked for, and where.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchFilters {
    /// The words, or a number.
    #[param(required)]
    q: String,
    /// In which rooms, with commas between them; this version knows `tickets`.
    #[serde(rename = "in")]
    #[param(rename = "in", example = "tickets")]
    rooms: Option<String>,
    /// How many, 1 to 100; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What a search gave.
#[derive(Serialize, ToSchema)]
pub(super) struct SearchAnswer {
    /// The hits, best first.
    items: Vec<TicketHit>,
    /// What to ask with as `cursor` for the next page; `null` on the last.
    next_cursor: Option<String>,
    /// How many hits were put in order.
    total: usize,
    /// Whether there are older hits besides.
    more_than_total: bool,
    /// Whether nothing had all the words, and these have some.
    loosened: bool,
}

/// A ticket that was found.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketHit {
    /// What was found: always `ticket`.
    r#type: &'static str,
    /// Its id.
    id: TicketId,
    /// Its number.
    number: String,
    /// Its title.
    title: String,
    /// Its title in pieces, with what matched marked.
    title_parts: Vec<TextPart>,
    /// Its kind.
    kind: Kind,
    /// Where it is in its life.
    status: Status,
    /// Whether only named handlers may read it.
    restricted: bool,
    /// When it was opened.
    created_at: Timestamp,
    /// Where the words of `snippet` stand.
    matched_in: MatchedIn,
    /// The piece of text that matched, in pieces; empty for a restricted ticket.
    snippet: Vec<TextPart>,
}

/// A piece of a text.
#[derive(Serialize, ToSchema)]
pub(super) struct TextPart {
    /// The words.
    text: String,
    /// Whether they matched.
    matched: bool,
}

/// The rooms that can be searched.
#[derive(Clone, Copy)]
struct Tickets;

impl std::str::FromStr for Tickets {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "tickets" { Ok(Self) } else { Err("tickets") }
    }
}

/// Finds what the caller may see by what is written in it.
#[utoipa::path(tag = "search", params(SearchFilters), responses((status = 200, body = SearchAnswer)))]
#[get("/search")]
pub(super) async fn find(asks: Asks<SearchFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    reading.words::<Tickets>("in", asks.filters.rooms.as_deref());
    let limit = reading.number("limit", asks.filters.limit.as_deref(), 1, 100).unwrap_or(50);
    let offset = reading.cursor::<i64>(asks.filters.cursor.as_deref()).unwrap_or(0).clamp(0, FARTHEST);
    reading.finish()?;
    let query = Query::parse(&asks.filters.q);
    let (offset, limit) = (usize::try_from(offset).unwrap_or(0), usize::try_from(limit).unwrap_or(50));
    let found =
        asks.reads(move |conn, actor| search::search_tickets(conn, actor, &query, offset, limit)).await?;
    let Found { hits, total, more_than_total, loosened, .. } = found;
    let end = offset + hits.len();
    let next_cursor = (end < total && !hits.is_empty()).then(|| opaque(end));
    let items = hits.into_iter().map(TicketHit::of).collect();
    Ok(shown(None, &SearchAnswer { items, next_cursor, total, more_than_total, loosened }))
}

impl TicketHit {
    fn of(hit: Hit) -> Self {
        let title_parts = parts(hit.title);
        Self {
            r#type: "ticket",
            id: hit.id,
            number: hit.number,
            title: title_parts.iter().map(|part| part.text.as_str()).collect(),
            title_parts,
            kind: hit.kind,
            status: hit.status,
            restricted: hit.restricted,
            created_at: hit.created_at,
            matched_in: hit.matched_in,
            snippet: parts(hit.snippet),
        }
    }
}

fn parts(parts: Vec<Part>) -> Vec<TextPart> {
    parts.into_iter().map(|part| TextPart { text: part.text, matched: part.matched }).collect()
}
