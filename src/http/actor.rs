//! Who calls: a person with a session cookie, or a program with a token.

use std::future::{Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::csrf;
use super::error::{Reason, Refusal};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::{SessionId, TokenId};
use crate::desk::people::{Actor, sessions, tokens};
use crate::desk::words::{Language, TokenScope};
use crate::live::Pass;

/// The cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "jenjang_session";
/// The cookie that tells visits apart before anybody is signed in.
pub const VISIT_COOKIE: &str = "jenjang_visit";

type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Refusal>>>>;

/// A signed-in person on the pages.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Their session.
    pub session_id: SessionId,
    /// The token of the forms they are shown.
    pub csrf: String,
    /// How much they have not seen of what the pages tell them, up to a hundred.
    pub unseen: i64,
}

/// The language of whoever made the request, for texts written after the handler is done.
#[derive(Clone, Copy, Debug)]
pub struct Spoken(pub Language);

impl FromRequest for SignedIn {
    type Error = Refusal;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = app(&request)?;
            let cookie = request.cookie(SESSION_COOKIE).ok_or(Refusal::of(Reason::Unauthenticated))?;
            let token = cookie.value().to_owned();
            let csrf = csrf::token(&app.config.secret, &token);
            let now = app.now();
            let found = app.db.read(move |conn| sessions::find(conn, &token, now)).await?;
            let found = found.ok_or(Refusal::of(Reason::Unauthenticated))?;
            if found.touch_due {
                let id = found.session_id;
                app.db.write(move |conn| sessions::touch(conn, id, now)).await?;
            }
            request.extensions_mut().insert(Spoken(found.actor.language));
            let unseen = found.unseen;
            Ok(Self { actor: found.actor, session_id: found.session_id, csrf, unseen })
        })
    }
}

/// A caller of the API, by bearer token: an API token, or a session's.
#[derive(Clone, Debug)]
pub struct ApiCaller {
    /// Who.
    pub actor: Actor,
    /// Their session, if the token is a session's.
    pub session_id: Option<SessionId>,
    /// By what right they are heard: it ends with it.
    pub pass: Pass,
}

impl FromRequest for ApiCaller {
    type Error = Refusal;
    type Future = Answer<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = app(&request)?;
            let token = bearer(&request).ok_or(Refusal::of(Reason::Unauthenticated))?;
            let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
            let now = app.now();
            let found = app.db.read(move |conn| whose(conn, &token, now)).await?;
            if writes && found.scope != TokenScope::Write {
                return Err(Refusal::of(Reason::ReadOnlyToken));
            }
            found.noted(&app, now).await
        })
    }
}

impl ApiCaller {
    /// Who asks a question that is posted because it is long: a token that only reads is enough.
    ///
    /// # Errors
    /// [`Reason::Unauthenticated`] without a token that holds.
    pub async fn asking(request: &HttpRequest) -> Result<Self, Refusal> {
        let app = app(request)?;
        let token = bearer(request).ok_or(Refusal::of(Reason::Unauthenticated))?;
        let now = app.now();
        let found = app.db.read(move |conn| whose(conn, &token, now)).await?;
        found.noted(&app, now).await
    }
}

/// Whom a bearer token stands for.
pub struct Whose {
    /// Who calls.
    pub caller: ApiCaller,
    scope: TokenScope,
    used: Option<Used>,
}

/// What was used long enough ago for this use to be written down.
enum Used {
    Session(SessionId),
    Token(TokenId),
}

/// Whom a bearer token stands for, in the transaction of what they ask for: who reads needs no other one.
///
/// # Errors
/// [`Reason::Unauthenticated`] for a token nobody has, or no longer.
pub fn whose(conn: &mut DbConn, token: &str, now: Timestamp) -> Result<Whose, Refusal> {
    let nobody = || Refusal::of(Reason::Unauthenticated);
    if token.starts_with(tokens::PREFIX) {
        let found = tokens::find(conn, token, now)?.ok_or_else(nobody)?;
        let pass = Pass::Token(found.token_id);
        let caller = ApiCaller { actor: found.actor, session_id: None, pass };
        let used = found.touch_due.then_some(Used::Token(found.token_id));
        return Ok(Whose { caller, scope: found.scope, used });
    }
    let found = sessions::find(conn, token, now)?.ok_or_else(nobody)?;
    let pass = Pass::Session(found.session_id);
    let caller = ApiCaller { actor: found.actor, session_id: Some(found.session_id), pass };
    let used = found.touch_due.then_some(Used::Session(found.session_id));
    Ok(Whose { caller, scope: TokenScope::Write, used })
}

impl Whose {
    /// The caller, once it is written down that they were here, if that is due.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn noted(self, app: &App, now: Timestamp) -> Result<ApiCaller, Refusal> {
        match self.used {
            Some(Used::Session(id)) => app.db.write(move |conn| sessions::touch(conn, id, now)).await?,
            Some(Used::Token(id)) => app.db.write(move |conn| tokens::touch(conn, id, now)).await?,
            None => {}
        }
        Ok(self.caller)
    }
}

/// The bearer token of a request.
pub fn bearer(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let fits = scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() && token.len() <= 512;
    fits.then(|| token.trim().to_owned())
}

/// The one App, from a request.
///
/// # Errors
/// [`Reason::Failed`] if the server was put together without one.
pub fn app(request: &HttpRequest) -> Result<App, Refusal> {
    request.app_data::<web::Data<App>>().map(|app| App::clone(app)).ok_or(Refusal::of(Reason::Failed))
}

/// The one App, as an argument of a handler.
#[derive(Clone)]
pub struct Desk(pub App);

impl FromRequest for Desk {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(app(request).map(Self))
    }
}
