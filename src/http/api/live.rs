//! What changes while a program listens.

use actix_web::{HttpRequest, HttpResponse, get};

use crate::http::actor::{ApiCaller, app};
use crate::http::error::Refusal;
use crate::http::live;

/// Listens to what changes, as server-sent events. `event: tickets` brings the number and the new version of each ticket that
/// changed, as far as the caller may see it: `[{"number": "TKT-2026-000042", "version": 7}]`. `event: presence` tells
/// staff who else looks at a ticket or writes on it: `[{"number": "TKT-2026-000042", "people": [{"name": "Fajar", "doing": "writing"}]}]`.
/// `event: notifications` says how many of `GET /notifications` are unread, counted up to a hundred: `{"unread": 3}`.
/// `event: much` says that so much
/// changed, or may have been missed, that one has to look anew. Who comes back after the line was cut looks anew too: nothing
/// is told twice. The stream ends with the token or the session; a comment keeps a quiet line alive.
#[utoipa::path(
    tag = "tickets",
    responses((status = 200, body = String, content_type = "text/event-stream"))
)]
#[get("/events")]
pub(super) async fn listen(caller: ApiCaller, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    live::open(&app(&request)?, caller.actor, caller.pass)
}
