//! Saved views: lists by a name of one's own.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::{Listed, gone, made, shown, told};
use super::asks::Asks;
use super::wish::{Wish, Wished};
use crate::desk::ids::{GroupId, ViewId};
use crate::desk::views::{self, SavedView, ViewFields};
use crate::http::error::{Reason, Refusal};

/// A view to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewView {
    /// Its name.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// What it asks for, as the address of a list says it.
    #[serde(default)]
    #[schema(example = "view=queue&priority=P1")]
    query: String,
    /// The group whose members see it too; one the caller works in.
    group_id: Option<GroupId>,
}

/// What of a view shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewChange {
    /// Its name.
    name: Option<String>,
    /// What it asks for.
    query: Option<String>,
    /// The group whose members see it too.
    group_id: Option<GroupId>,
    /// `false` shares it with nobody any more.
    shared: Option<bool>,
}

/// Lists the caller's views and those shared with their groups, by name.
#[utoipa::path(tag = "views", responses((status = 200, body = inline(Listed<SavedView>))))]
#[get("/views")]
pub(super) async fn list(asks: Asks) -> Result<HttpResponse, Refusal> {
    let items = asks
        .reads(|conn, actor| {
            let groups = views::groups(conn, actor)?;
            Ok::<_, Refusal>(views::list(conn, actor, &groups)?)
        })
        .await?;
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Reads one of them.
#[utoipa::path(tag = "views", responses((status = 200, body = SavedView)))]
#[get("/views/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = view_id(&id)?;
    let view = asks.reads(move |conn, actor| views::get(conn, actor, id)).await?;
    Ok(shown(Some(view.version), &view))
}

/// Keeps a view; thirty for each person.
#[utoipa::path(tag = "views", request_body = NewView, responses((status = 201, body = SavedView)))]
#[post("/views")]
pub(super) async fn create(wish: Wish<NewView>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        let NewView { name, query, group_id } = fields;
        let view = views::keep(conn, &actor, ViewFields { name, query, group_id }, now)?;
        made(&format!("/views/{}", view.id), Some(view.version), &view)
    })
    .await
}

/// Changes one's own view, in the version that was read.
#[utoipa::path(tag = "views", request_body = ViewChange, responses((status = 200, body = SavedView)))]
#[patch("/views/{id}")]
pub(super) async fn change(wish: Wish<ViewChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = view_id(&id)?;
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        let before = views::get(conn, &actor, id)?;
        let kept = if fields.shared == Some(false) { None } else { before.group_id };
        let wished = ViewFields {
            name: fields.name.unwrap_or(before.name),
            query: fields.query.unwrap_or(before.query),
            group_id: fields.group_id.or(kept),
        };
        let view = views::change(conn, &actor, id, read.unwrap_or(before.version), wished, now)?;
        told(Some(view.version), &view)
    })
    .await
}

/// Removes one's own view.
#[utoipa::path(tag = "views", responses((status = 204, description = "It is gone")))]
#[delete("/views/{id}")]
pub(super) async fn remove(wish: Wish, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = view_id(&id)?;
    wish.done(move |conn, Wished { actor, .. }| {
        views::remove(conn, &actor, id)?;
        Ok(gone())
    })
    .await
}

fn view_id(text: &str) -> Result<ViewId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
