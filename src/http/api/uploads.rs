//! Files that come in parts over a weak line: begun, sent from wherever the last line broke off, and attached by their id.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, delete, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::answers::{gone, made, sent, shown};
use super::asks::Asks;
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::desk::attachments::uploads::{self as desk, Wanted};
use crate::desk::attachments::welcome;
use crate::desk::words::Visibility;
use crate::http::actor::{ApiCaller, app};
use crate::http::error::Refusal;
use crate::http::request;
use crate::http::uploads::{self, Shown};

/// A file that is to be sent in parts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUpload {
    /// The number of the ticket it is for.
    #[serde(default)]
    #[schema(required)]
    ticket: String,
    /// Its name.
    #[serde(default)]
    #[schema(required)]
    file_name: String,
    /// Its bytes.
    size: u64,
    /// The SHA-256 of all of it, in hexadecimal.
    #[serde(default)]
    #[schema(required)]
    sha256: String,
}

/// Where a part begins.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header that is read from the request itself")]
pub(super) struct PartHeader {
    /// How many bytes the desk has already, as it said last.
    #[param(rename = "Upload-Offset")]
    upload_offset: u64,
}

/// Where an upload for a ticket may be used.
pub(super) fn target(number: &impl std::fmt::Display) -> String {
    format!("/tickets/{number}/attachments")
}

/// Begins to send a file in parts. The same file for the same ticket goes on where it was.
#[utoipa::path(
    tag = "attachments",
    request_body = NewUpload,
    responses((status = 201, body = Shown, headers(("Location" = String, description = "Where the parts go"))))
)]
#[post("/uploads")]
pub(super) async fn begin(wish: Wish<NewUpload>) -> Result<HttpResponse, Refusal> {
    let number = number(&wish.fields.ticket).map_err(|_| Refusal::field("ticket", "unknown"))?;
    let (app, limits) = (wish.app.clone(), wish.app.attachment_limits());
    wish.done(move |conn, Wished { actor, fields, now, language, .. }| {
        welcome(conn, &actor, &number, Visibility::Public)?;
        let wanted = Wanted {
            target: target(&number),
            file_name: fields.file_name,
            size: fields.size,
            digest: fields.sha256,
        };
        let slot = desk::begin(conn, &actor, wanted, limits, now).map_err(spelled)?;
        let path = format!("/uploads/{}", slot.id);
        made(&path, None, &uploads::told(&app, slot, language)?)
    })
    .await
}

/// Says how far a file is.
#[utoipa::path(tag = "attachments", responses((status = 200, body = Shown)))]
#[get("/uploads/{id}")]
pub(super) async fn show(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = uploads::id(&path)?;
    let slot = asks.reads(move |conn, actor| desk::find(conn, actor, id)).await?;
    Ok(shown(None, &uploads::shown(&asks.app, slot, asks.language).await?))
}

/// Sends the next part: raw bytes, at most 4 MiB. A part that does not begin where the last one ended adds nothing; the
/// answer says where to go on. The last part makes the file whole, and it is looked into.
#[utoipa::path(
    tag = "attachments",
    params(PartHeader),
    request_body(content = inline(Vec<u8>), content_type = "application/octet-stream"),
    responses((status = 200, body = Shown))
)]
#[patch("/uploads/{id}")]
pub(super) async fn receive(
    http: HttpRequest,
    path: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Refusal> {
    let app = app(&http)?;
    let caller = ApiCaller::from_request(&http, &mut Payload::None).await?;
    let (id, at) = (uploads::id(&path)?, uploads::offset(&http)?);
    let slot = uploads::receive(&app, &caller.actor, id, at, payload.into_inner()).await?;
    Ok(shown(None, &uploads::shown(&app, slot, request::language(&http)).await?))
}

/// Gives up a file that was not attached.
#[utoipa::path(tag = "attachments", responses((status = 204, description = "It is gone")))]
#[delete("/uploads/{id}")]
pub(super) async fn give_up(wish: Wish, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    uploads::give_up(&wish.app, &wish.caller.actor, uploads::id(&path)?).await?;
    sent(gone())
}

/// What is wrong with a file, in the names of this interface.
fn spelled(error: impl Into<Refusal>) -> Refusal {
    let mut refusal: Refusal = error.into();
    for error in refusal.fields.iter_mut().filter(|error| error.field == "name") {
        "file_name".clone_into(&mut error.field);
    }
    refusal
}
