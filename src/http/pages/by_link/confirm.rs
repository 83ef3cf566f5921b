//! `/confirm/{token}`: the requester's word on a solution. Looking does nothing, because machines that read letters follow
//! links; only a button acts.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::door;
use crate::app::App;
use crate::clock::Timestamp;
use crate::desk::tickets::{self, Confirmable};
use crate::http::actor::Desk;
use crate::http::csrf;
use crate::http::error::Refusal;
use crate::http::forms::Form;
use crate::http::pages::frame::Voice;
use crate::http::receive::Typed;

#[derive(Serialize)]
struct Shown {
    csrf: String,
    token: String,
    number: String,
    subject: String,
    solution: String,
    until: Option<Timestamp>,
    form: Form,
}

/// `GET /confirm/{token}`: what was done, and the question.
///
/// # Errors
/// Only those of the server: a link that opens nothing has a page of its own.
pub async fn show(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    ask(&desk.0, &request, token.into_inner(), None).await
}

/// `POST /confirm/{token}/closure`: it is solved.
///
/// # Errors
/// A forged form.
pub async fn close(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (app, token) = (desk.0, token.into_inner());
    door::posted(&app, &token, typed)?;
    let (key, now) = (app.passes(), app.now());
    let done = app.db.write(move |conn| tickets::confirm_by_link(conn, &key, &token, now)).await;
    match done {
        Ok(done) => Ok(door::on_to(format!("/rate/{}", done.next))),
        Err(error) => door::gone(&app, &request, error.into()),
    }
}

/// `POST /confirm/{token}/reopening`: it is not.
///
/// # Errors
/// A forged form.
pub async fn reopen(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
    typed: Typed,
) -> Result<HttpResponse, Refusal> {
    let (app, token) = (desk.0, token.into_inner());
    let posted = door::posted(&app, &token, typed)?;
    let (key, now) = (app.passes(), app.now());
    let (link, reason) = (token.clone(), posted.text("reason").to_owned());
    let done = app.db.write(move |conn| tickets::dispute_by_link(conn, &key, &link, &reason, now)).await;
    match done.map_err(Refusal::from) {
        Ok(done) => Ok(door::on_to(format!("/s/{}?said=reopened", done.next))),
        Err(refusal) if !refusal.fields.is_empty() => {
            let form = Form::new("f").posted(&posted);
            ask(&app, &request, token, Some((form, &refusal))).await
        }
        Err(refusal) => door::gone(&app, &request, refusal),
    }
}

async fn ask(
    app: &App,
    request: &HttpRequest,
    token: String,
    refused: Option<door::Refused<'_>>,
) -> Result<HttpResponse, Refusal> {
    let (key, now, link) = (app.passes(), app.now(), token.clone());
    let read = app.db.read(move |conn| tickets::confirmable(conn, &key, &link, now)).await;
    let Confirmable { ticket, solution, until, reader } = match read {
        Ok(asked) => asked,
        Err(error) => return door::gone(app, request, error.into()),
    };
    let voice = Voice { templates: &app.templates, language: reader.language };
    let (form, refusal) = door::form(app, &reader, Form::new("f"), refused);
    let shown = Shown {
        csrf: csrf::token(&app.config.secret, &token),
        token,
        number: ticket.number,
        subject: ticket.title,
        solution,
        until,
        form,
    };
    door::page(app, &reader, "by_link/confirm", voice.say("by_link.confirm_title"), &shown, refusal)
}
