//! Files: received with a form, shown on the page, and given out by `GET /attachments/{id}`.

use std::collections::HashMap;
use std::fs::File as Opened;
use std::io::Read;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream;
use serde::Deserialize;

use super::stream::File;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::attachments::{self, Attachment, AttachmentError, Prepared, uploads};
use crate::desk::ids::{AttachmentId, UploadId};
use crate::desk::people::Actor;
use crate::desk::tickets;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

/// How a file is wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    download: bool,
}

/// `GET /attachments/{id}`: a file, for whom it is.
///
/// # Errors
/// Not found.
pub async fn show(
    visit: Visit,
    path: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Refusal> {
    let id: AttachmentId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let ((attachment, ticket), _) = visit.read(move |conn, actor| attachments::find(conn, actor, id)).await?;
    if ticket.restricted {
        let (actor, now) = (visit.actor.clone(), visit.now);
        visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now)).await?;
    }
    let (vault, hash) = (visit.app.vault.clone(), attachment.hash);
    let opened = web::block(move || vault.read(hash)).await.map_err(|_| Refusal::of(Reason::Failed))??;
    let serving = attachments::serving(&attachment, !wanted.download);
    Ok(HttpResponse::Ok()
        .content_type(serving.content_type)
        .insert_header((header::CONTENT_DISPOSITION, serving.disposition))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .no_chunking(attachment.size)
        .streaming(stream::try_unfold(opened, piece)))
}

/// The files of a form, looked into and made anew.
///
/// # Errors
/// What is refused, at the field `files`.
pub async fn prepared(visit: &Visit, posted: &mut Posted) -> Result<Vec<Prepared>, Refusal> {
    let files = posted.take_files();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let vault = visit.app.vault.clone();
    let prepared = web::block(move || {
        let each = files.into_iter().map(|file| attachments::prepare(&vault, file.upload, &file.name));
        each.collect::<Result<Vec<_>, AttachmentError>>()
    });
    let prepared = prepared.await.map_err(|_| Refusal::of(Reason::Failed))?;
    prepared.map_err(|error| at_the_field(error.into()))
}

/// The files that were sent in parts for the form at `target`.
///
/// # Errors
/// What is refused, at the field `files`.
pub fn taken(
    conn: &mut DbConn,
    actor: &Actor,
    target: &str,
    sent: Vec<UploadId>,
    now: Timestamp,
) -> Result<Vec<Prepared>, Refusal> {
    let each = sent.into_iter().map(|id| uploads::take(conn, actor, target, id, now));
    each.collect::<Result<_, AttachmentError>>().map_err(|error| at_the_field(error.into()))
}

/// The files of a ticket by the comment they came with.
pub fn by_comment(found: &[Attachment]) -> HashMap<Option<String>, Vec<File>> {
    let mut files: HashMap<Option<String>, Vec<File>> = HashMap::new();
    for attachment in found {
        files.entry(attachment.comment_id.map(|id| id.to_string())).or_default().push(file(attachment));
    }
    files
}

/// A file as the page shows it.
pub fn file(attachment: &Attachment) -> File {
    File {
        id: attachment.id.to_string(),
        name: attachment.file_name.clone(),
        size: size(attachment.size),
        image: attachment.content_type.starts_with("image/"),
    }
}

/// What is wrong with a file, at the field of the form.
pub fn at_the_field(mut refusal: Refusal) -> Refusal {
    for error in &mut refusal.fields {
        "files".clone_into(&mut error.field);
    }
    refusal
}

async fn piece(mut opened: Opened) -> Result<Option<(Bytes, Opened)>, actix_web::Error> {
    web::block(move || {
        let mut bytes = vec![0; CHUNK];
        let read = opened.read(&mut bytes)?;
        bytes.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(bytes), opened)))
    })
    .await?
    .map_err(Into::into)
}

/// "412 KB", "1,4 MB".
fn size(bytes: u64) -> String {
    const MEGA: u64 = 1024 * 1024;
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..MEGA => format!("{} KB", bytes / 1024),
        _ => format!("{},{} MB", bytes / MEGA, bytes % MEGA * 10 / MEGA),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_for_people() {
        assert_eq!([size(12), size(422_000), size(1_520_000)], ["12 B", "412 KB", "1,4 MB"]);
    }
}
