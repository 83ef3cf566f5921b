//! A file of a form, on its way into the vault: written in large pieces, off the async threads, and never held whole.

use actix_multipart::Field;
use actix_web::web;
use futures_util::StreamExt as _;

use super::error::{Reason, Refusal};
use crate::app::App;
use crate::desk::attachments::{AttachmentError, Upload};

/// Bytes that are written to the disk at once.
const PIECE: usize = 256 * 1024;

/// Receives a file into the vault's own folder; what is larger than the limit is refused while it comes.
///
/// # Errors
/// A form that breaks off, too many bytes, or the disk's own failure.
pub async fn file(app: &App, part: &mut Field) -> Result<Upload, Refusal> {
    let (vault, most) = (app.vault.clone(), app.config.limits.attachment_bytes);
    let mut upload = blocking(move || vault.upload(most)).await?;
    let mut piece = Vec::new();
    while let Some(bytes) = part.next().await {
        piece.extend_from_slice(&bytes.map_err(|_| Refusal::of(Reason::Malformed))?);
        if piece.len() >= PIECE {
            upload = written(upload, std::mem::take(&mut piece)).await?;
        }
    }
    if piece.is_empty() { Ok(upload) } else { written(upload, piece).await }
}

async fn written(mut upload: Upload, piece: Vec<u8>) -> Result<Upload, Refusal> {
    blocking(move || {
        upload.write(&piece)?;
        Ok(upload)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, AttachmentError> + Send + 'static,
) -> Result<T, Refusal> {
    Ok(web::block(job).await.map_err(|_| Refusal::of(Reason::Failed))??)
}
