//! What supervision reads: tickets that began at Tier 2, and agencies without a Tier 1 (PM 42(11), 42(7)a).

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::frame::Voice;
use super::rows::Row;
use super::visit::Visit;
use crate::desk::people::PeopleError;
use crate::desk::people::access;
use crate::desk::people::coverage;
use crate::desk::tickets::{self, AgencyRatings, Cursor, Spread};
use crate::desk::words::Language;
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
struct Ratings {
    days: i64,
    figures: [i64; 5],
    agencies: Vec<Rated>,
    mean: String,
    count: i64,
    times: [i64; 5],
}

#[derive(Serialize)]
struct Rated {
    name: String,
    mean: String,
    count: i64,
    times: [i64; 5],
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

/// `GET /supervision/ratings`: what requesters thought, as figures.
///
/// # Errors
/// Not theirs.
pub async fn ratings(visit: Visit) -> Result<HttpResponse, Refusal> {
    let now = visit.now;
    let (found, counts) = visit.read(move |conn, actor| tickets::ratings(conn, actor, now)).await?;
    let (mean, count, times) = figures(&found.all, visit.voice());
    let line = |agency: &AgencyRatings| {
        let (mean, count, times) = figures(&agency.spread, visit.voice());
        Rated { name: agency.name.clone(), mean, count, times }
    };
    let shown = Ratings {
        days: tickets::RATED_DAYS,
        figures: [1, 2, 3, 4, 5],
        agencies: found.agencies.iter().map(line).collect(),
        mean,
        count,
        times,
    };
    let frame = visit.frame(visit.voice().say("ratings.title"), "ratings", counts);
    visit.page("supervision/ratings", &frame, &shown)
}

/// The mean in the reader's way of writing, how many rated, and how often each figure was given.
fn figures(spread: &Spread, voice: Voice<'_>) -> (String, i64, [i64; 5]) {
    let mark = if voice.language == Language::Id { ',' } else { '.' };
    let mean = spread.tenths().map(|tenths| format!("{}{mark}{}", tenths / 10, tenths % 10));
    (mean.unwrap_or_default(), spread.count(), [1, 2, 3, 4, 5].map(|rating| spread.times(rating)))
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
