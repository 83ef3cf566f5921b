//! One person: their form, beside it their grants and first password.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::first_password::hashed;
use super::grants::Line;
use super::mended::again;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::PersonId;
use crate::desk::page::Part;
use crate::desk::people::agencies::{self, Agency, AgencyFilter};
use crate::desk::people::grants::{self, Grant, GrantFilter};
use crate::desk::people::groups::{self, Group, GroupFilter};
use crate::desk::people::persons::{self, Person, PersonFields};
use crate::desk::people::{Actor, By, PeopleError, access};
use crate::desk::words::{Role, StaffMail, Tier};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::choices;

#[derive(Serialize)]
struct One {
    id: String,
    fresh: bool,
    action: String,
    version: i64,
    form: Form,
    forms: BTreeMap<&'static str, Form>,
    options: BTreeMap<&'static str, Vec<Choice>>,
    grants: Vec<Line>,
    /// When a letter to them came back, and what was said.
    bounced: Option<Bounced>,
}

#[derive(Serialize)]
struct Bounced {
    at: Timestamp,
    words: String,
}

struct Seen {
    person: Option<Person>,
    grants: Vec<Grant>,
    offices: Vec<Agency>,
    groups: Vec<Group>,
}

/// A form of the page that was sent and has to be shown again.
pub type Again<'a> = Option<(&'static str, Form, &'a Refusal)>;

/// `GET /admin/people/new`.
///
/// # Errors
/// Not theirs.
pub async fn new(visit: Visit) -> Result<HttpResponse, Refusal> {
    show(&visit, None, None).await
}

/// `GET /admin/people/{id}`.
///
/// # Errors
/// Not found, not theirs.
pub async fn edit(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    show(&visit, Some(id), None).await
}

/// `POST /admin/people`.
///
/// # Errors
/// Not theirs, forged; what is wrong shows the form again.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    access::administers(&visit.actor)?;
    let mut errors = FieldErrors::default();
    let fields = read(&posted, &mut errors);
    let owner = fields.clone();
    let written = match (fields, errors.finish()) {
        (Some(fields), Ok(())) => match hashed(&visit, &posted, owner).await {
            Ok(hash) => {
                let job = move |conn: &mut DbConn, actor: &Actor, now| {
                    let person = persons::create(conn, By::Person(actor), fields, Some(hash), now)?;
                    Ok::<_, PeopleError>(format!("/admin/people/{}", person.id))
                };
                visit.write(&posted, job).await
            }
            Err(refusal) => Err(refusal),
        },
        (_, Err(errors)) => Err(errors.into()),
        (None, Ok(())) => Err(Refusal::field("agency", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, None, Some(("f", form, &refusal))).await
        }
    }
}

/// `POST /admin/people/{id}`.
///
/// # Errors
/// Not found, not theirs, forged; what is wrong shows the form again.
pub async fn change(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let mut errors = FieldErrors::default();
    let fields = read(&posted, &mut errors);
    let version = posted.version().unwrap_or(0);
    let written = match (fields, errors.finish()) {
        (Some(fields), Ok(())) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now| {
                persons::change(conn, By::Person(actor), id, version, fields, now)?;
                Ok::<_, PeopleError>(format!("/admin/people/{id}"))
            };
            visit.write(&posted, job).await
        }
        (_, Err(errors)) => visit.check(&posted).and(Err(errors.into())),
        (None, Ok(())) => Err(Refusal::field("agency", "required")),
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "saved")),
        Err(refusal) => {
            let form = again(&visit, "f", &posted, &refusal)?;
            show(&visit, Some(id), Some(("f", form, &refusal))).await
        }
    }
}

fn read(posted: &Posted, errors: &mut FieldErrors) -> Option<PersonFields> {
    let agency_id = posted.word("agency", errors);
    let language = posted.word("language", errors);
    let staff_mail = posted.optional_word("staff_mail", errors).unwrap_or(StaffMail::Immediate);
    Some(PersonFields {
        email: posted.text("email").to_owned(),
        nip: posted.text("nip").to_owned(),
        name: posted.text("name").to_owned(),
        agency_id: agency_id?,
        room: posted.text("room").to_owned(),
        phone: posted.text("phone").to_owned(),
        language: language?,
        staff_mail,
        active: posted.text("active") != "no",
    })
}

