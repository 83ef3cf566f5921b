//! Solving, reopening, closing.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Close, Reopen, Resolve};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/resolution`: a solution is given.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn resolve(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let could = match posted.text("tier1_could_have_solved") {
        "yes" => Some(true),
        "no" => Some(false),
        "" => None,
        _ => {
            errors.add("tier1_could_have_solved", "unknown");
            None
        }
    };
    let request = Resolve {
        solution: posted.text("resolution").to_owned(),
        cause: posted.maybe("cause"),
        tier1_could_have_solved: could,
        article: None,
        with_children: posted.text("with_children") == "yes",
        first_contact: false,
    };
    let sent = Sent { form: "resolve", done: "resolved" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        tickets::resolve(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/reopening`: the solution does not hold.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn reopen(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let request = Reopen { reason: posted.text("reason").to_owned(), ..Reopen::default() };
    let sent = Sent { form: "reopen", done: "reopened" };
    perform(visit, number, posted, sent, FieldErrors::default(), move |conn, actor, number, version, now| {
        tickets::reopen(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/closure`: the solution is confirmed.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn close(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let rating = posted.optional_word("rating", &mut errors);
    let request = Close { rating, comment: posted.maybe("comment"), ..Close::default() };
    let sent = Sent { form: "close", done: "closed" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        tickets::close(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}
