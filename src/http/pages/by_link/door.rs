//! What all pages behind a link of a letter share: they are kept nowhere, found by no search engine, and give their address
//! to nobody; who asks too often waits; and a link that opens nothing answers the same whatever the reason.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::app::App;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::http::csrf;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::limits::LinkLimiter;
use crate::http::pages::frame::Voice;
use crate::http::receive::Typed;
use crate::http::request;

/// The middleware around these pages.
///
/// # Errors
/// What the request ends in.
pub async fn sheltered(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let refused = match (request.app_data::<web::Data<LinkLimiter>>(), request.app_data::<web::Data<App>>()) {
        (Some(limiter), Some(app)) => limiter.0.check(request::address(request.request(), &app.config)).err(),
        _ => None,
    };
    let mut answer = match refused {
        Some(refusal) => request.error_response(refusal),
        None => next.call(request).await?.map_into_boxed_body(),
    };
    for (name, value) in [
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}

/// What every page behind a link says around its own matter.
#[derive(Serialize)]
struct Around<'a, T> {
    lang: &'static str,
    zone: &'static str,
    now: crate::clock::Timestamp,
    demo: bool,
    title: String,
    #[serde(flatten)]
    matter: &'a T,
}

/// A page for the person whose link it is.
///
/// # Errors
/// When it cannot be rendered.
pub(super) fn page<T: Serialize>(
    app: &App,
    reader: &Actor,
    template: &str,
    title: String,
    matter: &T,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let around = Around {
        lang: reader.language.as_str(),
        zone: reader.zone.name(),
        now: app.now(),
        demo: app.config.demo,
        title,
        matter,
    };
    let html = app.templates.render(template, &around)?;
    let mut answer =
        refusal.map_or_else(HttpResponse::Ok, |refusal| HttpResponse::build(refusal.reason.status()));
    Ok(answer.content_type("text/html; charset=utf-8").body(html))
}

/// The one answer for links that open nothing: none of ours, used up, over. Anything else stays the refusal it is.
///
/// # Errors
/// A refusal for another reason.
pub(super) fn gone(app: &App, request: &HttpRequest, refusal: Refusal) -> Result<HttpResponse, Refusal> {
    #[derive(Serialize)]
    struct Gone {
        lang: &'static str,
        demo: bool,
        title: String,
    }
    if refusal.reason != Reason::NotFound {
        return Err(refusal);
    }
    let voice = voice_of(app, request);
    let shown =
        Gone { lang: voice.language.as_str(), demo: app.config.demo, title: voice.say("by_link.gone_title") };
    let html = app.templates.render("by_link/gone", &shown)?;
    let mut answer = HttpResponse::build(refusal.reason.status());
    Ok(answer.content_type("text/html; charset=utf-8").body(html))
}

/// What a form asks for that comes from the page behind this link.
///
/// # Errors
/// A forged form.
pub(super) fn posted(app: &App, token: &str, typed: Typed) -> Result<Posted, Refusal> {
    csrf::check(&app.config.secret, token, typed.0.text("csrf"))?;
    Ok(typed.0)
}

/// A form that was sent and refused, and why.
pub(super) type Refused<'a> = (Form, &'a Refusal);

/// The form of a page: as it begins, or as it was sent, with what is wrong at its fields.
pub(super) fn form<'a>(
    app: &App,
    reader: &Actor,
    blank: Form,
    refused: Option<Refused<'a>>,
) -> (Form, Option<&'a Refusal>) {
    match refused {
        None => (blank, None),
        Some((sent, refusal)) => {
            let errors = FieldErrors(refusal.fields.clone());
            (sent.wrong(&errors, &app.templates, reader.language.as_str()), Some(refusal))
        }
    }
}

/// On to another address of these pages.
pub(super) fn on_to(location: String) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

fn voice_of<'a>(app: &'a App, request: &HttpRequest) -> Voice<'a> {
    Voice { templates: &app.templates, language: request::language(request) }
}
