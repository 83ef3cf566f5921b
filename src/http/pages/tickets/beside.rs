//! `GET /tickets/{number}/next` and `/previous`: on to what stands beside a ticket in the list one came from. It is looked up
//! when it is asked for; the ticket's own page costs nothing more for it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::look::number;
use super::wanted::listed;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::people::Actor;
use crate::desk::search::{self, Query};
use crate::desk::tickets::{self, Cursor, Filter, Number, Step, Ticket, TicketError};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::came::{Came, List};
use crate::http::pages::visit::Visit;

/// Hits of a search that one walks through.
const WALKED: usize = 100;

/// What the address of a ticket says besides its number.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The list one came from.
    #[serde(default)]
    pub list: String,
    /// The ticket that was worked on before, and has left that list.
    #[serde(default)]
    pub after: String,
}

/// Where a ticket stands in the list one came from.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    list: String,
    /// Its place, for when it has left the list.
    at: String,
    back: String,
    previous: String,
    next: String,
    after: String,
}

impl Place {
    /// The place of a ticket in the list of that address; none if that is no list.
    pub fn of(visit: &Visit, list: &str, ticket: &Ticket, after: &str) -> Option<Self> {
        let came = Came::from(list)?;
        let at = match came.list() {
            List::Search(_) => String::new(),
            List::Tickets(query) => {
                let filter = listed(&query, &visit.actor, visit.now).ok()?;
                Cursor::of(ticket, &filter).to_string()
            }
        };
        Some(Self {
            list: came.as_str().to_owned(),
            at,
            back: came.back(),
            previous: came.at(&ticket.number, "/previous"),
            next: came.at(&ticket.number, "/next"),
            after: after.parse::<Number>().map_or_else(|_| String::new(), |number| number.to_string()),
        })
    }
}

/// On to the next of the list.
///
/// # Errors
/// Not found, or no list.
pub async fn next(
    visit: Visit,
    path: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Refusal> {
    step(visit, &path, &asked, Step::Next).await
}

/// Back to the one before.
///
/// # Errors
/// Not found, or no list.
pub async fn previous(
    visit: Visit,
    path: web::Path<String>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Refusal> {
    step(visit, &path, &asked, Step::Previous).await
}

async fn step(visit: Visit, path: &str, asked: &Asked, step: Step) -> Result<HttpResponse, Refusal> {
    let number = number(path)?;
    let came = Came::from(&asked.list).ok_or(Refusal::of(Reason::Malformed))?;
    let (actor, now, list, from) = (visit.actor.clone(), visit.now, came.list(), number.clone());
    let found = visit.app.db.read(move |conn| {
        let ticket = tickets::show(conn, &actor, &from)?;
        beside(conn, &actor, &list, &ticket, None, step, now)
    });
    Ok(match found.await? {
        Some(other) => {
            HttpResponse::SeeOther().insert_header((header::LOCATION, came.at(&other, ""))).finish()
        }
        None => visit.go_to(&came.at(number.as_str(), ""), "list_ended"),
    })
}

/// The number of what stands beside a ticket in a list, or beside the place where it stood.
fn beside(
    conn: &mut DbConn,
    actor: &Actor,
    list: &List,
    ticket: &Ticket,
    stood: Option<Cursor>,
    step: Step,
    now: Timestamp,
) -> Result<Option<String>, Refusal> {
    match list {
        List::Tickets(query) => {
            let filter = listed(query, actor, now)?;
            let place = stood.unwrap_or_else(|| Cursor::of(ticket, &filter));
            let mut found = tickets::beside(conn, actor, &filter, &place, step)?;
            if found.as_ref().is_some_and(|other| other.id == ticket.id) {
                // What was done to it moved it on in the list.
                found = tickets::beside(conn, actor, &filter, &Cursor::of(ticket, &filter), step)?;
            }
            Ok(found.map(|other| other.number))
        }
        List::Search(words) => {
            let hits = search::search_tickets(conn, actor, &Query::parse(words), 0, WALKED)?.hits;
            let here = hits.iter().position(|hit| hit.number == ticket.number);
            let there = here.and_then(|here| match step {
                Step::Next => here.checked_add(1),
                Step::Previous => here.checked_sub(1),
            });
            Ok(there.and_then(|there| hits.get(there)).map(|hit| hit.number.clone()))
        }
    }
}

/// Somebody who works through a list, before and after an act on one of its tickets.
pub struct Working {
    came: Came,
    filter: Filter,
    stood: Option<Cursor>,
}

impl Working {
    /// Whoever came from a list in which the ticket stands now; none for everybody else.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn on(visit: &Visit, posted: &Posted, number: &Number) -> Result<Option<Self>, Refusal> {
        let Some(came) = Came::from(posted.text("list")) else { return Ok(None) };
        let List::Tickets(query) = came.list() else { return Ok(None) };
        let Ok(filter) = listed(&query, &visit.actor, visit.now) else { return Ok(None) };
        let working = Self { came, filter, stood: posted.text("place").parse().ok() };
        Ok(working.lists(visit, number).await?.then_some(working))
    }

    /// Where to go after the act: back to the ticket while it is in the list, else on to the one that stood after it; at the
    /// end of the list, to the list.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn onward(&self, visit: &Visit, number: &Number) -> Result<String, Refusal> {
        if self.lists(visit, number).await? {
            return Ok(self.came.at(number.as_str(), ""));
        }
        let (actor, now, list) = (visit.actor.clone(), visit.now, self.came.list());
        let (from, stood) = (number.clone(), self.stood.clone());
        let next = visit.app.db.read(move |conn| match tickets::show(conn, &actor, &from) {
            Ok(ticket) => beside(conn, &actor, &list, &ticket, stood, Step::Next, now),
            Err(TicketError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        });
        Ok(match next.await? {
            Some(other) => format!("{}&after={number}", self.came.at(&other, "")),
            None => self.came.back(),
        })
    }

    async fn lists(&self, visit: &Visit, number: &Number) -> Result<bool, Refusal> {
        let (actor, filter, number) = (visit.actor.clone(), self.filter.clone(), number.clone());
        let read = visit.app.db.read(move |conn| match tickets::show(conn, &actor, &number) {
            Ok(ticket) => Ok(tickets::is_listed(conn, &actor, &filter, &ticket)?),
            Err(TicketError::NotFound) => Ok(false),
            Err(error) => Err(Refusal::from(error)),
        });
        read.await
    }
}
