//! That a duty by law to report outside was met: a cyber incident, a breach of personal data.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::acts::acted_anew;
use super::ticket_shape::TicketAfter;
use super::wish::Wish;
use crate::clock::Timestamp;
use crate::desk::sla::ClockName;
use crate::desk::tickets::{self, LegalNotice};
use crate::http::error::Refusal;

/// What was reported outside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLegalNotice {
    /// The duty it meets: `cyber_incident` or `data_breach`.
    clock: ClockName,
    /// To whom, in a line.
    #[serde(default)]
    #[schema(required)]
    party: String,
    /// The number of the report, or where its receipt is.
    #[serde(default)]
    #[schema(required)]
    reference: String,
    /// When, not before first contact and not to come; now if left out.
    notified_at: Option<Timestamp>,
}

/// Notes that a duty by law was met, once for each duty: its clock stops. For who holds the ticket, the security group, the
/// supervisor and the head of the Dinas.
#[utoipa::path(
    tag = "acts",
    request_body = NewLegalNotice,
    responses((status = 201, body = TicketAfter<'static>, headers(("Location" = String, description = "Where the ticket is"))))
)]
#[post("/tickets/{number}/legal-notices")]
pub(super) async fn note(
    wish: Wish<NewLegalNotice>,
    number: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    acted_anew(wish, &number, |conn, act, wished| {
        let notice = LegalNotice {
            clock: wished.clock,
            party: wished.party,
            reference: wished.reference,
            notified_at: wished.notified_at,
        };
        tickets::note_legal_notice(conn, act.actor, act.number, act.read, &notice, act.now)
    })
    .await
}
