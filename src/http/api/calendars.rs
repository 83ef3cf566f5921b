//! Calendars (Kalender kerja) and what they answer. Everybody may read them; administrators, the supervisor and the head of
//! the Dinas write them.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::{Listed, made, sent, told};
use super::asks::{Asks, Reading, opaque};
use super::calendar_shape::{CalendarBody, DueBody, NewCalendar, NewCalendarVersion, WholeCalendarBody};
use super::forecast_shape::ForecastBody;
use super::question::Question;
use super::wish::{Wish, Wished};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::answers::Answer;
use crate::desk::fields::FieldErrors;
use crate::desk::people::{By, access};
use crate::desk::sla::calendars::{self, CalendarChange, Proposal, Span};
use crate::desk::sla::{self, CalendarEntry, store};
use crate::desk::tickets;
use crate::http::error::Refusal;
use crate::http::problem::Problem;

/// Clocks that are counted at most.
const COUNTED: i64 = 10_000;

/// Which part of the calendars.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CalendarFilters {
    /// How many, 1 to 200; 50 if unset.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What of a calendar shall be different; what is not named stays. What it says changes by a version.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarChanges {
    /// Its name.
    name: Option<String>,
    /// `true` makes it the one that agencies of its zone use; the one that was is it no longer.
    zone_default: Option<bool>,
}

/// When is something due? Exactly one of the three spans is named.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DueQuestion {
    /// When it starts.
    start: Timestamp,
    /// Minutes of working time.
    #[schema(minimum = 0, maximum = 1_200_000)]
    working_minutes: Option<i64>,
    /// Working days: the same time of day on the n-th working day after the start, or the end of that day's work.
    #[schema(minimum = 0, maximum = 2_600)]
    working_days: Option<i64>,
    /// Minutes around the clock.
    #[schema(minimum = 0, maximum = 5_259_600)]
    elapsed_minutes: Option<i64>,
}

/// How much was worked?
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkedQuestion {
    /// From (included).
    from: Timestamp,
    /// To (excluded).
    to: Timestamp,
}

/// How much was worked.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkedBody {
    /// Seconds of working time, rounded down.
    seconds: i64,
}

/// Lists the calendars as they are today, by code.
#[utoipa::path(tag = "calendars", params(CalendarFilters), responses((status = 200, body = inline(Listed<CalendarBody>))))]
#[get("/calendars")]
pub(super) async fn list(asks: Asks<CalendarFilters>) -> Result<HttpResponse, Refusal> {
    let mut reading = Reading::default();
    let part = reading.part(asks.filters.limit.as_deref(), asks.filters.cursor.as_deref());
    reading.finish()?;
    let now = asks.app.now();
    let answer = asks.reads(move |conn, _| {
        let (rules, page) = calendars::list(conn, part)?;
        let entries = page.items.iter().filter_map(|id| rules.calendar(*id));
        let items = entries.map(|entry| CalendarBody::of(entry, now)).collect();
        told(None, &Listed { items, next_cursor: page.next.map(opaque) })
    });
    sent(answer.await?)
}

/// Reads a calendar with all its versions, by id or code.
#[utoipa::path(tag = "calendars", responses((status = 200, body = WholeCalendarBody)))]
#[get("/calendars/{id}")]
pub(super) async fn show(asks: Asks, id: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let now = asks.app.now();
    let answer = asks.reads(move |conn, _| {
        let (rules, id) = calendars::named(conn, &id)?;
        let entry = rules.calendar(id).ok_or(sla::SlaError::NotFound)?;
        told(Some(entry.version), &whole(conn, entry, now)?)
    });
    sent(answer.await?)
}

/// Enters a calendar with its first version. Open clocks are computed anew.
#[utoipa::path(tag = "calendars", request_body = NewCalendar, responses((status = 201, body = WholeCalendarBody)))]
#[post("/calendars")]
pub(super) async fn create(wish: Wish<NewCalendar>) -> Result<HttpResponse, Refusal> {
    wish.done(|conn, Wished { actor, fields, now, .. }| {
        let (calendar, version) = fields.split();
        let entry = calendars::create(conn, By::Person(&actor), calendar, version, now)?;
        entered(conn, &entry, now)
    })
    .await
}

