//! Files that come in parts, for both doors. Whatever happens to the line, the desk says how far a file is, and the
//! sender goes on from there: a part that does not begin where the last one ended adds nothing.

use actix_web::dev::Payload;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Reason, Refusal};
use super::forms::sentence;
use crate::app::App;
use crate::desk::attachments::AttachmentError;
use crate::desk::attachments::uploads::{self, Outcome, Slot};
use crate::desk::fields::FieldError;
use crate::desk::ids::UploadId;
use crate::desk::people::Actor;
use crate::desk::words::Language;
use crate::templates::Templates;
use crate::words;

/// Bytes of one part at most.
const PART: u64 = 4 * 1024 * 1024;
/// Bytes that are written to the disk at once: so much is lost at most when the line drops.
const PIECE: usize = 16 * 1024;

words! {
    /// How far a file is.
    UploadState {
        /// Some of it is still to come.
        Receiving = "receiving",
        /// It is whole, and may be named.
        Ready = "ready",
        /// It is nothing that is accepted.
        Refused = "refused",
        /// It was named.
        Used = "used",
    }
}

/// A file on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shown {
    /// Its id.
    id: UploadId,
    /// Its name, as it was sent.
    file_name: String,
    /// Its bytes.
    size: u64,
    /// How many of them have come: where the next part begins.
    offset: u64,
    /// How far it is.
    state: UploadState,
    /// Why it is not accepted, in the caller's language.
    problem: Option<String>,
}

/// How far a file is, in words.
///
/// # Errors
/// The disk's own failure.
pub async fn shown(app: &App, slot: Slot, language: Language) -> Result<Shown, Refusal> {
    let app = app.clone();
    web::block(move || told(&app, slot, language)).await.map_err(|_| Refusal::of(Reason::Failed))?
}

/// As [`shown`], where waiting for the disk holds nobody up.
///
/// # Errors
/// The disk's own failure.
pub fn told(app: &App, slot: Slot, language: Language) -> Result<Shown, Refusal> {
    let state = match (&slot.outcome, slot.used_at) {
        (_, Some(_)) => UploadState::Used,
        (None, None) => UploadState::Receiving,
        (Some(Outcome::Kept(_)), None) => UploadState::Ready,
        (Some(Outcome::Refused(_)), None) => UploadState::Refused,
    };
    let offset = if state == UploadState::Receiving { app.vault.received(slot.id)? } else { slot.size };
    let problem = match &slot.outcome {
        Some(Outcome::Refused(refusal)) => Some(said(&app.templates, language, refusal.code())),
        _ => None,
    };
    Ok(Shown { id: slot.id, file_name: slot.file_name, size: slot.size, offset, state, problem })
}

fn said(templates: &Templates, language: Language, code: &'static str) -> String {
    let error = FieldError { field: String::new(), code, args: serde_json::Value::Null };
    sentence(&error, templates, language.as_str())
}

/// Receives a part that begins at `at`. What came before the line dropped stays; the last part makes the file whole.
///
/// # Errors
/// Not found, too much, or a line that dropped.
pub async fn receive(
    app: &App,
    actor: &Actor,
    id: UploadId,
    at: u64,
    mut payload: Payload,
) -> Result<Slot, Refusal> {
    let slot = found(app, actor, id).await?;
    let fits = slot.outcome.is_none() && at == received(app, id).await?;
    let (mut there, mut piece, mut came, mut dropped) = (at, Vec::new(), 0, false);
    while let Some(bytes) = payload.next().await {
        let Ok(bytes) = bytes else {
            dropped = true;
            break;
        };
        came += bytes.len() as u64;
        if came > PART || (fits && at + came > slot.size) {
            return Err(Refusal::of(Reason::TooLarge));
        }
        if fits {
            piece.extend_from_slice(&bytes);
        }
        if piece.len() >= PIECE {
            there = added(app, id, there, std::mem::take(&mut piece)).await?;
        }
    }
    if !piece.is_empty() {
        there = added(app, id, there, piece).await?;
    }
    if dropped {
        return Err(Refusal::of(Reason::Malformed));
    }
    if !fits || there != slot.size {
        return Ok(slot);
    }
    settled(app, actor, slot).await
}

/// Looks into a file that is whole.
async fn settled(app: &App, actor: &Actor, slot: Slot) -> Result<Slot, Refusal> {
    let (vault, whole) = (app.vault.clone(), slot.clone());
    if let Some(outcome) = blocking(move || uploads::whole(&vault, &whole)).await? {
        let settled = slot.clone();
        app.db.write(move |conn| uploads::settle(conn, &settled, &outcome)).await?;
    }
    found(app, actor, slot.id).await
}

/// A file of the actor's.
///
/// # Errors
/// Not found.
pub async fn found(app: &App, actor: &Actor, id: UploadId) -> Result<Slot, Refusal> {
    let actor = actor.clone();
    Ok(app.db.read(move |conn| uploads::find(conn, &actor, id)).await?)
}

/// Forgets a file of the actor's that nothing has named.
///
/// # Errors
/// Not found.
pub async fn give_up(app: &App, actor: &Actor, id: UploadId) -> Result<(), Refusal> {
    let (actor, vault) = (actor.clone(), app.vault.clone());
    app.db.write(move |conn| uploads::give_up(conn, &actor, id)).await?;
    blocking(move || vault.give_up(id)).await
}

/// The id in an address.
///
/// # Errors
/// Not found, if it is none.
pub fn id(text: &str) -> Result<UploadId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

/// Where a part begins, as its request says (`Upload-Offset`).
///
/// # Errors
/// If it does not say so.
pub fn offset(request: &HttpRequest) -> Result<u64, Refusal> {
    let said = request.headers().get("upload-offset").and_then(|value| value.to_str().ok());
    let said = said.ok_or_else(|| Refusal::field("Upload-Offset", "required"))?;
    said.trim().parse().map_err(|_| Refusal::field("Upload-Offset", "required"))
}

async fn received(app: &App, id: UploadId) -> Result<u64, Refusal> {
    let vault = app.vault.clone();
    blocking(move || vault.received(id)).await
}

/// Adds a piece and says how many bytes there are; another line may have been faster, and then this one is done.
async fn added(app: &App, id: UploadId, at: u64, piece: Vec<u8>) -> Result<u64, Refusal> {
    let (vault, wanted) = (app.vault.clone(), at + piece.len() as u64);
    let there = blocking(move || vault.add_part(id, at, &piece)).await?;
    if there == wanted { Ok(there) } else { Err(Refusal::of(Reason::MoveNotOpen)) }
}

async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, AttachmentError> + Send + 'static,
) -> Result<T, Refusal> {
    Ok(web::block(job).await.map_err(|_| Refusal::of(Reason::Failed))??)
}
