//! Agencies: the list, and the form for one.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mended::again;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::AgencyId;
use crate::desk::page::Part;
use crate::desk::people::access;
use crate::desk::people::agencies::{self, Agency, AgencyFields, AgencyFilter};
use crate::desk::people::{Actor, By, PeopleError};
use crate::desk::sla;
use crate::desk::words::AgencyStatus;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::working_in;

/// The zones of Indonesia.
const ZONES: &[(&str, &str)] =
    &[("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")];

#[derive(Serialize)]
struct List {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: AgencyId,
    name: String,
    parent: Option<String>,
    code: String,
    zone: &'static str,
    self_managed: bool,
    active: &'static str,
}

#[derive(Serialize)]
struct One {
    action: String,
    version: i64,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
}

/// `GET /admin/agencies`.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let today = visit.now.date_in(visit.actor.zone);
    let (offices, counts) = visit.read(all).await?;
    let name = |id: AgencyId| offices.iter().find(|office| office.id == id).map(|office| office.name.clone());
    let rows = offices
        .iter()
        .map(|office| Row {
            id: office.id,
            name: office.name.clone(),
            parent: office.parent_id.and_then(name),
            code: office.code.clone(),
            zone: zone(office.zone.name()),
            self_managed: office.status(today) == AgencyStatus::SelfManaged,
            active: if office.is_active(today) { "yes" } else { "no" },
        })
        .collect();
    let frame = visit.frame(visit.voice().say("nav.agencies"), "agencies", counts);
    visit.page("admin/agencies", &frame, &List { rows })
}

/// `GET /admin/agencies/new`.
///
/// # Errors
/// Not theirs.
pub async fn new(visit: Visit) -> Result<HttpResponse, Refusal> {
    let today = visit.now.date_in(visit.actor.zone);
    let form = Form::new("f").with("active_from", today).with("zone", visit.actor.zone.name());
    show(&visit, None, form, None).await
}

/// `GET /admin/agencies/{id}`.
///
/// # Errors
/// Not found, not theirs.
pub async fn edit(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let (office, _) = visit.read(move |conn, _| agencies::get(conn, id)).await?;
    show(&visit, Some((id, office.version)), filled(&office), None).await
}

/// `POST /admin/agencies`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    save(visit, None, posted).await
}

/// `POST /admin/agencies/{id}`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    save(visit, Some(id), posted).await
}

async fn save(visit: Visit, id: Option<AgencyId>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let fields = read(&posted, &mut errors);
    let version = posted.version().unwrap_or(0);
    let written = match (fields, errors.finish()) {
        (Some(mut fields), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                match id {
                    Some(id) => {
                        // Which agency is the Dinas is not decided in a form.
                        fields.ict_department = agencies::get(conn, id)?.ict_department;
                        sla::change_agency(conn, By::Person(actor), id, version, fields, now)?;
                    }
                    None => {
                        agencies::create(conn, By::Person(actor), fields, now)?;
                    }
                }
                Ok::<_, PeopleError>("/admin/agencies".to_owned())
            };
            visit.write(&posted, job).await
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("active_from", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, id.map(|id| (id, version)), form, Some(&refusal)).await
        }
    }
}

fn read(posted: &Posted, errors: &mut FieldErrors) -> Option<AgencyFields> {
    let active_from = posted.day("active_from", errors);
    errors.check(active_from.is_some() || !errors.0.is_empty(), "active_from", "required");
    let parent_id = posted.optional_word("parent", errors);
    let calendar_id = posted.optional_word("calendar", errors);
    let (active_until, self_managed_from, self_managed_until) = (
        posted.day("active_until", errors),
        posted.day("self_managed_from", errors),
        posted.day("self_managed_until", errors),
    );
    Some(AgencyFields {
        code: posted.text("code").to_owned(),
        name: posted.text("name").to_owned(),
        short_name: posted.text("short_name").to_owned(),
        parent_id,
        ict_department: false,
        zone: posted.text("zone").to_owned(),
        calendar_id,
        self_managed_from,
        self_managed_until,
        self_managed_decree: posted.maybe("self_managed_decree"),
        active_from: active_from?,
        active_until,
        sender_name: posted.maybe("sender_name"),
        signature: posted.maybe("signature"),
    })
}

async fn show(
    visit: &Visit,
    editing: Option<(AgencyId, i64)>,
    form: Form,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let ((offices, calendars), counts) =
        visit.read(|conn, actor| Ok::<_, PeopleError>((all(conn, actor)?, sla::rules(conn)?))).await?;
    let own = editing.map(|(id, _)| id);
    let others = offices.iter().filter(|office| Some(office.id) != own);
    let options = BTreeMap::from([
        ("zone", ZONES.iter().map(|(zone, name)| Choice::new(zone, *name, form.value("zone"))).collect()),
        (
            "agency",
            others.map(|office| Choice::new(office.id, &*office.name, form.value("parent"))).collect(),
        ),
        ("calendar", working_in(&calendars, form.value("calendar"))),
    ]);
    let voice = visit.voice();
    let title =
        if form.value("name").is_empty() { voice.say("agencies.new") } else { form.value("name").to_owned() };
    let shown = One {
        action: own.map_or_else(|| "/admin/agencies".to_owned(), |id| format!("/admin/agencies/{id}")),
        version: editing.map_or(0, |(_, version)| version),
        form,
        options,
    };
    let frame = visit.frame(title, "agencies", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/agency", &frame, &shown),
        None => visit.page("admin/agency", &frame, &shown),
    }
}

fn filled(office: &Agency) -> Form {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Form::new("f")
        .with("name", &office.name)
        .with("short_name", &office.short_name)
        .with("code", &office.code)
        .with("zone", office.zone.name())
        .with("calendar", office.calendar_id.map(|id| id.to_string()).unwrap_or_default())
        .with("parent", office.parent_id.map(|id| id.to_string()).unwrap_or_default())
        .with("active_from", office.active_from)
        .with("active_until", day(office.active_until))
        .with("self_managed_from", day(office.self_managed_from))
        .with("self_managed_until", day(office.self_managed_until))
        .with("sender_name", office.sender_name.as_deref().unwrap_or_default())
        .with("signature", office.signature.as_deref().unwrap_or_default())
        .with("self_managed_decree", office.self_managed_decree.as_deref().unwrap_or_default())
}

fn all(conn: &mut DbConn, actor: &Actor) -> Result<Vec<Agency>, PeopleError> {
    access::administers(actor)?;
    Ok(agencies::list(conn, &AgencyFilter::default(), Part::first(200))?.items)
}

fn zone(name: &str) -> &'static str {
    ZONES.iter().find(|(zone, _)| *zone == name).map_or("UTC", |(_, short)| short)
}

fn id(path: &str) -> Result<AgencyId, Refusal> {
    path.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
