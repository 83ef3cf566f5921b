//! Absences of technicians, by whom they concern: themselves, the head of their agency, supervisors, administrators.

use actix_web::{HttpResponse, get, patch, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::administration::emptied;
use super::answers::{Listed, made, shown, told};
use super::asks::{Asks, Reading, opaque};
use super::wish::{Nothing, Wish, Wished};
use crate::db::DbConn;
use crate::desk::ids::AbsenceId;
use crate::desk::people::absences::{self, Absence, AbsenceFields};
use crate::desk::people::{Actor, persons};
use crate::http::error::{Reason, Refusal};

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AbsenceFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An absence to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AbsenceWish {
    /// The first day, at most 30 days ago.
    absent_from: NaiveDate,
    /// The last day; the first if unset.
    absent_until: Option<NaiveDate>,
    /// Why, 200 characters at most.
    #[serde(default)]
    reason: String,
}

/// What of an absence shall be different; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AbsenceChange {
    /// The first day.
    absent_from: Option<NaiveDate>,
    /// The last day.
    absent_until: Option<NaiveDate>,
    /// Why; `null` for nothing said.
    #[serde(default, deserialize_with = "emptied")]
    #[schema(value_type = Option<String>)]
    reason: Option<Option<String>>,
}

/// Lists the absences of a person the caller may look up, newest first.
#[utoipa::path(tag = "absences", params(AbsenceFilters), responses((status = 200, body = inline(Listed<Absence>))))]
#[get("/people/{id}/absences")]
pub(super) async fn list(asks: Asks<AbsenceFilters>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    let page = asks
        .reads(move |conn, actor| {
            reading.finish()?;
            let person = persons::named(conn, actor, &id)?;
            Ok::<_, Refusal>(absences::list(conn, actor, person.id, part)?)
        })
        .await?;
    Ok(shown(None, &Listed { items: page.items, next_cursor: page.next.map(opaque) }))
}

/// Reads an absence.
#[utoipa::path(tag = "absences", responses((status = 200, body = Absence)))]
#[get("/people/{id}/absences/{absence}")]
pub(super) async fn show(asks: Asks, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let absence = asks.reads(move |conn, actor| of(conn, actor, &path)).await?;
    Ok(shown(Some(absence.version), &absence))
}

/// Enters an absence.
#[utoipa::path(tag = "absences", request_body = AbsenceWish, responses((status = 201, body = Absence)))]
#[post("/people/{id}/absences")]
pub(super) async fn enter(wish: Wish<AbsenceWish>, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    wish.done(move |conn, Wished { actor, fields, now, .. }| {
        let person = persons::named(conn, &actor, &id)?.id;
        let fields = AbsenceFields {
            absent_from: fields.absent_from,
            absent_until: fields.absent_until.unwrap_or(fields.absent_from),
            reason: fields.reason,
        };
        let absence = absences::enter(conn, &actor, person, fields, now)?;
        let path = format!("/people/{person}/absences/{}", absence.id);
        made(&path, Some(absence.version), &absence)
    })
    .await
}

/// Changes an absence that is not over, in the version that was read.
#[utoipa::path(tag = "absences", request_body = AbsenceChange, responses((status = 200, body = Absence)))]
#[patch("/people/{id}/absences/{absence}")]
pub(super) async fn change(
    wish: Wish<AbsenceChange>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        let before = of(conn, &actor, &path)?;
        let kept = before.fields();
        let wished = AbsenceFields {
            absent_from: fields.absent_from.unwrap_or(kept.absent_from),
            absent_until: fields.absent_until.unwrap_or(kept.absent_until),
            reason: fields.reason.map_or(kept.reason, Option::unwrap_or_default),
        };
        let version = read.unwrap_or(before.version);
        let absence = absences::change(conn, &actor, before.id, version, wished, now)?;
        told(Some(absence.version), &absence)
    })
    .await
}

/// Takes an absence back: one that has not begun before today counts for nothing, one that has ended yesterday.
#[utoipa::path(tag = "absences", request_body = Nothing, responses((status = 200, body = Absence)))]
#[post("/people/{id}/absences/{absence}/withdrawal")]
pub(super) async fn withdraw(wish: Wish, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    wish.done(move |conn, Wished { actor, read, now, .. }| {
        let before = of(conn, &actor, &path)?;
        let version = read.unwrap_or(before.version);
        let absence = absences::withdraw(conn, &actor, before.id, version, now)?;
        told(Some(absence.version), &absence)
    })
    .await
}

/// The absence of an address, if it is that person's.
fn of(conn: &mut DbConn, actor: &Actor, path: &(String, String)) -> Result<Absence, Refusal> {
    let (person, id) = path;
    let id: AbsenceId = id.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let person = persons::named(conn, actor, person)?;
    let absence = absences::get(conn, actor, id)?;
    if absence.person_id == person.id { Ok(absence) } else { Err(Refusal::of(Reason::NotFound)) }
}
