//! One calendar: its year, its hours, its history, and what of it can be changed without a version.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::changes::{self, Line};
use super::list::zone;
use super::wording;
use super::year::{self, YearShown};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::people::{Actor, By, access};
use crate::desk::sla::calendar::Week;
use crate::desk::sla::calendars::{self, CalendarChange, VersionLine};
use crate::desk::sla::{self, CalendarEntry, SlaError, store};
use crate::http::error::Refusal;
use crate::http::forms::{Form, Posted};
use crate::http::pages::admin::mended::again;
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;

/// Clocks that are counted at most.
const COUNTED: i64 = 10_000;

/// Which year is shown.
#[derive(Deserialize)]
pub struct Wanted {
    year: Option<String>,
}

#[derive(Serialize)]
struct Shown {
    code: String,
    version: i64,
    zone_text: String,
    zone_default: bool,
    keeps: bool,
    behind: Option<String>,
    year: YearShown,
    week: Vec<WeekdayShown>,
    history: Vec<VersionShown>,
    form: Form,
}

#[derive(Serialize)]
struct WeekdayShown {
    name: String,
    hours: String,
}

#[derive(Serialize)]
struct VersionShown {
    seq: i32,
    from: String,
    source: String,
    made_at: Timestamp,
    made_by: Option<String>,
    holds: bool,
    first: bool,
    lines: Vec<Line>,
}

/// `GET /admin/calendars/{code}`.
///
/// # Errors
/// Not found.
pub async fn show(
    visit: Visit,
    path: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Refusal> {
    let year = wanted.year.as_deref().and_then(|year| year.parse().ok());
    page(&visit, path.into_inner(), year, None, None).await
}

/// `POST /admin/calendars/{code}`: its name, and whether it is the default of its zone.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the page again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let code = path.into_inner();
    let wished = CalendarChange {
        name: Some(posted.text("name").to_owned()),
        zone_default: (posted.text("zone_default") == "yes").then_some(true),
    };
    let (named, version) = (code.clone(), posted.version().unwrap_or(0));
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let (_, id) = calendars::named(conn, &named)?;
        let entry = calendars::change(conn, By::Person(actor), id, version, wished, now)?;
        Ok::<_, SlaError>(format!("/admin/calendars/{}", entry.code))
    };
    match visit.write(&posted, job).await {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            page(&visit, code, None, Some(form), Some(&refusal)).await
        }
    }
}

async fn page(
    visit: &Visit,
    code: String,
    wanted: Option<i32>,
    form: Option<Form>,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let read = visit.read(move |conn, _| {
        let (rules, id) = calendars::named(conn, &code)?;
        let lines = calendars::history(conn, id)?;
        let makers = calendars::makers(conn, &lines)?;
        let behind = store::clocks_behind(conn, rules.revision, COUNTED)?;
        Ok::<_, SlaError>((rules, id, lines, makers, behind))
    });
    let ((rules, id, lines, makers, behind), counts) = read.await?;
    let entry = rules.calendar(id).ok_or(sla::SlaError::NotFound)?;
    let voice = visit.voice();
    let today = visit.now.date_in(entry.zone);
    let holds = entry.version_on(today);
    let behind = (behind > 0).then(|| voice.with("calendars.behind", &[("count", &behind.to_string())]));
    let shown = Shown {
        code: entry.code.clone(),
        version: entry.version,
        zone_text: zone(entry.zone.name()).to_owned(),
        zone_default: entry.zone_default,
        keeps: access::keeps_promises(&visit.actor).is_ok(),
        behind,
        year: year::year(entry, wanted, today, voice),
        week: week(holds.map(|(_, version)| &version.weekly), voice),
        history: history(&lines, &makers, holds.map_or(0, |(seq, _)| seq), voice),
        form: form.unwrap_or_else(|| filled(entry)),
    };
    let frame = visit.frame(entry.name.clone(), "calendars", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/calendar", &frame, &shown),
        None => visit.page("admin/calendar", &frame, &shown),
    }
}

fn filled(entry: &CalendarEntry) -> Form {
    Form::new("f").with("name", &entry.name)
}

fn week(week: Option<&Week>, voice: Voice<'_>) -> Vec<WeekdayShown> {
    let days = week.map(Week::days).into_iter().flatten();
    (1_u32..)
        .zip(days)
        .map(|(number, hours)| WeekdayShown {
            name: wording::weekday(voice, number),
            hours: if hours.is_closed() { voice.say("calendars.day_off") } else { wording::spoken(hours) },
        })
        .collect()
}

/// The newest version first.
fn history(
    lines: &[VersionLine],
    makers: &std::collections::HashMap<crate::desk::ids::PersonId, String>,
    holds: i32,
    voice: Voice<'_>,
) -> Vec<VersionShown> {
    let before = std::iter::once(None).chain(lines.iter().map(Some));
    let mut shown: Vec<_> = before
        .zip(lines)
        .map(|(before, line)| VersionShown {
            seq: line.seq,
            from: wording::date(voice, line.effective_from),
            source: line.source.clone(),
            made_at: line.made_at,
            made_by: line.made_by.and_then(|id| makers.get(&id).cloned()),
            holds: line.seq == holds,
            first: before.is_none(),
            lines: before
                .map(|before| changes::changes(&before.document, &line.document, voice))
                .unwrap_or_default(),
        })
        .collect();
    shown.reverse();
    shown
}
