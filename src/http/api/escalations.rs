//! Between the tiers: Tier 1 asks (PM 42(9)), Tier 2 takes over or returns.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::{acted, acted_anew};
use super::ticket_shape::TicketAfter;
use super::wish::{Nothing, Wish};
use crate::clock::Timestamp;
use crate::desk::tickets::{self, Escalate, Return};
use crate::desk::words::{EscalationReason, ReturnReason};
use crate::http::error::Refusal;

/// What Tier 1 says when it asks Tier 2.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEscalation {
    /// Why.
    reason: EscalationReason,
    /// What was tried; may be empty only if the category is the Dinas's by law (PM 19(6)).
    #[serde(default)]
    #[schema(required)]
    attempted_steps: String,
    /// Since when it is so.
    since: Option<Timestamp>,
    /// Who is affected.
    affected: Option<String>,
    /// Answers to the category's checklist, by key.
    #[serde(default)]
    checklist: BTreeMap<String, String>,
    /// Why steps that come before an escalation were left out; needed while one of them is not ticked.
    steps_left: Option<String>,
    /// Another Tier 2 group than the routing table's, by id or code.
    group: Option<String>,
}

/// What Tier 2 says when it returns an escalation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReturn {
    /// Why.
    reason: ReturnReason,
    /// What Tier 1 shall do.
    #[serde(default)]
    #[schema(required)]
    guidance: String,
}

/// Asks Tier 2 for a solution.
#[utoipa::path(
    tag = "acts",
    request_body = NewEscalation,
    responses((status = 201, body = TicketAfter<'static>, headers(("Location" = String, description = "Where the ticket is"))))
)]
#[post("/tickets/{number}/escalations")]
pub(super) async fn escalate(
    wish: Wish<NewEscalation>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted_anew(wish, &number, |conn, act, wished| {
        let request = Escalate {
            reason: wished.reason,
            attempted_steps: wished.attempted_steps,
            since: wished.since,
            affected: wished.affected.unwrap_or_default(),
            checklist: wished.checklist.into_iter().collect(),
            steps_left: wished.steps_left.unwrap_or_default(),
            group: wished.group,
        };
        tickets::escalate(conn, act.actor, act.number, act.read, request, act.now)
    })
    .await
}

/// Takes the current escalation over.
#[utoipa::path(tag = "acts", request_body = Nothing, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/escalations/current/acceptance")]
pub(super) async fn accept(wish: Wish, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, _| tickets::accept(conn, act.actor, act.number, act.read, act.now)).await
}

/// Returns the current escalation to Tier 1, with the reason and what to do.
#[utoipa::path(tag = "acts", request_body = NewReturn, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/escalations/current/return")]
pub(super) async fn hand_back(
    wish: Wish<NewReturn>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| {
        let request = Return { reason: wished.reason, guidance: wished.guidance };
        tickets::hand_back(conn, act.actor, act.number, act.read, request, act.now)
    })
    .await
}
