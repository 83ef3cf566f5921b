//! The first start: the Dinas and its first administrator, by a link that works once.

use actix_web::cookie::time;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::frame::Voice;
use super::visit::cookie;
use crate::app::App;
use crate::desk::fields::FieldErrors;
use crate::desk::people::passwords;
use crate::desk::people::sessions;
use crate::desk::setup::{self, FirstOffice, SetupError};
use crate::desk::words::Language;
use crate::http::actor::{Desk, SESSION_COOKIE};
use crate::http::csrf;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::hashing;
use crate::http::receive::Typed;
use crate::http::request;

/// The zones of Indonesia.
const ZONES: &[(&str, &str)] =
    &[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")];

/// The link's token.
#[derive(Debug, Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Serialize)]
struct Shown {
    lang: &'static str,
    demo: bool,
    title: String,
    csrf: String,
    token: String,
    form: Form,
    zones: Vec<Choice>,
}

/// `GET /setup?token=`: the form.
///
/// # Errors
/// [`Reason::NotFound`] for a link that is not the newest, or was used.
pub async fn new(desk: Desk, request: HttpRequest, link: web::Query<Link>) -> Result<HttpResponse, Refusal> {
    let app = desk.0;
    let token = link.into_inner().token;
    let checked = token.clone();
    app.db.read(move |conn| setup::check_link(conn, &checked)).await?;
    show(&app, &request, &token, Form::new("f"), None)
}

/// `POST /setup`: makes both, and signs in.
///
/// # Errors
/// A forged form, or a link that was used; what is wrong shows the form again.
pub async fn create(desk: Desk, request: HttpRequest, typed: Typed) -> Result<HttpResponse, Refusal> {
    let (app, posted) = (desk.0, typed.0);
    let token = posted.text("token").to_owned();
    // Nobody has a session yet: the form proves itself by the link it came from.
    csrf::check(&app.config.secret, &token, posted.text("csrf"))?;
    match begin(&app, &request, &posted, &token).await {
        Ok(session) => {
            let days = time::Duration::days(sessions::LONGEST.num_days());
            Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, "/admin"))
                .cookie(cookie(&app, SESSION_COOKIE, session, Some(days)))
                .finish())
        }
        Err(refusal) if refusal.reason == Reason::Invalid => {
            let language = request::language(&request);
            let errors = FieldErrors(refusal.fields.clone());
            let form = Form::new("f").posted(&posted).wrong(&errors, &app.templates, language.as_str());
            show(&app, &request, &token, form, Some(&refusal))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn begin(app: &App, request: &HttpRequest, posted: &Posted, token: &str) -> Result<String, Refusal> {
    let office = office(posted, request::language(request));
    let password = posted.text("password").to_owned();
    let (memory, checked) = (app.config.password_memory, office.clone());
    let link = token.to_owned();
    app.db.read(move |conn| setup::check_link(conn, &link)).await?;
    let hashed = hashing::in_turn(app, move || {
        setup::check_password(&checked, &password)?;
        passwords::hash(&password, memory).map_err(|error| {
            tracing::error!(%error, "a password could not be hashed");
            Refusal::of(Reason::Failed)
        })
    });
    let hash = hashed.await??;
    let (now, link) = (app.now(), token.to_owned());
    let (address, agent) = (request::address(request, &app.config).to_string(), request::agent(request));
    let session = app.db.write(move |conn| {
        let person = setup::first_administrator(conn, &link, office, hash, now)?;
        let (token, _) = sessions::start(conn, person, &address, &agent, now)?;
        Ok::<_, SetupError>(token)
    });
    Ok(session.await?.reveal().to_owned())
}

fn office(posted: &Posted, language: Language) -> FirstOffice {
    FirstOffice {
        agency_code: posted.text("agency_code").to_owned(),
        agency_name: posted.text("agency_name").to_owned(),
        agency_short_name: posted.text("agency_short_name").to_owned(),
        zone: posted.text("zone").to_owned(),
        name: posted.text("name").to_owned(),
        email: posted.text("email").to_owned(),
        nip: posted.text("nip").to_owned(),
        language,
    }
}

fn show(
    app: &App,
    request: &HttpRequest,
    token: &str,
    form: Form,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let language = request::language(request);
    let voice = Voice { templates: &app.templates, language };
    let chosen = if form.value("zone").is_empty() { "Asia/Makassar" } else { form.value("zone") };
    let zones = ZONES.iter().map(|(zone, name)| Choice::new(zone, *name, chosen)).collect();
    let shown = Shown {
        lang: language.as_str(),
        demo: app.config.demo,
        title: voice.say("setup.title"),
        csrf: csrf::token(&app.config.secret, token),
        token: token.to_owned(),
        zones,
        form,
    };
    let html = app.templates.render("setup/new", &shown)?;
    let mut answer =
        refusal.map_or_else(HttpResponse::Ok, |refusal| HttpResponse::build(refusal.reason.status()));
    answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.body(html))
}
