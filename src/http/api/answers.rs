//! Answers of the interface: what was made, changed or taken away.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::answers::Answer;
use crate::http::error::{Reason, Refusal};

/// Where the interface lives.
pub(super) const ROOT: &str = "/api/v1";

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct Listed<T> {
    /// The records.
    pub(super) items: Vec<T>,
    /// What to ask with as `cursor` for the next page; `null` on the last.
    pub(super) next_cursor: Option<String>,
}

/// 201: something was made and is to be found at `path`.
pub(super) fn made(path: &str, version: Option<i64>, body: &impl Serialize) -> Result<Answer, Refusal> {
    Ok(Answer { status: 201, location: Some(format!("{ROOT}{path}")), ..told(version, body)? })
}

/// 200: something is as told.
pub(super) fn told(version: Option<i64>, body: &impl Serialize) -> Result<Answer, Refusal> {
    let body = serde_json::to_string(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Refusal::of(Reason::Failed)
    })?;
    Ok(Answer { status: 200, location: None, etag: version.map(etag), body })
}

/// 204: it is gone.
pub(super) fn gone() -> Answer {
    Answer { status: 204, location: None, etag: None, body: String::new() }
}

/// A resource as it is read: its JSON, and its version as the `ETag`.
pub(super) fn shown(version: Option<i64>, body: &impl Serialize) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    if let Some(version) = version {
        answer.insert_header((header::ETAG, etag(version)));
    }
    answer.json(body)
}

/// An answer on its way.
pub(super) fn sent(answer: Answer) -> Result<HttpResponse, Refusal> {
    let status = StatusCode::from_u16(answer.status).map_err(|_| Refusal::of(Reason::Failed))?;
    let mut response = HttpResponse::build(status);
    if let Some(location) = answer.location {
        response.insert_header((header::LOCATION, location));
    }
    if let Some(etag) = answer.etag {
        response.insert_header((header::ETAG, etag));
    }
    if answer.body.is_empty() {
        return Ok(response.finish());
    }
    Ok(response.content_type("application/json").body(answer.body))
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
