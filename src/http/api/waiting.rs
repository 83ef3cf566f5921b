//! Waiting for the requester or an outside party, and going on.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::acted;
use super::ticket_shape::TicketAfter;
use super::wish::{Nothing, Wish};
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, AskRequester, HandOff};
use crate::desk::words::{Party, WaitingOn};
use crate::http::error::Refusal;

/// For whom a ticket waits.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWait {
    /// For the requester, with a question; or for an outside party.
    on: WaitingOn,
    /// What the requester is asked, in public; needed for `requester`.
    question: Option<String>,
    /// Which kind of party; needed for `external`.
    party: Option<Party>,
    /// Which party; the word for its kind if unset.
    party_name: Option<String>,
    /// Their number for it.
    reference: Option<String>,
    /// When they promised it; for `requester`: until when an answer is asked for.
    promised_at: Option<Timestamp>,
}

/// Asks the requester, or hands the ticket off to an outside party, and waits.
#[utoipa::path(tag = "acts", request_body = NewWait, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/waiting")]
pub(super) async fn wait(wish: Wish<NewWait>, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, wished| match wished.on {
        WaitingOn::Requester => {
            let request =
                AskRequester { question: wished.question.unwrap_or_default(), answer_by: wished.promised_at };
            tickets::ask(conn, act.actor, act.number, act.read, &request, act.now)
        }
        WaitingOn::External => {
            let Some(party) = wished.party else {
                // A ticket that is not theirs to see is not there, whatever they wish of it.
                tickets::show(conn, act.actor, act.number)?;
                return Err(FieldErrors::one("party", "required").into());
            };
            let request = HandOff {
                party,
                party_name: wished.party_name.unwrap_or_else(|| party.to_string()),
                reference: wished.reference,
                promised_at: wished.promised_at,
            };
            tickets::hand_off(conn, act.actor, act.number, act.read, &request, act.now)
        }
    })
    .await
}

/// Ends the wait.
#[utoipa::path(tag = "acts", request_body = Nothing, responses((status = 200, body = TicketAfter<'static>)))]
#[post("/tickets/{number}/resumption")]
pub(super) async fn resume(wish: Wish, number: web::Path<String>) -> Result<HttpResponse, Refusal> {
    acted(wish, &number, |conn, act, _| tickets::resume(conn, act.actor, act.number, act.read, act.now)).await
}
