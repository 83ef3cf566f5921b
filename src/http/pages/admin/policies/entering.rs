//! A policy or a version of one: the form, what it would do to open tickets, and the save.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::super::mended::again;
use super::filling::{self, ClockFields};
use super::one::address;
use super::reading::{self, Read};
use super::seen::{Offered, Seen};
use super::wording;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::people::{Actor, By, access};
use crate::desk::sla::SlaError;
use crate::desk::sla::policies::{self, PolicyFields, Proposal, VersionFields};
use crate::desk::tickets::{self, Forecast};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    heading: String,
    action: String,
    preview: String,
    back: String,
    new: bool,
    version: i64,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
    clocks: Vec<ClockFields>,
    forecast: Option<ForecastShown>,
}

#[derive(Serialize)]
struct ForecastShown {
    summary: String,
    late: bool,
    incomplete: bool,
    examples: Vec<ExampleShown>,
}

#[derive(Serialize)]
struct ExampleShown {
    number: String,
    clock: String,
    before: Option<Timestamp>,
    after: Option<Timestamp>,
    becomes_late: bool,
    becomes_timely: bool,
}

/// What a page around the form shows besides it.
struct Page<'a> {
    code: Option<&'a str>,
    form: Form,
    version: i64,
    refusal: Option<&'a Refusal>,
    forecast: Option<Forecast>,
}

/// `GET /admin/policies/new`.
///
/// # Errors
/// Not theirs.
pub async fn new(visit: Visit) -> Result<HttpResponse, Refusal> {
    let day = filling::proposed_day(visit.now.date_in(visit.actor.zone));
    let form = Form::new("f").with("effective_from", day).with("pause", "waiting_requester");
    show(&visit, Page { code: None, form, version: 0, refusal: None, forecast: None }).await
}

/// `GET /admin/policies/{code}/versions/new`: begins with what the last version says.
///
/// # Errors
/// Not found, not theirs.
pub async fn new_version(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let code = path.into_inner();
    let named = code.clone();
    let (seen, _) = visit.read(move |conn, actor| Seen::one(conn, actor, &named)).await?;
    let policy = seen.policies.first().ok_or_else(|| Refusal::of(Reason::NotFound))?;
    let last = policy.versions.last().ok_or_else(|| Refusal::of(Reason::NotFound))?;
    let day = filling::proposed_day(visit.now.date_in(visit.actor.zone));
    let form = filling::filled(Form::new("f").with("effective_from", day), last);
    let version = policy.version;
    show(&visit, Page { code: Some(&policy.code), form, version, refusal: None, forecast: None }).await
}

/// `POST /admin/policies`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut read = reading::read(&posted);
    let named = PolicyFields { code: posted.text("code").to_owned(), name: posted.text("name").to_owned() };
    let job = move |conn: &mut DbConn, actor: &Actor, fields: VersionFields, now| {
        let policy = policies::create(conn, By::Person(actor), named, fields, now)?;
        Ok(address(&policy))
    };
    let written = save(&visit, &posted, &mut read, job).await;
    answered(&visit, None, &posted, &read, written).await
}

/// `POST /admin/policies/{code}/versions`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn add_version(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let code = path.into_inner();
    let mut read = reading::read(&posted);
    let (version, named) = (posted.version(), code.clone());
    let job = move |conn: &mut DbConn, actor: &Actor, fields: VersionFields, now| {
        access::keeps_promises(actor)?;
        let policy = policies::named(conn, actor, &named)?;
        policies::add_version(conn, By::Person(actor), policy.id, version, fields, now)?;
        Ok(address(&policy))
    };
    let written = save(&visit, &posted, &mut read, job).await;
    answered(&visit, Some(&code), &posted, &read, written).await
}

/// `POST /admin/policies/preview`: what a new policy would do.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn preview(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    forecast(&visit, None, &posted).await
}

/// `POST /admin/policies/{code}/preview`: what a version would do.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn preview_version(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    forecast(&visit, Some(&path.into_inner()), &posted).await
}

async fn save(
    visit: &Visit,
    posted: &Posted,
    read: &mut Read,
    job: impl FnOnce(&mut DbConn, &Actor, VersionFields, Timestamp) -> Result<String, SlaError> + Send + 'static,
) -> Result<crate::desk::answers::Answer, Refusal> {
    let fields = readable(visit, posted, read)?;
    visit.write(posted, move |conn, actor, now| job(conn, actor, fields, now)).await
}

