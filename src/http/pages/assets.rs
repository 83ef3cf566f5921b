//! Style sheet, script and pictures, kept by browsers for a year.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use crate::http::actor::Desk;
use crate::http::error::{Reason, Refusal};

/// `GET /assets/{hash}/{path}`: the file, if the address is that of its present content.
///
/// # Errors
/// [`Reason::NotFound`] for any other address.
pub async fn show(desk: Desk, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (hash, name) = path.into_inner();
    let found = desk.0.templates.asset(&name).filter(|asset| asset.hash == hash);
    let asset = found.ok_or(Refusal::of(Reason::NotFound))?;
    Ok(HttpResponse::Ok()
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.bytes.clone().into_owned()))
}

/// `GET /favicon.ico`: the mark.
///
/// # Errors
/// [`Reason::NotFound`] if it is not there.
pub async fn mark(desk: Desk) -> Result<HttpResponse, Refusal> {
    let location = desk.0.templates.asset_url("logo.svg").ok_or(Refusal::of(Reason::NotFound))?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish())
}
