//! Waiting for the requester or an outside party, and going on.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, AskRequester, HandOff, Number};
use crate::desk::words::WaitingOn;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/waiting`: ask the requester, or pass on to an outside party.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    match posted.word("on", &mut errors) {
        Some(WaitingOn::External) => hand_off(visit, number, posted, errors).await,
        _ => ask(visit, number, posted, errors).await,
    }
}

/// `POST /tickets/{number}/resumption`: the wait is over.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn resume(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let sent = Sent { form: "resume", done: "resumed" };
    perform(visit, number, posted, sent, FieldErrors::default(), |conn, actor, number, version, now| {
        tickets::resume(conn, actor, number, version, now).map(drop)
    })
    .await
}

async fn ask(
    visit: Visit,
    number: Number,
    posted: Posted,
    errors: FieldErrors,
) -> Result<HttpResponse, Refusal> {
    let request = AskRequester { question: posted.text("question").to_owned(), answer_by: None };
    let sent = Sent { form: "ask", done: "asked" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        tickets::ask(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}

async fn hand_off(
    visit: Visit,
    number: Number,
    posted: Posted,
    mut errors: FieldErrors,
) -> Result<HttpResponse, Refusal> {
    let party = posted.word("party", &mut errors);
    let promised_at = posted.moment("promised_at", visit.actor.zone, &mut errors);
    let request = party.map(|party| HandOff {
        party,
        party_name: posted.text("party_name").to_owned(),
        reference: posted.maybe("reference"),
        promised_at,
    });
    let sent = Sent { form: "hand_off", done: "handed_off" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        let request = request.ok_or_else(|| FieldErrors::one("party", "required"))?;
        tickets::hand_off(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}
