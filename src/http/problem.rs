//! Refusals as problem documents (RFC 9457) in the caller's language: everything the REST interface refuses looks alike,
//! whether the desk refused it, an extractor or the web framework.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse, web};
use serde::Serialize;
use tracing_actix_web::RequestId;
use utoipa::ToSchema;

use super::error::{Reason, Refusal};
use super::forms::sentence;
use super::request;
use crate::app::App;
use crate::desk::tickets::Move;
use crate::desk::words::Language;
use crate::templates::Templates;

/// The content type of a problem document.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is: `urn:jenjang:problem:` and a word that never changes.
    #[schema(example = "urn:jenjang:problem:not_found")]
    r#type: String,
    /// The kind of problem, in the caller's language.
    title: String,
    /// The status code.
    status: u16,
    /// What can be done about it, in the caller's language.
    detail: String,
    /// The request's own id, which the log knows too; not where the problem is part of an answer.
    #[serde(skip_serializing_if = "String::is_empty")]
    request_id: String,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// What the caller may do to the ticket instead (409).
    #[serde(skip_serializing_if = "Option::is_none")]
    open_moves: Option<Vec<Move>>,
    /// The version the resource has now (412).
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<i64>,
}

impl Problem {
    /// A refusal in words, where it is part of an answer.
    pub fn of(templates: &Templates, language: Language, refusal: &Refusal) -> Self {
        problem(templates, language, refusal, String::new())
    }
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field as the interface spells it; a filter of the query too.
    field: String,
    /// What is wrong, as a word that never changes.
    code: &'static str,
    /// What is wrong, in the caller's language.
    message: String,
}

/// The middleware of the REST interface: whatever was refused below leaves as a problem document.
///
/// # Errors
/// Never: an error from below becomes an answer here.
pub async fn in_words(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answer = next.call(request).await?.map_into_boxed_body();
    let status = answer.status();
    let told = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == CONTENT_TYPE);
    if told || !(status.is_client_error() || status.is_server_error()) {
        return Ok(answer);
    }
    let refusal = match answer.response().error() {
        Some(error) => error.as_error::<Refusal>().cloned().unwrap_or_else(|| {
            tracing::debug!(%error, "refused by the framework");
            Refusal::of(Reason::of_status(error.as_response_error().status_code()))
        }),
        None if answer.headers().contains_key(header::CONTENT_TYPE) => return Ok(answer),
        None => Refusal::of(Reason::of_status(status)),
    };
    let kept = answer.headers().get(header::ALLOW).cloned();
    let (request, _) = answer.into_parts();
    let mut response = document(&request, &refusal);
    if let Some(allow) = kept {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    Ok(ServiceResponse::new(request, response))
}

/// A refusal as an answer of the REST interface.
pub fn document(request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
    let Some(app) = request.app_data::<web::Data<App>>() else {
        return HttpResponse::build(refusal.reason.status()).finish();
    };
    let language = request::language(request);
    let problem = problem(&app.templates, language, refusal, request_id(request));
    let mut answer = HttpResponse::build(refusal.reason.status());
    answer.content_type(CONTENT_TYPE).insert_header((header::CONTENT_LANGUAGE, language.as_str()));
    if refusal.reason.status() == Reason::Unauthenticated.status() {
        answer.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
    }
    if let Some(seconds) = refusal.retry_after {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    answer.json(problem)
}

/// The id of a request, as the log spells it.
pub fn request_id(request: &HttpRequest) -> String {
    let known = request.extensions().get::<RequestId>().map(ToString::to_string);
    known.unwrap_or_else(|| uuid::Uuid::now_v7().to_string())
}

fn problem(templates: &Templates, language: Language, refusal: &Refusal, request_id: String) -> Problem {
    let word = refusal.reason.word();
    let lang = language.as_str();
    let detail = match refusal.reason {
        Reason::MoveNotOpen if !refusal.open.is_empty() => {
            let moves: Vec<_> =
                refusal.open.iter().map(|open| templates.text(lang, &format!("move.{open}"), &[])).collect();
            let open = templates.text(lang, "problem.open", &[("moves", &moves.join(", "))]);
            format!("{} {open}", templates.text(lang, "problem.move_not_open.detail", &[]))
        }
        Reason::TooMany => {
            let seconds = refusal.retry_after.unwrap_or(1).to_string();
            templates.text(lang, "problem.too_many.wait", &[("seconds", &seconds)])
        }
        _ => templates.text(lang, &format!("problem.{word}.detail"), &[]),
    };
    let errors = refusal.fields.iter().map(|error| FieldProblem {
        field: error.field.clone(),
        code: error.code,
        message: sentence(error, templates, lang),
    });
    Problem {
        r#type: format!("urn:jenjang:problem:{word}"),
        title: templates.text(lang, &format!("problem.{word}.title"), &[]),
        status: refusal.reason.status().as_u16(),
        detail,
        request_id,
        errors: errors.collect(),
        open_moves: (refusal.reason == Reason::MoveNotOpen).then(|| refusal.open.clone()),
        current_version: refusal.current,
    }
}
