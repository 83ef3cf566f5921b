//! Public replies and internal notes.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::made;
use super::ticket_parts::Comment;
use super::ticket_shape::address;
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::desk::tickets::{self, Names, Say};
use crate::desk::words::Visibility;
use crate::http::error::Refusal;

/// Something to say on a ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewComment {
    /// The words; at most 20,000 characters. `@` and an e-mail address names a colleague; in a note also `@` and a name
    /// that fits one of those who may read it. Who is named is told by letter; whoever may not read it is refused.
    #[serde(default)]
    #[schema(required)]
    body: String,
    /// For whom: `public` for the requester too, `internal` for staff, `tier2` for Tier 2 alone.
    visibility: Visibility,
    /// Say it on the open child tickets too; public replies only.
    #[serde(default)]
    to_children: bool,
}

/// Writes a reply or a note. The requester's reply ends a wait for them.
#[utoipa::path(
    tag = "tickets",
    request_body = NewComment,
    responses((status = 201, body = Comment<'static>, headers(("Location" = String, description = "Where the ticket is"))))
)]
#[post("/tickets/{number}/comments")]
pub(super) async fn say(wish: Wish<NewComment>, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let words = Say { body: fields.body, visibility: fields.visibility, to_children: fields.to_children };
        let (ticket, comment) = tickets::say(conn, &actor, &number, &words, now)?;
        let names = Names::collect(conn, &[], BTreeSet::from([comment.author_id]))?;
        made(&address(&ticket.number), Some(ticket.version), &Comment::of(&comment, &names))
    })
    .await
}
