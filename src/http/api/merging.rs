//! Merging: the same matter, reported twice.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::acted;
use super::ticket_shape::TicketAfter;
use super::wish::Wish;
use crate::desk::tickets::{self, Merge};
use crate::http::error::Refusal;

/// Into which ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMerge {
    /// The number of the ticket that remains; the caller works on both.
    #[serde(default)]
    #[schema(required)]
    into: String,
    /// Words for the requester of the ticket that ends: a public reply there.
    message: Option<String>,
    /// The version of the remaining ticket that was read. If named, a ticket that was changed meanwhile is a 412.
    into_version: Option<i64>,
}

/// Merges a ticket into another about the same: it is cancelled as a duplicate and linked, keeps all that was said on it, and
/// its people follow the other as far as they may see it. Answers with the ticket that ended. It cannot be undone.
#[utoipa::path(tag = "acts", request_body = NewMerge, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/merge")]
pub(super) async fn merge(wish: Wish<NewMerge>, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Merge {
            into: wished.into,
            message: wished.message.unwrap_or_default(),
            into_version: wished.into_version,
        };
        let merged = tickets::merge(conn, act.actor, act.number, act.read, &request, act.now)?;
        Ok(merged.ticket)
    })
    .await
}
