//! Support groups (Tim). Tier 1 groups come with their agencies; administrators enter those of Tier 2.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{self, emptied};
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Wish, Wished};
use crate::desk::people::By;
use crate::desk::people::access;
use crate::desk::people::agencies;
use crate::desk::people::groups::{self, Group, GroupFields, GroupFilter};
use crate::desk::sla;
use crate::desk::words::Tier;
use crate::http::error::Refusal;

/// Which groups.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct GroupFilters {
    /// Of this tier: 1 or 2.
    tier: Option<String>,
    /// Of this agency, by id or code.
    agency: Option<String>,
    /// That take tickets, or that do not.
    #[param(value_type = Option<bool>)]
    active: Option<String>,
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A Tier 2 group to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewGroup {
    /// Its short code: 2 to 20 letters, digits, dots and hyphens; kept in capitals.
    #[serde(default)]
    #[schema(required)]
    code: String,
    /// Its name.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// The calendar it works in, by id or code; that of the Dinas if unset.
    calendar: Option<String>,
    /// Whether it handles security incidents, and may read them.
    #[serde(default)]
    handles_security: bool,
}

/// What of a group shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupChange {
    /// Its short code.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
    /// The calendar it works in, by id or code; `null` for that of its agency, or of the Dinas for Tier 2.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    calendar: Option<Option<String>>,
    /// Whether it handles security incidents.
    handles_security: Option<bool>,
    /// Whether it takes tickets.
    active: Option<bool>,
}

/// Finds groups, by code.
#[utoipa::path(tag = "support-groups", params(GroupFilters), responses((status = 200, body = inline(Listed<Group>))))]
#[get("/support-groups")]
pub(super) async fn list(asks: Asks<GroupFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    let tier = reading.word::<Tier>("tier", asks.filters.tier.as_deref());
    let active = reading.value("active", asks.filters.active.as_deref(), "no_flag");
    let agency = asks.filters.agency.clone();
    let page = asks
        .reads(move |conn, _| {
            let agency = match agency {
                Some(name) => reading.found("agency", agencies::named(conn, &name))?.map(|found| found.id),
                None => None,
            };
            reading.finish()?;
            Ok::<_, Refusal>(groups::list(conn, GroupFilter { tier, agency, active }, part)?)
        })
        .await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Reads a group, by id or code.
#[utoipa::path(tag = "support-groups", responses((status = 200, body = Group)))]
#[get("/support-groups/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let group = asks.reads(move |conn, _| groups::named(conn, &id)).await?;
    Ok(shown(Some(group.version), &group))
}

/// Enters a Tier 2 group.
#[utoipa::path(tag = "support-groups", request_body = NewGroup, responses((status = 201, body = Group)))]
#[post("/support-groups")]
pub(super) async fn create(wish: Wish<NewGroup>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::administers(&actor)?;
        let calendar_id =
            fields.calendar.map(|name| administration::calendar(conn, "calendar", &name)).transpose()?;
        let fields = GroupFields {
            code: fields.code,
            name: fields.name,
            calendar_id,
            handles_security: fields.handles_security,
            active: true,
        };
        let group = groups::create(conn, By::Person(&actor), fields, now)?;
        made(&format!("/support-groups/{}", group.id), Some(group.version), &group)
    })
    .await
}

/// Changes a group, in the version that was read.
#[utoipa::path(tag = "support-groups", request_body = GroupChange, responses((status = 200, body = Group)))]
#[patch("/support-groups/{id}")]
pub(super) async fn change(wish: Wish<GroupChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::administers(&actor)?;
        let before = groups::named(conn, &id)?;
        let kept = before.fields();
        let calendar_id = match fields.calendar {
            Some(Some(name)) => Some(administration::calendar(conn, "calendar", &name)?),
            Some(None) => None,
            None => kept.calendar_id,
        };
        let wished = GroupFields {
            code: fields.code.unwrap_or(kept.code),
            name: fields.name.unwrap_or(kept.name),
            calendar_id,
            handles_security: fields.handles_security.unwrap_or(kept.handles_security),
            active: fields.active.unwrap_or(kept.active),
        };
        let version = read.unwrap_or(before.version);
        let group = sla::change_group(conn, By::Person(&actor), before.id, version, wished, now)?;
        told(Some(group.version), &group)
    })
    .await
}
