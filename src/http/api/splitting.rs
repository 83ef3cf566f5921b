//! Making a ticket of something that was said on another.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::answers::made;
use super::ticket_shape::{TicketAfter, after};
use super::tickets::number;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::desk::attachments;
use crate::desk::ids::CommentId;
use crate::desk::tickets::{Open, Split};
use crate::desk::words::{Channel, Classification, Impact, Kind, Urgency};
use crate::http::error::{Reason, Refusal};

/// The new ticket. What is not named is taken from the comment and from the ticket it was written on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPart {
    /// The kind of contact.
    kind: Option<Kind>,
    /// What it is about, in a line of at most 200 characters.
    title: Option<String>,
    /// What happened; at most 20,000 characters.
    description: Option<String>,
    /// The category, by id or code.
    category: Option<String>,
    /// How far it reaches.
    impact: Option<Impact>,
    /// How soon it matters.
    urgency: Option<Urgency>,
    /// For whom, by id or e-mail: who wrote the comment, or the requester of the ticket it was written on.
    requester: Option<String>,
    /// How it came in.
    channel: Option<Channel>,
    /// First contact: not in the future, at most 30 days ago. When the comment was written if unset.
    reported_at: Option<Timestamp>,
    /// The classification of its information. What was restricted stays so.
    classification: Option<Classification>,
    /// The caller has looked through the words: needed where more people may come to read them than did before, that is for
    /// internal notes and for a requester of another agency.
    #[serde(default)]
    reviewed: bool,
}

/// Opens a ticket from a reply or note on another, with the files that came with it. The two are linked, and both histories
/// tell of it.
#[utoipa::path(
    tag = "tickets",
    request_body = NewPart,
    responses((status = 201, body = TicketAfter<'static>, headers(("Location" = String, description = "Where the new ticket is"))))
)]
#[post("/tickets/{number}/comments/{id}/ticket")]
pub(super) async fn split(
    wish: Wish<NewPart>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path.0)?;
    let comment: CommentId = path.1.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    wish.done(move |conn, Wished { actor, fields, now, language, .. }| {
        let report = Open {
            kind: fields.kind,
            title: fields.title.unwrap_or_default(),
            description: fields.description.unwrap_or_default(),
            category: fields.category.unwrap_or_default(),
            impact: fields.impact,
            urgency: fields.urgency,
            requester: fields.requester,
            channel: fields.channel,
            reported_at: fields.reported_at,
            classification: fields.classification,
            continues: None,
        };
        let request = Split { comment, report, reviewed: fields.reviewed };
        let parted = attachments::split(conn, &actor, &number, request, now)?;
        after(conn, &actor, &parted.ticket, language, |path, version, ticket| made(path, version, ticket))
    })
    .await
}
