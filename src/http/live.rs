//! `GET /events`: what changes while somebody looks, as server-sent events. Only numbers and versions travel; what became
//! of a ticket is read where it always is.

use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::unfold;
use serde::Serialize;

use super::actor::{SignedIn, app};
use super::error::Refusal;
use crate::app::App;
use crate::desk::people::Actor;
use crate::live::{Full, Pass, Tidings};

/// Seconds until somebody who was one too many may try again.
const LATER: u64 = 60;
/// What a stream begins with: how soon a browser comes again after it was cut, in milliseconds.
const HELLO: &str = "retry: 2000\n\n";

/// The stream of a signed-in person.
///
/// # Errors
/// Nobody is signed in, or too many streams are open.
pub async fn stream(signed_in: SignedIn, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let app = app(&request)?;
    open(&app, signed_in.actor, Pass::Session(signed_in.session_id))
}

/// A stream for whoever holds the pass, for as long as they do.
///
/// # Errors
/// Too many streams are open.
pub fn open(app: &App, actor: Actor, pass: Pass) -> Result<HttpResponse, Refusal> {
    let sitting = app.live.sit(actor, pass).map_err(|Full| Refusal::too_many(LATER))?;
    let lines = unfold((sitting, true), |(mut sitting, first)| async move {
        let line = if first { Bytes::from_static(HELLO.as_bytes()) } else { line(&sitting.next().await?) };
        Some((Ok::<_, std::convert::Infallible>(line), (sitting, false)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // A compressor would hold lines back until there are enough of them, and so would a proxy.
        .insert_header(ContentEncoding::Identity)
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(Box::pin(lines)))
}

fn line(tidings: &Tidings) -> Bytes {
    match tidings {
        Tidings::Changed(tickets) => event("tickets", &**tickets),
        Tidings::Present(tickets) => event("presence", &**tickets),
        Tidings::Unseen(count) => event("notifications", &serde_json::json!({ "unread": count })),
        Tidings::Much => Bytes::from_static(b"event: much\ndata: {}\n\n"),
        Tidings::Quiet => Bytes::from_static(b": quiet\n\n"),
    }
}

fn event(name: &str, data: &(impl Serialize + ?Sized)) -> Bytes {
    let data = serde_json::to_string(data).unwrap_or_else(|_| "[]".to_owned());
    format!("event: {name}\ndata: {data}\n\n").into()
}
