//! The end of a ticket: the requester's last word, or a cancellation.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::acted;
use super::ticket_shape::TicketAfter;
use super::wish::Wish;
use crate::desk::tickets::{self, Cancel, Close, Rate};
use crate::http::error::Refusal;

/// The requester's last word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClosure {
    /// 1 to 5; only the requester rates.
    rating: Option<i32>,
    /// In words.
    comment: Option<String>,
}

/// What the requester thinks of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRating {
    /// 1 to 5.
    #[schema(required)]
    rating: Option<i32>,
    /// In words.
    comment: Option<String>,
}

/// Why a ticket is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCancellation {
    /// In words.
    #[serde(default)]
    #[schema(required)]
    reason: String,
    /// The number of the ticket it is a duplicate of; needed once work has begun.
    duplicate_of: Option<String>,
}

/// Confirms the solution.
#[utoipa::path(tag = "acts", request_body = NewClosure, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/closure")]
pub(super) async fn close(
    wish: Wish<NewClosure>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Close { rating: wished.rating, comment: wished.comment, ..Close::default() };
        tickets::close(conn, act.actor, act.number, act.read, &request, act.now)
    })
    .await
}

/// Rates a ticket that is closed, or changes the rating: its requester, in the seven days after the closing.
#[utoipa::path(tag = "acts", request_body = NewRating, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/rating")]
pub(super) async fn rate(wish: Wish<NewRating>, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Rate { rating: wished.rating, comment: wished.comment, ..Rate::default() };
        tickets::rate(conn, act.actor, act.number, act.read, &request, act.now)
    })
    .await
}

/// Cancels a ticket: the requester before work begins, staff as a duplicate.
#[utoipa::path(tag = "acts", request_body = NewCancellation, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/cancellation")]
pub(super) async fn cancel(
    wish: Wish<NewCancellation>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Cancel { reason: wished.reason, duplicate_of: wished.duplicate_of };
        tickets::cancel(conn, act.actor, act.number, act.read, &request, act.now)
    })
    .await
}
