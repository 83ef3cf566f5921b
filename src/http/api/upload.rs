//! A form with a file, received piece by piece: nothing of it is held in memory, and nothing beyond the limit is kept.

use std::pin::Pin;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt as _;

use super::body::THROWN_AWAY;
use crate::app::App;
use crate::desk::attachments::Upload;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, UploadId};
use crate::desk::people::Actor;
use crate::desk::words::Visibility;
use crate::http::actor::{ApiCaller, app};
use crate::http::error::{Reason, Refusal};
use crate::http::{incoming, request};

/// Bytes of a text part at most.
const TEXT: usize = 1_000;

/// A file somebody sent.
pub(super) struct Sent {
    pub(super) app: App,
    pub(super) actor: Actor,
    pub(super) file: FileSent,
    pub(super) visibility: Visibility,
    pub(super) comment: Option<CommentId>,
    pub(super) key: Option<String>,
}

/// How it was sent.
pub(super) enum FileSent {
    /// With the form, under this name; not looked into yet.
    Whole(Upload, String),
    /// In parts, before.
    InParts(UploadId),
}

/// The parts of the form, as far as they came.
#[derive(Default)]
struct Parts {
    file: Option<FileSent>,
    visibility: Option<Visibility>,
    comment: Option<CommentId>,
}

impl FromRequest for Sent {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let app = app(&request)?;
            let caller = ApiCaller::from_request(&request, &mut Payload::None).await?;
            let key = request::idempotency_key(&request)?;
            let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            if !kind.unwrap_or("").to_ascii_lowercase().starts_with("multipart/form-data") {
                return Err(Refusal::of(Reason::UnsupportedType));
            }
            let mut form = Multipart::new(request.headers(), payload);
            let mut broken = false;
            let received = received(&app, &mut form, &mut broken).await;
            if received.is_err() && !broken {
                throw_away(&mut form).await;
            }
            let parts = received?;
            let file = parts.file.ok_or_else(|| Refusal::field("file", "required"))?;
            let visibility = parts.visibility.unwrap_or(Visibility::Public);
            Ok(Self { app, actor: caller.actor, file, visibility, comment: parts.comment, key })
        })
    }
}

/// Receives the parts; `broken` says afterwards whether the form itself could not be read.
async fn received(app: &App, form: &mut Multipart, broken: &mut bool) -> Result<Parts, Refusal> {
    let mut parts = Parts::default();
    while let Some(part) = form.next().await {
        let mut part = part.map_err(|_| {
            *broken = true;
            Refusal::of(Reason::Malformed)
        })?;
        let name = part.name().unwrap_or("").to_owned();
        match name.as_str() {
            "file" | "upload" if parts.file.is_some() => {
                finish(&mut part).await;
                return Err(Refusal::field(&name, "twice"));
            }
            "upload" => parts.file = Some(FileSent::InParts(word(&mut part, "upload").await?)),
            "file" => {
                let sent_as = part.content_disposition().and_then(|said| said.get_filename());
                let sent_as = sent_as.unwrap_or("").to_owned();
                let file = incoming::file(app, &mut part).await;
                if file.is_err() {
                    finish(&mut part).await;
                }
                parts.file = Some(FileSent::Whole(file?, sent_as));
            }
            "visibility" => parts.visibility = Some(word(&mut part, "visibility").await?),
            "comment" => parts.comment = Some(word(&mut part, "comment").await?),
            _ => {
                finish(&mut part).await;
                let mut errors = FieldErrors::default();
                let expected = serde_json::json!({ "expected": "file, upload, visibility, comment" });
                errors.add_with(&name, "unknown_field", expected);
                return Err(errors.into());
            }
        }
    }
    Ok(parts)
}

async fn word<W: std::str::FromStr>(part: &mut Field, name: &str) -> Result<W, Refusal> {
    let mut text = Vec::new();
    while let Some(bytes) = part.next().await {
        text.extend_from_slice(&bytes.map_err(|_| Refusal::of(Reason::Malformed))?);
        if text.len() > TEXT {
            finish(part).await;
            return Err(Refusal::field(name, "unknown"));
        }
    }
    let text = String::from_utf8(text).map_err(|_| Refusal::of(Reason::Malformed))?;
    text.trim().parse().map_err(|_| Refusal::field(name, "unknown"))
}

/// Reads the rest of a part to nowhere.
async fn finish(part: &mut Field) {
    let mut seen = 0;
    while let Some(Ok(bytes)) = part.next().await {
        seen += bytes.len();
        if seen > THROWN_AWAY {
            return;
        }
    }
}

/// Reads what else comes to nowhere, so that the caller hears why the form was refused.
async fn throw_away(form: &mut Multipart) {
    while let Some(Ok(mut part)) = form.next().await {
        finish(&mut part).await;
    }
}
