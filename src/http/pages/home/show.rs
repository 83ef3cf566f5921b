//! `GET /`: what concerns a person now, by what they do for the desk (`ui.md` 4).

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::burden::Carried;
use super::totals::Summed;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::TicketId;
use crate::desk::people::coverage::{self, Uncovered};
use crate::desk::people::{Actor, access};
use crate::desk::sla::Bar;
use crate::desk::tickets::{self, Filter, QueueCounts, Ticket};
use crate::desk::words::Status;
use crate::http::error::Refusal;
use crate::http::pages::few::Few;
use crate::http::pages::frame::Voice;
use crate::http::pages::rows::{Empty, Row};
use crate::http::pages::views::View;
use crate::http::pages::visit::{Visit, Waiting};

/// Lines of one section.
const LINES: i64 = 6;

#[derive(Serialize)]
struct Shown {
    greeting: String,
    lead: String,
    tiles: Vec<Tile>,
    sections: Vec<Section>,
    uncovered: Vec<Named>,
    uncovered_count: usize,
    supervises: bool,
    carried: Option<Carried>,
    totals: Option<Summed>,
}

/// A figure that leads somewhere.
#[derive(Serialize)]
pub struct Tile {
    /// What it says by colour.
    pub tone: &'static str,
    /// Where it leads.
    pub href: String,
    /// The figure.
    pub count: Few,
    /// What it counts.
    pub label: String,
}

#[derive(Serialize)]
struct Section {
    id: &'static str,
    heading: String,
    more_href: String,
    rows: Vec<Row>,
    empty: Empty,
}

#[derive(Serialize)]
struct Named {
    name: String,
    gap: &'static str,
}

/// What was read for one section.
struct Read {
    id: &'static str,
    more_href: String,
    page: tickets::Page,
}

/// The home page.
///
/// # Errors
/// When it cannot be read.
pub async fn show(visit: Visit) -> Result<HttpResponse, Refusal> {
    let (now, today) = (visit.now, visit.now.date_in(visit.actor.zone));
    let read = visit.read(move |conn, actor| {
        let sections = sections(conn, actor, now)?;
        let listed: Vec<Ticket> =
            sections.iter().flat_map(|section| section.page.tickets.iter().cloned()).collect();
        let bars = tickets::promises(conn, &listed, now)?;
        let burning = tickets::count(conn, actor, &View::Urgent.filter(actor, now), QueueCounts::MOST)?;
        let uncovered = if supervises(actor) { coverage::coverage(conn, actor, today)? } else { Vec::new() };
        let leads = access::leads(actor).is_ok();
        let burden = if leads { Some(tickets::burden(conn, actor, today)?) } else { None };
        let sums = access::reads_totals(actor).is_ok();
        let totals = if sums { Some(tickets::totals(conn, actor, now)?) } else { None };
        Ok::<_, Refusal>((sections, bars, burning, uncovered, burden, totals))
    });
    let ((sections, bars, burning, uncovered, burden, totals), counts) = read.await?;
    let voice = visit.voice();
    let first_name = visit.actor.name.split(',').next().unwrap_or(&visit.actor.name).to_owned();
    let shown = Shown {
        greeting: voice.templates.greeting(visit.lang(), &first_name),
        lead: voice.say(lead(&visit.actor)),
        tiles: tiles(&visit.actor, counts, burning, uncovered.len(), voice),
        sections: sections.into_iter().map(|section| section.in_words(&bars, voice)).collect(),
        uncovered_count: uncovered.len(),
        uncovered: uncovered.into_iter().map(named).collect(),
        supervises: supervises(&visit.actor),
        carried: burden.map(|burden| Carried::of(burden, &visit.actor, voice)),
        totals: totals.map(|totals| Summed::of(totals, voice)),
    };
    let frame = visit.frame(voice.say("nav.home"), "home", counts);
    visit.page("home/show", &frame, &shown)
}

fn named(gap: Uncovered) -> Named {
    Named { name: gap.name, gap: gap.gap.as_str() }
}

