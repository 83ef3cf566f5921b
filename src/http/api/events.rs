//! The history of a ticket, with the hash of each line.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, shown};
use super::asks::{Asks, Reading, opaque};
use super::references::PersonReference;
use super::tickets::{note_reading, number};
use crate::clock::Timestamp;
use crate::desk::events::{Event, EventKind};
use crate::desk::ids::EventId;
use crate::desk::tickets::{self, Names, TicketError};
use crate::http::error::Refusal;

/// Which part of a history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A line of a history.
#[derive(Serialize, ToSchema)]
pub(super) struct Line<'a> {
    /// Its id.
    id: EventId,
    /// Its place, from 1; lines the caller may not see leave a gap.
    seq: i32,
    /// What happened.
    kind: EventKind,
    /// Who did it; `null` for what the desk does by itself.
    actor: Option<PersonReference<'a>>,
    /// When.
    at: Timestamp,
    /// The particulars, with ids and words.
    #[schema(value_type = Object)]
    data: &'a serde_json::Value,
    /// SHA-256 over the line and the hash before it, in hexadecimal.
    hash: String,
    /// The hash of the line before; zeros for the first.
    prev_hash: String,
}

/// Reads the history of a ticket, oldest first, as far as the caller may see it.
#[utoipa::path(tag = "tickets", params(HistoryFilters), responses((status = 200, body = inline(Listed<Line<'static>>))))]
#[get("/tickets/{number}/events")]
pub(super) async fn list(
    asks: Asks<HistoryFilters>,
    path: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut reading = Reading::default();
    let limit = reading.limit(asks.filters.limit.as_deref());
    let after = reading.cursor::<i32>(asks.filters.cursor.as_deref()).unwrap_or(0);
    reading.finish()?;
    let (ticket, lines, names) = asks
        .reads(move |conn, actor| {
            let (ticket, lines) = tickets::timeline(conn, actor, &number)?;
            let people: BTreeSet<_> = lines.iter().filter_map(|line| line.actor_id).collect();
            let names = Names::collect(conn, &[], people)?;
            Ok::<_, TicketError>((ticket, lines, names))
        })
        .await?;
    note_reading(&asks, &ticket).await?;
    let mut rest = lines.iter().filter(|line| line.seq > after).peekable();
    let page: Vec<&Event> = rest.by_ref().take(usize::try_from(limit).unwrap_or(50)).collect();
    let more = rest.peek().is_some();
    let next_cursor = page.last().filter(|_| more).map(|last| opaque(last.seq));
    let items = page.into_iter().map(|line| Line::of(line, &names)).collect();
    Ok(shown(None, &Listed { items, next_cursor }))
}

impl<'a> Line<'a> {
    fn of(event: &'a Event, names: &'a Names) -> Self {
        Self {
            id: event.id,
            seq: event.seq,
            kind: event.kind,
            actor: event.actor_id.map(|id| PersonReference::of(names, id)),
            at: event.at,
            data: &event.data.0,
            hash: hex::encode(&event.hash),
            prev_hash: hex::encode(&event.prev_hash),
        }
    }
}
