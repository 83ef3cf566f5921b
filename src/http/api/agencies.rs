//! Agencies (Perangkat Daerah). Everybody may read them; administrators write them.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::{self, emptied, spelled};
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Wish, Wished};
use crate::desk::people::By;
use crate::desk::people::access;
use crate::desk::people::agencies::{self, Agency, AgencyFields, AgencyFilter};
use crate::desk::sla;
use crate::http::error::Refusal;

/// Which agencies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AgencyFilters {
    /// With these letters in name, short name or code.
    q: Option<String>,
    /// That belong to this agency, by id or code.
    parent: Option<String>,
    /// That exist on this day.
    #[param(value_type = Option<NaiveDate>)]
    active_on: Option<String>,
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An agency to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAgency {
    /// Its short code: 2 to 20 letters, digits, dots and hyphens; kept in capitals.
    #[serde(default)]
    #[schema(required)]
    code: String,
    /// Its full name.
    #[serde(default)]
    #[schema(required)]
    name: String,
    /// What it is called for short; its name if unset.
    short_name: Option<String>,
    /// The agency it belongs to, by id or code.
    parent: Option<String>,
    /// Whether it is the Dinas. There is only one.
    #[serde(default)]
    ict_department: bool,
    /// An IANA zone.
    #[serde(default)]
    #[schema(required, example = "Asia/Makassar")]
    zone: String,
    /// The calendar it works in, by id or code; the default of its zone if unset.
    calendar: Option<String>,
    /// The first day it is a PD Mandiri TIK.
    self_managed_from: Option<NaiveDate>,
    /// The last day it is one.
    self_managed_until: Option<NaiveDate>,
    /// The decree that made it one.
    self_managed_decree: Option<String>,
    /// The first day it exists; today if unset.
    active_from: Option<NaiveDate>,
    /// The last day it exists.
    active_until: Option<NaiveDate>,
    /// The name its letters come under, 60 characters at most; that of the desk if unset.
    sender_name: Option<String>,
    /// What stands below its letters, six lines at most; the name of the desk if unset.
    signature: Option<String>,
}

/// What of an agency shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgencyChange {
    /// Its short code.
    code: Option<String>,
    /// Its full name.
    name: Option<String>,
    /// What it is called for short.
    short_name: Option<String>,
    /// The agency it belongs to, by id or code; `null` for none.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<String>>,
    /// Whether it is the Dinas.
    ict_department: Option<bool>,
    /// An IANA zone.
    zone: Option<String>,
    /// The calendar it works in, by id or code; `null` for the default of its zone.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    calendar: Option<Option<String>>,
    /// The first day it is a PD Mandiri TIK.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<NaiveDate>)]
    self_managed_from: Option<Option<NaiveDate>>,
    /// The last day it is one.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<NaiveDate>)]
    self_managed_until: Option<Option<NaiveDate>>,
    /// The decree that made it one.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    self_managed_decree: Option<Option<String>>,
    /// The first day it exists.
    active_from: Option<NaiveDate>,
    /// The last day it exists; `null` for until further notice.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<NaiveDate>)]
    active_until: Option<Option<NaiveDate>>,
    /// The name its letters come under; `null` for that of the desk.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    sender_name: Option<Option<String>>,
    /// What stands below its letters; `null` for the name of the desk.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    signature: Option<Option<String>>,
}

/// Finds agencies, by name.
#[utoipa::path(tag = "agencies", params(AgencyFilters), responses((status = 200, body = inline(Listed<Agency>))))]
#[get("/agencies")]
pub(super) async fn list(asks: Asks<AgencyFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    let active_on = reading.value("active_on", asks.filters.active_on.as_deref(), "no_date");
    let search = asks.filters.q.clone().unwrap_or_default();
    let parent = asks.filters.parent.clone();
    let page = asks
        .reads(move |conn, _| {
            let parent = match parent {
                Some(name) => reading.found("parent", agencies::named(conn, &name))?.map(|found| found.id),
                None => None,
            };
            reading.finish()?;
            let filter = AgencyFilter { search, parent, active_on };
            Ok::<_, Refusal>(agencies::list(conn, &filter, part)?)
        })
        .await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Reads an agency, by id or code.
#[utoipa::path(tag = "agencies", responses((status = 200, body = Agency)))]
#[get("/agencies/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let agency = asks.reads(move |conn, _| agencies::named(conn, &id)).await?;
    Ok(shown(Some(agency.version), &agency))
}

/// Enters an agency, and with it its Tier 1 group.
#[utoipa::path(tag = "agencies", request_body = NewAgency, responses((status = 201, body = Agency)))]
#[post("/agencies")]
pub(super) async fn create(wish: Wish<NewAgency>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        access::administers(&actor)?;
        let parent_id =
            fields.parent.map(|name| administration::agency(conn, "parent", &name)).transpose()?;
        let calendar_id =
            fields.calendar.map(|name| administration::calendar(conn, "calendar", &name)).transpose()?;
        let fields = AgencyFields {
            code: fields.code,
            short_name: fields.short_name.unwrap_or_else(|| fields.name.chars().take(60).collect()),
            name: fields.name,
            parent_id,
            ict_department: fields.ict_department,
            zone: fields.zone,
            calendar_id,
            self_managed_from: fields.self_managed_from,
            self_managed_until: fields.self_managed_until,
            self_managed_decree: fields.self_managed_decree,
            active_from: fields.active_from.unwrap_or_else(|| now.date_in(actor.zone)),
            active_until: fields.active_until,
            sender_name: fields.sender_name,
            signature: fields.signature,
        };
        let agency = agencies::create(conn, By::Person(&actor), fields, now).map_err(spelled)?;
        made(&format!("/agencies/{}", agency.id), Some(agency.version), &agency)
    })
    .await
}

/// Changes an agency, in the version that was read.
#[utoipa::path(tag = "agencies", request_body = AgencyChange, responses((status = 200, body = Agency)))]
#[patch("/agencies/{id}")]
pub(super) async fn change(wish: Wish<AgencyChange>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::administers(&actor)?;
        let before = agencies::named(conn, &id)?;
        let kept = before.fields();
        let parent_id = match fields.parent {
            Some(Some(name)) => Some(administration::agency(conn, "parent", &name)?),
            Some(None) => None,
            None => kept.parent_id,
        };
        let calendar_id = match fields.calendar {
            Some(Some(name)) => Some(administration::calendar(conn, "calendar", &name)?),
            Some(None) => None,
            None => kept.calendar_id,
        };
        let wished = AgencyFields {
            code: fields.code.unwrap_or(kept.code),
            name: fields.name.unwrap_or(kept.name),
            short_name: fields.short_name.unwrap_or(kept.short_name),
            parent_id,
            ict_department: fields.ict_department.unwrap_or(kept.ict_department),
            zone: fields.zone.unwrap_or(kept.zone),
            calendar_id,
            self_managed_from: fields.self_managed_from.unwrap_or(kept.self_managed_from),
            self_managed_until: fields.self_managed_until.unwrap_or(kept.self_managed_until),
            self_managed_decree: fields.self_managed_decree.unwrap_or(kept.self_managed_decree),
            active_from: fields.active_from.unwrap_or(kept.active_from),
            active_until: fields.active_until.unwrap_or(kept.active_until),
            sender_name: fields.sender_name.unwrap_or(kept.sender_name),
            signature: fields.signature.unwrap_or(kept.signature),
        };
        let version = read.unwrap_or(before.version);
        let by = By::Person(&actor);
        let agency = sla::change_agency(conn, by, before.id, version, wished, now).map_err(spelled)?;
        told(Some(agency.version), &agency)
    })
    .await
}
