//! Merging a ticket into another about the same: the other is chosen, both are shown side by side, and it is asked once.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::look::number;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::people::Actor;
use crate::desk::search::{self, Query};
use crate::desk::tickets::{self, Merge, Names, Number, Ticket, TicketError};
use crate::desk::words::{Priority, Stage, Status};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::rows::holder;
use crate::http::pages::visit::Visit;

/// Tickets that are proposed.
const PROPOSED: usize = 6;
/// Tickets that a search gives.
const FOUND: usize = 20;

/// What a link to the page says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The other ticket.
    #[serde(default)]
    into: String,
    /// Words to find it by.
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Shown {
    number: String,
    ticket_title: String,
    looked_for: String,
    proposed: Vec<Proposal>,
    pair: Option<Pair>,
    form: Form,
}

/// A ticket one could choose.
#[derive(Serialize)]
struct Proposal {
    number: String,
    title: String,
    status: Status,
    created_at: Timestamp,
}

/// Both, side by side.
#[derive(Serialize)]
struct Pair {
    sides: Vec<Side>,
    version: i64,
    into: String,
    into_version: i64,
    /// Where the other one ends instead, if it could.
    swap: Option<String>,
}

#[derive(Serialize)]
struct Side {
    remains: bool,
    number: String,
    title: String,
    description: String,
    stage: Stage,
    priority: Priority,
    restricted: bool,
    requester: String,
    agency: String,
    holder: String,
    reported_at: Timestamp,
}

/// What is read for the page.
struct Found {
    ticket: Ticket,
    into: Option<Ticket>,
    wrong: FieldErrors,
    swaps: bool,
    proposed: Vec<Proposal>,
    names: Names,
}

