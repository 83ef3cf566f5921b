//! The routing table: who a ticket of a category belongs to, by the agency's status (PM 19(6)).

use actix_web::{HttpResponse, delete, get, patch, post, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{self, spelled};
use super::answers::{Listed, gone, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Wish, Wished};
use crate::desk::catalogue::routes::{self, RouteFields, RouteLine};
use crate::desk::ids::RouteId;
use crate::desk::people::{By, access};
use crate::desk::words::{AgencyStatus, Tier};
use crate::http::error::{Reason, Refusal};

/// Which part of the routing table.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RouteFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A line of the routing table to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRoute {
    /// The category, by id or code.
    #[serde(default)]
    #[schema(required)]
    category: String,
    /// The agencies it is for.
    agency_status: AgencyStatus,
    /// The tier that solves it by law.
    tier: Tier,
    /// The Tier 2 group that is asked, by id or code.
    #[serde(default)]
    #[schema(required)]
    group: String,
    /// Whether it ends at the agency: Tier 2 is only consulted.
    #[serde(default)]
    ends_at_agency: bool,
    /// Where the law says so.
    #[serde(default)]
    legal_basis: String,
}

/// What of a line shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RouteChange {
    /// The tier that solves it by law.
    tier: Option<Tier>,
    /// The Tier 2 group that is asked, by id or code.
    group: Option<String>,
    /// Whether it ends at the agency.
    ends_at_agency: Option<bool>,
    /// Where the law says so.
    legal_basis: Option<String>,
}

/// Lists the routing table.
#[utoipa::path(tag = "routes", params(RouteFilters), responses((status = 200, body = inline(Listed<RouteLine>))))]
#[get("/routes")]
pub(super) async fn list(asks: Asks<RouteFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    reading.finish()?;
    let page = asks.reads(move |conn, _| routes::list(conn, part)).await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Reads a line of the routing table.
#[utoipa::path(tag = "routes", responses((status = 200, body = RouteLine)))]
#[get("/routes/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = route_id(&id)?;
    let line = asks.reads(move |conn, _| routes::get(conn, id)).await?;
    Ok(shown(Some(line.version), &line))
}

/// Enters a line.
#[utoipa::path(tag = "routes", request_body = NewRoute, responses((status = 201, body = RouteLine)))]
#[post("/routes")]
pub(super) async fn create(wish: Wish<NewRoute>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::administers(&actor)?;
        let category_id = administration::category(conn, "category", &fields.category)?;
        let group_id = administration::group(conn, "group", &fields.group)?;
        let fields = RouteFields {
            category_id,
            agency_status: fields.agency_status,
            tier: fields.tier,
            group_id,
            ends_at_agency: fields.ends_at_agency,
            legal_basis: fields.legal_basis,
        };
        let line = routes::create(conn, By::Person(&actor), fields, now).map_err(spelled)?;
        made(&format!("/routes/{}", line.id), Some(line.version), &line)
    })
    .await
}

/// Changes a line, in the version that was read. It stays with its category and the status of its agencies.
#[utoipa::path(tag = "routes", request_body = RouteChange, responses((status = 200, body = RouteLine)))]
#[patch("/routes/{id}")]
pub(super) async fn change(wish: Wish<RouteChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = route_id(&id)?;
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::administers(&actor)?;
        let before = routes::get(conn, id)?;
        let kept = before.fields();
        let group_id = match fields.group {
            Some(name) => administration::group(conn, "group", &name)?,
            None => kept.group_id,
        };
        let wished = RouteFields {
            tier: fields.tier.unwrap_or(kept.tier),
            group_id,
            ends_at_agency: fields.ends_at_agency.unwrap_or(kept.ends_at_agency),
            legal_basis: fields.legal_basis.unwrap_or(kept.legal_basis),
            category_id: kept.category_id,
            agency_status: kept.agency_status,
        };
        let version = read.unwrap_or(before.version);
        let line = routes::change(conn, By::Person(&actor), id, version, wished, now).map_err(spelled)?;
        told(Some(line.version), &line)
    })
    .await
}

/// Removes a line, so that another one or the category above decides.
#[utoipa::path(tag = "routes", responses((status = 204, description = "It is gone")))]
#[delete("/routes/{id}")]
pub(super) async fn remove(wish: Wish, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = route_id(&id)?;
    wish.done(move |conn, Wished { actor, read, now, .. }| {
        access::administers(&actor)?;
        let version = read.unwrap_or(routes::get(conn, id)?.version);
        routes::remove(conn, By::Person(&actor), id, version, now).map_err(spelled)?;
        Ok(gone())
    })
    .await
}

fn route_id(text: &str) -> Result<RouteId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
