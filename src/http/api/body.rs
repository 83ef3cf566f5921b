//! Bodies: read to a limit, in JSON, and nothing in them that is not asked for.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::{Value, json};

use crate::desk::fields::FieldErrors;
use crate::http::error::{Reason, Refusal};

/// Bytes of a JSON body at most.
pub(super) const JSON_MAX: usize = 1024 * 1024;
/// Bytes beyond a limit that are still read and thrown away, so that the caller hears why.
pub(super) const THROWN_AWAY: usize = 64 * 1024 * 1024;

/// Reads a JSON body; an empty one without a content type is an empty object.
///
/// # Errors
/// Another content type, too many bytes, or a caller who breaks off.
pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Bytes, Refusal> {
    let declared = request.headers().get(header::CONTENT_TYPE).map(|kind| is_json(kind.as_bytes()));
    let bytes = to_the_end(payload, JSON_MAX).await?;
    match declared {
        Some(true) => Ok(bytes),
        None if bytes.is_empty() => Ok(Bytes::from_static(b"{}")),
        Some(false) | None => Err(Refusal::of(Reason::UnsupportedType)),
    }
}

/// Reads what `bytes` say into the wish of a route.
///
/// # Errors
/// 400 for what is no JSON; 422 with the field for what does not fit.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    if std::str::from_utf8(bytes).is_err() {
        return Err(Refusal::of(Reason::Malformed));
    }
    without_nul(bytes)?;
    let begins = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if begins.is_some_and(|byte| *byte != b'{') {
        // A list would be taken for the fields in order.
        let whole = serde_json::from_slice::<Value>(bytes);
        whole.map_err(|_| Refusal::of(Reason::Malformed))?;
        return Err(Refusal::field("body", "no_object"));
    }
    no_zeros(bytes)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = place(error.path());
        misfit(&path, error.inner())
    })?;
    reader.end().map_err(|_| Refusal::of(Reason::Malformed))?;
    Ok(read)
}

/// Where something stands, as the desk spells it: `targets.0.amount`.
fn place(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => index.to_string(),
        Segment::Map { key } => key.clone(),
        Segment::Enum { variant } => variant.clone(),
        Segment::Unknown => "?".to_owned(),
    };
    let parts: Vec<_> = path.iter().map(part).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join(".") }
}

/// The first name between backticks in what serde says.
pub(super) fn between_ticks(said: &str) -> Option<&str> {
    said.split('`').nth(1)
}

/// What serde expected instead, as a list of words.
pub(super) fn expected(said: &str) -> String {
    let names: Vec<_> = said.split('`').skip(3).step_by(2).collect();
    names.join(", ")
}

/// NUL in a text is what no database keeps. Only a body that writes one is looked through for where it stands.
fn without_nul(bytes: &[u8]) -> Result<(), Refusal> {
    if !bytes.windows(6).any(|six| six == br"\u0000") {
        return Ok(());
    }
    // What is no JSON is refused as such.
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
    place_of_nul(&body).map_or(Ok(()), |field| Err(Refusal::field(&field, "control_characters")))
}

fn place_of_nul(value: &Value) -> Option<String> {
    let below = |name: &str, value: &Value| {
        let inner = place_of_nul(value)?;
        Some(if inner.is_empty() { name.to_owned() } else { format!("{name}.{inner}") })
    };
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(values) => {
            values.iter().enumerate().find_map(|(place, value)| below(&place.to_string(), value))
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| below(name, value)),
        _ => None,
    }
}

async fn to_the_end(mut payload: Payload, most: usize) -> Result<Bytes, Refusal> {
    let mut kept = BytesMut::new();
    let mut seen = 0_usize;
    while let Some(part) = payload.next().await {
        let part = part.map_err(|_| Refusal::of(Reason::Malformed))?;
        seen += part.len();
        if seen > most + THROWN_AWAY {
            break;
        }
        if seen <= most {
            kept.extend_from_slice(&part);
        }
    }
    if seen > most { Err(Refusal::of(Reason::TooLarge)) } else { Ok(kept.freeze()) }
}

fn is_json(kind: &[u8]) -> bool {
    let kind = String::from_utf8_lossy(kind).to_ascii_lowercase();
    let bare = kind.split(';').next().unwrap_or("").trim();
    bare == "application/json" || (bare.starts_with("application/") && bare.ends_with("+json"))
}

/// Refuses the character U+0000 wherever it stands: no database keeps it in a text, and nobody means it.
fn no_zeros(bytes: &[u8]) -> Result<(), Refusal> {
    if !bytes.windows(6).any(|letters| letters == br"\u0000") {
        return Ok(());
    }
    // What is no JSON is told by whoever reads it next.
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
    match with_zero(&body, String::new()) {
        Some(field) => Err(Refusal::field(&field, "control_characters")),
        None => Ok(()),
    }
}

