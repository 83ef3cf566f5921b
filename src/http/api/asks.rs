//! What a reading request carries: who asks, and the filters of its address, none of them unknown.

use std::fmt::Display;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::OnceLock;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::administration::known;
use super::body;
use crate::app::App;
use crate::db::{DbConn, DbError};
use crate::desk::fields::FieldErrors;
use crate::desk::page::{MOST, Part};
use crate::desk::people::Actor;
use crate::desk::words::Language;
use crate::http::actor::{ApiCaller, app, bearer, whose};
use crate::http::error::{Reason, Refusal};
use crate::http::request;

/// Records of a page if the caller does not say.
const USUAL: i64 = 50;

/// Somebody asks for something. Who that is, is read with what they ask for.
pub(super) struct Asks<Q = NoFilters> {
    pub(super) app: App,
    pub(super) filters: Q,
    pub(super) language: Language,
    token: String,
    caller: OnceLock<ApiCaller>,
}

/// An address without filters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoFilters {}

impl<Q: DeserializeOwned + 'static> FromRequest for Asks<Q> {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = app(&request)?;
            request::plain_path(&request)?;
            let token = bearer(&request).ok_or(Refusal::of(Reason::Unauthenticated))?;
            let filters = match filters(request.query_string()) {
                Ok(filters) => filters,
                // What is wrong with a question is told to those who may ask one.
                Err(refusal) => return ApiCaller::extract(&request).await.and(Err(refusal)),
            };
            let (language, caller) = (request::language(&request), OnceLock::new());
            Ok(Self { app, filters, language, token, caller })
        })
    }
}

impl<Q> Asks<Q> {
    /// Reads from the database as the caller, in the transaction that says who they are.
    pub(super) async fn reads<T, E, F>(&self, job: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        E: Into<Refusal> + From<DbError> + Send + 'static,
        F: FnOnce(&mut DbConn, &Actor) -> Result<T, E> + Send + 'static,
    {
        let (token, now) = (self.token.clone(), self.app.now());
        let read = self.app.db.read(move |conn| {
            let whose = whose(conn, &token, now)?;
            let found = job(conn, &whose.caller.actor).map_err(Into::into);
            Ok::<_, Refusal>((whose, found))
        });
        let (whose, found) = read.await?;
        let caller = whose.noted(&self.app, now).await?;
        self.caller.get_or_init(|| caller);
        found
    }

    /// Who asked, once something was read.
    ///
    /// # Errors
    /// [`Reason::Unauthenticated`] before.
    pub(super) fn actor(&self) -> Result<&Actor, Refusal> {
        self.caller.get().map(|caller| &caller.actor).ok_or(Refusal::of(Reason::Unauthenticated))
    }
}

/// The filters of an address; every value is a text until it is read by [`Reading`].
fn filters<Q: DeserializeOwned>(query: &str) -> Result<Q, Refusal> {
    let mut given = Map::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if [&name, &value].iter().any(|text| text.contains(['\0', '\u{FFFD}'])) {
            return Err(Refusal::malformed(FieldErrors::one(&name, "control_characters")));
        }
        if given.insert(name.to_string(), Value::String(value.into_owned())).is_some() {
            return Err(Refusal::malformed(FieldErrors::one(&name, "twice")));
        }
    }
    serde_json::from_value(Value::Object(given)).map_err(|error| {
        let said = error.to_string();
        let mut errors = FieldErrors::default();
        match body::between_ticks(&said) {
            Some(field) if said.starts_with("missing field") => errors.add(field, "required_filter"),
            Some(field) => {
                errors.add_with(field, "unknown_filter", json!({ "expected": body::expected(&said) }))
            }
            None => {}
        }
        Refusal::malformed(errors)
    })
}

/// Turns the texts of filters into values, and remembers what is wrong with which.
#[derive(Default)]
pub(super) struct Reading {
    errors: FieldErrors,
}

impl Reading {
    /// One word of a vocabulary.
    pub(super) fn word<W: FromStr + Copy>(&mut self, name: &str, text: Option<&str>) -> Option<W>
    where
        W::Err: Display,
    {
        let text = given(text)?;
        match text.parse() {
            Ok(word) => Some(word),
            Err(error) => {
                let said = error.to_string();
                let expected = said.trim_start_matches("expected one of ").to_owned();
                self.errors.add_with(name, "not_one_of", json!({ "expected": expected }));
                None
            }
        }
    }

    /// Words with commas between them.
    pub(super) fn words<W: FromStr + Copy>(&mut self, name: &str, text: Option<&str>) -> Vec<W>
    where
        W::Err: Display,
    {
        let parts = given(text).into_iter().flat_map(|text| text.split(','));
        parts.filter_map(|part| self.word(name, Some(part.trim()))).collect()
    }

    /// Anything that is read from a text; `code` says what is wrong with another.
    pub(super) fn value<V: FromStr>(
        &mut self,
        name: &str,
        text: Option<&str>,
        code: &'static str,
    ) -> Option<V> {
        let value = given(text)?.parse().ok();
        self.errors.check(value.is_some(), name, code);
        value
    }

    /// A number within bounds.
    pub(super) fn number(&mut self, name: &str, text: Option<&str>, min: i64, max: i64) -> Option<i64> {
        let number = given(text)?.parse().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.errors.add_with(name, "no_number", json!({ "min": min, "max": max }));
        }
        number
    }

    /// How many records, 1 to 200.
    pub(super) fn limit(&mut self, text: Option<&str>) -> i64 {
        self.number("limit", text, 1, MOST).unwrap_or(USUAL)
    }

    /// Where a page begins, as the page before gave it.
    pub(super) fn cursor<C: FromStr>(&mut self, text: Option<&str>) -> Option<C> {
        let text = given(text)?;
        let inner = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let cursor = inner.and_then(|inner| inner.parse().ok());
        self.errors.check(cursor.is_some(), "cursor", "no_cursor");
        cursor
    }

    /// Which part of a list.
    pub(super) fn part<Id: FromStr>(&mut self, limit: Option<&str>, cursor: Option<&str>) -> Part<Id> {
        Part { after: self.cursor(cursor), limit: self.limit(limit) }
    }

    /// What a filter names, if there is such a thing.
    pub(super) fn found<T, E: Into<Refusal>>(
        &mut self,
        name: &str,
        found: Result<T, E>,
    ) -> Result<Option<T>, Refusal> {
        let found = known(found)?;
        self.errors.check(found.is_some(), name, "unknown");
        Ok(found)
    }

    /// Ok if all of them could be read.
    pub(super) fn finish(self) -> Result<(), Refusal> {
        self.errors.finish().map_err(Refusal::malformed)
    }
}

/// A cursor as callers get it: opaque.
pub(super) fn opaque(cursor: impl Display) -> String {
    URL_SAFE_NO_PAD.encode(cursor.to_string())
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
