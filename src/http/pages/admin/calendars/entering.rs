//! The forms for a new calendar and for a further version of one: written, filled from a list of holidays, previewed, saved.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::draft::{Draft, NEW_DAYS};
use super::drawing::{self, ForecastShown, KeptDay, ReplacementShown};
use super::inputs::Input;
use crate::db::DbConn;
use crate::desk::people::{Actor, By, access};
use crate::desk::sla::SlaError;
use crate::desk::sla::calendar::Document;
use crate::desk::sla::calendars::{self, CalendarFields, Proposal, VersionFields};
use crate::desk::tickets::{self, Forecast};
use crate::http::error::Refusal;
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::admin::mended::again;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    new: bool,
    heading: String,
    action: String,
    back: String,
    version: i64,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
    week: Vec<Input>,
    replacements: Vec<ReplacementShown>,
    days: Vec<KeptDay>,
    rows: Vec<Vec<Input>>,
    notice: Option<String>,
    forecast: Option<ForecastShown>,
}

/// What a page is about.
struct Page {
    code: Option<String>,
    version: i64,
    form: Form,
    notice: Option<String>,
    forecast: Option<Forecast>,
}

/// `GET /admin/calendars/new`.
///
/// # Errors
/// Not theirs.
pub async fn new(visit: Visit) -> Result<HttpResponse, Refusal> {
    let draft = Draft::of(Document::default());
    let form = draft.form(Form::new("f")).with("zone", visit.actor.zone.name()).with("zone_default", "no");
    show(&visit, Page { code: None, version: 0, form, notice: None, forecast: None }, None).await
}

/// `GET /admin/calendars/{code}/versions/new`: begins with what holds on the last known day.
///
/// # Errors
/// Not found, not theirs.
pub async fn new_version(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let named = path.into_inner();
    let ((rules, id), _) = visit.read(move |conn, _| calendars::named(conn, &named)).await?;
    let entry = rules.calendar(id).ok_or(SlaError::NotFound)?;
    let last = entry.calendar().versions().last();
    let mut draft = Draft::of(last.map(Document::of).unwrap_or_default());
    let today = visit.now.date_in(entry.zone);
    // A version that begins before the last one would be silent from the day that one begins.
    draft.effective_from = Some(last.map_or(today, |last| last.effective_from.max(today)));
    let form = draft.form(Form::new("f"));
    let (code, version) = (Some(entry.code.clone()), entry.version);
    show(&visit, Page { code, version, form, notice: None, forecast: None }, None).await
}

/// `POST /admin/calendars`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    act(visit, None, posted).await
}

/// `POST /admin/calendars/{code}/versions`: previews, saves or fills the form, by the button that was pressed.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn add_version(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    act(visit, Some(path.into_inner()), posted).await
}

async fn act(visit: Visit, code: Option<String>, mut posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    access::keeps_promises(&visit.actor)?;
    let list = posted.take_files().pop();
    let mut draft = Draft::read(&posted);
    let outcome = match posted.text("do") {
        "import" => match list {
            Some(file) => fill(&visit, code.clone(), &posted, &mut draft, file.upload).await,
            None => Err(Refusal::field("file", "required")),
        },
        "apply" => match draft.fields() {
            Ok(_) => again_with(&visit, code.clone(), &posted, &draft, None, None).await,
            Err(errors) => Err(errors.into()),
        },
        "preview" => preview(&visit, code.clone(), &posted, &draft).await,
        _ => save(&visit, code.clone(), &posted, &draft).await,
    };
    match outcome {
        Ok(answer) => Ok(answer),
        Err(refusal) => {
            let refusal = Refusal { fields: draft.renamed(&refusal.fields), ..refusal };
            let form = again(&visit, "f", &posted, &refusal)?;
            // What was changed meanwhile can be saved over once it was seen.
            let version = refusal.current.or(posted.version()).unwrap_or(0);
            let page = Page { code, version, form, notice: None, forecast: None };
            show(&visit, page, Some(&refusal)).await
        }
    }
}

async fn save(
    visit: &Visit,
    code: Option<String>,
    posted: &Posted,
    draft: &Draft,
) -> Result<HttpResponse, Refusal> {
    let fields = draft.fields()?;
    let (version, calendar) = (posted.version(), calendar(posted));
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let by = By::Person(actor);
        let entry = match code {
            Some(code) => {
                let (_, id) = calendars::named(conn, &code)?;
                calendars::add_version(conn, by, id, version, fields, now)?
            }
            None => calendars::create(conn, by, calendar, fields, now)?,
        };
        Ok::<_, SlaError>(format!("/admin/calendars/{}", entry.code))
    };
    let answer = visit.write(posted, job).await?;
    Ok(visit.go(&answer, "saved"))
}