/// The page of a person, or of one to be added.
///
/// # Errors
/// Not found, not theirs.
pub async fn show(visit: &Visit, id: Option<PersonId>, again: Again<'_>) -> Result<HttpResponse, Refusal> {
    let read = visit.read(move |conn, actor| {
        access::administers(actor)?;
        let held = GrantFilter { person: id, ..GrantFilter::default() };
        let active = GroupFilter { tier: Some(Tier::Two), active: Some(true), ..GroupFilter::default() };
        Ok::<_, PeopleError>(Seen {
            person: id.map(|id| persons::get(conn, actor, id)).transpose()?,
            grants: if id.is_some() {
                grants::list(conn, actor, held, Part::first(100))?.items
            } else {
                Vec::new()
            },
            offices: agencies::list(conn, &AgencyFilter::default(), Part::first(200))?.items,
            groups: groups::list(conn, active, Part::first(200))?.items,
        })
    });
    let (seen, counts) = read.await?;
    let today = visit.now.date_in(visit.actor.zone);
    let refusal = again.as_ref().map(|(.., refusal)| *refusal);
    let mut form = seen.person.as_ref().map_or_else(|| Form::new("f").with("language", "id"), filled);
    let mut forms =
        BTreeMap::from([("grant", Form::new("grant").with("from", today)), ("reset", Form::new("reset"))]);
    match again {
        Some(("f", sent, _)) => form = sent,
        Some((name, sent, _)) => {
            forms.insert(name, sent);
        }
        None => {}
    }
    let voice = visit.voice();
    let shown = One {
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        fresh: id.is_none(),
        action: id.map_or_else(|| "/admin/people".to_owned(), |id| format!("/admin/people/{id}")),
        version: seen.person.as_ref().map_or(0, |person| person.version),
        options: options(visit, &form, &forms, &seen),
        bounced: seen.person.as_ref().and_then(bounced),
        grants: seen.grants.iter().map(|grant| Line::new(grant, today, voice)).collect(),
        form,
        forms,
    };
    let title = seen.person.map_or_else(|| voice.say("people.new"), |person| person.name);
    let frame = visit.frame(title, "people", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "admin/person", &frame, &shown),
        None => visit.page("admin/person", &frame, &shown),
    }
}

fn options(
    visit: &Visit,
    form: &Form,
    forms: &BTreeMap<&'static str, Form>,
    seen: &Seen,
) -> BTreeMap<&'static str, Vec<Choice>> {
    let voice = visit.voice();
    let given = |name: &str| forms.get("grant").map_or("", |form| form.value(name));
    let mail: Vec<&str> = StaffMail::ALL.iter().map(|word| word.as_str()).collect();
    let roles: Vec<&str> = Role::ALL.iter().map(|word| word.as_str()).collect();
    let office = |office: &Agency, prefix: &str, chosen: &str| {
        Choice::new(format!("{prefix}{}", office.id), &*office.name, chosen)
    };
    let group = |group: &Group| Choice::new(format!("group:{}", group.id), &*group.name, given("scope"));
    let scope = vec![
        Choice::new("", voice.say("grants.everywhere"), given("scope")),
        Choice::group(
            voice.say("nav.agencies"),
            seen.offices.iter().map(|one| office(one, "agency:", given("scope"))).collect(),
        ),
        Choice::group(voice.say("nav.groups"), seen.groups.iter().map(group).collect()),
    ];
    BTreeMap::from([
        ("agency", seen.offices.iter().map(|one| office(one, "", form.value("agency"))).collect()),
        ("language", choices(voice, "language", &["id", "en"], form.value("language"))),
        ("staff_mail", choices(voice, "staff_mail", &mail, form.value("staff_mail"))),
        ("active", choices(voice, "active", &["yes", "no"], form.value("active"))),
        ("role", choices(voice, "role", &roles, given("role"))),
        ("scope", scope),
    ])
}

fn bounced(person: &Person) -> Option<Bounced> {
    let words = person.email_bounce.clone().unwrap_or_default();
    person.email_bounced_at.map(|at| Bounced { at, words })
}

fn filled(person: &Person) -> Form {
    Form::new("f")
        .with("name", &person.name)
        .with("nip", person.nip.as_deref().unwrap_or_default())
        .with("email", &person.email)
        .with("phone", person.phone.as_deref().unwrap_or_default())
        .with("room", person.room.as_deref().unwrap_or_default())
        .with("agency", person.agency_id)
        .with("language", person.language)
        .with("staff_mail", person.staff_mail)
        .with("active", if person.active { "yes" } else { "no" })
}

/// The person of an address.
///
/// # Errors
/// [`Reason::NotFound`] if it names none.
pub fn id(path: &str) -> Result<PersonId, Refusal> {
    path.parse().map_err(|_| Refusal::of(Reason::NotFound))
}
