//! Reporting for oneself: three questions, and everything else may be left to us.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::entering::entered;
use crate::desk::catalogue::{self, Tree};
use crate::desk::fields::FieldErrors;
use crate::desk::tickets::{Open, heading_of};
use crate::desk::words::{Channel, Impact, Kind, Urgency};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::{Visit, Waiting};
use crate::http::pages::vocabulary::{categories, choices};

/// Characters of where it is.
const PLACE_MAX: usize = 200;
/// What is asked below the fold.
const FOLDED: &[&str] = &["title", "category", "kind", "files", "file", "continues"];

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
    /// Whether something is wrong below the fold.
    unfolded: bool,
}

/// `GET /tickets/new`: the report of one's own.
///
/// # Errors
/// When it cannot be read.
pub async fn new(visit: Visit, given: web::Query<Given>) -> Result<HttpResponse, Refusal> {
    let form = Form::new("f").with("continues", &given.continues).with("title", &given.title);
    show(&visit, form, None).await
}

/// `POST /tickets`: opens a ticket.
///
/// # Errors
/// A forged form, or what the report lacks, at the field.
pub async fn create(visit: Visit, mut posted: Posted) -> Result<HttpResponse, Refusal> {
    let mut errors = FieldErrors::default();
    let report = read(&visit, &posted, &mut errors);
    visit.check(&posted)?;
    let written = match errors.finish() {
        Err(mut errors) => {
            errors.check(!posted.text("description").trim().is_empty(), "description", "required");
            Err(errors.into())
        }
        Ok(()) => {
            let then = |ticket: &str| format!("/tickets/{ticket}");
            entered(&visit, &mut posted, report, move |_, _, ticket, _| Ok(then(&ticket.number))).await
        }
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "opened")),
        Err(refusal) if !refusal.fields.is_empty() || refusal.reason == Reason::KeyReused => {
            let form = refused(&visit, &posted, &refusal);
            show(&visit, form, Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// The form as it was sent, with what is wrong.
pub(super) fn refused(visit: &Visit, posted: &Posted, refusal: &Refusal) -> Form {
    let mut errors = FieldErrors(refusal.fields.clone());
    if posted.text("description").trim().is_empty() && posted.maybe("title").is_none() {
        // A heading is made of the words that are missing.
        errors.0.retain(|error| error.field != "title");
    }
    let mut form = Form::new("f").posted(posted).wrong(&errors, &visit.app.templates, visit.lang());
    if refusal.reason == Reason::KeyReused {
        form.refused = Some(visit.voice().say("problem.key_reused.detail"));
    }
    form
}

fn read(visit: &Visit, posted: &Posted, errors: &mut FieldErrors) -> Open {
    let place = errors.optional("place", posted.text("place"), PLACE_MAX);
    let mut description = posted.text("description").trim_end().to_owned();
    let title = posted.maybe("title").unwrap_or_else(|| heading_of(&description));
    if !place.is_empty() && !description.is_empty() {
        description = format!("{description}\n\n{}: {place}", visit.voice().say("tickets.place_said"));
    }
    Open {
        kind: posted.optional_word::<Kind>("kind", errors),
        title,
        description,
        category: posted.text("category").to_owned(),
        impact: posted.word::<Impact>("impact", errors),
        urgency: posted.word::<Urgency>("urgency", errors),
        channel: Some(Channel::Portal),
        continues: posted.maybe("continues"),
        ..Open::default()
    }
}

async fn show(visit: &Visit, form: Form, refusal: Option<&Refusal>) -> Result<HttpResponse, Refusal> {
    let (catalogue, counts): (Tree, Waiting) = visit.read(|conn, _| catalogue::tree(conn)).await?;
    let voice = visit.voice();
    let (pace, reach) = plain_questions(voice, &form);
    let kinds: Vec<&str> = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let options = BTreeMap::from([
        ("pace", pace),
        ("reach", reach),
        ("kind", choices(voice, "kind", &kinds, form.value("kind"))),
        ("category", categories(&catalogue, voice, form.value("category"))),
    ]);
    let unfolded = FOLDED.iter().any(|name| form.problem(name).is_some());
    let shown = Shown { form, options, unfolded };
    let frame = visit.frame(voice.say("tickets.new_title"), "new", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "tickets/new", &frame, &shown),
        None => visit.page("tickets/new", &frame, &shown),
    }
}

/// Urgency and impact in plain words, the mildest first: nobody is led to say more than is so.
pub(super) fn plain_questions(voice: Voice<'_>, form: &Form) -> (Vec<Choice>, Vec<Choice>) {
    let chosen = |name: &str, usual: &'static str| -> String {
        let typed = form.value(name);
        if typed.is_empty() { usual.to_owned() } else { typed.to_owned() }
    };
    let urgencies: Vec<&str> = Urgency::ALL.iter().rev().map(|word| word.as_str()).collect();
    let impacts: Vec<&str> = Impact::ALL.iter().rev().map(|word| word.as_str()).collect();
    (
        choices(voice, "pace", &urgencies, &chosen("urgency", Urgency::Medium.as_str())),
        choices(voice, "reach", &impacts, &chosen("impact", Impact::Limited.as_str())),
    )
}
