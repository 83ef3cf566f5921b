//! Signing in and out over the interface.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{Listed, ROOT, gone, shown};
use super::asks::Asks;
use super::body;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::desk::ids::SessionId;
use crate::desk::people::sessions::{self, Session};
use crate::desk::people::sign_in::{self, SignInError};
use crate::http::actor::app;
use crate::http::error::{Reason, Refusal};
use crate::http::{hashing, request};

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    /// The e-mail address, or the NIP.
    #[serde(default)]
    #[schema(required)]
    email: String,
    /// The password.
    #[serde(default)]
    #[schema(required, format = "password")]
    password: String,
}

/// A session that was begun.
#[derive(Serialize, ToSchema)]
pub(super) struct NewSession {
    /// The session's id.
    id: SessionId,
    /// What to send as `Authorization: Bearer …`. It is shown once.
    token: String,
    /// When it ends if nobody uses it.
    expires_at: Timestamp,
}

/// The body of a sign-in, from somebody nobody knows yet.
pub(super) struct Stranger(SignIn);

impl FromRequest for Stranger {
    type Error = Refusal;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(body::parse(&body::read(&request, payload).await?)?)) })
    }
}

/// Signs in. After several failures the next attempt has to wait.
#[utoipa::path(
    tag = "sessions",
    request_body = SignIn,
    security(()),
    responses((status = 201, body = NewSession, headers(("Location" = String, description = "Where the session is"))))
)]
#[post("/sessions")]
pub(super) async fn begin(stranger: Stranger, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let app = app(&request)?;
    let SignIn { email, password } = stranger.0;
    let mut errors = crate::desk::fields::FieldErrors::default();
    errors.check(!email.trim().is_empty(), "email", "required");
    errors.check(!password.is_empty(), "password", "required");
    errors.finish()?;
    let (address, agent) = (request::address(&request, &app.config).to_string(), request::agent(&request));
    let now = app.now();
    let credentials = app
        .db
        .read(move |conn| sign_in::credentials(conn, &email, &address, now))
        .await
        .map_err(waiting(now))?;
    let memory = app.config.password_memory;
    let (credentials, right) = hashing::compared(&app, credentials, password, memory).await?;
    if !right {
        let refused = app.db.write(move |conn| sign_in::fail(conn, &credentials, now)).await;
        return Err(waiting(now)(refused?));
    }
    let begun = app.db.write(move |conn| sign_in::succeed(conn, &credentials, &agent, now)).await;
    let (token, session) = begun.map_err(waiting(now))?;
    let answer =
        NewSession { id: session.id, token: token.reveal().to_owned(), expires_at: session.expires_at };
    Ok(HttpResponse::Created()
        .insert_header(("Location", format!("{ROOT}/sessions/{}", session.id)))
        .insert_header(("Cache-Control", "no-store"))
        .json(answer))
}

/// Lists the caller's own sessions, last used first.
#[utoipa::path(tag = "sessions", responses((status = 200, body = inline(Listed<Session>))))]
#[get("/sessions")]
pub(super) async fn list(asks: Asks) -> Result<HttpResponse, Refusal> {
    let now = asks.app.now();
    let items = asks.reads(move |conn, actor| sessions::list(conn, actor, now)).await?;
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Ends one of the caller's own sessions; `current` is the one the request came with.
#[utoipa::path(tag = "sessions", responses((status = 204, description = "It has ended")))]
#[delete("/sessions/{id}")]
pub(super) async fn end(wish: Wish, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let own = wish.caller.session_id;
    let id = if id.as_str() == "current" { own } else { id.parse().ok() };
    let id = id.ok_or(Refusal::of(Reason::NotFound))?;
    wish.done(move |conn, Wished { actor, now, .. }| {
        sessions::end(conn, &actor, id, now)?;
        Ok(gone())
    })
    .await
}

/// What a failed sign-in answers.
fn waiting(now: Timestamp) -> impl Fn(SignInError) -> Refusal {
    move |error| match error {
        SignInError::Wait(until) => {
            Refusal::too_many(u64::try_from(until.seconds_since(now)).unwrap_or(0).max(1))
        }
        other => other.into(),
    }
}
