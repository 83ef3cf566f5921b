//! Tickets about the same.

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::shown;
use super::asks::Asks;
use super::ticket_shape::TicketLine;
use super::tickets::number;
use crate::desk::tickets;
use crate::http::error::Refusal;

/// Tickets of each kind that are told.
const TOLD: usize = 10;

/// Tickets like another one, the likest first.
#[derive(Serialize, ToSchema)]
pub(super) struct SimilarTickets<'a> {
    /// Those that still ask for work.
    open: Vec<TicketLine<'a>>,
    /// Those that were solved.
    solved: Vec<SolvedTicket<'a>>,
}

/// A ticket that was solved.
#[derive(Serialize, ToSchema)]
pub(super) struct SolvedTicket<'a> {
    #[serde(flatten)]
    line: TicketLine<'a>,
    /// How it was solved; empty for a restricted ticket, and shortened if long.
    resolution: &'a str,
}

/// Tickets of the same agency or category whose titles say the same, of those the caller may see. Those it is linked to are
/// left out.
#[utoipa::path(tag = "tickets", responses((status = 200, body = SimilarTickets<'static>)))]
#[get("/tickets/{number}/similar")]
pub(super) async fn list(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let found = asks.reads(move |conn, actor| tickets::similar(conn, actor, &number, TOLD)).await?;
    let line = |ticket| TicketLine::of(ticket, &found.names, asks.language);
    let solved =
        found.solved.iter().map(|(ticket, words)| SolvedTicket { line: line(ticket), resolution: words });
    Ok(shown(None, &SimilarTickets { open: found.open.iter().map(line).collect(), solved: solved.collect() }))
}
