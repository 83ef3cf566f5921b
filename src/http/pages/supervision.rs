//! What supervision reads: tickets that began at Tier 2, and agencies without a Tier 1 (PM 42(11), 42(7)a).

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::rows::Row;
use super::visit::Visit;
use crate::desk::people::PeopleError;
use crate::desk::people::access;
use crate::desk::people::coverage;
use crate::desk::tickets::{self, Cursor};
use crate::http::error::{Reason, Refusal};

/// Lines of one page.
const LINES: i64 = 50;

/// Which part of the list.
#[derive(Debug, Deserialize)]
pub struct Part {
    #[serde(default)]
    cursor: String,
}

#[derive(Serialize)]
struct Direct {
    rows: Vec<Row>,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct Gaps {
    uncovered: Vec<Gap>,
}

#[derive(Serialize)]
struct Gap {
    code: String,
    name: String,
    gap: &'static str,
}

/// `GET /supervision/direct`: tickets that went straight to Tier 2, with the reason.
///
/// # Errors
/// Not theirs.
pub async fn direct(visit: Visit, part: web::Query<Part>) -> Result<HttpResponse, Refusal> {
    let cursor = match part.cursor.as_str() {
        "" => None,
        text => Some(text.parse::<Cursor>().map_err(|_| Refusal::of(Reason::Malformed))?),
    };
    let read = visit.read(move |conn, actor| {
        access::supervises(actor)?;
        Ok::<_, PeopleError>(tickets::direct_routes(conn, actor, cursor.as_ref(), LINES)?)
    });
    let (page, counts) = read.await?;
    let shown = Direct {
        rows: Row::all(&page.tickets, &page.names),
        next_href: page.next.map(|cursor| format!("/supervision/direct?cursor={cursor}")),
    };
    let frame = visit.frame(visit.voice().say("direct.title"), "direct", counts);
    visit.page("supervision/direct", &frame, &shown)
}

/// `GET /supervision/uncovered`: agencies without a Tier 1 technician today.
///
/// # Errors
/// Not theirs.
pub async fn uncovered(visit: Visit) -> Result<HttpResponse, Refusal> {
    let today = visit.now.date_in(visit.actor.zone);
    let (found, counts) = visit.read(move |conn, actor| coverage::coverage(conn, actor, today)).await?;
    let gap = |gap: coverage::Uncovered| Gap { code: gap.code, name: gap.name, gap: gap.gap.as_str() };
    let shown = Gaps { uncovered: found.into_iter().map(gap).collect() };
    let frame = visit.frame(visit.voice().say("uncovered.title"), "uncovered", counts);
    visit.page("supervision/uncovered", &frame, &shown)
}
