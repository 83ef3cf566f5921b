//! Watching a ticket.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, delete, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{gone, made};
use super::references::PersonReference;
use super::ticket_shape::address;
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::desk::tickets::{self, Names};
use crate::http::error::Refusal;

/// Who shall watch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWatcher {
    /// A person who may see the ticket, by id or e-mail; oneself if unset.
    watcher: Option<String>,
}

/// Who watches now.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeWatcher<'a> {
    /// The person.
    person: PersonReference<'a>,
}

/// Watches a ticket, or lets a colleague watch it.
#[utoipa::path(tag = "tickets", request_body = NewWatcher, responses((status = 201, body = MadeWatcher<'static>)))]
#[post("/tickets/{number}/watchers")]
pub(super) async fn watch(wish: Wish<NewWatcher>, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let watcher = tickets::watch(conn, &actor, &number, fields.watcher.as_deref(), now)?;
        let names = Names::collect(conn, &[], BTreeSet::from([watcher]))?;
        let person = PersonReference::of(&names, watcher);
        made(&format!("{}/watchers/me", address(number.as_str())), None, &MadeWatcher { person })
    })
    .await
}

/// Stops watching.
#[utoipa::path(tag = "tickets", responses((status = 204, description = "The caller no longer watches")))]
#[delete("/tickets/{number}/watchers/me")]
pub(super) async fn unwatch(wish: Wish, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    wish.done(move |conn, Wished { actor, now, .. }| {
        tickets::unwatch(conn, &actor, &number, now)?;
        Ok(gone())
    })
    .await
}
