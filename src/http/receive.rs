//! Reads what a browser posts, within limits: plain forms and forms with files.

use std::pin::Pin;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use url::form_urlencoded;

use super::actor::app;
use super::error::{Reason, Refusal};
use super::forms::{Posted, PostedFile};
use super::incoming;
use crate::app::App;

/// Bytes of all text fields of a form.
const TEXT_BYTES: usize = 512 * 1024;
/// Text fields of a form.
const FIELDS: usize = 200;
/// Files of one form.
const FILES: usize = 10;

impl FromRequest for Posted {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let kind =
                request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
            if kind.starts_with("multipart/form-data") {
                return with_files(Multipart::new(request.headers(), payload), &app(&request)?).await;
            }
            words(kind, payload).await
        })
    }
}

/// A form of words alone, for those who are not signed in yet: nothing they send reaches the disk.
pub struct Typed(pub Posted);

impl FromRequest for Typed {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            words(kind.unwrap_or(""), payload).await.map(Self)
        })
    }
}

async fn words(kind: &str, payload: Payload) -> Result<Posted, Refusal> {
    if kind.starts_with("application/x-www-form-urlencoded") || kind.is_empty() {
        plain(payload).await
    } else {
        Err(Refusal::of(Reason::UnsupportedType))
    }
}

async fn plain(mut payload: Payload) -> Result<Posted, Refusal> {
    let mut body = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Refusal::of(Reason::Malformed))?;
        if body.len() + chunk.len() > TEXT_BYTES {
            return Err(Refusal::of(Reason::TooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    let fields: Vec<(String, String)> = form_urlencoded::parse(&body)
        .take(FIELDS)
        .map(|(name, text)| (name.into_owned(), text.into_owned()))
        .collect();
    // The parser puts U+FFFD where bytes were no UTF-8; one that was really typed comes percent-encoded.
    let odd = fields.iter().any(|(_, text)| text.contains('\u{FFFD}'));
    let typed = body.to_ascii_uppercase().windows(9).any(|bytes| bytes == b"%EF%BF%BD");
    if odd && !typed {
        return Err(Refusal::of(Reason::Malformed));
    }
    whole(fields, Vec::new())
}

async fn with_files(mut parts: Multipart, app: &App) -> Result<Posted, Refusal> {
    let (mut fields, mut files, mut text_left) = (Vec::new(), Vec::new(), TEXT_BYTES);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| Refusal::of(Reason::Malformed))?;
        let disposition = part.content_disposition();
        let name = disposition.and_then(|named| named.get_name()).unwrap_or_default().to_owned();
        match disposition.and_then(|named| named.get_filename()).map(str::to_owned) {
            Some(file) if files.len() < FILES => files.extend(received(part, file, app).await?),
            None if fields.len() < FIELDS => {
                let bytes = text(part, text_left).await?;
                text_left -= bytes.len();
                let text = String::from_utf8(bytes).map_err(|_| Refusal::of(Reason::Malformed))?;
                fields.push((name, text));
            }
            _ => return Err(Refusal::of(Reason::TooLarge)),
        }
    }
    whole(fields, files)
}

/// The form, unless a text in it has a NUL: no browser types one, and no database keeps it.
fn whole(fields: Vec<(String, String)>, files: Vec<PostedFile>) -> Result<Posted, Refusal> {
    let odd = fields.iter().find(|(_, text)| text.contains('\0')).map(|(name, _)| name.clone());
    odd.map_or_else(
        || Ok(Posted::new(fields, files)),
        |name| Err(Refusal::field(&name, "control_characters")),
    )
}

async fn text(mut part: Field, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|_| Refusal::of(Reason::Malformed))?;
        if bytes.len() + chunk.len() > most {
            return Err(Refusal::of(Reason::TooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Receives a file into the vault. A file field that was left alone comes without a name and without bytes.
async fn received(mut part: Field, name: String, app: &App) -> Result<Option<PostedFile>, Refusal> {
    let upload = incoming::file(app, &mut part).await?;
    let left_alone = name.is_empty() && upload.length() == 0;
    Ok((!left_alone).then_some(PostedFile { name, upload }))
}
