//! Canned answers: finding and keeping them.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{category, emptied, group};
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Wish, Wished};
use crate::desk::ids::MacroId;
use crate::desk::macros::{self, Macro, MacroFields, MacroFilter, Step};
use crate::desk::people::access;
use crate::desk::people::groups;
use crate::desk::words::Visibility;
use crate::http::error::{Reason, Refusal};

/// Which canned answers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MacroFilters {
    /// With these words, or parts of them, in short word, title or text.
    q: Option<String>,
    /// Of this group, by id or code.
    group: Option<String>,
    /// The archived ones instead of those that are offered.
    #[param(value_type = Option<bool>)]
    archived: Option<String>,
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A canned answer to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMacro {
    /// The group it is for, by id or code; for all if unset, which supervisors and administrators keep.
    group: Option<String>,
    /// Its title, 120 characters at most.
    #[serde(default)]
    #[schema(required)]
    title: String,
    /// A short word it is found by, 30 characters at most.
    #[serde(default)]
    word: String,
    /// The text, 4,000 characters at most. `{nama}`, `{sapaan}`, `{tiket}`, `{judul}`, `{petugas}`, `{pd}`, `{ruang}`, `{tenggat}`
    /// and `{batas_jawab}` are filled by the ticket; another name in braces is refused.
    #[serde(default)]
    #[schema(required)]
    body: String,
    /// `public` for a reply, `internal` for a note.
    visibility: Visibility,
    /// Whether the one who answers takes the ticket.
    #[serde(default)]
    takes: bool,
    /// The category the ticket gets, by id or code.
    category: Option<String>,
    /// Where the ticket goes; only with a reply.
    step: Option<Step>,
    /// Working days the requester has to answer, 1 to 60; only with `ask`.
    answer_days: Option<i32>,
    /// The cause that is noted for staff; only with `resolve`.
    cause: Option<String>,
}

/// What of a canned answer shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MacroChange {
    /// The group it is for, by id or code; `null` for all.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    group: Option<Option<String>>,
    /// Its title.
    title: Option<String>,
    /// A short word it is found by; empty for none.
    word: Option<String>,
    /// The text.
    body: Option<String>,
    /// A reply or a note.
    visibility: Option<Visibility>,
    /// Whether the one who answers takes the ticket.
    takes: Option<bool>,
    /// The category the ticket gets, by id or code; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    category: Option<Option<String>>,
    /// Where the ticket goes; `null` for nowhere.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<Step>)]
    step: Option<Option<Step>>,
    /// Working days the requester has to answer; `null` for no such limit.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<i32>)]
    answer_days: Option<Option<i32>>,
    /// The cause; empty for none.
    cause: Option<String>,
    /// `true` archives it, `false` takes it out again; alone, without other changes.
    archived: Option<bool>,
}

/// Finds the canned answers the caller may use: those for all and those of their groups.
#[utoipa::path(tag = "macros", params(MacroFilters), responses((status = 200, body = inline(Listed<Macro>))))]
#[get("/macros")]
pub(super) async fn list(asks: Asks<MacroFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part::<MacroId>(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    let archived = reading.value("archived", asks.filters.archived.as_deref(), "no_flag");
    let (search, named) = (asks.filters.q.clone().unwrap_or_default(), asks.filters.group.clone());
    let found = asks.reads(move |conn, actor| {
        let group = match named {
            Some(name) => reading.found("group", groups::named(conn, &name))?.map(|found| found.id),
            None => None,
        };
        reading.finish()?;
        let filter = MacroFilter { search, group, archived: archived.unwrap_or(false) };
        Ok::<_, Refusal>(macros::list(conn, actor, &filter)?)
    });
    let mut items = found.await?;
    items.sort_by_key(|canned| canned.id);
    items.retain(|canned| part.after.is_none_or(|after| canned.id > after));
    let limit = usize::try_from(part.limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items.last().filter(|_| more).map(|canned| opaque(canned.id));
    Ok(shown(None, &Listed { items, next_cursor }))
}

/// Reads one of them.
#[utoipa::path(tag = "macros", responses((status = 200, body = Macro)))]
#[get("/macros/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = macro_id(&id)?;
    let canned = asks.reads(move |conn, actor| Ok::<_, Refusal>(macros::get(conn, actor, id)?)).await?;
    Ok(shown(Some(canned.version), &canned))
}

/// Keeps a canned answer for a group of one's own, or, for those who may, for all.
#[utoipa::path(tag = "macros", request_body = NewMacro, responses((status = 201, body = Macro)))]
#[post("/macros")]
pub(super) async fn create(wish: Wish<NewMacro>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::uses_macros(&actor)?;
        let fields = MacroFields {
            group_id: fields.group.map(|name| group(conn, "group", &name)).transpose()?,
            category_id: fields.category.map(|name| category(conn, "category", &name)).transpose()?,
            title: fields.title,
            word: fields.word,
            body: fields.body,
            visibility: fields.visibility,
            takes: fields.takes,
            step: fields.step,
            answer_days: fields.answer_days,
            cause: fields.cause.unwrap_or_default(),
        };
        let canned = macros::create(conn, &actor, fields, now)?;
        made(&format!("/macros/{}", canned.id), Some(canned.version), &canned)
    })
    .await
}

/// Changes or archives one, in the version that was read.
#[utoipa::path(tag = "macros", request_body = MacroChange, responses((status = 200, body = Macro)))]
#[patch("/macros/{id}")]
pub(super) async fn change(wish: Wish<MacroChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = macro_id(&id)?;
    wish.changed(move |conn, Wished { actor, fields: wanted, read, now, .. }| {
        let before = macros::get(conn, &actor, id)?;
        let version = read.unwrap_or(before.version);
        let mut fields = before.fields();
        if let Some(named) = wanted.group {
            fields.group_id = named.map(|name| group(conn, "group", &name)).transpose()?;
        }
        if let Some(named) = wanted.category {
            fields.category_id = named.map(|name| category(conn, "category", &name)).transpose()?;
        }
        fields.title = wanted.title.unwrap_or(fields.title);
        fields.word = wanted.word.unwrap_or(fields.word);
        fields.body = wanted.body.unwrap_or(fields.body);
        fields.visibility = wanted.visibility.unwrap_or(fields.visibility);
        fields.takes = wanted.takes.unwrap_or(fields.takes);
        fields.step = wanted.step.unwrap_or(fields.step);
        fields.answer_days = wanted.answer_days.unwrap_or(fields.answer_days);
        fields.cause = wanted.cause.unwrap_or(fields.cause);
        let canned = match wanted.archived {
            None => macros::change(conn, &actor, id, version, fields, now)?,
            Some(_) if fields != before.fields() => return Err(Refusal::field("archived", "alone")),
            Some(true) => macros::archive(conn, &actor, id, version, now)?,
            Some(false) => macros::restore(conn, &actor, id, version, now)?,
        };
        told(Some(canned.version), &canned)
    })
    .await
}

/// The id in an address.
///
/// # Errors
/// [`Reason::NotFound`] if it is none.
pub(super) fn macro_id(text: &str) -> Result<MacroId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
