//! Style sheet, script and pictures, kept by browsers for a year.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::http::actor::Desk;
use crate::http::error::{Reason, Refusal};

/// `GET /assets/{hash}/{path}`: the file, if the address is that of its present content.
///
/// # Errors
/// [`Reason::NotFound`] for any other address.
pub async fn show(
    desk: Desk,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (hash, name) = path.into_inner();
    let found = desk.0.templates.asset(&name).filter(|asset| asset.hash == hash);
    let asset = found.ok_or(Refusal::of(Reason::NotFound))?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    match asset.gzipped().filter(|_| takes_gzip(&request)) {
        Some(pressed) => Ok(answer.insert_header(header::ContentEncoding::Gzip).body(pressed.to_vec())),
        None => Ok(answer.body(asset.bytes.clone().into_owned())),
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let said = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    said.unwrap_or("").split(',').any(|coding| coding.trim().eq_ignore_ascii_case("gzip"))
}

/// `GET /favicon.ico`: the mark.
///
/// # Errors
/// [`Reason::NotFound`] if it is not there.
pub async fn mark(desk: Desk) -> Result<HttpResponse, Refusal> {
    let location = desk.0.templates.asset_url("logo.svg").ok_or(Refusal::of(Reason::NotFound))?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish())
}
