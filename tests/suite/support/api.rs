//! A caller of the REST interface.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::answer::Answer;
use super::stream::Stream;

/// Where the REST interface lives.
pub const API: &str = "/api/v1";

/// A caller with or without a token.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Api {
    /// A caller nobody knows, at `base` (`http://127.0.0.1:PORT`).
    pub fn anonymous(base: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, base: base.to_owned(), token: None }
    }

    /// The same caller with a bearer token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The same caller at another process of the same desk.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// Signs in as `POST /sessions` and keeps the token.
    pub async fn signed_in(&self, email: &str, password: &str) -> Self {
        let answer = self.post("/sessions", json!({"email": email, "password": password})).await;
        assert!(answer.status == 200 || answer.status == 201, "{answer}");
        self.with_token(&answer.field("/token"))
    }

    /// Listens to what changes.
    pub async fn listens(&self) -> Stream {
        let request = self.request(Method::GET, "/events");
        Stream::of(request.send().await.unwrap_or_else(|error| panic!("GET /events: {error}")))
    }

    /// Reads a resource: `get("/tickets?status=new")`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, self.request(Method::GET, path)).await
    }

    /// Writes with an idempotency key of its own.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_with_key(path, body, &fresh_key()).await
    }

    /// Writes with the key given: the same key again is the same wish again.
    pub async fn post_with_key(&self, path: &str, body: Value, key: &str) -> Answer {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key).json(&body);
        self.send(Method::POST, path, request).await
    }

    /// Writes a body as it is, of whatever type.
    pub async fn post_raw(&self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("Idempotency-Key", fresh_key())
            .header("Content-Type", content_type)
            .body(body);
        self.send(Method::POST, path, request).await
    }

    /// Sends a file as a multipart form.
    pub async fn upload(&self, path: &str, name: &str, content_type: &str, bytes: Vec<u8>) -> Answer {
        let part =
            reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(content_type).unwrap();
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.request(Method::POST, path).header("Idempotency-Key", fresh_key()).multipart(form);
        self.send(Method::POST, path, request).await
    }

    /// Changes a resource whose ETag was read before.
    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        let request = self.request(Method::PATCH, path).header("If-Match", etag).json(&body);
        self.send(Method::PATCH, path, request).await
    }

    /// Takes a resource away.
    pub async fn delete(&self, path: &str) -> Answer {
        let request = self.request(Method::DELETE, path).header("Idempotency-Key", fresh_key());
        self.send(Method::DELETE, path, request).await
    }

    /// Asks for a path in another language than Indonesian.
    pub async fn get_in(&self, language: &str, path: &str) -> Answer {
        let request = self.request(Method::GET, path).header("Accept-Language", language);
        self.send(Method::GET, path, request).await
    }

    /// A request to be completed by the test, with the token on it. A path that begins with `/api` or is no
    /// resource of the interface (`/healthz`) is taken as it is.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.url(path));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends it and reads the answer.
    pub async fn send(&self, method: Method, path: &str, request: RequestBuilder) -> Answer {
        let asked = format!("{method} {}", self.url(path));
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        Answer::read(asked, response).await
    }

    fn url(&self, path: &str) -> String {
        let whole = ["/api/", "/healthz", "/readyz", "/metrics"].iter().any(|start| path.starts_with(start));
        if whole { format!("{}{path}", self.base) } else { format!("{}{API}{path}", self.base) }
    }
}

/// A key nobody has used.
pub fn fresh_key() -> String {
    uuid::Uuid::now_v7().to_string()
}