fn supervises(actor: &Actor) -> bool {
    access::supervises(actor).is_ok()
}

fn works(actor: &Actor) -> bool {
    !actor.standing.tier1_of.is_empty() || !actor.standing.tier2_of.is_empty()
}

fn lead(actor: &Actor) -> &'static str {
    let standing = &actor.standing;
    if standing.supervisor {
        "home.lead_supervisor"
    } else if !standing.tier2_of.is_empty() {
        "home.lead_engineer"
    } else if !standing.tier1_of.is_empty() {
        "home.lead_technician"
    } else if standing.ict_head
        || standing.auditor
        || !standing.head_of.is_empty()
        || standing.coordination_team
    {
        "home.lead_overview"
    } else {
        "home.lead_requester"
    }
}

fn sections(conn: &mut DbConn, actor: &Actor, now: Timestamp) -> Result<Vec<Read>, DbError> {
    let standing = &actor.standing;
    let mut wanted: Vec<(&'static str, String, Filter)> = Vec::new();
    let mut view = |id: &'static str, view: View| wanted.push((id, view.href(), view.filter(actor, now)));
    if standing.sees_all() || !standing.head_of.is_empty() {
        view("burning", View::Burning);
    }
    if !standing.tier2_of.is_empty() || standing.supervisor {
        view("incoming", View::Incoming);
    }
    if works(actor) {
        view("mine", View::Mine);
        view("queue", View::Queue);
    }
    if standing.supervisor {
        view("bounced", View::Bounced);
    }
    if !works(actor) && !standing.sees_all() {
        let answer = Filter {
            status: vec![Status::WaitingRequester, Status::Resolved],
            ..View::Reported.filter(actor, now)
        };
        view("reported", View::Reported);
        wanted.insert(wanted.len() - 1, ("answer", View::Reported.href(), answer));
    }
    let filters: Vec<_> = wanted.iter().map(|(_, _, filter)| (filter, None, LINES)).collect();
    let pages = tickets::lists(conn, actor, &filters)?;
    Ok(wanted.into_iter().zip(pages).map(|((id, more_href, _), page)| Read { id, more_href, page }).collect())
}

fn tiles(actor: &Actor, waiting: Waiting, burning: i64, uncovered: usize, voice: Voice<'_>) -> Vec<Tile> {
    let (standing, counts) = (&actor.standing, waiting.queue);
    let tile = |tone, href: &str, count, label: &str| Tile {
        tone,
        href: href.to_owned(),
        count: Few(count),
        label: voice.word("home_tile", label),
    };
    let mut tiles = Vec::new();
    if !standing.tier2_of.is_empty() || standing.supervisor {
        tiles.push(tile("hot", &View::Incoming.href(), counts.incoming, "incoming"));
    }
    if works(actor) {
        tiles.push(tile("", &View::Queue.href(), counts.unassigned, "unassigned"));
        tiles.push(tile("t1", &View::Mine.href(), counts.mine, "mine"));
        tiles.push(tile("", &View::Queue.href(), counts.group, "group"));
    }
    if tickets::in_charge(actor).is_some() {
        tiles.push(tile("bad", &View::Overdue.href(), counts.overdue, "overdue"));
    }
    if standing.sees_all() || works(actor) || !standing.head_of.is_empty() {
        tiles.push(tile("wait", &View::Urgent.href(), burning, "burning"));
    }
    if supervises(actor) {
        let count = i64::try_from(uncovered).unwrap_or(i64::MAX);
        tiles.push(tile("wait", "/supervision/uncovered", count, "uncovered"));
    }
    tiles
}

impl Read {
    fn in_words(self, bars: &HashMap<TicketId, Bar>, voice: Voice<'_>) -> Section {
        let Self { id, more_href, page } = self;
        let rows = Row::timed(&page.tickets, &page.names, bars, voice);
        let empty = Empty { title: voice.word("home_empty", id), text: voice.word("home_empty_hint", id) };
        Section { id, heading: voice.word("home_section", id), more_href, rows, empty }
    }
}
