//! The parts of a ticket: where each is and with whom, one answer to all of them, one solution for those that are ticked.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::look::number;
use super::resolution::resolved_together;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, TicketId};
use crate::desk::people::access::{self, Act};
use crate::desk::tickets::{self, Family, Move, Number, Resolve, Ticket, TicketError};
use crate::desk::words::{Priority, Stage, Status};
use crate::http::error::Refusal;
use crate::http::forms::{Form, Posted};
use crate::http::pages::rows::holder;
use crate::http::pages::visit::Visit;
use crate::http::together::{chosen, within_bounds};

/// What a link to the page says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// A comment that was said to all of them.
    #[serde(default)]
    told: String,
}

#[derive(Serialize)]
struct Shown {
    number: String,
    ticket_title: String,
    children: Vec<Line>,
    /// How many heard what was just said, in words.
    told: Option<String>,
    can_reply: bool,
    can_resolve: bool,
    reply: Form,
    form: Form,
}

/// A child.
#[derive(Serialize)]
struct Line {
    number: String,
    title: String,
    stage: Stage,
    priority: Priority,
    restricted: bool,
    holder: String,
    /// Whether the reader could solve it now.
    solvable: bool,
    /// As the checkbox says it.
    chosen: String,
    ticked: bool,
    /// Whether what was just said was said here.
    heard: bool,
    /// Why it was not.
    why: String,
}

/// What is typed in one of the forms.
#[derive(Default)]
struct Typed {
    reply: Option<Form>,
    resolve: Option<Form>,
    ticked: Option<Vec<String>>,
}

/// `GET /tickets/{number}/children`: all of them.
///
/// # Errors
/// Not found.
pub async fn index(
    visit: Visit,
    path: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Refusal> {
    let told = asked.told.parse::<CommentId>().ok();
    show(&visit, number(&path)?, told, Typed::default(), None).await
}

/// `POST /tickets/{number}/children/replies`: says something on the ticket and on each of its open parts.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn reply(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let (body, ticket) = (posted.text("body").to_owned(), number.clone());
    let written = visit.write(&posted, move |conn, actor, now| {
        let told = tickets::tell_all(conn, actor, &ticket, &body, now)?;
        Ok::<_, TicketError>(format!("/tickets/{ticket}/children?told={}", told.comment.id))
    });
    match written.await {
        Ok(answer) => Ok(visit.go(&answer, "replied")),
        Err(refusal) if !refusal.fields.is_empty() => {
            let form = wrong(&visit, "reply", &posted, &refusal);
            let typed = Typed { reply: Some(form), ..Typed::default() };
            show(&visit, number, None, typed, Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// `POST /tickets/{number}/children/resolution`: solves those that are ticked, each by itself.
///
/// # Errors
/// Not found, forged.
pub async fn resolve(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let solution = errors.required("resolution", posted.text("resolution"), 20_000);
    let cause = errors.maybe("cause", Some(posted.text("cause")), 2_000);
    let ticked: Vec<String> = posted.all("tickets").map(|(_, text)| text.to_owned()).collect();
    let parts = chosen(ticked.iter().map(String::as_str)).and_then(within_bounds);
    if let Err(more) = &parts {
        errors.0.extend(more.0.clone());
    }
    match (errors.finish(), parts) {
        (Ok(()), Ok(parts)) => {
            let request = Resolve { solution, cause, ..Resolve::default() };
            resolved_together(&visit, &posted, &number, request, parts).await
        }
        (Err(errors), _) | (Ok(()), Err(errors)) => {
            let refusal: Refusal = errors.into();
            let form = wrong(&visit, "parts", &posted, &refusal);
            let typed = Typed { resolve: Some(form), ticked: Some(ticked), ..Typed::default() };
            show(&visit, number, None, typed, Some(&refusal)).await
        }
    }
}

fn wrong(visit: &Visit, id: &'static str, posted: &Posted, refusal: &Refusal) -> Form {
    let errors = FieldErrors(refusal.fields.clone());
    Form::new(id).posted(posted).wrong(&errors, &visit.app.templates, visit.lang())
}

async fn show(
    visit: &Visit,
    number: Number,
    told: Option<CommentId>,
    typed: Typed,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let read = visit.read(move |conn, actor| {
        let family = tickets::family(conn, actor, &number)?;
        let heard = match told {
            Some(comment) => Some(tickets::told_on(conn, actor, &number, comment)?),
            None => None,
        };
        Ok::<_, TicketError>((family, heard))
    });
    let ((family, heard), counts) = read.await?;
    if family.parent.restricted {
        let (actor, ticket, now) = (visit.actor.clone(), family.parent.clone(), visit.now);
        visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now)).await?;
    }
    let voice = visit.voice();
    let parent = &family.parent;
    let children: Vec<Line> =
        family.children.iter().map(|child| line(visit, &family, child, heard.as_ref(), &typed)).collect();
    let summary = heard.as_ref().map(|heard| {
        let all = children.len().to_string();
        voice.with("children.told", &[("done", &heard.len().to_string()), ("all", &all)])
    });
    let over = matches!(parent.status, Status::Closed | Status::Cancelled);
    let any_open = family.children.iter().any(Ticket::is_open);
    let answer = family.solution.clone().unwrap_or_default();
    let shown = Shown {
        number: parent.number.clone(),
        ticket_title: parent.title.clone(),
        told: summary,
        can_reply: !over
            && any_open
            && access::may(&visit.actor, Act::Reply, parent.held()).is_ok()
            && access::may(&visit.actor, Act::Link, parent.held()).is_ok(),
        can_resolve: children.iter().any(|child| child.solvable),
        children,
        reply: typed.reply.unwrap_or_else(|| Form::new("reply")),
        form: typed.resolve.unwrap_or_else(|| Form::new("parts").with("resolution", answer)),
    };
    let frame = visit.frame(voice.say("children.title"), "tickets", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "tickets/children", &frame, &shown),
        None => visit.page("tickets/children", &frame, &shown),
    }
}

fn line(
    visit: &Visit,
    family: &Family,
    child: &Ticket,
    heard: Option<&BTreeSet<TicketId>>,
    typed: &Typed,
) -> Line {
    let voice = visit.voice();
    let is_told = heard.is_some_and(|heard| heard.contains(&child.id));
    let reason = match (heard, is_told) {
        (Some(_), false) if !child.is_open() => "children.over",
        (Some(_), false) if family.parent.restricted && !child.restricted => "children.less_restricted",
        (Some(_), false) => "children.not_told",
        _ => "",
    };
    let chosen = format!("{}.{}", child.number, child.version);
    let ticked = typed.ticked.as_ref().is_none_or(|ticked| ticked.contains(&chosen));
    let solvable =
        child.moves(&visit.actor).contains(&Move::Resolve) && (child.restricted || !family.parent.restricted);
    Line {
        number: child.number.clone(),
        title: child.title.clone(),
        stage: child.stage(),
        priority: child.priority,
        restricted: child.restricted,
        holder: holder(child, &family.names).to_owned(),
        solvable,
        chosen,
        ticked,
        heard: is_told,
        why: if reason.is_empty() { String::new() } else { voice.say(reason) },
    }
}