/// `GET /tickets/{number}/merge`: choosing the other, and both side by side.
///
/// # Errors
/// Not found, not theirs, not open.
pub async fn new(
    visit: Visit,
    path: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Refusal> {
    let Asked { into, q } = asked.into_inner();
    let message = visit.voice().say("merge.message_usual");
    show(&visit, number(&path)?, (into, q), Form::new("merge").with("message", message), None).await
}

/// `POST /tickets/{number}/merge`: merges them.
///
/// # Errors
/// Not found, not theirs, not open, forged.
pub async fn create(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let mut errors = FieldErrors::default();
    let request = Merge {
        into: posted.text("into").to_owned(),
        message: posted.text("message").to_owned(),
        into_version: posted.optional_word("into_version", &mut errors),
    };
    errors.finish()?;
    let (version, ticket) = (posted.version(), number.clone());
    let written = visit.write(&posted, move |conn, actor, now| {
        let merged = tickets::merge(conn, actor, &ticket, version, &request, now)?;
        Ok::<_, TicketError>(format!("/tickets/{}", merged.into.number))
    });
    match written.await {
        Ok(answer) => Ok(visit.go(&answer, "merged")),
        Err(refusal) if !refusal.fields.is_empty() || refusal.reason == Reason::Stale => {
            let errors = FieldErrors(refusal.fields.clone());
            let mut form =
                Form::new("merge").posted(&posted).wrong(&errors, &visit.app.templates, visit.lang());
            if refusal.reason == Reason::Stale {
                form.refused = Some(visit.voice().say("problem.stale.detail"));
            }
            let into = posted.text("into").to_owned();
            show(&visit, number, (into, String::new()), form, Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

async fn show(
    visit: &Visit,
    number: Number,
    (into, q): (String, String),
    form: Form,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let named = if into.is_empty() && q.parse::<Number>().is_ok() { q.clone() } else { into };
    let looked_for = if q.is_empty() { named.clone() } else { q.clone() };
    let read = visit.read(move |conn, actor| found(conn, actor, &number, &named, &q));
    let (found, counts) = read.await?;
    for ticket in [Some(&found.ticket), found.into.as_ref()].into_iter().flatten() {
        if ticket.restricted {
            let (actor, ticket, now) = (visit.actor.clone(), ticket.clone(), visit.now);
            visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &ticket, now)).await?;
        }
    }
    let voice = visit.voice();
    let form = if found.wrong.0.is_empty() || refusal.is_some() {
        form
    } else {
        form.wrong(&found.wrong, voice.templates, visit.lang())
    };
    let pair = found.into.as_ref().map(|into| Pair {
        sides: vec![side(&found.ticket, &found.names, false), side(into, &found.names, true)],
        version: found.ticket.version,
        into: into.number.clone(),
        into_version: into.version,
        swap: found.swaps.then(|| format!("/tickets/{}/merge?into={}", into.number, found.ticket.number)),
    });
    let shown = Shown {
        number: found.ticket.number.clone(),
        ticket_title: found.ticket.title.clone(),
        looked_for,
        proposed: found.proposed,
        pair,
        form,
    };
    let frame = visit.frame(voice.say("merge.title"), "tickets", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "tickets/merge", &frame, &shown),
        None => visit.page("tickets/merge", &frame, &shown),
    }
}

fn found(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    named: &str,
    q: &str,
) -> Result<Found, TicketError> {
    let ticket = tickets::may_merge(conn, actor, number)?;
    let mut wrong = FieldErrors::default();
    let mut into = None;
    if !named.is_empty() {
        match tickets::check_merge(conn, actor, &ticket, named) {
            Ok(other) => into = Some(other),
            Err(TicketError::Invalid(errors)) => wrong = errors,
            Err(error) => return Err(error),
        }
    }
    let swaps = match &into {
        Some(other) => {
            allowed(tickets::may_merge(conn, actor, &other.spoken()))?
                && allowed(tickets::check_merge(conn, actor, other, &ticket.number))?
        }
        None => false,
    };
    let proposed = match &into {
        Some(_) => Vec::new(),
        None if q.trim().is_empty() || q.parse::<Number>().is_ok() => {
            let similar = tickets::similar(conn, actor, number, PROPOSED)?;
            similar.open.iter().map(proposal).collect()
        }
        None => {
            let hits = search::search_tickets(conn, actor, &Query::parse(q), 0, FOUND)?.hits;
            let over = |status: Status| matches!(status, Status::Closed | Status::Cancelled);
            let others = hits.into_iter().filter(|hit| hit.number != ticket.number && !over(hit.status));
            let title = |parts: Vec<search::Part>| parts.into_iter().map(|part| part.text).collect();
            others
                .map(|hit| Proposal {
                    number: hit.number,
                    title: title(hit.title),
                    status: hit.status,
                    created_at: hit.created_at,
                })
                .collect()
        }
    };
    let both: Vec<Ticket> = [Some(&ticket), into.as_ref()].into_iter().flatten().cloned().collect();
    let names = Names::of_tickets(conn, &both)?;
    Ok(Found { ticket, into, wrong, swaps, proposed, names })
}

/// Whether it may be done, where only the database's own failure is a failure.
fn allowed<T>(result: Result<T, TicketError>) -> Result<bool, TicketError> {
    match result {
        Err(error @ TicketError::Db(_)) => Err(error),
        other => Ok(other.is_ok()),
    }
}

fn proposal(ticket: &Ticket) -> Proposal {
    Proposal {
        number: ticket.number.clone(),
        title: ticket.title.clone(),
        status: ticket.status,
        created_at: ticket.created_at,
    }
}

fn side(ticket: &Ticket, names: &Names, remains: bool) -> Side {
    Side {
        remains,
        number: ticket.number.clone(),
        title: ticket.title.clone(),
        description: ticket.description.clone(),
        stage: ticket.stage(),
        priority: ticket.priority,
        restricted: ticket.restricted,
        requester: names.person(ticket.requester_id).to_owned(),
        agency: names.agency(ticket.agency_id).to_owned(),
        holder: holder(ticket, names).to_owned(),
        reported_at: ticket.reported_at,
    }
}
