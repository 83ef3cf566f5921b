//! A message of a ticket as it was: beside what was taken over of it. Its HTML stands in a frame that runs and loads nothing.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::attachments::{by_comment, file};
use super::look::number;
use super::stream::File;
use crate::clock::Timestamp;
use crate::desk::attachments;
use crate::desk::ids::IncomingId;
use crate::desk::inbox::{self, InboxError, Whole};
use crate::desk::tickets::{self, Number, Ticket};
use crate::http::error::{Reason, Refusal};
use crate::http::pages::visit::Visit;

/// How a message looks in its frame: it brings no looks of its own.
const STYLE: &str = "body{margin:12px;font:16px/1.5 system-ui,sans-serif;color:#1d2320;background:#fff;overflow-wrap:anywhere}\
                     table{border-collapse:collapse;max-width:100%}td,th{padding:2px 8px;vertical-align:top;text-align:left}\
                     blockquote{margin:8px 0;padding-left:12px;border-left:3px solid #9aa39d}pre{white-space:pre-wrap}";

/// What the frame may do: show itself in our own look, on our own pages.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
    )
});

#[derive(Serialize)]
struct Shown {
    number: String,
    of: String,
    from_name: String,
    from_address: String,
    addressed_to: String,
    subject: String,
    sent_at: Option<Timestamp>,
    received_at: Timestamp,
    words: String,
    cut: String,
    frame: Option<String>,
    files: Vec<File>,
    /// The message as it came, for those who may have it.
    raw: Option<String>,
    /// Whether the reader might have it, were it still kept.
    gone: bool,
    days: i64,
    back: String,
}

/// `GET /tickets/{number}/messages/{id}`.
///
/// # Errors
/// Not found.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (number, id) = of(&path)?;
    let read = visit.read(move |conn, actor| {
        let (ticket, whole) = inbox::whole(conn, actor, &number, id)?;
        let files = attachments::of_ticket(conn, actor, &ticket)?;
        let inside = tickets::sees_inside(actor, &ticket);
        Ok::<_, InboxError>((ticket, whole, files, inside))
    });
    let ((ticket, whole, files, inside), counts) = read.await?;
    note_reading(&visit, &ticket).await?;
    let own = match whole.comment {
        Some(comment) => by_comment(&files).remove(&Some(comment.to_string())).unwrap_or_default(),
        None => files.iter().filter(|found| found.comment_id.is_none()).map(file).collect(),
    };
    let path = visit.path();
    let Whole { from_address, from_name, addressed_to, subject, sent_at, received_at, words, cut, .. } =
        whole;
    let shown = Shown {
        from_name,
        from_address,
        addressed_to,
        subject,
        sent_at,
        received_at,
        words,
        cut,
        frame: whole.html.is_some().then(|| format!("{path}/html")),
        files: own,
        raw: whole.raw.filter(|_| inside).map(|_| format!("{path}/raw")),
        gone: inside && whole.raw.is_none(),
        days: inbox::KEPT.num_days(),
        back: match whole.comment {
            Some(comment) => format!("/tickets/{}#e{comment}", ticket.number),
            None => format!("/tickets/{}", ticket.number),
        },
        number: ticket.number,
        of: ticket.title,
    };
    let title = format!("{} {}", shown.number, visit.voice().say("original.title"));
    let frame = visit.frame(title, "tickets", counts);
    visit.page("tickets/original", &frame, &shown)
}

/// `GET /tickets/{number}/messages/{id}/html`: what stands in the frame.
///
/// # Errors
/// Not found.
pub async fn html(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (number, id) = of(&path)?;
    let ((ticket, whole), _) = visit.read(move |conn, actor| inbox::whole(conn, actor, &number, id)).await?;
    note_reading(&visit, &ticket).await?;
    let html = whole.html.ok_or(Refusal::of(Reason::NotFound))?;
    let lang = visit.lang();
    let page = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>{html}</body></html>",
        ticket.number
    );
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(page))
}

/// `GET /tickets/{number}/messages/{id}/raw`: the message as it came, to be saved.
///
/// # Errors
/// Not found; also for a requester, and once it is not kept any more.
pub async fn raw(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (number, id) = of(&path)?;
    let ((ticket, raw), _) =
        visit.read(move |conn, actor| inbox::as_it_came(conn, actor, &number, id)).await?;
    note_reading(&visit, &ticket).await?;
    let post = visit.app.post.clone();
    let bytes =
        web::block(move || inbox::read(&post, raw)).await.map_err(|_| Refusal::of(Reason::Failed))??;
    let name = format!("attachment; filename=\"{}-{}.eml\"", ticket.number, id);
    Ok(HttpResponse::Ok()
        .content_type("message/rfc822")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

fn of(path: &(String, String)) -> Result<(Number, IncomingId), Refusal> {
    let id = path.1.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    Ok((number(&path.0)?, id))
}

/// Of a restricted ticket each reading is written down (TJ 15(4)).
async fn note_reading(visit: &Visit, ticket: &Ticket) -> Result<(), Refusal> {
    if ticket.restricted {
        let (actor, ticket, now) = (visit.actor.clone(), ticket.clone(), visit.now);
        visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now)).await?;
    }
    Ok(())
}
