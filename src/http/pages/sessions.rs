//! Signing in and out.

use actix_web::cookie::time;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::frame::Voice;
use super::visit::{Visit, cookie};
use crate::app::App;
use crate::desk::people::sessions;
use crate::desk::people::sign_in::{self, SignInError};
use crate::desk::words::Language;
use crate::http::actor::{Desk, SESSION_COOKIE, VISIT_COOKIE};
use crate::http::csrf;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::hashing;
use crate::http::receive::Typed;
use crate::http::request;

/// What the sign-in page may be asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    login: String,
    lang: Option<Language>,
}

#[derive(Serialize)]
struct Shown {
    lang: &'static str,
    demo: bool,
    title: String,
    csrf: String,
    next: String,
    form: Form,
    flash: Option<()>,
    accounts: Vec<Account>,
}

#[derive(Serialize)]
struct Account {
    email: &'static str,
    who: String,
}

/// The accounts of the demo office that one can sign in with at once.
const DEMO: &[(&str, &str)] = &[
    ("siti@dinkes.demo.test", "siti"),
    ("andi@dinkes.demo.test", "andi"),
    ("kadis@dinkes.demo.test", "kadis_dinkes"),
    ("rini@dikbud.demo.test", "rini"),
    ("wayan@dikbud.demo.test", "wayan"),
    ("fajar@kominfo.demo.test", "fajar"),
    ("lestari@kominfo.demo.test", "lestari"),
    ("yusuf@kominfo.demo.test", "yusuf"),
    ("ketua@kominfo.demo.test", "ketua"),
    ("kadis@kominfo.demo.test", "kadis_kominfo"),
    ("auditor@inspektorat.demo.test", "auditor"),
    ("sekda@setda.demo.test", "sekda"),
    ("admin@demo.test", "admin"),
];

/// `GET /session/new`: the sign-in page.
///
/// # Errors
/// When it cannot be rendered.
pub async fn new(
    desk: Desk,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Refusal> {
    let asked = asked.into_inner();
    let form = Form::new("f").with("login", &asked.login);
    let language = asked.lang.unwrap_or_else(|| request::language(&request));
    show(&desk.0, &request, language, form, asked.next, None)
}

/// `POST /session`: signs in.
///
/// # Errors
/// A forged form; wrong credentials show the page again.
pub async fn create(desk: Desk, request: HttpRequest, typed: Typed) -> Result<HttpResponse, Refusal> {
    let (app, posted) = (desk.0, typed.0);
    let visit = visit(&request).ok_or(Refusal::of(Reason::ForgedForm))?;
    csrf::check(&app.config.secret, &visit, posted.text("csrf"))?;
    match sign_in(&app, &request, &posted).await {
        Ok(token) => {
            let days = time::Duration::days(sessions::LONGEST.num_days());
            Ok(HttpResponse::SeeOther()
                .insert_header((header::LOCATION, local(posted.text("next"))))
                .cookie(cookie(&app, SESSION_COOKIE, token, Some(days)))
                .finish())
        }
        Err(SignInError::Database(error)) => Err(error.into()),
        Err(refused) => {
            let language = request::language(&request);
            let voice = Voice { templates: &app.templates, language };
            let (words, refusal) = match refused {
                SignInError::Wait(until) => {
                    let seconds = until.seconds_since(app.now()).max(1);
                    let wait = Refusal::too_many(u64::try_from(seconds).unwrap_or(1));
                    (voice.with("sessions.wait", &[("seconds", &seconds.to_string())]), wait)
                }
                _ => (voice.say("sessions.wrong"), Refusal::of(Reason::WrongCredentials)),
            };
            let mut form = Form::new("f").with("login", posted.text("login"));
            form.refused = Some(words);
            show(&app, &request, language, form, posted.text("next").to_owned(), Some(&refusal))
        }
    }
}

/// `POST /session/end`: signs out.
///
/// # Errors
/// A forged form.
pub async fn end(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let (actor, session, now) = (visit.actor.clone(), visit.session_id, visit.now);
    visit.app.db.write(move |conn| sessions::end(conn, &actor, session, now)).await?;
    let mut gone = cookie(&visit.app, SESSION_COOKIE, String::new(), None);
    gone.make_removal();
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/session/new")).cookie(gone).finish())
}

async fn sign_in(app: &App, request: &HttpRequest, posted: &Posted) -> Result<String, SignInError> {
    let (login, password) = (posted.text("login").to_owned(), posted.text("password").to_owned());
    let address = request::address(request, &app.config).to_string();
    let (agent, now, memory) = (request::agent(request), app.now(), app.config.password_memory);
    let credentials = app.db.read(move |conn| sign_in::credentials(conn, &login, &address, now)).await?;
    let (credentials, right) = match hashing::compared(app, credentials.clone(), password, memory).await {
        Ok(compared) => compared,
        Err(refusal) if refusal.reason == Reason::TooMany => {
            return Err(SignInError::Wait(now.plus(TimeDelta::seconds(hashing::AGAIN_IN.into()))));
        }
        // A thread that is lost while comparing has not found the password right.
        Err(_) => (credentials, false),
    };
    if !right {
        return Err(app.db.write(move |conn| sign_in::fail(conn, &credentials, now)).await?);
    }
    let (token, _) = app.db.write(move |conn| sign_in::succeed(conn, &credentials, &agent, now)).await?;
    Ok(token.reveal().to_owned())
}

fn show(
    app: &App,
    request: &HttpRequest,
    language: Language,
    form: Form,
    next: String,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let voice = Voice { templates: &app.templates, language };
    let known = visit(request);
    let visit = known.clone().unwrap_or_else(|| hex::encode(rand::random::<[u8; 16]>()));
    let account =
        |(email, who): &(&'static str, &str)| Account { email, who: voice.word("demo_account", who) };
    let shown = Shown {
        lang: language.as_str(),
        demo: app.config.demo,
        title: voice.say("sessions.title"),
        csrf: csrf::token(&app.config.secret, &visit),
        next,
        form,
        flash: None,
        accounts: if app.config.demo { DEMO.iter().map(account).collect() } else { Vec::new() },
    };
    let html = app.templates.render("sessions/new", &shown)?;
    let mut answer =
        refusal.map_or_else(HttpResponse::Ok, |refusal| HttpResponse::build(refusal.reason.status()));
    answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(seconds) = refusal.and_then(|refusal| refusal.retry_after) {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if known.is_none() {
        answer.cookie(cookie(app, VISIT_COOKIE, visit, None));
    }
    Ok(answer.body(html))
}

/// The visit a request belongs to. An empty one is none: other sites could know the token of its forms.
fn visit(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(VISIT_COOKIE)?;
    Some(cookie.value().to_owned()).filter(|visit| !visit.is_empty())
}

/// Only addresses of this desk: never another host, whatever a link says.
fn local(next: &str) -> String {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    let ours = ours && !next.contains(char::is_control);
    if ours { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_stays_on_this_desk() {
        assert_eq!(local("/tickets/TKT-2026-000001"), "/tickets/TKT-2026-000001");
        for foreign in [
            "//evil.test",
            "https://evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "/\u{1}",
            "",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn a_visit_without_a_name_is_none() {
        use actix_web::cookie::Cookie;
        use actix_web::test::TestRequest;
        let with = |value: &'static str| {
            visit(&TestRequest::default().cookie(Cookie::new(VISIT_COOKIE, value)).to_http_request())
        };
        assert_eq!(with("a1b2"), Some("a1b2".to_owned()));
        assert_eq!(with(""), None);
        assert_eq!(visit(&TestRequest::default().to_http_request()), None);
    }
}
