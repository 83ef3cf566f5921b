//! Files of a form that come in parts, before the form itself: what the script of the pages asks for, in JSON.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::visit::Visit;
use crate::desk::attachments::uploads::{self as desk, Slot, Wanted};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::uploads;

/// `POST /uploads`: a place for a file; the one there is, if the same file is on its way for the same form.
///
/// # Errors
/// A forged form, what is wrong with the file, or a limit.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let wanted = Wanted {
        target: posted.text("target").to_owned(),
        file_name: posted.text("name").to_owned(),
        size: posted.text("size").parse().unwrap_or(0),
        digest: posted.text("sha256").to_owned(),
    };
    let (actor, limits, now) = (visit.actor.clone(), visit.app.attachment_limits(), visit.now);
    let slot = visit.app.db.write(move |conn| desk::begin(conn, &actor, wanted, limits, now)).await?;
    told(&visit, slot).await
}

/// `GET /uploads/{id}`: how far it is.
///
/// # Errors
/// Not found.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let slot = uploads::found(&visit.app, &visit.actor, uploads::id(&path)?).await?;
    told(&visit, slot).await
}

/// `PATCH /uploads/{id}`: a part of it.
///
/// # Errors
/// Not found, forged, too much.
pub async fn receive(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, Refusal> {
    visit.check_header(&request)?;
    let (id, at) = (uploads::id(&path)?, uploads::offset(&request)?);
    let slot = uploads::receive(&visit.app, &visit.actor, id, at, payload.into_inner()).await?;
    told(&visit, slot).await
}

/// `DELETE /uploads/{id}`: it is not wanted any more.
///
/// # Errors
/// Not found, forged.
pub async fn end(
    visit: Visit,
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    visit.check_header(&request)?;
    uploads::give_up(&visit.app, &visit.actor, uploads::id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn told(visit: &Visit, slot: Slot) -> Result<HttpResponse, Refusal> {
    let shown = uploads::shown(&visit.app, slot, visit.actor.language).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(shown))
}
