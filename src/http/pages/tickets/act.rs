//! What every form on the ticket page does: write, and go back to the ticket; or show it again with every typed word.

use actix_web::HttpResponse;

use super::beside::{Place, Working};
use super::conflict;
use super::look::{Seen, note_reading};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::fields::{FieldError, FieldErrors};
use crate::desk::people::Actor;
use crate::desk::tickets::Number;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted, sentence};
use crate::http::pages::visit::Visit;

/// Which form was sent, and what is said when it is done.
#[derive(Clone, Copy)]
pub struct Sent {
    /// The form's name on the page.
    pub form: &'static str,
    /// What was done: a key below `flash.`.
    pub done: &'static str,
}

/// Does what a form of the ticket page asks for.
///
/// # Errors
/// What cannot be mended in the form: not found, not theirs, forged.
pub async fn perform<E, F>(
    visit: Visit,
    number: Number,
    posted: Posted,
    sent: Sent,
    errors: FieldErrors,
    job: F,
) -> Result<HttpResponse, Refusal>
where
    E: Into<Refusal> + From<DbError> + Send + 'static,
    F: FnOnce(&mut DbConn, &Actor, &Number, Option<i64>, Timestamp) -> Result<(), E> + Send + 'static,
{
    perform_and_go(visit, number, posted, sent, errors, move |conn, actor, number, version, now| {
        job(conn, actor, number, version, now).map(|()| None)
    })
    .await
}

/// As [`perform`], where the act says where to go on from there; the ticket's page if it does not.
///
/// # Errors
/// What cannot be mended in the form: not found, not theirs, forged.
pub async fn perform_and_go<E, F>(
    visit: Visit,
    number: Number,
    posted: Posted,
    sent: Sent,
    errors: FieldErrors,
    job: F,
) -> Result<HttpResponse, Refusal>
where
    E: Into<Refusal> + From<DbError> + Send + 'static,
    F: FnOnce(&mut DbConn, &Actor, &Number, Option<i64>, Timestamp) -> Result<Option<String>, E>
        + Send
        + 'static,
{
    let (version, ticket) = (posted.version(), number.clone());
    let page = format!("/tickets/{number}");
    let working = Working::on(&visit, &posted, &number).await?;
    let written = match errors.finish() {
        Err(errors) => visit.check(&posted).and(Err(errors.into())),
        Ok(()) => {
            let job = move |conn: &mut DbConn, actor: &Actor, now: Timestamp| {
                let onward = job(conn, actor, &ticket, version, now)?;
                Ok::<_, E>(onward.unwrap_or_else(|| format!("/tickets/{ticket}")))
            };
            visit.write(&posted, job).await
        }
    };
    match written {
        Ok(answer) => match working {
            Some(working) if answer.location.as_deref() == Some(page.as_str()) => {
                Ok(visit.go_to(&working.onward(&visit, &number).await?, sent.done))
            }
            _ => Ok(visit.go(&answer, sent.done)),
        },
        Err(refusal) => again(visit, number, posted, sent.form, refusal).await,
    }
}

/// The page again, with what was typed and what stands in the way.
pub async fn again(
    visit: Visit,
    number: Number,
    posted: Posted,
    form: &'static str,
    refusal: Refusal,
) -> Result<HttpResponse, Refusal> {
    let at_fields = !refusal.fields.is_empty();
    let mends = matches!(refusal.reason, Reason::Stale | Reason::MoveNotOpen | Reason::KeyReused);
    if !at_fields && !mends {
        return Err(refusal);
    }
    let canned = posted.optional_word("macro", &mut FieldErrors::default());
    let seen = Seen::of(&visit, number, canned).await?;
    note_reading(&visit, &seen).await?;
    if refusal.reason == Reason::Stale {
        return conflict::show(&visit, &seen, &posted, &refusal);
    }
    let voice = visit.voice();
    let mut sheet = seen.sheet(&visit);
    let mut shown = Form::new(form).posted(&posted);
    if at_fields {
        let (general, fields): (Vec<FieldError>, Vec<FieldError>) =
            refusal.fields.iter().cloned().partition(|error| error.field == "tier1");
        shown = shown.wrong(&FieldErrors(fields), voice.templates, visit.lang());
        shown.refused = general.first().map(|error| sentence(error, voice.templates, visit.lang()));
    } else {
        let word = refusal.reason.word();
        let open: Vec<String> = refusal.open.iter().map(|step| voice.word("move", step.as_str())).collect();
        let detail = voice.say(&format!("problem.{word}.detail"));
        let moves = if open.is_empty() {
            String::new()
        } else {
            voice.with("problem.open", &[("moves", &open.join(", "))])
        };
        if refusal.reason == Reason::MoveNotOpen && sheet.answer.is_none() {
            // Its form is not offered any more; the words are.
            sheet.typed = conflict::yours(&posted, voice);
        }
        sheet.problem = Some(format!("{detail} {moves}").trim_end().to_owned());
    }
    seen.opens(&mut sheet, form, voice);
    sheet.tick(&posted);
    sheet.place = Place::of(&visit, posted.text("list"), &seen.overview.ticket, "");
    if let Some(answer) = &mut sheet.answer {
        answer.tick(&posted);
    }
    sheet.forms.insert(form, shown);
    let ticket = &seen.overview.ticket;
    let frame = visit.frame(format!("{} {}", ticket.number, ticket.title), "tickets", seen.counts);
    visit.refused(&refusal, "tickets/show", &frame, &sheet)
}
