//! Making a ticket of something that was said on another: a form filled with it, to be looked through and sent.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::look::number;
use crate::clock::Timestamp;
use crate::desk::attachments;
use crate::desk::catalogue;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::CommentId;
use crate::desk::tickets::{self, Cut, Number, Open, Split, TicketError, heading_of};
use crate::desk::words::{Classification, Impact, Kind, Urgency, Visibility};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::{categories, choices};

#[derive(Serialize)]
struct Shown {
    number: String,
    ticket_title: String,
    action: String,
    who: String,
    at: Timestamp,
    text: String,
    internal: bool,
    files: Vec<String>,
    /// Whether more people may come to read it.
    wider: bool,
    long_ago: bool,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
}

/// `GET /tickets/{number}/comments/{id}/split`: the form, filled with what was said.
///
/// # Errors
/// Not found, not theirs.
pub async fn new(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, Refusal> {
    let (number, comment) = named(&path)?;
    show(&visit, number, comment, None).await
}

/// `POST /tickets/{number}/comments/{id}/split`: opens the new ticket.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn create(
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let (number, comment) = named(&path)?;
    let mut errors = FieldErrors::default();
    let now = visit.now;
    let report = Open {
        kind: posted.optional_word::<Kind>("kind", &mut errors),
        title: errors.required("title", posted.text("title"), 200),
        description: errors.required("description", posted.text("description"), 20_000),
        category: posted.text("category").to_owned(),
        impact: posted.optional_word::<Impact>("impact", &mut errors),
        urgency: posted.optional_word::<Urgency>("urgency", &mut errors),
        requester: posted.maybe("requester"),
        reported_at: (posted.text("reported") == "now").then_some(now),
        classification: posted.optional_word::<Classification>("classification", &mut errors),
        ..Open::default()
    };
    let request = Split { comment, report, reviewed: posted.text("reviewed") == "yes" };
    let written = match errors.finish() {
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
        Ok(()) => {
            let ticket = number.clone();
            let job = visit.write(&posted, move |conn, actor, now| {
                let parted = attachments::split(conn, actor, &ticket, request, now)?;
                Ok::<_, TicketError>(format!("/tickets/{}", parted.ticket.number))
            });
            job.await
        }
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "split")),
        Err(refusal) if !refusal.fields.is_empty() || refusal.reason == Reason::KeyReused => {
            show(&visit, number, comment, Some((&posted, &refusal))).await
        }
        Err(refusal) => Err(refusal),
    }
}

fn named(path: &(String, String)) -> Result<(Number, CommentId), Refusal> {
    let comment = path.1.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    Ok((number(&path.0)?, comment))
}

async fn show(
    visit: &Visit,
    number: Number,
    comment: CommentId,
    again: Option<(&Posted, &Refusal)>,
) -> Result<HttpResponse, Refusal> {
    let now = visit.now;
    let read = visit.read(move |conn, actor| {
        let cut = tickets::cut(conn, actor, &number, comment, now)?;
        let mut files = attachments::of_ticket(conn, actor, &cut.ticket)?;
        files.retain(|file| file.comment_id == Some(comment));
        let authors = [cut.comment.author_id].into_iter().collect();
        let names = tickets::Names::collect(conn, &[], authors)?;
        Ok::<_, TicketError>((cut, files, names, catalogue::tree(conn)?))
    });
    let ((cut, files, names, catalogue), counts) = read.await?;
    if cut.ticket.restricted {
        let (actor, ticket) = (visit.actor.clone(), cut.ticket.clone());
        visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now)).await?;
    }
    let voice = visit.voice();
    let form = match again {
        None => filled(&cut),
        Some((posted, refusal)) => {
            let errors = FieldErrors(refusal.fields.clone());
            let mut form = Form::new("f").posted(posted).wrong(&errors, &visit.app.templates, visit.lang());
            if refusal.reason == Reason::KeyReused {
                form.refused = Some(voice.say("problem.key_reused.detail"));
            }
            form
        }
    };
    let words = |family: &str, name: &str, words: Vec<&str>| choices(voice, family, &words, form.value(name));
    let whom = |one: &tickets::Candidate| Choice::new(one.person, &*one.name, form.value("requester"));
    let times: &[&str] = if cut.long_ago { &["now"] } else { &["comment", "now"] };
    let options = BTreeMap::from([
        ("requester", cut.candidates.iter().map(whom).collect()),
        ("category", categories(&catalogue, voice, form.value("category"))),
        ("kind", words("kind", "kind", Kind::ALL.iter().map(|word| word.as_str()).collect())),
        ("impact", words("impact", "impact", Impact::ALL.iter().map(|word| word.as_str()).collect())),
        ("urgency", words("urgency", "urgency", Urgency::ALL.iter().map(|word| word.as_str()).collect())),
        (
            "classification",
            words(
                "classification",
                "classification",
                Classification::ALL.iter().map(|word| word.as_str()).collect(),
            ),
        ),
        ("reported", words("split_reported", "reported", times.to_vec())),
    ]);
    let shown = Shown {
        number: cut.ticket.number.clone(),
        ticket_title: cut.ticket.title.clone(),
        action: format!("/tickets/{}/comments/{}/split", cut.ticket.number, cut.comment.id),
        who: names.person(cut.comment.author_id).to_owned(),
        at: cut.comment.created_at,
        text: cut.comment.body.clone(),
        internal: cut.comment.visibility != Visibility::Public,
        files: files.into_iter().map(|file| file.file_name).collect(),
        wider: cut.candidates.iter().any(|one| one.wider),
        long_ago: cut.long_ago,
        form,
        options,
    };
    let frame = visit.frame(voice.say("split.title"), "tickets", counts);
    match again {
        Some((_, refusal)) => visit.refused(refusal, "tickets/split", &frame, &shown),
        None => visit.page("tickets/split", &frame, &shown),
    }
}

/// The form as it is offered: what was said, and what is known of the ticket it was said on.
fn filled(cut: &Cut) -> Form {
    let ticket = &cut.ticket;
    let whom = cut.candidates.first().map(|one| one.person.to_string()).unwrap_or_default();
    Form::new("f")
        .with("title", heading_of(&cut.comment.body))
        .with("description", &cut.comment.body)
        .with("category", ticket.category_id)
        .with("kind", ticket.kind)
        .with("impact", ticket.impact)
        .with("urgency", ticket.urgency)
        .with("classification", ticket.classification)
        .with("requester", whom)
        .with("reported", if cut.long_ago { "now" } else { "comment" })
}
