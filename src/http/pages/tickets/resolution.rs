//! Solving, reopening, closing.

use actix_web::{HttpResponse, web};

use super::act::{Sent, again, perform};
use super::look::number;
use super::together::tell;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::tickets::{self, Close, Number, Reopen, Resolve, TicketError, Together};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;
use crate::http::together::{Chosen, chosen, perform as perform_on_each};

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
        ..Resolve::default()
    };
    let sent = Sent { form: "resolve", done: "resolved" };
    if posted.maybe("children").is_some() {
        return with_children(visit, number, posted, request, errors).await;
    }
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        tickets::resolve(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}

/// The ticket first, then each of its parts that was ticked, by itself and under its own rules; then a page says of each what
/// came of it. The same form sent again does nothing twice.
async fn with_children(
    visit: Visit,
    number: Number,
    posted: Posted,
    request: Resolve,
    errors: FieldErrors,
) -> Result<HttpResponse, Refusal> {
    let parts = chosen(posted.all("children").map(|(_, text)| text))?;
    let (version, parent, answer) = (posted.version(), number.clone(), request.clone());
    let written = match errors.finish() {
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
        Ok(()) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                tickets::resolve(conn, actor, &parent, version, &answer, now)?;
                Ok::<_, TicketError>(format!("/tickets/{parent}"))
            };
            visit.write(&posted, job).await
        }
    };
    match written {
        Ok(_) => resolved_together(&visit, &posted, &number, request, parts).await,
        Err(refusal) => again(visit, number, posted, "resolve", refusal).await,
    }
}

/// Solves the parts of a ticket with its answer, and tells of each what came of it.
///
/// # Errors
/// When it cannot be shown.
pub async fn resolved_together(
    visit: &Visit,
    posted: &Posted,
    parent: &Number,
    request: Resolve,
    parts: Vec<Chosen>,
) -> Result<HttpResponse, Refusal> {
    let key = posted.maybe("key").filter(|key| key.len() <= 150).map(|key| [&key, "-part"].concat());
    // Which of the tiers could have solved it was said of the ticket itself.
    let act = Together::ResolveChild(parent.clone(), Resolve { tier1_could_have_solved: None, ..request });
    let outcomes = perform_on_each(&visit.app, &visit.actor, &act, parts, key).await;
    tell(visit, &format!("/tickets/{parent}"), outcomes).await
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