/// The first member with U+0000 in its text or its name.
fn with_zero(value: &Value, at: String) -> Option<String> {
    let zero = |text: &str| text.contains('\0');
    match value {
        Value::String(text) => zero(text).then_some(at),
        Value::Array(items) => items.iter().find_map(|item| with_zero(item, at.clone())),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            if zero(name) { Some(path.replace('\0', "")) } else { with_zero(value, path) }
        }),
        _ => None,
    }
}

/// What is wrong with a body that is JSON, but not what the route asks for.
fn misfit(path: &str, error: &serde_json::Error) -> Refusal {
    if error.classify() != Category::Data {
        return Refusal::of(Reason::Malformed);
    }
    let said = error.to_string();
    // serde_json adds the place in the text; the field says more.
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    let named = between_ticks(said).unwrap_or("");
    let within = |name: &str| match path {
        "." | "" => name.to_owned(),
        path if path.ends_with(name) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    let mut errors = FieldErrors::default();
    if said.starts_with("unknown field") {
        errors.add_with(&within(named), "unknown_field", json!({ "expected": expected(said) }));
    } else if said.starts_with("missing field") {
        errors.add(&within(named), "required");
    } else if said.starts_with("duplicate field") {
        errors.add(&within(named), "twice");
    } else if said.starts_with("unknown variant") {
        errors.add_with(path, "not_one_of", json!({ "expected": expected(said) }));
    } else if let Some((_, words)) = said.split_once("expected one of ") {
        errors.add_with(path, "not_one_of", json!({ "expected": words }));
    } else if said.starts_with("expected a time") {
        errors.add(path, "no_instant");
    } else {
        errors.add(if path == "." { "body" } else { path }, wanted(said));
    }
    errors.into()
}

/// The word for what serde wanted instead of what it got.
fn wanted(said: &str) -> &'static str {
    let wanted = said.rsplit_once("expected ").map_or("", |(_, wanted)| wanted);
    match wanted {
        "a string" | "string" => "no_text",
        "a boolean" => "no_flag",
        "a sequence" => "no_list",
        wanted if wanted.starts_with("struct") || wanted.starts_with("a map") => "no_object",
        wanted if wanted.starts_with(['i', 'u', 'f']) => "no_integer",
        wanted if wanted.contains("date") || wanted.contains("NaiveDate") => "no_date",
        _ => "wrong_type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::desk::words::{Impact, Tier};

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what is wrong is looked at")]
    struct Wanted {
        title: String,
        impact: Option<Impact>,
        tier: Option<Tier>,
        since: Option<Timestamp>,
        #[serde(default)]
        checklist: std::collections::BTreeMap<String, String>,
        #[serde(default)]
        tiers: Vec<Tier>,
    }

    fn wrong(body: &[u8]) -> (Reason, Vec<(String, &'static str)>) {
        let refusal = parse::<Wanted>(body).unwrap_err();
        (refusal.reason, refusal.fields.into_iter().map(|error| (error.field, error.code)).collect())
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for body in [
            b"{".as_slice(),
            b"",
            b"\xff\xfe",
            br#"{"title": "a"} x"#,
            b"{'title': 1}",
            b"{\"title\": \"a\nb\"}",
        ] {
            assert_eq!(wrong(body).0, Reason::Malformed, "{body:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (body, field, code) in [
            (r#"{}"#, "title", "required"),
            (r#"{"title": 5}"#, "title", "no_text"),
            (r#"{"title": null}"#, "title", "no_text"),
            (r#"{"title": "a", "colour": 1}"#, "colour", "unknown_field"),
            (r#"{"title": "a", "title": "b"}"#, "title", "twice"),
            (r#"{"title": "a", "impact": "huge"}"#, "impact", "not_one_of"),
            (r#"{"title": "a", "tier": 3}"#, "tier", "not_one_of"),
            (r#"{"title": "a", "since": "yesterday"}"#, "since", "no_instant"),
            (r#"{"title": "a", "checklist": {"a": 1}}"#, "checklist.a", "no_text"),
            (r#"{"title": "a", "tiers": [1, 7]}"#, "tiers.1", "not_one_of"),
            (r#"{"title": "a\u0000b"}"#, "title", "control_characters"),
            (r#"{"title": "a", "checklist": {"b": "\u0000"}}"#, "checklist.b", "control_characters"),
            (r#"["a"]"#, "body", "no_object"),
            (r#"7"#, "body", "no_object"),
        ] {
            let (reason, fields) = wrong(body.as_bytes());
            assert_eq!(reason, Reason::Invalid, "{body}");
            assert_eq!(fields, [(field.to_owned(), code)], "{body}");
        }
    }
}
