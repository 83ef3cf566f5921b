//! The visit of a signed-in person: what every page and form handler asks for first.

use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;

use super::frame::{Around, Frame, Framed, Here, Voice};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::answers::Answer;
use crate::desk::ids::SessionId;
use crate::desk::letters;
use crate::desk::people::{Actor, access};
use crate::desk::tickets::{self, QueueCounts};
use crate::http::actor::{SignedIn, app};
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::{once, request};

/// The cookie that says on the next page what was just done.
const DONE_COOKIE: &str = "jenjang_done";

/// What may be said on the next page: keys below `flash.`.
const DONE: &[&str] = &[
    "opened",
    "recorded",
    "solved_at_once",
    "replied",
    "noted",
    "assigned",
    "released",
    "escalated",
    "accepted",
    "returned",
    "asked",
    "handed_off",
    "resumed",
    "resolved",
    "reopened",
    "closed",
    "rated",
    "cancelled",
    "corrected",
    "reprioritised",
    "watched",
    "unwatched",
    "linked",
    "merged",
    "split",
    "notified",
    "unlinked",
    "attached",
    "saved",
    "steps_added",
    "step_ticked",
    "step_unticked",
    "step_removed",
    "columns",
    "archived",
    "restored",
    "password",
    "session_ended",
    "token_ended",
    "granted",
    "grant_ended",
    "absence_entered",
    "absence_ended",
    "queued",
    "relay_asked",
    "mail_released",
    "mail_discarded",
    "removed",
    "welcome",
    "list_ended",
    "all_read",
    "wording_shipped",
];

/// What waits for a person: the figures of the menu.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// Their tickets.
    pub queue: QueueCounts,
    /// Letters that were given up; counted for administrators.
    pub failed_letters: i64,
}

/// A signed-in person looking at a page or sending a form.
pub struct Visit {
    /// The desk.
    pub app: App,
    /// Who.
    pub actor: Actor,
    /// Their session.
    pub session_id: SessionId,
    /// The moment everything on this visit happens at.
    pub now: Timestamp,
    /// The address that was asked for, with its query.
    pub address: String,
    /// How much they have not seen of what the pages tell them, up to a hundred.
    pub unseen: i64,
    csrf: String,
    path: String,
    done: Option<&'static str>,
    by_script: bool,
}

impl FromRequest for Visit {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let SignedIn { actor, session_id, csrf, unseen } = signed_in.await?;
            let app = app(&request)?;
            let cookie = request.cookie(DONE_COOKIE);
            let done = cookie.and_then(|cookie| DONE.iter().copied().find(|done| *done == cookie.value()));
            let now = app.now();
            let address = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
            let (path, by_script) = (request.path().to_owned(), request::by_script(&request));
            Ok(Self { now, app, actor, session_id, address, unseen, csrf, path, done, by_script })
        })
    }
}

