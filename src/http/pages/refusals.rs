//! Puts the refusals of the pages into words: a page that says what to do, or the way to the sign-in.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use serde::Serialize;
use url::form_urlencoded;

use super::frame::Voice;
use crate::app::App;
use crate::http::actor::{Spoken, app};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::sentence;
use crate::http::request::{by_script, language};

/// What the error page shows.
#[derive(Serialize)]
struct Shown {
    lang: &'static str,
    demo: bool,
    title: String,
    status: u16,
    heading: String,
    detail: String,
    problems: Vec<Line>,
    moves: Vec<String>,
    back: Option<String>,
    request_id: String,
}

#[derive(Serialize)]
struct Line {
    text: String,
}

/// The middleware around all pages.
///
/// # Errors
/// What the page answers, if it is no refusal.
pub async fn in_words(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, Error> {
    let answer = next.call(request).await?.map_into_boxed_body();
    let Some(refusal) = refused(&answer) else { return Ok(answer) };
    let page = page(answer.request(), &refusal);
    Ok(answer.into_response(page))
}

/// Why an answer is none: what the desk refused, or an extractor or the web framework by itself.
fn refused(answer: &ServiceResponse<actix_web::body::BoxBody>) -> Option<Refusal> {
    let status = answer.status();
    match answer.response().error() {
        Some(error) => Some(error.as_error::<Refusal>().cloned().unwrap_or_else(|| {
            tracing::debug!(%error, "refused by the framework");
            Refusal::of(Reason::of_status(error.as_response_error().status_code()))
        })),
        None if answer.headers().contains_key(header::CONTENT_TYPE) => None,
        None if status.is_client_error() || status.is_server_error() => {
            Some(Refusal::of(Reason::of_status(status)))
        }
        None => None,
    }
}

/// Where nothing is: the address does not exist.
///
/// # Errors
/// Always: [`Reason::NotFound`].
pub async fn nowhere() -> Result<HttpResponse, Refusal> {
    Err(Refusal::of(Reason::NotFound))
}

fn page(request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
    if refusal.reason == Reason::Unauthenticated && !by_script(request) {
        return to_sign_in(request);
    }
    let mut answer = HttpResponse::build(refusal.reason.status());
    answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    if by_script(request) {
        answer.insert_header(("Desk-Refused", refusal.reason.word()));
    }
    if let Some(seconds) = refusal.retry_after {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    // Without an App or a template there is nothing better to say than the bare status.
    let html = app(request).and_then(|app| render(&app, request, refusal));
    html.map_or_else(|_| HttpResponse::new(refusal.reason.status()), |html| answer.body(html))
}

fn render(app: &App, request: &HttpRequest, refusal: &Refusal) -> Result<String, Refusal> {
    let language = request.extensions().get::<Spoken>().map_or_else(|| language(request), |spoken| spoken.0);
    let voice = Voice { templates: &app.templates, language };
    let word = refusal.reason.word();
    let heading = voice.say(&format!("problem.{word}.title"));
    let line = |error| Line { text: sentence(error, &app.templates, language.as_str()) };
    let shown = Shown {
        lang: language.as_str(),
        demo: app.config.demo,
        title: heading.clone(),
        status: refusal.reason.status().as_u16(),
        heading,
        detail: voice.say(&format!("problem.{word}.detail")),
        problems: refusal.fields.iter().map(line).collect(),
        moves: refusal.open.iter().map(|step| voice.word("move", step.as_str())).collect(),
        back: back(request),
        request_id: request_id(request),
    };
    Ok(app.templates.render("errors/show", &shown)?)
}

/// The page the person came from, if it is one of ours and another than this.
fn back(request: &HttpRequest) -> Option<String> {
    let from = request.headers().get(header::REFERER)?.to_str().ok()?;
    let from = url::Url::parse(from).ok()?;
    let host = request.connection_info().host().to_owned();
    let ours = from.host_str().is_some_and(|name| host == name || host.starts_with(&format!("{name}:")));
    (ours && from.path() != request.path() && !from.path().starts_with("//")).then(|| from.path().to_owned())
}

/// The id the logs know the request by.
fn request_id(request: &HttpRequest) -> String {
    let id = request.extensions().get::<tracing_actix_web::RequestId>().copied();
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn to_sign_in(request: &HttpRequest) -> HttpResponse {
    let wanted = request.uri().path_and_query().map_or("/", |address| address.as_str());
    let is_page = request.method() == actix_web::http::Method::GET && wanted != "/";
    let location = if is_page {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
        format!("/session/new?{query}")
    } else {
        "/session/new".to_owned()
    };
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}
