//! What a writing request carries: who wishes what, under which key, and which version they read.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::answers::sent;
use super::body;
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::answers::Answer;
use crate::desk::people::Actor;
use crate::desk::words::Language;
use crate::http::actor::{ApiCaller, app};
use crate::http::error::{Reason, Refusal};
use crate::http::{once, request};

/// Somebody wants something done.
pub(super) struct Wish<T = Nothing> {
    pub(super) app: App,
    pub(super) caller: ApiCaller,
    pub(super) fields: T,
    pub(super) language: Language,
    key: Option<String>,
    fingerprint: Vec<u8>,
    read: Option<i64>,
    names_version: bool,
}

/// What a job knows of the wish it fulfils.
pub(super) struct Wished<T> {
    /// Who.
    pub(super) actor: Actor,
    /// What.
    pub(super) fields: T,
    /// The version they read, if they say so.
    pub(super) read: Option<i64>,
    /// When.
    pub(super) now: Timestamp,
    /// In which language they are answered.
    pub(super) language: Language,
}

/// A body in which nothing is asked: `{}`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

impl<T: DeserializeOwned + 'static> FromRequest for Wish<T> {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let app = app(&request)?;
            request::plain_path(&request)?;
            let caller = ApiCaller::from_request(&request, &mut Payload::None).await?;
            let key = request::idempotency_key(&request)?;
            let read = request::version_read(&request)?;
            let bytes = body::read(&request, payload).await?;
            let address = format!("{} {}", request.method(), request.uri());
            Ok(Self {
                fields: body::parse(&bytes)?,
                fingerprint: once::fingerprint(&address, &bytes),
                language: request::language(&request),
                names_version: request.headers().contains_key(header::IF_MATCH),
                app,
                caller,
                key,
                read,
            })
        })
    }
}

impl<T> Wish<T> {
    /// The key it came under, if any.
    pub(super) fn key(&self) -> Option<String> {
        self.key.clone()
    }
}

impl<T: Send + 'static> Wish<T> {
    /// Fulfils it in one transaction, once under its key, and answers.
    pub(super) async fn done<F>(self, job: F) -> Result<HttpResponse, Refusal>
    where
        F: FnOnce(&mut DbConn, Wished<T>) -> Result<Answer, Refusal> + Send + 'static,
    {
        let Self { app, caller, fields, language, key, fingerprint, read, .. } = self;
        let (person, now) = (caller.actor.id, app.now());
        let wished = Wished { actor: caller.actor, fields, read, now, language };
        let answer = once::write(&app, person, key, fingerprint, move |conn| job(conn, wished)).await?;
        sent(answer)
    }

    /// As [`Wish::done`], where the first answer has a secret in it that is not kept: `job` gives the answer to keep and
    /// the one to send.
    pub(super) async fn done_with_secret<F>(self, job: F) -> Result<HttpResponse, Refusal>
    where
        F: FnOnce(&mut DbConn, Wished<T>) -> Result<(Answer, Answer), Refusal> + Send + 'static,
    {
        let Self { app, caller, fields, language, key, fingerprint, read, .. } = self;
        let (person, now) = (caller.actor.id, app.now());
        let wished = Wished { actor: caller.actor, fields, read, now, language };
        let first: Arc<OnceLock<Answer>> = Arc::default();
        let told = Arc::clone(&first);
        let again = once::write(&app, person, key, fingerprint, move |conn| {
            let (kept, with_secret) = job(conn, wished)?;
            told.get_or_init(|| with_secret);
            Ok::<_, Refusal>(kept)
        });
        let again = again.await?;
        sent(first.get().cloned().unwrap_or(again))
    }

    /// As [`Wish::done`], for a change that has to name the version it read (`If-Match`).
    pub(super) async fn changed<F>(self, job: F) -> Result<HttpResponse, Refusal>
    where
        F: FnOnce(&mut DbConn, Wished<T>) -> Result<Answer, Refusal> + Send + 'static,
    {
        if !self.names_version {
            return Err(Refusal::of(Reason::VersionMissing));
        }
        self.done(job).await
    }
}
