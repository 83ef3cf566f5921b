//! Between the tiers: `POST /tickets/{number}/escalations` and what becomes of the current one.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Escalate, Return};
use crate::desk::words::ReturnReason;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Tier 1 asks Tier 2.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let reason = posted.word("reason", &mut errors);
    let since = posted.moment("since", visit.actor.zone, &mut errors);
    let answers = posted.all("checklist.").map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
    let request = reason.map(|reason| Escalate {
        reason,
        attempted_steps: posted.text("attempted_steps").to_owned(),
        since,
        affected: posted.text("affected").to_owned(),
        checklist: answers,
        steps_left: posted.text("steps_left").to_owned(),
        group: posted.maybe("group"),
    });
    let sent = Sent { form: "escalate", done: "escalated" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        let request = request.ok_or_else(|| FieldErrors::one("reason", "required"))?;
        tickets::escalate(conn, actor, number, version, request, now).map(drop)
    })
    .await
}

/// Tier 2 takes it over.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn accept(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let sent = Sent { form: "accept", done: "accepted" };
    perform(visit, number, posted, sent, FieldErrors::default(), |conn, actor, number, version, now| {
        tickets::accept(conn, actor, number, version, now).map(drop)
    })
    .await
}

/// Tier 2 returns it, with what to do.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn hand_back(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let reason = posted.word::<ReturnReason>("reason", &mut errors);
    errors.check(!posted.text("guidance").trim().is_empty(), "guidance", "required");
    let guidance = posted.text("guidance").to_owned();
    let sent = Sent { form: "return", done: "returned" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        let reason = reason.ok_or_else(|| FieldErrors::one("reason", "required"))?;
        let request = Return { reason, guidance };
        tickets::hand_back(conn, actor, number, version, request, now).map(drop)
    })
    .await
}
