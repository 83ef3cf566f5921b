//! `GET /admin/calendars`.

use actix_web::HttpResponse;
use serde::Serialize;

use super::wording;
use crate::desk::people::access;
use crate::desk::sla::{self, CalendarEntry};
use crate::http::error::Refusal;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    rows: Vec<Row>,
    keeps: bool,
}

#[derive(Serialize)]
struct Row {
    code: String,
    name: String,
    zone: String,
    zone_default: bool,
    monday: String,
    friday: String,
    versions: i32,
}

/// All calendars.
///
/// # Errors
/// When they cannot be read.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let (rules, counts) = visit.read(|conn, _| sla::rules(conn)).await?;
    let today = visit.now;
    let voice = visit.voice();
    let rows = rules.calendars.iter().map(|entry| row(entry, today, voice)).collect();
    let frame = visit.frame(voice.say("nav.calendars"), "calendars", counts);
    let keeps = access::keeps_promises(&visit.actor).is_ok();
    visit.page("admin/calendars", &frame, &Shown { rows, keeps })
}

fn row(entry: &CalendarEntry, now: crate::clock::Timestamp, voice: Voice<'_>) -> Row {
    let week = entry.version_on(now.date_in(entry.zone)).map(|(_, version)| &version.weekly);
    let day = |place: usize| {
        let hours = week.and_then(|week| week.days().get(place)).map(wording::spoken).unwrap_or_default();
        if hours.is_empty() { voice.say("calendars.day_off") } else { hours }
    };
    Row {
        code: entry.code.clone(),
        name: entry.name.clone(),
        zone: zone(entry.zone.name()).to_owned(),
        zone_default: entry.zone_default,
        monday: day(0),
        friday: day(4),
        versions: entry.seq(),
    }
}

/// A zone as people call it.
pub(super) fn zone(name: &str) -> &str {
    match name {
        "Asia/Jakarta" => "WIB",
        "Asia/Makassar" => "WITA",
        "Asia/Jayapura" => "WIT",
        other => other,
    }
}
