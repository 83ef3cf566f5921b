//! Support groups: the list with the form beside it. Tier 1 groups come with their agency; Tier 2 groups are made here.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mended::again;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::GroupId;
use crate::desk::page::Part;
use crate::desk::people::access;
use crate::desk::people::agencies::{self, Agency, AgencyFilter};
use crate::desk::people::groups::{self, Group, GroupFields, GroupFilter};
use crate::desk::people::{Actor, By, PeopleError};
use crate::desk::sla;
use crate::desk::words::Tier;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::{choices, working_in, yes_no};

#[derive(Serialize)]
struct Shown {
    rows: Vec<Row>,
    form_title: String,
    action: String,
    version: i64,
    editing: bool,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
}

#[derive(Serialize)]
struct Row {
    id: GroupId,
    name: String,
    code: String,
    tier: String,
    agency: String,
    security: bool,
    active: &'static str,
}

/// `GET /admin/groups`.
///
/// # Errors
/// Not theirs.
pub async fn index(visit: Visit) -> Result<HttpResponse, Refusal> {
    let form = Form::new("f").with("handles_security", "no").with("active", "yes");
    show(&visit, None, form, None).await
}

/// `GET /admin/groups/{id}`.
///
/// # Errors
/// Not found, not theirs.
pub async fn edit(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let (group, _) = visit.read(move |conn, _| groups::get(conn, id)).await?;
    show(&visit, Some((id, group.version)), filled(&group), None).await
}

/// `POST /admin/groups`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    save(visit, None, posted).await
}

/// `POST /admin/groups/{id}`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    save(visit, Some(id), posted).await
}

async fn save(visit: Visit, id: Option<GroupId>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let fields = GroupFields {
        code: posted.text("code").to_owned(),
        name: posted.text("name").to_owned(),
        calendar_id: posted.optional_word("calendar", &mut errors),
        handles_security: posted.text("handles_security") == "yes",
        active: posted.text("active") != "no",
    };
    let version = posted.version().unwrap_or(0);
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        match id {
            Some(id) => sla::change_group(conn, By::Person(actor), id, version, fields, now)?,
            None => groups::create(conn, By::Person(actor), fields, now)?,
        };
        Ok::<_, PeopleError>("/admin/groups".to_owned())
    };
    let written = match errors.finish() {
        Ok(()) => visit.write(&posted, job).await,
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, id.map(|id| (id, version)), form, Some(&refusal)).await
        }
    }
}

async fn show(
    visit: &Visit,
    editing: Option<(GroupId, i64)>,
    form: Form,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let read = visit.read(|conn, actor| {
        access::administers(actor)?;
        let groups = groups::list(conn, GroupFilter::default(), Part::first(200))?.items;
        Ok::<_, PeopleError>((
            groups,
            agencies::list(conn, &AgencyFilter::default(), Part::first(200))?.items,
            sla::rules(conn)?,
        ))
    });
    let ((mut found, offices, calendars), counts): ((Vec<Group>, Vec<Agency>, _), _) = read.await?;
    found.sort_by(|one, other| (other.tier.number(), &one.name).cmp(&(one.tier.number(), &other.name)));
    let voice = visit.voice();
    let rows = found.iter().map(|group| row(group, &offices)).collect();
    let shown = Shown {
        rows,
        form_title: voice.say(if editing.is_some() { "groups.change" } else { "groups.new" }),
        action: editing.map_or_else(|| "/admin/groups".to_owned(), |(id, _)| format!("/admin/groups/{id}")),
        version: editing.map_or(0, |(_, version)| version),
        editing: editing.is_some(),
        options: BTreeMap::from([
            ("calendar", working_in(&calendars, form.value("calendar"))),
            ("yes_no", yes_no(voice, form.value("handles_security"))),
            ("active", choices(voice, "active", &["yes", "no"], form.value("active"))),
        ]),
        form,
    };
    let frame = visit.frame(voice.say("nav.groups"), "groups", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/groups", &frame, &shown),
        None => visit.page("admin/groups", &frame, &shown),
    }
}

fn row(group: &Group, offices: &[Agency]) -> Row {
    let office = offices.iter().find(|office| Some(office.id) == group.agency_id);
    Row {
        id: group.id,
        name: group.name.clone(),
        code: group.code.clone(),
        tier: Tier::number(group.tier).to_string(),
        agency: office.map(|office| office.short_name.clone()).unwrap_or_default(),
        security: group.handles_security,
        active: if group.active { "yes" } else { "no" },
    }
}

fn filled(group: &Group) -> Form {
    Form::new("f")
        .with("code", &group.code)
        .with("name", &group.name)
        .with("calendar", group.calendar_id.map(|id| id.to_string()).unwrap_or_default())
        .with("handles_security", if group.handles_security { "yes" } else { "no" })
        .with("active", if group.active { "yes" } else { "no" })
}

fn id(path: &str) -> Result<GroupId, Refusal> {
    path.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
