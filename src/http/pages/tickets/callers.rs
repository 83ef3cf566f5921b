//! Who called: people suggested while their name is typed, and what they reported before.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::desk::ids::PersonId;
use crate::desk::people::PeopleError;
use crate::desk::people::persons::{self, Person};
use crate::desk::tickets::{self, Filter, Sort};
use crate::desk::words::Stage;
use crate::http::error::{Reason, Refusal};
use crate::http::pages::visit::Visit;

/// People that are suggested.
pub(super) const SUGGESTED: i64 = 8;
/// Tickets of theirs that are shown.
const BEFORE: i64 = 5;

/// A few letters.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// Which person.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    id: String,
}

/// A person to choose.
#[derive(Serialize)]
pub(super) struct Caller {
    id: String,
    name: String,
    agency: String,
    room: String,
    nip: String,
    phone: String,
    selected: bool,
}

#[derive(Serialize)]
struct Callers {
    lang: &'static str,
    typed: bool,
    callers: Vec<Caller>,
}

/// What somebody reported before.
#[derive(Serialize)]
pub(super) struct Known {
    id: String,
    name: String,
    before: Vec<Before>,
}

impl Known {
    /// Their name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

#[derive(Serialize)]
struct Before {
    number: String,
    title: String,
    category: String,
    stage: Stage,
    reported_at: Timestamp,
}

#[derive(Serialize)]
struct Part<'a> {
    lang: &'static str,
    zone: &'static str,
    now: Timestamp,
    known: &'a Known,
}

/// The people to choose from; the only one is chosen.
pub(super) fn shown(found: Vec<Person>) -> Vec<Caller> {
    let only = found.len() == 1;
    let caller = |person: Person| Caller {
        id: person.id.to_string(),
        name: person.name,
        agency: person.agency_name,
        room: person.room.unwrap_or_default(),
        nip: person.nip.unwrap_or_default(),
        phone: person.phone.unwrap_or_default(),
        selected: only,
    };
    found.into_iter().map(caller).collect()
}

/// `GET /tickets/record/people?q=`: people whose name, NIP, room, number or agency begins so.
///
/// # Errors
/// Not theirs: only staff record for others.
pub async fn index(visit: Visit, typed: web::Query<Typed>) -> Result<HttpResponse, Refusal> {
    let (actor, q) = (visit.actor.clone(), typed.into_inner().q);
    let is_typed = q.trim().chars().count() > 1;
    let found = visit.app.db.read(move |conn| {
        if is_typed { persons::callers(conn, &actor, &q, SUGGESTED) } else { Ok(Vec::new()) }
    });
    let shown = Callers { lang: visit.lang(), typed: is_typed, callers: shown(found.await?) };
    part(&visit, "tickets/callers", &shown)
}

/// `GET /tickets/record/person?id=`: what somebody reported before, as far as one may see it.
///
/// # Errors
/// Not found, or not theirs.
pub async fn show(visit: Visit, chosen: web::Query<Chosen>) -> Result<HttpResponse, Refusal> {
    let id = chosen.id.parse::<PersonId>().map_err(|_| Refusal::of(Reason::NotFound))?;
    let known = known(&visit, id).await?;
    let shown = Part { lang: visit.lang(), zone: visit.actor.zone.name(), now: visit.now, known: &known };
    part(&visit, "tickets/caller", &shown)
}

/// The last tickets of a person one may open for.
pub(super) async fn known(visit: &Visit, id: PersonId) -> Result<Known, Refusal> {
    let actor = visit.actor.clone();
    let read = visit.app.db.read(move |conn| {
        let person = persons::caller(conn, &actor, id)?;
        let filter = Filter { requester: Some(id), sort: Sort::Newest, ..Filter::default() };
        let page = tickets::list(conn, &actor, &filter, None, BEFORE).map_err(PeopleError::Database)?;
        Ok::<_, PeopleError>((person, page))
    });
    let (person, page) = read.await?;
    let before = page.tickets.iter().map(|ticket| Before {
        number: ticket.number.clone(),
        title: ticket.title.clone(),
        category: page.names.category_code(ticket.category_id).to_owned(),
        stage: ticket.stage(),
        reported_at: ticket.reported_at,
    });
    Ok(Known { id: person.id.to_string(), name: person.name, before: before.collect() })
}

fn part<T: Serialize>(visit: &Visit, template: &str, shown: &T) -> Result<HttpResponse, Refusal> {
    let html = visit.app.templates.render(template, shown)?;
    let mut answer = HttpResponse::Ok();
    answer.content_type("text/html; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(answer.body(html))
}
