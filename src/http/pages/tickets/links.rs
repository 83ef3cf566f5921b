//! Links to other tickets, and watchers.

use actix_web::{HttpResponse, web};

use super::act::{Sent, perform};
use super::look::number;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::LinkId;
use crate::desk::tickets;
use crate::desk::words::LinkKind;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// `POST /tickets/{number}/links`: links to another ticket.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn link(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    // The other way round it is said on the page alone: it is the same link.
    let adopts = posted.text("kind") == "parent_of";
    let kind = if adopts { Some(LinkKind::ChildOf) } else { posted.word("kind", &mut errors) };
    let other = posted.text("to").to_owned();
    let sent = Sent { form: "link", done: "linked" };
    perform(visit, number, posted, sent, errors, move |conn, actor, number, _, now| {
        let kind = kind.ok_or_else(|| FieldErrors::one("kind", "required"))?;
        if adopts {
            return tickets::adopt(conn, actor, number, &other, now).map(drop);
        }
        tickets::link(conn, actor, number, kind, &other, now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/links/{id}/end`: takes a link away.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn unlink(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let (number_text, id) = path.into_inner();
    let id: LinkId = id.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let sent = Sent { form: "link", done: "unlinked" };
    let errors = FieldErrors::default();
    perform(visit, number(&number_text)?, posted, sent, errors, move |conn, actor, number, _, now| {
        tickets::unlink(conn, actor, number, id, now)
    })
    .await
}

/// `POST /tickets/{number}/watchers`: watches it oneself, or asks somebody else to.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn watch(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let who = posted.maybe("watcher");
    let sent = Sent { form: "watcher", done: "watched" };
    perform(visit, number, posted, sent, FieldErrors::default(), move |conn, actor, number, _, now| {
        tickets::watch(conn, actor, number, who.as_deref(), now).map(drop)
    })
    .await
}

/// `POST /tickets/{number}/watchers/end`: stops watching.
///
/// # Errors
/// Not found, forged.
pub async fn unwatch(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let sent = Sent { form: "watcher", done: "unwatched" };
    perform(visit, number, posted, sent, FieldErrors::default(), |conn, actor, number, _, now| {
        tickets::unwatch(conn, actor, number, now)
    })
    .await
}
