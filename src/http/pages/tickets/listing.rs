//! `GET /tickets`: a list whose every filter stands in the address.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use serde::Serialize;

use super::columns::{Chooser, shown};
use super::saved::{Again, Kept, Saved};
use super::wanted::{Chip, Select, Wanted};
use crate::db::{DbConn, DbError};
use crate::desk::catalogue;
use crate::desk::tickets::{self, Cursor};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Form;
use crate::http::pages::came::Came;
use crate::http::pages::few::Few;
use crate::http::pages::frame::Voice;
use crate::http::pages::present::attended;
use crate::http::pages::rows::{Empty, Row};
use crate::http::pages::views::View;
use crate::http::pages::visit::Visit;

/// Lines of one page.
const LINES: i64 = 25;

#[derive(Serialize)]
struct Shown {
    lead: String,
    view: &'static str,
    views: Vec<Tab>,
    filter: Words,
    selects: Vec<Select>,
    chips: Vec<Chip>,
    clear_href: String,
    shows: BTreeMap<&'static str, bool>,
    columns: Chooser,
    rows: Vec<Row>,
    selects_rows: bool,
    address: String,
    /// What the address of a ticket ends with, so that one can go on in this list.
    from: String,
    saved: Saved,
    /// The form that has to be looked at again.
    form: Option<Form>,
    paged: bool,
    first_href: Option<String>,
    next_href: Option<String>,
    empty: Empty,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    current: bool,
    count: Few,
}

#[derive(Serialize)]
struct Words {
    q: String,
    columns: String,
}

/// The list.
///
/// # Errors
/// A filter that is none, or a cursor of another list.
pub async fn index(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    page(&visit, &Wanted::of(request.query_string()), None).await
}

/// The list, with a form that was sent and has to be shown again.
///
/// # Errors
/// A filter that is none, or a cursor of another list.
pub async fn page(visit: &Visit, wanted: &Wanted, again: Option<Again>) -> Result<HttpResponse, Refusal> {
    let (view, filter) = wanted.asked(&visit.actor, visit.now)?;
    let listed = wanted.columns()?;
    let cursor = match wanted.text("cursor") {
        "" => None,
        text => Some(text.parse::<Cursor>().map_err(|_| Refusal::of(Reason::Malformed))?),
    };
    let (now, today) = (visit.now, visit.now.date_in(visit.actor.zone));
    let sees_all = visit.actor.standing.sees_all() || visit.actor.standing.is_tier2();
    let current = wanted.text("saved").to_owned();
    let read = visit.read(move |conn, actor| {
        let page = tickets::list(conn, actor, &filter, cursor.as_ref(), LINES)?;
        let kept = Kept::read(conn, actor, &current, now)?;
        let offices = if sees_all { offices(conn, today)? } else { Vec::new() };
        let bars = tickets::promises(conn, &page.tickets, now)?;
        Ok::<_, Refusal>((page, offices, bars, kept))
    });
    let ((page, offices, bars, kept), counts) = read.await?;
    let voice = visit.voice();
    let tabs = View::offered(&visit.actor).into_iter().map(|tab| Tab {
        href: tab.href(),
        label: voice.word("view", tab.name()),
        current: tab == view && !kept.is_looked_at(),
        count: kept.counted(tab).unwrap_or_else(|| tab.count(counts.queue, &visit.actor)),
    });
    let tabs: Vec<Tab> = tabs.collect();
    let here = if kept.is_looked_at() { "" } else { view.here() };
    let query = wanted.query(&[("cursor", ""), ("saved", "")]);
    let form = again.as_ref().map(|again| again.form.clone());
    let saved = Saved::of(visit, &kept, query, again.as_ref());
    let frame = visit.frame(voice.word("view", view.name()), here, counts).with_views(kept.links());
    let shown = Shown {
        saved,
        form,
        lead: voice.word("view_lead", view.name()),
        view: view.name(),
        views: tabs,
        filter: Words { q: wanted.text("q").to_owned(), columns: wanted.text("columns").to_owned() },
        chips: wanted.chips(voice, &offices, &page.names),
        clear_href: Wanted::of(&view.query()).href(&[("columns", wanted.text("columns"))]),
        selects: wanted.selects(voice, &offices),
        shows: shown(listed.as_ref(), &visit.actor),
        columns: Chooser::of(listed.as_ref(), &visit.actor, wanted.query(&[]), voice),
        rows: attended(visit, Row::timed(&page.tickets, &page.names, &bars, voice), &page.tickets),
        selects_rows: visit.actor.standing.is_staff(),
        from: Came::from(wanted.href(&[("cursor", "")]).trim_start_matches('/'))
            .map(|came| came.query())
            .unwrap_or_default(),
        address: wanted.href(&[]),
        paged: page.next.is_some() || !wanted.text("cursor").is_empty(),
        first_href: (!wanted.text("cursor").is_empty()).then(|| wanted.href(&[("cursor", "")])),
        next_href: page.next.map(|cursor| wanted.href(&[("cursor", &cursor.to_string())])),
        empty: empty(view, wanted.is_narrowed(), voice),
    };
    match again {
        Some(again) => visit.refused(&again.refusal, "tickets/index", &frame, &shown),
        None => visit.page("tickets/index", &frame, &shown),
    }
}

/// The agencies of today, to choose from.
fn offices(conn: &mut DbConn, today: NaiveDate) -> Result<Vec<(String, String)>, DbError> {
    let directory = catalogue::directory(conn)?;
    Ok(directory.agencies_on(today).map(|one| (one.id.to_string(), one.short_name.clone())).collect())
}

fn empty(view: View, narrowed: bool, voice: Voice<'_>) -> Empty {
    if narrowed {
        return Empty { title: voice.say("search.none"), text: voice.say("tickets.none_narrowed") };
    }
    Empty { title: voice.word("view_empty", view.name()), text: voice.word("view_empty_hint", view.name()) }
}
