//! Reporting: for oneself, or for somebody who called.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::attachments::{at_the_field, prepared};
use super::sheet::Suggested;
use crate::db::DbConn;
use crate::desk::answers::Answer;
use crate::desk::attachments::{self, Attach};
use crate::desk::catalogue::{self, Branch};
use crate::desk::fields::FieldErrors;
use crate::desk::page::Part;
use crate::desk::people::persons::{self, PersonFilter};
use crate::desk::people::{Actor, PeopleError};
use crate::desk::tickets::{self, Open};
use crate::desk::words::{Channel, Classification, Impact, Kind, Urgency, Visibility};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::{Visit, Waiting};
use crate::http::pages::vocabulary::{categories, choices, explained};

/// What a link to the form may fill in beforehand.
#[derive(Debug, Default, Deserialize)]
pub struct Given {
    #[serde(default)]
    continues: String,
    #[serde(default)]
    title: String,
}

#[derive(Serialize)]
struct Shown {
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
    people: Vec<Suggested>,
}

/// `GET /tickets/new`: the report of one's own.
///
/// # Errors
/// When it cannot be read.
pub async fn new(visit: Visit, given: web::Query<Given>) -> Result<HttpResponse, Refusal> {
    let form = Form::new("f").with("continues", &given.continues).with("title", &given.title);
    show(&visit, form, false, None).await
}

/// `GET /tickets/record`: the report of somebody who called.
///
/// # Errors
/// Not theirs: only staff record for others.
pub async fn record(visit: Visit) -> Result<HttpResponse, Refusal> {
    show(&visit, Form::new("f"), true, None).await
}

