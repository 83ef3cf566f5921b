//! Signing in: through the form as a browser does, or for the interface.

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::line::{self, Line, request};

/// A token of the interface for somebody.
pub async fn token(address: &str, email: &str) -> anyhow::Result<String> {
    let body = json!({ "email": email, "password": "jenjang-demo" }).to_string();
    let asked = request("POST", "/api/v1/sessions", "Content-Type: application/json\r\n", &body);
    let reply = Line::to(address).await?.ask(&asked).await?;
    let value: Value = serde_json::from_slice(&reply.body)?;
    value["token"].as_str().map(str::to_owned).with_context(|| format!("no token for {email}: {value}"))
}

/// Signs in through the form, as a browser does; the cookie of the session.
pub async fn session(address: &str, email: &str) -> anyhow::Result<String> {
    let mut line = Line::to(address).await?;
    let page = line.ask(&request("GET", "/session/new", "", "")).await?;
    let visit = cookie_of(&page).unwrap_or_default();
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let (_, rest) = html.split_once("name=\"csrf\" value=\"").context("no token in the form")?;
    let csrf = rest.split('"').next().unwrap_or_default();
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("csrf", csrf), ("login", email), ("password", "jenjang-demo"), ("next", "")])
        .finish();
    let head = format!("Content-Type: application/x-www-form-urlencoded\r\nCookie: {visit}\r\n");
    let reply = line.ask(&request("POST", "/session", &head, &body)).await?;
    ensure!(reply.status == 303, "sign-in answered {}", reply.status);
    cookie_of(&reply).context("no session cookie")
}

fn cookie_of(reply: &line::Reply) -> Option<String> {
    let cookies: Vec<&str> = reply
        .head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .filter_map(|(_, value)| value.split(';').next())
        .map(str::trim)
        .filter(|cookie| !cookie.ends_with('='))
        .collect();
    (!cookies.is_empty()).then(|| cookies.join("; "))
}

/// The newest ticket that somebody may see; `head` signs the question.
pub async fn first_number(address: &str, head: &str) -> anyhow::Result<String> {
    let reply = Line::to(address).await?.ask(&request("GET", "/api/v1/tickets?limit=1", head, "")).await?;
    let value: Value = serde_json::from_slice(&reply.body)?;
    value["items"][0]["number"].as_str().map(str::to_owned).context("no ticket in the list")
}

/// The header that signs a question with a token.
pub fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}
