//! `/rate/{token}`: what the requester thought of it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::door;
use crate::app::App;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{self, Rate, Rateable};
use crate::http::actor::Desk;
use crate::http::csrf;
use crate::http::error::Refusal;
use crate::http::forms::{Choice, Form};
use crate::http::pages::frame::Voice;
use crate::http::receive::Typed;

/// What was just done, if anything.
#[derive(Debug, Deserialize)]
pub struct Said {
    #[serde(default)]
    said: String,
}

#[derive(Serialize)]
struct Shown {
    csrf: String,
    token: String,
    number: String,
    subject: String,
    until: Option<Timestamp>,
    ratings: Vec<Choice>,
    rated: bool,
    form: Form,
}

/// `GET /rate/{token}`: the question.
///
/// # Errors
/// Only those of the server: a link that opens nothing has a page of its own.
pub async fn show(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
    said: web::Query<Said>,
) -> Result<HttpResponse, Refusal> {
    ask(&desk.0, &request, token.into_inner(), said.said == "rated", None).await
}

/// `POST /rate/{token}`: the answer.
///
/// # Errors
/// A forged form.
pub async fn create(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (app, token) = (desk.0, token.into_inner());
    let posted = door::posted(&app, &token, typed)?;
    let mut errors = FieldErrors::default();
    let rating = posted.word::<i32>("rating", &mut errors);
    let rate = Rate { rating, comment: posted.maybe("comment"), ..Rate::default() };
    let (key, now, link) = (app.passes(), app.now(), token.clone());
    let done = match errors.finish() {
        Err(errors) => Err(errors.into()),
        Ok(()) => {
            let done = app.db.write(move |conn| tickets::rate_by_link(conn, &key, &link, rate, now));
            done.await.map_err(Refusal::from)
        }
    };
    match done {
        Ok(done) => Ok(door::on_to(format!("/rate/{}?said=rated", done.next))),
        Err(refusal) if !refusal.fields.is_empty() => {
            let form = Form::new("f").posted(&posted);
            ask(&app, &request, token, false, Some((form, &refusal))).await
        }
        Err(refusal) => door::gone(&app, &request, refusal),
    }
}

async fn ask(
    app: &App,
    request: &HttpRequest,
    token: String,
    just_rated: bool,
    refused: Option<door::Refused<'_>>,
) -> Result<HttpResponse, Refusal> {
    let (key, now, link) = (app.passes(), app.now(), token.clone());
    let read = app.db.read(move |conn| tickets::rateable(conn, &key, &link, now)).await;
    let Rateable { ticket, rating, comment, until, reader } = match read {
        Ok(asked) => asked,
        Err(error) => return door::gone(app, request, error.into()),
    };
    let voice = Voice { templates: &app.templates, language: reader.language };
    let given = rating.map(|rating| rating.to_string()).unwrap_or_default();
    let said = Form::new("f").with("rating", &given).with("comment", comment.unwrap_or_default());
    let (form, refusal) = door::form(app, &reader, said, refused);
    let chosen = form.value("rating").to_owned();
    let choice = |stars: i32| Choice::new(stars, voice.word("rating", &stars.to_string()), &chosen);
    let shown = Shown {
        csrf: csrf::token(&app.config.secret, &token),
        token,
        number: ticket.number,
        subject: ticket.title,
        until,
        ratings: (1..=5).rev().map(choice).collect(),
        rated: just_rated && rating.is_some(),
        form,
    };
    door::page(app, &reader, "by_link/rate", voice.say("by_link.rate_title"), &shown, refusal)
}