/// `POST /tickets`: opens a ticket.
///
/// # Errors
/// A forged form, or what the report lacks, at the field.
pub async fn create(visit: Visit, mut posted: Posted) -> Result<HttpResponse, Refusal> {
    let recorded = posted.text("form") == "record";
    let mut errors = FieldErrors::default();
    let report = read(&visit, &posted, recorded, &mut errors);
    visit.check(&posted)?;
    let written = match errors.finish() {
        Err(errors) => Err(complete(errors, &posted).into()),
        Ok(()) => opened(&visit, &mut posted, report).await,
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "opened")),
        Err(refusal) if !refusal.fields.is_empty() || refusal.reason == Reason::KeyReused => {
            let errors = FieldErrors(refusal.fields.clone());
            let mut form = Form::new("f").posted(&posted).wrong(&errors, &visit.app.templates, visit.lang());
            if refusal.reason == Reason::KeyReused {
                form.refused = Some(visit.voice().say("problem.key_reused.detail"));
            }
            show(&visit, form, recorded, Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// The ticket and its files, in one transaction.
async fn opened(visit: &Visit, posted: &mut Posted, report: Open) -> Result<Answer, Refusal> {
    let limits = visit.app.attachment_limits();
    if posted.has_files() {
        let (sizes, asked, now) = (posted.file_sizes(), report.clone(), visit.now);
        let check = move |conn: &mut DbConn, actor: &Actor| {
            tickets::check_report(conn, actor, &asked, now)?;
            let room = attachments::room(conn, actor, &sizes, limits, now);
            room.map_err(|error| at_the_field(error.into()))
        };
        let actor = visit.actor.clone();
        visit.app.db.read(move |conn| check(conn, &actor)).await?;
    }
    let files = prepared(visit, posted).await?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let ticket = tickets::open(conn, actor, report, now)?;
        for file in files {
            let what = Attach { file, visibility: Visibility::Public, comment: None };
            attachments::attach(conn, actor, &ticket.spoken(), what, limits, now)?;
        }
        Ok::<_, Refusal>(format!("/tickets/{}", ticket.number))
    };
    visit.write(posted, job).await
}

fn read(visit: &Visit, posted: &Posted, recorded: bool, errors: &mut FieldErrors) -> Open {
    Open {
        kind: posted.word::<Kind>("kind", errors),
        title: posted.text("title").to_owned(),
        description: posted.text("description").to_owned(),
        category: posted.text("category").to_owned(),
        impact: posted.word::<Impact>("impact", errors),
        urgency: posted.word::<Urgency>("urgency", errors),
        requester: if recorded { Some(posted.text("requester").to_owned()) } else { None },
        channel: if recorded { posted.word::<Channel>("channel", errors) } else { Some(Channel::Portal) },
        reported_at: if recorded { posted.moment("reported_at", visit.actor.zone, errors) } else { None },
        classification: posted.optional_word::<Classification>("classification", errors),
        continues: posted.maybe("continues"),
    }
}

/// What is missing besides, so that a form is sent back once with everything that is wrong.
fn complete(mut errors: FieldErrors, posted: &Posted) -> FieldErrors {
    for name in ["title", "description", "category"] {
        errors.check(!posted.text(name).trim().is_empty(), name, "required");
    }
    errors
}

async fn show(
    visit: &Visit,
    form: Form,
    recorded: bool,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let read = visit.read(move |conn, actor| {
        let people = if recorded { callers(conn, actor)? } else { Vec::new() };
        Ok::<_, PeopleError>((catalogue::tree(conn)?, people))
    });
    let ((catalogue, people), counts): ((Vec<Branch>, Vec<Suggested>), Waiting) = read.await?;
    let voice = visit.voice();
    let chosen = |name: &str, usual: &'static str| -> String {
        let typed = form.value(name);
        if typed.is_empty() { usual.to_owned() } else { typed.to_owned() }
    };
    let words = |family: &str, hints: &str, words: Vec<&str>, chosen: &str| {
        explained(voice, family, hints, &words, chosen)
    };
    let kinds = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let impacts = Impact::ALL.iter().map(|word| word.as_str()).collect();
    let urgencies = Urgency::ALL.iter().map(|word| word.as_str()).collect();
    let channels: Vec<&str> = Channel::ALL
        .iter()
        .filter(|channel| **channel != Channel::Portal)
        .map(|word| word.as_str())
        .collect();
    let classes: Vec<&str> = Classification::ALL.iter().map(|word| word.as_str()).collect();
    let options = BTreeMap::from([
        ("kind", words("kind", "kind_hint", kinds, &chosen("kind", "incident"))),
        ("impact", words("impact", "impact_hint", impacts, &chosen("impact", "limited"))),
        ("urgency", words("urgency", "urgency_hint", urgencies, &chosen("urgency", "medium"))),
        ("channel", choices(voice, "channel", &channels, &chosen("channel", "phone"))),
        ("classification", choices(voice, "classification", &classes, &chosen("classification", "public"))),
        ("category", categories(&catalogue, voice, form.value("category"))),
    ]);
    let (template, title, here) = if recorded {
        ("tickets/record", voice.say("tickets.record_title"), "record")
    } else {
        ("tickets/new", voice.say("tickets.new_title"), "new")
    };
    let frame = visit.frame(title, here, counts);
    let shown = Shown { form, options, people };
    match refusal {
        Some(refusal) => visit.refused(refusal, template, &frame, &shown),
        None => visit.page(template, &frame, &shown),
    }
}

/// The people a technician may record a report for, to be suggested while typing.
fn callers(conn: &mut DbConn, actor: &Actor) -> Result<Vec<Suggested>, PeopleError> {
    let standing = &actor.standing;
    if standing.tier1_of.is_empty() && standing.tier2_of.is_empty() && !standing.supervisor {
        return Err(crate::desk::people::access::Denied.into());
    }
    let filter = PersonFilter {
        agency: if standing.tier1_of.len() == 1 { standing.tier1_of.first().copied() } else { None },
        active: Some(true),
        ..PersonFilter::default()
    };
    let found = persons::list(conn, actor, &filter, Part::first(200))?;
    Ok(found.items.into_iter().map(|person| Suggested { email: person.email, name: person.name }).collect())
}
