//! What a request says of itself: where it came from, in which language, under which id.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;

use super::error::{Reason, Refusal};
use crate::config::Config;
use crate::desk::words::Language;

/// The address a request came from; behind a trusted proxy the last one it names that is no proxy of ours.
pub fn address(request: &HttpRequest, config: &Config) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.ip());
    if !config.trusted_proxies.contains(&peer) {
        return peer;
    }
    let named = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        named.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !config.trusted_proxies.contains(hop)).unwrap_or(peer)
}

/// The language a caller asks for by `Accept-Language`; Indonesian unless English comes first.
pub fn language(request: &HttpRequest) -> Language {
    let asked =
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut best = (Language::Id, 0.0_f32);
    for part in asked.split(',').take(20) {
        let mut pieces = part.trim().split(';');
        let tag = pieces.next().unwrap_or("").to_ascii_lowercase();
        let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        let language = match tag.split('-').next() {
            Some("id" | "in" | "ms") => Language::Id,
            Some("en") => Language::En,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

/// Refuses an address with U+0000 in it: nothing is called so, and no database can be asked for it.
///
/// # Errors
/// [`Reason::NotFound`].
pub fn plain_path(request: &HttpRequest) -> Result<(), Refusal> {
    if request.path().contains("%00") || request.path().contains('\0') {
        return Err(Refusal::of(Reason::NotFound));
    }
    Ok(())
}

/// Whether a script of a page sends a form in the browser's place (`Desk-Script`).
pub fn by_script(request: &HttpRequest) -> bool {
    request.headers().contains_key("desk-script")
}

/// The browser or program a request names.
pub fn agent(request: &HttpRequest) -> String {
    let named = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    named.unwrap_or("").chars().take(200).collect()
}

/// The idempotency key of a request's header, if it has one: 1 to 200 visible characters.
///
/// # Errors
/// [`Reason::Malformed`] for any other.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Refusal> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().map(str::trim).unwrap_or("");
    if key.is_empty() || key.len() > 200 {
        return Err(Refusal::of(Reason::Malformed));
    }
    Ok(Some(key.to_owned()))
}

/// The version a request says it read (`If-Match: "7"`); `*` is none in particular.
///
/// # Errors
/// [`Reason::Malformed`] if it is no version of ours.
pub fn version_read(request: &HttpRequest) -> Result<Option<i64>, Refusal> {
    let Some(value) = request.headers().get(header::IF_MATCH) else { return Ok(None) };
    let tag = value.to_str().map(str::trim).unwrap_or("");
    if tag == "*" {
        return Ok(None);
    }
    let inner = tag.trim_start_matches("W/").trim_matches('"');
    inner.parse().map(Some).map_err(|_| Refusal::of(Reason::Malformed))
}