impl Visit {
    /// The person's words.
    pub fn voice(&self) -> Voice<'_> {
        Voice { templates: &self.app.templates, language: self.actor.language }
    }

    /// Where and when the person reads.
    pub fn here(&self) -> Here {
        Here { zone: self.actor.zone, now: self.now }
    }

    /// The language as templates name it.
    pub fn lang(&self) -> &'static str {
        self.actor.language.as_str()
    }

    /// Reads for a page: what `job` answers, and what waits for the person.
    ///
    /// # Errors
    /// What the job answers, or the database's own failure.
    pub async fn read<T, E, F>(&self, job: F) -> Result<(T, Waiting), Refusal>
    where
        T: Send + 'static,
        E: Into<Refusal>,
        F: FnOnce(&mut DbConn, &Actor) -> Result<T, E> + Send + 'static,
    {
        let (actor, now) = (self.actor.clone(), self.now);
        self.app
            .db
            .read(move |conn| {
                let found = job(conn, &actor).map_err(Into::into)?;
                let queue = tickets::queue_counts(conn, &actor, now)?;
                let administers = access::administers(&actor).is_ok();
                let failed_letters = if administers { letters::failed(conn, &actor)? } else { 0 };
                Ok::<_, Refusal>((found, Waiting { queue, failed_letters }))
            })
            .await
    }

    /// The page `template` around `matter`.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn page<T: Serialize>(
        &self,
        template: &str,
        frame: &Frame,
        matter: &T,
    ) -> Result<HttpResponse, Refusal> {
        self.answer(StatusCode::OK, template, frame, matter)
    }

    /// As [`Visit::page`], with the status of the refusal that led here.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn refused<T: Serialize>(
        &self,
        refusal: &Refusal,
        template: &str,
        frame: &Frame,
        matter: &T,
    ) -> Result<HttpResponse, Refusal> {
        let mut answer = self.answer(refusal.reason.status(), template, frame, matter)?;
        if let Some(seconds) = refusal.retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        Ok(answer)
    }

    /// The frame of a page.
    pub fn frame(&self, title: impl Into<String>, here: &'static str, counts: Waiting) -> Frame {
        let around = Around {
            actor: &self.actor,
            voice: self.voice(),
            now: self.now,
            demo: self.app.config.demo,
            csrf: self.csrf.clone(),
            key: uuid::Uuid::now_v7().simple().to_string(),
            counts,
            unseen: self.unseen,
            file_mb: (self.app.config.limits.attachment_bytes / (1024 * 1024)).max(1),
            flash: self.done,
        };
        Frame::new(&around, title, here)
    }

    /// Writes what a form asks for, once for its key, and answers with the way to go on from there.
    ///
    /// # Errors
    /// A forged form, or what the job answers; then nothing of it is kept.
    pub async fn write<E, F>(&self, posted: &Posted, job: F) -> Result<Answer, Refusal>
    where
        E: Into<Refusal> + From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConn, &Actor, Timestamp) -> Result<String, E> + Send + 'static,
    {
        self.check(posted)?;
        let key = posted.maybe("key").filter(|key| key.len() <= 200);
        let (actor, now) = (self.actor.clone(), self.now);
        let print = once::fingerprint(&self.path, &posted.words());
        let answer = once::write(&self.app, self.actor.id, key, print, move |conn| {
            let location = job(conn, &actor, now)?;
            let status = StatusCode::SEE_OTHER.as_u16();
            Ok::<_, E>(Answer { status, location: Some(location), etag: None, body: String::new() })
        });
        answer.await
    }

    /// Whether a form came from a page of this session.
    ///
    /// # Errors
    /// A forged form.
    pub fn check(&self, posted: &Posted) -> Result<(), Refusal> {
        self.check_token(posted.text("csrf"))
    }

    /// As [`Visit::check`], for what a script of ours sends without a form: the token is in a header (`X-Csrf`).
    ///
    /// # Errors
    /// Forged.
    pub fn check_header(&self, request: &HttpRequest) -> Result<(), Refusal> {
        let given = request.headers().get("x-csrf").and_then(|value| value.to_str().ok());
        self.check_token(given.unwrap_or_default())
    }

    /// The address that was asked for, without its query: what files of its form are sent for.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn check_token(&self, given: &str) -> Result<(), Refusal> {
        use subtle::ConstantTimeEq;
        let same = bool::from(self.csrf.as_bytes().ct_eq(given.as_bytes()));
        if same { Ok(()) } else { Err(Refusal::of(crate::http::error::Reason::ForgedForm)) }
    }

    /// On to where a write led, saying there what was done: a key below `flash.`.
    pub fn go(&self, answer: &Answer, done: &'static str) -> HttpResponse {
        self.go_to(answer.location.as_deref().unwrap_or("/"), done)
    }

    /// On to where a write led, without a word: what was asked for is seen there.
    pub fn on(&self, answer: &Answer) -> HttpResponse {
        let location = answer.location.as_deref().unwrap_or("/");
        HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
    }

    /// On to `location`, saying there what was done.
    pub fn go_to(&self, location: &str, done: &'static str) -> HttpResponse {
        debug_assert!(DONE.contains(&done), "{done}");
        // A script would follow the way by itself, and what is said at its end would be said to nobody.
        let status = if self.by_script { StatusCode::CREATED } else { StatusCode::SEE_OTHER };
        HttpResponse::build(status)
            .insert_header((header::LOCATION, location))
            .cookie(cookie(&self.app, DONE_COOKIE, done.to_owned(), Some(time::Duration::minutes(1))))
            .finish()
    }

    fn answer<T: Serialize>(
        &self,
        status: StatusCode,
        template: &str,
        frame: &Frame,
        matter: &T,
    ) -> Result<HttpResponse, Refusal> {
        let html = self.app.templates.render(template, &Framed::new(frame, matter))?;
        let mut answer = HttpResponse::build(status);
        answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
        if self.done.is_some() {
            let mut gone = cookie(&self.app, DONE_COOKIE, String::new(), None);
            gone.make_removal();
            answer.cookie(gone);
        }
        Ok(answer.body(html))
    }
}

/// A cookie no script reads and no other site sends.
pub fn cookie(
    app: &App,
    name: &'static str,
    value: String,
    lasts: Option<time::Duration>,
) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.base_url.starts_with("https://"))
        .finish();
    cookie.set_max_age(lasts);
    cookie
}
