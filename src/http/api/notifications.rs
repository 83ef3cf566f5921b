//! What the caller is told of what happened, and by which ways they want to hear of what.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Nothing, Wish, Wished};
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::NotificationId;
use crate::desk::letters::LetterKind;
use crate::desk::notifications::choices::{self, concerning};
use crate::desk::notifications::{self, Choice, Choices, Notification};
use crate::desk::people::{Actor, PeopleError, persons};
use crate::http::error::{Reason, Refusal};

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct NotificationFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Until when everything is read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadUntil {
    /// The `created_at` of the newest that was seen; now if unset.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    until: Option<Timestamp>,
}

/// What was marked.
#[derive(Serialize, ToSchema)]
pub(super) struct MarkedAsRead {
    /// How many were unread before.
    marked: usize,
}

/// By which ways the caller wants to hear of what.
#[derive(Serialize, ToSchema)]
pub(super) struct NotificationChoices {
    /// The version, which is the caller's own: their `ETag`.
    version: i64,
    /// Each kind of news that can concern the caller.
    items: Vec<ChosenWays>,
}

/// By which ways for one kind of news.
#[derive(Serialize, ToSchema)]
pub(super) struct ChosenWays {
    /// What it tells.
    letter: LetterKind,
    /// By e-mail.
    by_mail: bool,
    /// In the application.
    in_app: bool,
    /// Whether the e-mail cannot be switched off: warnings about promises, and the stages of one's own ticket.
    mail_is_fixed: bool,
}

/// Which choices shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoicesChange {
    /// The kinds of news to choose for.
    items: Vec<WaysWished>,
}

/// What is wished for one kind of news.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WaysWished {
    /// What it tells.
    letter: LetterKind,
    /// By e-mail.
    by_mail: Option<bool>,
    /// In the application.
    in_app: Option<bool>,
}

/// Lists what happened that concerns the caller, newest first, for 90 days: as far as they may see the tickets now. Of a
/// restricted ticket there are number and stage alone.
#[utoipa::path(tag = "notifications", params(NotificationFilters), responses((status = 200, body = inline(Listed<Notification>))))]
#[get("/notifications")]
pub(super) async fn list(asks: Asks<NotificationFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    let page = asks
        .reads(move |conn, actor| {
            reading.finish()?;
            Ok::<_, Refusal>(notifications::list(conn, actor, part)?)
        })
        .await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Marks one as read.
#[utoipa::path(tag = "notifications", request_body = Nothing, responses((status = 200, body = Notification)))]
#[post("/notifications/{id}/reading")]
pub(super) async fn mark(wish: Wish, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id: NotificationId = id.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    wish.done(move |conn, Wished { actor, now, .. }| told(None, &notifications::see(conn, &actor, id, now)?))
        .await
}

/// Marks everything as read that was written until then.
#[utoipa::path(tag = "notifications", request_body = ReadUntil, responses((status = 200, body = MarkedAsRead)))]
#[post("/notifications/reading")]
pub(super) async fn mark_all(wish: Wish<ReadUntil>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        let marked = notifications::see_all(conn, &actor, fields.until.unwrap_or(now), now)?;
        told(None, &MarkedAsRead { marked })
    })
    .await
}

/// Reads by which ways the caller hears of what.
#[utoipa::path(tag = "notifications", responses((status = 200, body = NotificationChoices)))]
#[get("/notifications/choices")]
pub(super) async fn chosen(asks: Asks) -> Result<HttpResponse, Refusal> {
    let found = asks
        .reads(|conn, actor| {
            let version = persons::get(conn, actor, actor.id)?.version;
            Ok::<_, PeopleError>(NotificationChoices::of(version, actor, &choices::read(conn, actor)?))
        })
        .await?;
    Ok(shown(Some(found.version), &found))
}

/// Chooses by which ways the caller hears of what, on the version that was read. E-mail that warns of a promise, and e-mail
/// about a ticket of one's own, cannot be switched off.
#[utoipa::path(tag = "notifications", request_body = ChoicesChange, responses((status = 200, body = NotificationChoices)))]
#[patch("/notifications/choices")]
pub(super) async fn choose(wish: Wish<ChoicesChange>) -> Result<HttpResponse, Refusal> {
    wish.changed(|conn, Wished { actor, fields, read, now, .. }| {
        let before = choices::read(conn, &actor)?;
        let mut errors = FieldErrors::default();
        let mut wanted = Vec::new();
        for one in fields.items {
            let kept = before.of(one.letter);
            let fixed = one.by_mail == Some(false) && one.letter.is_always_sent();
            errors.check(!fixed, "by_mail", "always_sent");
            let choice = Choice {
                by_mail: one.by_mail.unwrap_or(kept.by_mail),
                in_app: one.in_app.unwrap_or(kept.in_app),
            };
            wanted.push((one.letter, choice));
        }
        errors.finish()?;
        let version = choices::set(conn, &actor, read.unwrap_or(0), &wanted, now)?;
        let after = NotificationChoices::of(version, &actor, &choices::read(conn, &actor)?);
        told(Some(version), &after)
    })
    .await
}

impl NotificationChoices {
    fn of(version: i64, actor: &Actor, choices: &Choices) -> Self {
        let ways = |letter: LetterKind| {
            let Choice { by_mail, in_app } = choices.of(letter);
            ChosenWays { letter, by_mail, in_app, mail_is_fixed: letter.is_always_sent() }
        };
        Self { version, items: concerning(actor).into_iter().map(ways).collect() }
    }
}
