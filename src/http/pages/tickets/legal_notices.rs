//! A duty by law to report outside was met.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, LegalNotice};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/legal-notices`.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let clock = posted.word("clock", &mut errors);
    let notified_at = posted.moment("notified_at", visit.actor.zone, &mut errors);
    let (party, reference) = (posted.text("party").to_owned(), posted.text("reference").to_owned());
    let notice = clock.map(|clock| LegalNotice { clock, party, reference, notified_at });
    let sent = Sent { form: "notify", done: "notified" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        let notice = notice.ok_or_else(|| FieldErrors::one("clock", "required"))?;
        tickets::note_legal_notice(conn, actor, number, version, &notice, now).map(drop)
    })
    .await
}
