//! `POST /tickets/{number}/assignment`: take it, give it to somebody or another group, or give it back.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Assignee};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Whose the ticket becomes: `assignee` is `me`, `nobody`, or a person; a `group` of Tier 2 stands above it.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let errors = FieldErrors::default();
    let (assignee, group) = (posted.text("assignee").to_owned(), posted.maybe("group"));
    if assignee == "nobody" || (assignee.is_empty() && group.is_none()) {
        let sent = Sent { form: "assign", done: "released" };
        return perform(visit, number, posted, sent, errors, |conn, actor, number, version, now| {
            tickets::release(conn, actor, number, version, now).map(drop)
        })
        .await;
    }
    let sent = Sent { form: "assign", done: "assigned" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        if assignee == "me" {
            return tickets::claim(conn, actor, number, version, now).map(drop);
        }
        let to = group.map_or(Assignee::Person(assignee), Assignee::Group);
        tickets::assign(conn, actor, number, version, &to, now).map(drop)
    })
    .await
}
