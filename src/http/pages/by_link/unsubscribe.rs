//! `/unsubscribe/{token}`: the end of somebody's digests. Looking does nothing, because machines that read letters follow
//! links; a POST acts, from the page's button or by itself from a mail program (RFC 8058), which has neither a session nor the
//! page's proof. Who has the link may do that one thing.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::door;
use crate::app::App;
use crate::desk::notifications::{Subscribed, subscribed, unsubscribe};
use crate::desk::tickets::TicketError;
use crate::desk::words::StaffMail;
use crate::http::actor::Desk;
use crate::http::error::Refusal;
use crate::http::pages::frame::Voice;

#[derive(Serialize)]
struct Shown {
    token: String,
    address: String,
    over: bool,
}

/// `GET /unsubscribe/{token}`: the question.
///
/// # Errors
/// Only those of the server: a link that opens nothing has a page of its own.
pub async fn show(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let (app, token) = (desk.0, token.into_inner());
    let (key, now, link) = (app.passes(), app.now(), token.clone());
    let read = app.db.read(move |conn| subscribed(conn, &key, &link, now)).await;
    answer(&app, &request, token, read)
}

/// `POST /unsubscribe/{token}`: it ends. What is posted does not matter; the answer is the page itself and leads nowhere.
///
/// # Errors
/// As [`show`].
pub async fn end(
    desk: Desk,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let (app, token) = (desk.0, token.into_inner());
    let (key, now, link) = (app.passes(), app.now(), token.clone());
    let done = app.db.write(move |conn| unsubscribe(conn, &key, &link, now)).await;
    answer(&app, &request, token, done)
}

fn answer(
    app: &App,
    request: &HttpRequest,
    token: String,
    found: Result<Subscribed, TicketError>,
) -> Result<HttpResponse, Refusal> {
    let Subscribed { reader, staff_mail } = match found {
        Ok(found) => found,
        Err(error) => return door::gone(app, request, error.into()),
    };
    let voice = Voice { templates: &app.templates, language: reader.language };
    let over = staff_mail == StaffMail::Off;
    let title = voice.say(if over { "by_link.digest_over" } else { "by_link.digest_title" });
    let shown = Shown { token, address: reader.email.clone(), over };
    door::page(app, &reader, "by_link/unsubscribe", title, &shown, None)
}
