//! Giving a solution, and saying that it does not hold.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::acted;
use super::ticket_shape::TicketAfter;
use super::wish::Wish;
use crate::desk::tickets::{self, Reopen, Resolve};
use crate::http::error::Refusal;

/// A solution.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewResolution {
    /// In words for the requester.
    #[serde(default)]
    #[schema(required)]
    resolution: String,
    /// The cause, for staff.
    cause: Option<String>,
    /// Tier 2: could Tier 1 have solved this?
    tier1_could_have_solved: Option<bool>,
    /// The article that solved it.
    article: Option<String>,
    /// Solve the open child tickets with the same words.
    #[serde(default)]
    with_children: bool,
    /// Solved by the one who recorded it while they still had the requester at the telephone or before them.
    #[serde(default)]
    first_contact: bool,
}

/// Why a solution does not hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReopening {
    /// In words.
    #[serde(default)]
    #[schema(required)]
    reason: String,
}

/// Gives a solution; the requester confirms it, or three working days go by.
#[utoipa::path(tag = "acts", request_body = NewResolution, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/resolution")]
pub(super) async fn resolve(
    wish: Wish<NewResolution>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Resolve {
            solution: wished.resolution,
            cause: wished.cause,
            tier1_could_have_solved: wished.tier1_could_have_solved,
            article: wished.article,
            with_children: wished.with_children,
            first_contact: wished.first_contact,
        };
        tickets::resolve(conn, act.actor, act.number, act.read, &request, act.now)
    })
    .await
}

/// Says that the solution does not hold, within three working days.
#[utoipa::path(tag = "acts", request_body = NewReopening, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/reopening")]
pub(super) async fn reopen(
    wish: Wish<NewReopening>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Reopen { reason: wished.reason, ..Reopen::default() };
        tickets::reopen(conn, act.actor, act.number, act.read, &request, act.now)
    })
    .await
}
