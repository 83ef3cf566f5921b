//! Grants (Penugasan): one's own for everybody, all for administrators and supervisors; administrators write them.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{self, emptied, spelled};
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::me::Granted;
use super::wish::{Nothing, Wish, Wished};
use crate::desk::ids::GrantId;
use crate::desk::people::grants::{self, GrantFilter, NewGrant, Term};
use crate::desk::people::{By, access, agencies, groups, persons};
use crate::desk::words::Role;
use crate::http::error::{Reason, Refusal};

/// Which grants.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct GrantFilters {
    /// Of this person, by id or e-mail; or `me`.
    person: Option<String>,
    /// Of this role.
    #[param(value_type = Option<Role>)]
    role: Option<String>,
    /// For this agency, by id or code.
    agency: Option<String>,
    /// For this group, by id or code.
    group: Option<String>,
    /// That hold on this day.
    #[param(value_type = Option<NaiveDate>)]
    holding_on: Option<String>,
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A grant to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantWish {
    /// To whom, by id or e-mail.
    #[serde(default)]
    #[schema(required)]
    person: String,
    /// What they shall do.
    role: Role,
    /// For which agency, by id or code: with `tier1_technician` and `agency_head` only.
    agency: Option<String>,
    /// For which Tier 2 group, by id or code: with `tier2_engineer` only.
    group: Option<String>,
    /// The first day it holds; today if unset.
    valid_from: Option<NaiveDate>,
    /// The last day it holds; needed for auditors.
    valid_until: Option<NaiveDate>,
    /// The decree it rests on; needed for auditors.
    #[serde(default)]
    decree: String,
}

/// What of a grant shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantChange {
    /// The first day it holds.
    valid_from: Option<NaiveDate>,
    /// The last day it holds; `null` for until further notice.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<NaiveDate>)]
    valid_until: Option<Option<NaiveDate>>,
    /// The decree it rests on.
    decree: Option<String>,
}

/// Finds grants, in the order they were given.
#[utoipa::path(tag = "grants", params(GrantFilters), responses((status = 200, body = inline(Listed<Granted>))))]
#[get("/grants")]
pub(super) async fn list(asks: Asks<GrantFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let filters = asks.filters.clone();
    let part = reading.part(filters.limit.as_deref(), filters.cursor.as_deref());
    let role = reading.word("role", filters.role.as_deref());
    let holding_on = reading.value("holding_on", filters.holding_on.as_deref(), "no_date");
    let page = asks
        .reads(move |conn, actor| {
            let mut filter = GrantFilter { role, holding_on, ..GrantFilter::default() };
            if let Some(name) = filters.agency {
                filter.agency = reading.found("agency", agencies::named(conn, &name))?.map(|found| found.id);
            }
            if let Some(name) = filters.group {
                filter.group = reading.found("group", groups::named(conn, &name))?.map(|found| found.id);
            }
            match filters.person.as_deref().map(str::trim) {
                None => {}
                Some("me") => filter.person = Some(actor.id),
                Some(name) => {
                    filter.person =
                        reading.found("person", persons::named(conn, actor, name))?.map(|found| found.id);
                }
            }
            reading.finish()?;
            Ok::<_, Refusal>(grants::list(conn, actor, filter, part)?)
        })
        .await?;
    let items = page.items.into_iter().map(Granted::of).collect();
    Ok(shown(None, &Listed { items, next_cursor: page.next.map(opaque) }))
}

/// Reads a grant.
#[utoipa::path(tag = "grants", responses((status = 200, body = Granted)))]
#[get("/grants/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = grant_id(&id)?;
    let grant = asks.reads(move |conn, actor| grants::get(conn, actor, id)).await?;
    Ok(shown(Some(grant.version), &Granted::of(grant)))
}

/// Gives a grant.
#[utoipa::path(tag = "grants", request_body = GrantWish, responses((status = 201, body = Granted)))]
#[post("/grants")]
pub(super) async fn give(wish: Wish<GrantWish>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::administers(&actor)?;
        let person_id = administration::person(conn, &actor, "person", &fields.person)?;
        let agency_id =
            fields.agency.map(|name| administration::agency(conn, "agency", &name)).transpose()?;
        let group_id = fields.group.map(|name| administration::group(conn, "group", &name)).transpose()?;
        let term = Term {
            valid_from: fields.valid_from.unwrap_or_else(|| now.date_in(actor.zone)),
            valid_until: fields.valid_until,
            decree: fields.decree,
        };
        let new = NewGrant { person_id, role: fields.role, agency_id, group_id, term };
        let grant = grants::give(conn, By::Person(&actor), new, now).map_err(spelled)?;
        made(&format!("/grants/{}", grant.id), Some(grant.version), &Granted::of(grant))
    })
    .await
}

/// Changes the days or the decree of a grant, in the version that was read.
#[utoipa::path(tag = "grants", request_body = GrantChange, responses((status = 200, body = Granted)))]
#[patch("/grants/{id}")]
pub(super) async fn change(wish: Wish<GrantChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = grant_id(&id)?;
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::administers(&actor)?;
        let before = grants::get(conn, &actor, id)?;
        let kept = before.term();
        let term = Term {
            valid_from: fields.valid_from.unwrap_or(kept.valid_from),
            valid_until: fields.valid_until.unwrap_or(kept.valid_until),
            decree: fields.decree.unwrap_or(kept.decree),
        };
        let version = read.unwrap_or(before.version);
        let grant = grants::change(conn, By::Person(&actor), id, version, term, now).map_err(spelled)?;
        told(Some(grant.version), &Granted::of(grant))
    })
    .await
}

/// Takes a grant back at once.
#[utoipa::path(tag = "grants", request_body = Nothing, responses((status = 200, body = Granted)))]
#[post("/grants/{id}/revocation")]
pub(super) async fn revoke(wish: Wish, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = grant_id(&id)?;
    wish.done(move |conn, Wished { actor, read, now, .. }| {
        access::administers(&actor)?;
        let before = grants::get(conn, &actor, id)?;
        let version = read.unwrap_or(before.version);
        let grant = grants::revoke(conn, By::Person(&actor), id, version, now).map_err(spelled)?;
        told(Some(grant.version), &Granted::of(grant))
    })
    .await
}

fn grant_id(text: &str) -> Result<GrantId, Refusal> {
    text.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
