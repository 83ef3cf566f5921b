//! `GET /tickets/{number}/similar`: tickets about the same, and how they were solved. A part of the ticket page that is asked
//! for when it is unfolded, and a page of its own.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::look::number;
use crate::clock::Timestamp;
use crate::desk::people::access::{self, Act};
use crate::desk::tickets::{self, Move, Names, Ticket, TicketError};
use crate::desk::words::Stage;
use crate::http::error::Refusal;
use crate::http::pages::rows::holder;
use crate::http::pages::visit::Visit;

/// Tickets of each kind that are shown.
const SHOWN: usize = 5;

#[derive(Serialize)]
struct Shown {
    number: String,
    ticket_title: String,
    merges: bool,
    open: Vec<Like>,
    solved: Vec<Like>,
}

#[derive(Serialize)]
struct Like {
    number: String,
    title: String,
    stage: Stage,
    restricted: bool,
    agency: String,
    holder: String,
    reported_at: Timestamp,
    solution: String,
    open: bool,
}

/// What is like a ticket.
///
/// # Errors
/// Not found, or not theirs: what others wrote is for staff.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let number = number(&path)?;
    let read = visit.read(move |conn, actor| {
        let found = tickets::similar(conn, actor, &number, SHOWN)?;
        access::may(actor, Act::Link, found.ticket.held())?;
        let merges = access::may(actor, Act::Merge, found.ticket.held()).is_ok()
            && found.ticket.moves(actor).contains(&Move::Cancel);
        Ok::<_, TicketError>((found, merges))
    });
    let ((found, merges), counts) = read.await?;
    let voice = visit.voice();
    let names = &found.names;
    let shown = Shown {
        number: found.ticket.number.clone(),
        ticket_title: found.ticket.title.clone(),
        merges,
        open: found.open.iter().map(|ticket| like(ticket, names, "")).collect(),
        solved: found.solved.iter().map(|(ticket, words)| like(ticket, names, words)).collect(),
    };
    let frame = visit.frame(voice.say("similar.title"), "tickets", counts);
    visit.page("tickets/similar", &frame, &shown)
}

fn like(ticket: &Ticket, names: &Names, solution: &str) -> Like {
    Like {
        number: ticket.number.clone(),
        title: ticket.title.clone(),
        stage: ticket.stage(),
        restricted: ticket.restricted,
        agency: names.agency_short(ticket.agency_id).to_owned(),
        holder: holder(ticket, names).to_owned(),
        reported_at: ticket.reported_at,
        solution: solution.to_owned(),
        open: ticket.is_open(),
    }
}
