//! What a question carries that is posted because an address is too short for it: nothing is written for it.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::body;
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;
use crate::http::actor::{ApiCaller, app};
use crate::http::error::Refusal;
use crate::http::request;

/// Somebody asks something. A token that only reads is enough, and a key is taken and not needed.
pub(super) struct Question<T> {
    app: App,
    caller: ApiCaller,
    fields: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Question<T> {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let app = app(&request)?;
            request::plain_path(&request)?;
            let caller = ApiCaller::asking(&request).await?;
            request::idempotency_key(&request)?;
            let bytes = body::read(&request, payload).await?;
            Ok(Self { app, caller, fields: body::parse(&bytes)? })
        })
    }
}

impl<T: Send + 'static> Question<T> {
    /// Reads the answer from the database as the caller, at this instant.
    pub(super) async fn reads<A, E, F>(self, job: F) -> Result<A, Refusal>
    where
        A: Send + 'static,
        E: Into<Refusal> + From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConn, &Actor, T, Timestamp) -> Result<A, E> + Send + 'static,
    {
        let Self { app, caller, fields } = self;
        let now = app.now();
        app.db.read(move |conn| job(conn, &caller.actor, fields, now)).await.map_err(Into::into)
    }
}
