//! Replies and notes, and the drafts of them.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Say};
use crate::desk::words::Visibility;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/comments`: a reply to the requester, or a note for staff.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    // Who reads it is never guessed: a form that does not say is refused.
    let visibility: Option<Visibility> = posted.word("visibility", &mut errors);
    let body = posted.text("body").to_owned();
    let public = visibility == Some(Visibility::Public);
    let sent = Sent { form: "comment", done: if public { "replied" } else { "noted" } };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, _, now| {
        let visibility = visibility.ok_or_else(|| FieldErrors::one("visibility", "required"))?;
        let words = Say { body, visibility, to_children: false };
        tickets::say(conn, actor, number, &words, now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/draft`: keeps what was typed so far.
///
/// # Errors
/// Not found, forged, too long.
pub async fn draft(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let number = number(&path)?;
    let (actor, now, body) = (visit.actor.clone(), visit.now, posted.text("body").to_owned());
    visit
        .app
        .db
        .write(move |conn| tickets::keep_draft(conn, &actor, &number, Visibility::Public, &body, now))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
