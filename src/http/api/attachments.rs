//! Files on tickets: sent, listed and given out.

use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, get, post, web};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read as _;
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, ROOT, made, shown};
use super::asks::{Asks, Reading};
use super::tickets::{note_reading, number};
use super::upload::{FileSent, Sent};
use super::uploads::target;
use crate::clock::Timestamp;
use crate::desk::attachments::{self, Attach, Attachment, Prepared, uploads};
use crate::desk::ids::{AttachmentId, CommentId, PersonId, UploadId};
use crate::desk::tickets;
use crate::desk::words::Visibility;
use crate::http::error::{Reason, Refusal};
use crate::http::once;

/// Bytes that are read from a file at once.
const PIECE: usize = 64 * 1024;

/// A file of a ticket.
#[derive(Serialize, ToSchema)]
pub(super) struct Attached {
    /// Its id.
    id: AttachmentId,
    /// Where it is to be had.
    url: String,
    /// Its name.
    file_name: String,
    /// What it is, by its content.
    content_type: String,
    /// Its bytes as kept; pictures are made anew, without what they tell of place and camera.
    size: u64,
    /// The hash of its content, in hexadecimal.
    sha256: String,
    /// Who may read it.
    visibility: Visibility,
    /// The comment it belongs to.
    comment_id: Option<CommentId>,
    /// Who sent it.
    uploader: Uploader,
    /// When.
    created_at: Timestamp,
}

/// Who sent a file.
#[derive(Serialize, ToSchema)]
pub(super) struct Uploader {
    /// Their id.
    id: PersonId,
    /// Their name.
    name: String,
}

/// A file to be sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the parts of a form that is read part by part")]
pub(super) struct FileForm {
    /// The file.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// Instead of the file: the id of one that was sent in parts for this ticket (`POST /uploads`).
    upload: Option<UploadId>,
    /// Who may read it; `public` if unset.
    visibility: Option<Visibility>,
    /// The caller's comment it belongs to.
    comment: Option<CommentId>,
}

/// Where the file to attach is.
enum Source {
    Whole(Prepared),
    InParts(UploadId),
}

/// How a file is given out.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FileFilters {
    /// Whether a picture is wanted for showing instead of saving.
    #[param(value_type = Option<bool>)]
    inline: Option<String>,
}

/// Lists the files of a ticket that the caller may read, oldest first.
#[utoipa::path(tag = "attachments", responses((status = 200, body = inline(Listed<Attached>))))]
#[get("/tickets/{number}/attachments")]
pub(super) async fn list(asks: Asks, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let (ticket, found) = asks
        .reads(move |conn, actor| {
            let ticket = tickets::show(conn, actor, &number)?;
            Ok::<_, Refusal>((ticket, attachments::list(conn, actor, &number)?))
        })
        .await?;
    note_reading(&asks, &ticket).await?;
    let items = found.into_iter().map(Attached::of).collect();
    Ok(shown(None, &Listed { items, next_cursor: None }))
}

/// Attaches a file.
#[utoipa::path(
    tag = "attachments",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Attached, headers(("Location" = String, description = "Where the file is"))))
)]
#[post("/tickets/{number}/attachments")]
pub(super) async fn attach(sent: Sent, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let (actor, seen) = (sent.actor.clone(), number.clone());
    let visibility = sent.visibility;
    sent.app.db.read(move |conn| attachments::welcome(conn, &actor, &seen, visibility)).await?;
    let Sent { app, actor, file, visibility, comment, key } = sent;
    let (source, words) = match file {
        FileSent::InParts(id) => (Source::InParts(id), format!("{id} {visibility} {comment:?}")),
        FileSent::Whole(upload, file_name) => {
            let vault = app.vault.clone();
            let prepared = web::block(move || attachments::prepare(&vault, upload, &file_name)).await;
            let file = prepared.map_err(|_| Refusal::of(Reason::Failed))??;
            let words = format!("{} {} {visibility} {comment:?}", file.hash, file.file_name);
            (Source::Whole(file), words)
        }
    };
    let print = once::fingerprint(&format!("POST {ROOT}/tickets/{number}/attachments"), words.as_bytes());
    let (limits, now, person) = (app.attachment_limits(), app.now(), actor.id);
    let answer = once::write(&app, person, key, print, move |conn| {
        let file = match source {
            Source::Whole(file) => file,
            Source::InParts(id) => uploads::take(conn, &actor, &target(&number), id, now)?,
        };
        let what = Attach { file, visibility, comment };
        let (ticket, attachment) = attachments::attach(conn, &actor, &number, what, limits, now)?;
        let path = format!("/attachments/{}", attachment.id);
        made(&path, Some(ticket.version), &Attached::of(attachment))
    });
    super::answers::sent(answer.await?)
}

/// Gives a file out. It is for saving; a picture also for showing, if asked for.
#[utoipa::path(
    tag = "attachments",
    params(FileFilters),
    responses((status = 200, body = inline(Vec<u8>), content_type = "application/octet-stream", description = "The file"))
)]
#[get("/attachments/{id}")]
pub(super) async fn show(asks: Asks<FileFilters>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id: AttachmentId = id.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let mut reading = Reading::default();
    let inline = reading.value::<bool>("inline", asks.filters.inline.as_deref(), "no_flag");
    reading.finish()?;
    let (attachment, ticket) = asks.reads(move |conn, actor| attachments::find(conn, actor, id)).await?;
    note_reading(&asks, &ticket).await?;
    let (vault, hash) = (asks.app.vault.clone(), attachment.hash);
    let file = web::block(move || vault.read(hash)).await.map_err(|_| Refusal::of(Reason::Failed))??;
    let serving = attachments::serving(&attachment, inline.unwrap_or(false));
    Ok(HttpResponse::Ok()
        .content_type(serving.content_type)
        .insert_header((header::CONTENT_DISPOSITION, serving.disposition))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .body(SizedStream::new(attachment.size, pieces(file))))
}

impl Attached {
    /// A file as it is shown.
    pub(super) fn of(attachment: Attachment) -> Self {
        Self {
            id: attachment.id,
            url: format!("{ROOT}/attachments/{}", attachment.id),
            sha256: attachment.hash.to_string(),
            file_name: attachment.file_name,
            content_type: attachment.content_type,
            size: attachment.size,
            visibility: attachment.visibility,
            comment_id: attachment.comment_id,
            uploader: Uploader { id: attachment.uploader_id, name: attachment.uploader_name },
            created_at: attachment.created_at,
        }
    }
}

/// A file piece by piece, read off the async threads.
fn pieces(file: File) -> impl futures_util::Stream<Item = Result<web::Bytes, std::io::Error>> {
    stream::try_unfold(file, |mut file| async move {
        let read = web::block(move || {
            let mut piece = vec![0; PIECE];
            let length = file.read(&mut piece)?;
            piece.truncate(length);
            Ok::<_, std::io::Error>((piece, file))
        });
        let (piece, file) = read.await.map_err(std::io::Error::other)??;
        Ok((!piece.is_empty()).then(|| (web::Bytes::from(piece), file)))
    })
}
