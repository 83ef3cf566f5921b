//! The requester says what they think of a ticket that is closed.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Rate};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/rating`: rates it, or changes the rating.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let rating = posted.word("rating", &mut errors);
    let request = Rate { rating, comment: posted.maybe("comment"), ..Rate::default() };
    let sent = Sent { form: "rate", done: "rated" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        tickets::rate(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}