/// The fields of a form in which everything can be read.
fn readable(visit: &Visit, posted: &Posted, read: &mut Read) -> Result<VersionFields, Refusal> {
    visit.check(posted)?;
    read.errors.clone().finish()?;
    read.fields.take().ok_or_else(|| Refusal::field("effective_from", "required"))
}

async fn answered(
    visit: &Visit,
    code: Option<&str>,
    posted: &Posted,
    read: &Read,
    written: Result<crate::desk::answers::Answer, Refusal>,
) -> Result<HttpResponse, Refusal> {
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => refused(visit, code, posted, read, &refusal).await,
    }
}

async fn forecast(visit: &Visit, code: Option<&str>, posted: &Posted) -> Result<HttpResponse, Refusal> {
    let mut read = reading::read(posted);
    let fields = match readable(visit, posted, &mut read) {
        Ok(fields) => fields,
        Err(refusal) => return refused(visit, code, posted, &read, &refusal).await,
    };
    let named = PolicyFields { code: posted.text("code").to_owned(), name: posted.text("name").to_owned() };
    let (policy, now) = (code.map(str::to_owned), visit.now);
    let foreseen = visit.read(move |conn, actor| {
        access::keeps_promises(actor)?;
        let proposal = match policy {
            Some(code) => Proposal::Version(policies::named(conn, actor, &code)?.id, fields),
            None => Proposal::New(named, fields),
        };
        tickets::forecast_policy(conn, actor, proposal, now)
    });
    match foreseen.await {
        Ok((forecast, _)) => {
            let form = Form::new("f").posted(posted);
            let version = posted.version().unwrap_or(0);
            show(visit, Page { code, form, version, refusal: None, forecast: Some(forecast) }).await
        }
        Err(refusal) => refused(visit, code, posted, &read, &refusal).await,
    }
}

async fn refused(
    visit: &Visit,
    code: Option<&str>,
    posted: &Posted,
    read: &Read,
    refusal: &Refusal,
) -> Result<HttpResponse, Refusal> {
    let refusal = Refusal { fields: read.renamed(&refusal.fields), ..refusal.clone() };
    let form = again(visit, "f", posted, &refusal)?;
    // What was changed meanwhile can be saved over once it was seen.
    let version = refusal.current.or(posted.version()).unwrap_or(0);
    show(visit, Page { code, form, version, refusal: Some(&refusal), forecast: None }).await
}

async fn show(visit: &Visit, page: Page<'_>) -> Result<HttpResponse, Refusal> {
    let category = page.form.value("category").to_owned();
    let read = visit.read(move |conn, actor| {
        access::keeps_promises(actor)?;
        Offered::read(conn, actor, &category)
    });
    let (offered, counts) = read.await?;
    let voice = visit.voice();
    let (base, heading) = match page.code {
        Some(code) => {
            (format!("/admin/policies/{code}"), voice.with("policies.new_version_of", &[("code", code)]))
        }
        None => ("/admin/policies".to_owned(), voice.say("policies.new")),
    };
    let shown = Shown {
        action: if page.code.is_some() { format!("{base}/versions") } else { base.clone() },
        preview: format!("{base}/preview"),
        back: base,
        new: page.code.is_none(),
        version: page.version,
        options: filling::options(&offered, voice, &page.form),
        clocks: filling::clocks(voice, &page.form),
        form: page.form,
        forecast: page.forecast.map(|forecast| told(visit, &forecast)),
        heading: heading.clone(),
    };
    let frame = visit.frame(heading, "policies", counts);
    match page.refusal {
        Some(refusal) => visit.refused(refusal, "admin/policy-form", &frame, &shown),
        None => visit.page("admin/policy-form", &frame, &shown),
    }
}

fn told(visit: &Visit, forecast: &Forecast) -> ForecastShown {
    let voice = visit.voice();
    let count = |number: usize| number.to_string();
    let summary = [
        ("looked", count(forecast.looked_at)),
        ("moved", count(forecast.moved)),
        ("late", count(forecast.become_late)),
        ("timely", count(forecast.become_timely)),
    ];
    let summary: Vec<(&str, &str)> = summary.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let example = |example: &tickets::Example| ExampleShown {
        number: example.number.clone(),
        clock: wording::clock(voice, example.clock, example.tier),
        before: example.before,
        after: example.after,
        becomes_late: example.becomes_late,
        becomes_timely: example.becomes_timely,
    };
    ForecastShown {
        summary: voice.with("policies.forecast", &summary),
        late: forecast.become_late > 0,
        incomplete: !forecast.complete,
        examples: forecast.examples.iter().map(example).collect(),
    }
}
