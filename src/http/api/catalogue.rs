//! The categories of the service catalogue. Everybody may read them; administrators write them.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{self, emptied, spelled};
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Wish, Wished};
use crate::desk::catalogue::{Category, CategoryFields, CategoryStep, Question, categories};
use crate::desk::people::{By, access};
use crate::desk::sla;
use crate::desk::words::Kind;
use crate::http::error::Refusal;

/// Which part of the categories.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CategoryFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A category to be entered. One that the routing table names nobody for has to be inactive at first.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCategory {
    /// Its short code; kept in capitals.
    #[serde(default)]
    #[schema(required)]
    code: String,
    /// The category above it, by id or code.
    parent: Option<String>,
    /// Its Indonesian name.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// Its English name.
    #[serde(default)]
    #[schema(required)]
    name_en: String,
    /// What belongs here, in a line.
    #[serde(default)]
    hint: String,
    /// The kind its tickets are of if nobody says otherwise.
    default_kind: Kind,
    /// What has to be answered when one of its tickets is escalated.
    #[serde(default)]
    checklist: Vec<Question>,
    /// What is done for each of its tickets, copied to the ticket on demand.
    #[serde(default)]
    steps: Vec<CategoryStep>,
    /// Its place among its siblings.
    #[serde(default)]
    position: i32,
    /// Whether tickets can be opened in it.
    #[serde(default)]
    active: bool,
}

/// What of a category shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryChange {
    /// Its short code.
    code: Option<String>,
    /// The category above it, by id or code; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<String>>,
    /// Its Indonesian name.
    name: Option<String>,
    /// Its English name.
    name_en: Option<String>,
    /// What belongs here, in a line.
    hint: Option<String>,
    /// The kind its tickets are of if nobody says otherwise.
    default_kind: Option<Kind>,
    /// What has to be answered when one of its tickets is escalated.
    checklist: Option<Vec<Question>>,
    /// What is done for each of its tickets.
    steps: Option<Vec<CategoryStep>>,
    /// Its place among its siblings.
    position: Option<i32>,
    /// Whether tickets can be opened in it.
    active: Option<bool>,
}

/// Lists the categories, by code.
#[utoipa::path(tag = "categories", params(CategoryFilters), responses((status = 200, body = inline(Listed<Category>))))]
#[get("/categories")]
pub(super) async fn list(asks: Asks<CategoryFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    reading.finish()?;
    let page = asks.reads(move |conn, _| categories::list(conn, part)).await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Reads a category, by id or code.
#[utoipa::path(tag = "categories", responses((status = 200, body = Category)))]
#[get("/categories/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let category = asks.reads(move |conn, _| categories::named(conn, &id)).await?;
    Ok(shown(Some(category.version), &category))
}

/// Enters a category.
#[utoipa::path(tag = "categories", request_body = NewCategory, responses((status = 201, body = Category)))]
#[post("/categories")]
pub(super) async fn create(wish: Wish<NewCategory>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::administers(&actor)?;
        let parent_id =
            fields.parent.map(|name| administration::category(conn, "parent", &name)).transpose()?;
        let fields = CategoryFields {
            code: fields.code,
            parent_id,
            name: fields.name,
            name_en: fields.name_en,
            hint: fields.hint,
            default_kind: fields.default_kind,
            checklist: fields.checklist,
            steps: fields.steps,
            position: fields.position,
            active: fields.active,
        };
        let category = categories::create(conn, By::Person(&actor), fields, now).map_err(spelled)?;
        made(&format!("/categories/{}", category.id), Some(category.version), &category)
    })
    .await
}

/// Changes a category, in the version that was read.
#[utoipa::path(tag = "categories", request_body = CategoryChange, responses((status = 200, body = Category)))]
#[patch("/categories/{id}")]
pub(super) async fn change(
    wish: Wish<CategoryChange>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::administers(&actor)?;
        let before = categories::named(conn, &id)?;
        let kept = before.fields();
        let parent_id = match fields.parent {
            Some(Some(name)) => Some(administration::category(conn, "parent", &name)?),
            Some(None) => None,
            None => kept.parent_id,
        };
        let wished = CategoryFields {
            code: fields.code.unwrap_or(kept.code),
            parent_id,
            name: fields.name.unwrap_or(kept.name),
            name_en: fields.name_en.unwrap_or(kept.name_en),
            hint: fields.hint.unwrap_or(kept.hint),
            default_kind: fields.default_kind.unwrap_or(kept.default_kind),
            checklist: fields.checklist.unwrap_or(kept.checklist),
            steps: fields.steps.unwrap_or(kept.steps),
            position: fields.position.unwrap_or(kept.position),
            active: fields.active.unwrap_or(kept.active),
        };
        let version = read.unwrap_or(before.version);
        let by = By::Person(&actor);
        let category = sla::change_category(conn, by, before.id, version, wished, now).map_err(spelled)?;
        told(Some(category.version), &category)
    })
    .await
}