async fn preview(
    visit: &Visit,
    code: Option<String>,
    posted: &Posted,
    draft: &Draft,
) -> Result<HttpResponse, Refusal> {
    let fields = draft.fields()?;
    let (named, calendar, now) = (code.clone(), calendar(posted), visit.now);
    let foreseen = visit.read(move |conn, actor| {
        let proposal = proposal(conn, named, calendar, fields)?;
        tickets::forecast_calendar(conn, actor, proposal, now)
    });
    let (forecast, _) = foreseen.await?;
    again_with(visit, code, posted, draft, None, Some(forecast)).await
}

fn proposal(
    conn: &mut DbConn,
    code: Option<String>,
    calendar: CalendarFields,
    fields: VersionFields,
) -> Result<Proposal, SlaError> {
    Ok(match code {
        Some(code) => Proposal::Version(calendars::named(conn, &code)?.1, fields),
        None => Proposal::New(calendar, fields),
    })
}

async fn fill(
    visit: &Visit,
    code: Option<String>,
    posted: &Posted,
    draft: &mut Draft,
    mut file: crate::desk::attachments::Upload,
) -> Result<HttpResponse, Refusal> {
    if file.length() > calendars::LIST_BYTES_MAX {
        return Err(calendars::list_too_large().into());
    }
    draft.fields()?;
    let list = web::block(move || -> Result<_, Refusal> {
        let bytes = file.bytes().map_err(|_| Refusal::field("file", "list_unreadable"))?;
        Ok(calendars::holiday_list(&bytes)?)
    });
    let list = list.await.map_err(|_| Refusal::of(crate::http::error::Reason::Failed))??;
    let (found, timed) = (list.days.len(), list.timed);
    let added = draft.take(list.days);
    let figures = [("added", added), ("known", found - added), ("timed", timed)];
    let figures: Vec<_> = figures.iter().map(|(name, figure)| (*name, figure.to_string())).collect();
    let figures: Vec<_> = figures.iter().map(|(name, figure)| (*name, figure.as_str())).collect();
    let notice = visit.voice().with("calendars.list_read", &figures);
    again_with(visit, code, posted, draft, Some(notice), None).await
}

/// The form with what it says by now.
async fn again_with(
    visit: &Visit,
    code: Option<String>,
    posted: &Posted,
    draft: &Draft,
    notice: Option<String>,
    forecast: Option<Forecast>,
) -> Result<HttpResponse, Refusal> {
    let mut form = draft.form(Form::new("f"));
    for field in ["name", "code", "zone", "zone_default"] {
        form = form.with(field, posted.text(field));
    }
    let version = posted.version().unwrap_or(0);
    show(visit, Page { code, version, form, notice, forecast }, None).await
}

fn calendar(posted: &Posted) -> CalendarFields {
    CalendarFields {
        code: posted.maybe("code"),
        name: posted.text("name").to_owned(),
        zone: posted.text("zone").to_owned(),
        zone_default: posted.text("zone_default") == "yes",
    }
}

async fn show(visit: &Visit, page: Page, refusal: Option<&Refusal>) -> Result<HttpResponse, Refusal> {
    let named = page.code.clone();
    let read = visit.read(move |conn, actor| {
        access::keeps_promises(actor)?;
        let Some(code) = named else { return Ok::<_, SlaError>(None) };
        let (rules, id) = calendars::named(conn, &code)?;
        Ok(rules.calendar(id).map(|entry| entry.name.clone()))
    });
    let (name, counts) = read.await?;
    let (voice, form) = (visit.voice(), page.form);
    let back = page
        .code
        .as_ref()
        .map_or_else(|| "/admin/calendars".to_owned(), |code| format!("/admin/calendars/{code}"));
    let heading = match &name {
        Some(name) => voice.with("calendars.new_version_of", &[("name", name)]),
        None => voice.say("calendars.new"),
    };
    let shown = Shown {
        new: page.code.is_none(),
        heading: heading.clone(),
        action: if page.code.is_some() { format!("{back}/versions") } else { back.clone() },
        back,
        version: page.version,
        options: drawing::options(voice, &form),
        week: drawing::week(&form, "weekly", voice),
        replacements: drawing::replacements(&form, voice),
        days: drawing::days(&form, voice),
        rows: (0..NEW_DAYS).map(|row| drawing::new_day(&form, row, voice)).collect(),
        notice: page.notice,
        forecast: page.forecast.map(|forecast| drawing::told(&forecast, voice)),
        form,
    };
    let frame = visit.frame(heading, "calendars", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/calendar-form", &frame, &shown),
        None => visit.page("admin/calendar-form", &frame, &shown),
    }
}
