//! Links between tickets.

use actix_web::{HttpResponse, delete, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{gone, made};
use super::ticket_shape::address;
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::desk::ids::LinkId;
use crate::desk::tickets;
use crate::desk::words::LinkKind;
use crate::http::error::{Reason, Refusal};

/// A link to another ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLink {
    /// What this ticket is to the other.
    kind: LinkKind,
    /// The other ticket's number.
    #[serde(default)]
    #[schema(required)]
    to: String,
}

/// A link that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MadeLink {
    /// Its id.
    pub(super) id: LinkId,
    /// What the ticket is to the other.
    pub(super) kind: LinkKind,
    /// The other ticket's number.
    pub(super) to: String,
}

/// Links a ticket to another one the caller may see.
#[utoipa::path(tag = "tickets", request_body = NewLink, responses((status = 201, body = MadeLink)))]
#[post("/tickets/{number}/links")]
pub(super) async fn link(wish: Wish<NewLink>, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let link = tickets::link(conn, &actor, &number, fields.kind, &fields.to, now)?;
        let made_link = MadeLink { id: link.id, kind: link.kind, to: fields.to.trim().to_ascii_uppercase() };
        made(&format!("{}/links/{}", address(number.as_str()), link.id), None, &made_link)
    })
    .await
}

/// Takes a link away.
#[utoipa::path(tag = "tickets", responses((status = 204, description = "It is gone")))]
#[delete("/tickets/{number}/links/{id}")]
pub(super) async fn unlink(wish: Wish, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let number = number(&path.0)?;
    let id: LinkId = path.1.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    wish.done(move |conn, Wished { actor, now, .. }| {
        tickets::unlink(conn, &actor, &number, id, now)?;
        Ok(gone())
    })
    .await
}
