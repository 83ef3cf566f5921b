//! The page on which the interface is read and tried out (Swagger UI), offline and under a policy of its own.

use std::sync::{Arc, LazyLock};

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::{Config, serve};

use super::answers::ROOT;
use crate::http::error::{Reason, Refusal};

/// What the page may load: our own things, and the styles it writes into itself.
const CONTENT_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                              object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::new([format!("{ROOT}/openapi.json")])
        .validator_url("none")
        .try_it_out_enabled(true)
        .persist_authorization(false);
    Arc::new(config)
});

/// The way to the page.
#[get("/api/docs")]
pub(super) async fn door() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/api/docs/")).finish()
}

/// The page and what it loads.
#[get("/api/docs/{file:.*}")]
pub(super) async fn show(file: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let found = serve(&file, Arc::clone(&CONFIG)).map_err(|error| {
        tracing::error!(%error, "the page of the interface could not be made");
        Refusal::of(Reason::Failed)
    })?;
    let found = found.ok_or(Refusal::of(Reason::NotFound))?;
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(found.content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"));
    if found.gzpipped {
        answer.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    Ok(answer.body(found.bytes.into_owned()))
}
