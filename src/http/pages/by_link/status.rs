//! `GET /s/{token}`: the stages of a ticket and their times, for whoever has the link.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::door;
use crate::clock::Timestamp;
use crate::desk::sla::{ClockName, ClockState};
use crate::desk::tickets::{self, Glimpse, PromiseSeen, StageSeen};
use crate::desk::words::{Stage, Tier};
use crate::http::actor::Desk;
use crate::http::error::Refusal;
use crate::http::pages::frame::Voice;

/// What was just done, if anything.
#[derive(Debug, Deserialize)]
pub struct Said {
    #[serde(default)]
    said: String,
}

#[derive(Serialize)]
struct Shown {
    number: String,
    stage: Stage,
    tier: Tier,
    holder: Option<String>,
    since: Option<Timestamp>,
    reported_at: Timestamp,
    closed_at: Option<Timestamp>,
    closes_at: Option<Timestamp>,
    promises: Vec<Promise>,
    stages: Vec<Span>,
    reopened: bool,
}

#[derive(Serialize)]
struct Promise {
    label: String,
    words: String,
    at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Span {
    stage: Stage,
    tier: Tier,
    from: Timestamp,
    to: Option<Timestamp>,
}

/// The page.
///
/// # Errors
/// Only those of the server: a link that opens nothing has a page of its own.
pub async fn show(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Refusal> {
    let app = desk.0;
    let (key, now, token) = (app.passes(), app.now(), token.into_inner());
    let read = app.db.read(move |conn| tickets::glimpse(conn, &key, &token, now)).await;
    let glimpse = match read {
        Ok(glimpse) => glimpse,
        Err(error) => return door::gone(&app, &request, error.into()),
    };
    let voice = Voice { templates: &app.templates, language: glimpse.reader.language };
    let title = voice.with("by_link.status_title", &[("number", &glimpse.number)]);
    let reader = glimpse.reader.clone();
    let shown = shown(glimpse, voice, said.said == "reopened");
    door::page(&app, &reader, "by_link/status", title, &shown, None)
}

fn shown(glimpse: Glimpse, voice: Voice<'_>, reopened: bool) -> Shown {
    let over = matches!(glimpse.stage, Stage::Closed | Stage::Cancelled);
    let span = |seen: &StageSeen| Span { stage: seen.stage, tier: seen.tier, from: seen.from, to: seen.to };
    Shown {
        number: glimpse.number,
        stage: glimpse.stage,
        tier: glimpse.tier,
        holder: Some(glimpse.holder).filter(|_| !over),
        since: glimpse.stages.last().map(|last| last.from),
        reported_at: glimpse.reported_at,
        closed_at: glimpse.closed_at,
        closes_at: glimpse.closes_at,
        promises: glimpse.promises.iter().map(|promise| promised(*promise, voice)).collect(),
        stages: glimpse.stages.iter().rev().map(span).collect(),
        reopened,
    }
}

fn promised(promise: PromiseSeen, voice: Voice<'_>) -> Promise {
    let (words, at) = match promise.state {
        ClockState::Met => ("met", None),
        ClockState::Paused => ("paused", None),
        ClockState::Breached => ("late", promise.due_at),
        ClockState::Running | ClockState::Cancelled => ("until", promise.due_at),
    };
    let label = if promise.name == ClockName::Response { "response" } else { "resolution" };
    Promise { label: voice.word("link_promise", label), words: voice.word("link_promise", words), at }
}
