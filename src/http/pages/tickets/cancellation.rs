//! `POST /tickets/{number}/cancellation`: before work, or as a duplicate.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Cancel};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Cancels a ticket.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let request =
        Cancel { reason: posted.text("reason").to_owned(), duplicate_of: posted.maybe("duplicate_of") };
    let sent = Sent { form: "cancel", done: "cancelled" };
    perform(visit, number, posted, sent, FieldErrors::default(), move |conn, actor, number, version, now| {
        tickets::cancel(conn, actor, number, version, &request, now).map(drop)
    })
    .await
}