/// Adds a version to a calendar. What held before stays; open clocks are computed anew.
#[utoipa::path(
    tag = "calendars",
    request_body = NewCalendarVersion,
    params(("If-Match" = Option<String>, Header, description = "The version of the calendar that was read, in quotes. If named, a calendar that was changed meanwhile is a 412.")),
    responses(
        (status = 201, body = WholeCalendarBody),
        (status = 412, description = "It was changed since the version named was read", body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/calendars/{id}/versions")]
pub(super) async fn add_version(
    wish: Wish<NewCalendarVersion>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    wish.done(move |conn, Wished { actor, fields, read, now, .. }| {
        let (_, id) = calendars::named(conn, &id)?;
        let entry = calendars::add_version(conn, By::Person(&actor), id, read, fields.fields(), now)?;
        entered(conn, &entry, now)
    })
    .await
}

/// Says what a version would do to the open clocks of all tickets, as if it were added now; nothing is kept. What adding it
/// would refuse is refused here too.
#[utoipa::path(tag = "calendars", request_body = NewCalendarVersion, responses((status = 200, body = ForecastBody)))]
#[post("/calendars/{id}/versions/preview")]
pub(super) async fn preview(
    question: Question<NewCalendarVersion>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let answer = question.reads(move |conn, actor, asked, now| {
        access::keeps_promises(actor)?;
        let (_, id) = calendars::named(conn, &id)?;
        let proposal = Proposal::Version(id, asked.fields());
        let forecast = tickets::forecast_calendar(conn, actor, proposal, now)?;
        told(None, &ForecastBody::from(forecast))
    });
    sent(answer.await?)
}

/// Changes the name of a calendar, or makes it the default of its zone, in the version that was read.
#[utoipa::path(tag = "calendars", request_body = CalendarChanges, responses((status = 200, body = WholeCalendarBody)))]
#[patch("/calendars/{id}")]
pub(super) async fn change(
    wish: Wish<CalendarChanges>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    wish.changed(move |conn, Wished { actor, fields, read, now, .. }| {
        access::keeps_promises(&actor)?;
        let (rules, id) = calendars::named(conn, &id)?;
        let current = rules.calendar(id).map_or(0, |entry| entry.version);
        let wished = CalendarChange { name: fields.name, zone_default: fields.zone_default };
        let by = By::Person(&actor);
        let entry = calendars::change(conn, by, id, read.unwrap_or(current), wished, now)?;
        told(Some(entry.version), &whole(conn, &entry, now)?)
    })
    .await
}

/// Says when a span of time that starts then is over, and why.
#[utoipa::path(tag = "calendars", request_body = DueQuestion, responses((status = 200, body = DueBody)))]
#[post("/calendars/{id}/due")]
pub(super) async fn due(
    question: Question<DueQuestion>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let answer = question.reads(move |conn, _, asked, _| {
        let (rules, id) = calendars::named(conn, &id)?;
        let span = asked.span()?;
        let entry = rules.calendar(id).ok_or(sla::SlaError::NotFound)?;
        let due = calendars::due(entry.calendar(), asked.start, span)?;
        told(None, &DueBody::new(due.due_at, due.segments))
    });
    sent(answer.await?)
}

/// Says how much working time lies between two instants.
#[utoipa::path(tag = "calendars", request_body = WorkedQuestion, responses((status = 200, body = WorkedBody)))]
#[post("/calendars/{id}/worked")]
pub(super) async fn worked(
    question: Question<WorkedQuestion>,
    id: web::Path<String>,
) -> Result<HttpResponse, Refusal> {
    let answer = question.reads(move |conn, _, asked, _| {
        let (rules, id) = calendars::named(conn, &id)?;
        let entry = rules.calendar(id).ok_or(sla::SlaError::NotFound)?;
        let seconds = calendars::worked(entry.calendar(), asked.from, asked.to)?;
        told(None, &WorkedBody { seconds })
    });
    sent(answer.await?)
}

impl DueQuestion {
    /// The one span that is named.
    fn span(&self) -> Result<Span, FieldErrors> {
        let named = [
            self.working_minutes.map(Span::WorkingMinutes),
            self.working_days.map(Span::WorkingDays),
            self.elapsed_minutes.map(Span::ElapsedMinutes),
        ];
        let mut named = named.into_iter().flatten();
        match (named.next(), named.next()) {
            (Some(span), None) => Ok(span),
            (None, _) => Err(FieldErrors::one("working_minutes", "required")),
            (Some(_), Some(other)) => Err(FieldErrors::one(other.field(), "one_span")),
        }
    }
}

fn entered(conn: &mut DbConn, entry: &CalendarEntry, now: Timestamp) -> Result<Answer, Refusal> {
    made(&format!("/calendars/{}", entry.id), Some(entry.version), &whole(conn, entry, now)?)
}

fn whole(conn: &mut DbConn, entry: &CalendarEntry, now: Timestamp) -> Result<WholeCalendarBody, DbError> {
    let lines = calendars::history(conn, entry.id)?;
    let revision = sla::rules(conn)?.revision;
    let behind = store::clocks_behind(conn, revision, COUNTED)?;
    Ok(CalendarBody::of(entry, now).whole(lines, behind))
}
