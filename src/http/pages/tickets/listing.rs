//! `GET /tickets`: a list whose every filter stands in the address.

use actix_web::{HttpRequest, HttpResponse};
use chrono::{Datelike, Days};
use chrono_tz::Tz;
use serde::Serialize;
use url::form_urlencoded;

use super::saved::Saved;
use crate::clock::Timestamp;
use crate::desk::ids::{AgencyId, CategoryId, PersonId};
use crate::desk::page::Part;
use crate::desk::people::Actor;
use crate::desk::people::agencies::{self, AgencyFilter};
use crate::desk::search::Query;
use crate::desk::tickets::{self, AssigneeFilter, Cursor, Filter, Names, QueueCounts, Sort};
use crate::desk::views;
use crate::desk::words::{Kind, Priority, Status, Tier};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Choice;
use crate::http::pages::came::Came;
use crate::http::pages::few::Few;
use crate::http::pages::frame::Voice;
use crate::http::pages::present::attended;
use crate::http::pages::rows::{Empty, Row};
use crate::http::pages::views::View;
use crate::http::pages::visit::Visit;
use crate::words;

/// What a list can be narrowed by, and shows as a chip.
const FILTERS: &[&str] =
    &["q", "status", "priority", "kind", "tier", "agency", "category", "assignee", "overdue", "due_before"];

/// Lines of one page.
const LINES: i64 = 25;

/// What the address asks for, as it was written.
#[derive(Clone, Debug, Default)]
struct Wanted(Vec<(String, String)>);

#[derive(Serialize)]
struct Shown {
    lead: String,
    view: &'static str,
    views: Vec<Tab>,
    filter: Words,
    selects: Vec<Select>,
    chips: Vec<Chip>,
    clear_href: String,
    rows: Vec<Row>,
    selects_rows: bool,
    address: String,
    /// What the address of a ticket ends with, so that one can go on in this list.
    from: String,
    saved: Saved,
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
}

#[derive(Serialize)]
struct Select {
    name: &'static str,
    label: String,
    options: Vec<Choice>,
}

#[derive(Serialize)]
struct Chip {
    href: String,
    label: String,
}

/// What the list of this query shows `actor`, search words and all.
///
/// # Errors
/// A filter that is none.
pub(super) fn listed(query: &str, actor: &Actor, now: Timestamp) -> Result<Filter, Refusal> {
    let wanted = Wanted::of(query);
    let view = View::named(wanted.text("view"), actor).ok_or(Refusal::of(Reason::Malformed))?;
    let search = Some(Query::parse(wanted.text("q"))).filter(|query| !query.is_empty());
    Ok(Filter { search, ..wanted.filter(view, actor, now)? })
}

/// The list.
///
/// # Errors
/// A filter that is none, or a cursor of another list.
pub async fn index(visit: Visit, request: HttpRequest) -> Result<HttpResponse, Refusal> {
    let wanted = Wanted::of(request.query_string());
    let view = View::named(wanted.text("view"), &visit.actor).ok_or(Refusal::of(Reason::Malformed))?;
    let filter = wanted.filter(view, &visit.actor, visit.now)?;
    let cursor = match wanted.text("cursor") {
        "" => None,
        text => Some(text.parse::<Cursor>().map_err(|_| Refusal::of(Reason::Malformed))?),
    };
    let search = Some(Query::parse(wanted.text("q"))).filter(|query| !query.is_empty());
    let (now, today) = (visit.now, visit.now.date_in(visit.actor.zone));
    let sees_all = visit.actor.standing.sees_all() || visit.actor.standing.is_tier2();
    let current = wanted.text("saved").to_owned();
    let read = visit.read(move |conn, actor| {
        let filter = Filter { search, ..filter };
        let page = tickets::list(conn, actor, &filter, cursor.as_ref(), LINES)?;
        let groups = views::groups(conn, actor)?;
        let kept = views::list(conn, actor, &groups)?;
        let counted = kept.iter().any(|view| view.id.to_string() == current);
        let count = counted.then(|| tickets::count(conn, actor, &filter, QueueCounts::MOST)).transpose()?;
        let choose = AgencyFilter { active_on: Some(today), ..AgencyFilter::default() };
        let offices =
            if sees_all { agencies::list(conn, &choose, Part::first(200))?.items } else { Vec::new() };
        let bars = tickets::promises(conn, &page.tickets, now)?;
        Ok::<_, Refusal>((page, offices, bars, (kept, groups, count)))
    });
    let ((page, offices, bars, (kept, groups, count)), counts) = read.await?;
    let voice = visit.voice();
    let offices: Vec<(String, String)> =
        offices.into_iter().map(|office| (office.id.to_string(), office.short_name)).collect();
    let is_saved = kept.iter().any(|saved| saved.id.to_string() == wanted.text("saved"));
    let tabs = View::offered(&visit.actor).into_iter().map(|tab| Tab {
        href: tab.href(),
        label: voice.word("view", tab.name()),
        current: tab == view && !is_saved,
        count: tab.count(counts.queue),
    });
    let selects = wanted.selects(voice, &offices);
    let query = wanted.href(&[("cursor", ""), ("saved", "")]);
    let query = query.split_once('?').map_or("", |(_, query)| query);
    let saved = Saved::of(&visit, kept, groups, (query, wanted.text("saved")), count);
    let shown = Shown {
        saved,
        lead: voice.word("view_lead", view.name()),
        view: view.name(),
        views: tabs.collect(),
        filter: Words { q: wanted.text("q").to_owned() },
        chips: wanted.chips(voice, &offices, &page.names),
        clear_href: view.href(),
        selects,
        rows: attended(&visit, Row::timed(&page.tickets, &page.names, &bars, voice), &page.tickets),
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
    let frame = visit.frame(voice.word("view", view.name()), view.here(), counts);
    visit.page("tickets/index", &frame, &shown)
}

fn empty(view: View, narrowed: bool, voice: Voice<'_>) -> Empty {
    if narrowed {
        return Empty { title: voice.say("search.none"), text: voice.say("tickets.none_narrowed") };
    }
    Empty { title: voice.word("view_empty", view.name()), text: voice.word("view_empty_hint", view.name()) }
}

words! {
    /// Until when something is due, as one chooses it.
    Until {
        /// Until midnight.
        Today = "today",
        /// Until the end of Sunday.
        Week = "week",
    }
}

impl Until {
    /// The instant before which it is due, for somebody who asks at `now` in `zone`.
    fn of(self, now: Timestamp, zone: Tz) -> Timestamp {
        let today = now.date_in(zone);
        let days = match self {
            Self::Today => 1,
            Self::Week => 7 - u64::from(today.weekday().num_days_from_monday()),
        };
        Timestamp::midnight(today + Days::new(days), zone)
    }
}

impl Wanted {
    fn of(query: &str) -> Self {
        Self(
            form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        )
    }

    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text)
    }

    fn word<W: std::str::FromStr>(&self, name: &str) -> Result<Option<W>, Refusal> {
        match self.text(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Refusal::of(Reason::Malformed)),
        }
    }

    fn filter(&self, view: View, actor: &Actor, now: Timestamp) -> Result<Filter, Refusal> {
        let mut filter = view.filter(actor, now);
        if let Some(status) = self.word::<Status>("status")? {
            filter.status = vec![status];
        }
        filter.kind = self.word::<Kind>("kind")?.into_iter().collect();
        filter.priority = self.word::<Priority>("priority")?.into_iter().collect();
        if let Some(tier) = self.word::<Tier>("tier")? {
            filter.tier = Some(tier);
        }
        if let Some(agency) = self.word::<AgencyId>("agency")? {
            filter.agency = Some(agency);
        }
        filter.assignee = match self.text("assignee") {
            "" => filter.assignee,
            "none" => Some(AssigneeFilter::Nobody),
            _ => self.word::<PersonId>("assignee")?.map(AssigneeFilter::Person),
        };
        filter.category = self.word::<CategoryId>("category")?;
        if let Some(until) = self.word::<Until>("due_before")? {
            let until = until.of(now, actor.zone);
            filter.due_before = Some(filter.due_before.map_or(until, |before| before.min(until)));
        }
        if let Some(late) = self.word::<bool>("overdue")? {
            filter = filter.overdue(late, now);
        }
        if let Some(sort) = self.word::<Sort>("sort")? {
            filter.sort = sort;
        }
        Ok(filter)
    }

    fn selects(&self, voice: Voice<'_>, offices: &[(String, String)]) -> Vec<Select> {
        let words = |name: &'static str, family: &str, words: Vec<&str>| Select {
            name,
            label: voice.word("filter", name),
            options: words
                .iter()
                .map(|word| Choice::new(word, voice.word(family, word), self.text(name)))
                .collect(),
        };
        let mut selects = vec![
            words("status", "status", Status::ALL.iter().map(|word| word.as_str()).collect()),
            words("priority", "priority", Priority::ALL.iter().map(|word| word.as_str()).collect()),
            words("kind", "kind", Kind::ALL.iter().map(|word| word.as_str()).collect()),
            words("tier", "tier", vec!["1", "2"]),
        ];
        if !offices.is_empty() {
            let choice = |(id, name): &(String, String)| Choice::new(id, name.clone(), self.text("agency"));
            let options = offices.iter().map(choice).collect();
            selects.push(Select { name: "agency", label: voice.word("filter", "agency"), options });
        }
        selects.push(words("overdue", "overdue", vec!["true", "false"]));
        selects.push(words(
            "due_before",
            "due_before",
            Until::ALL.iter().map(|word| word.as_str()).collect(),
        ));
        selects.push(words("sort", "sort", Sort::ALL.iter().map(|word| word.as_str()).collect()));
        selects
    }

    fn chips(&self, voice: Voice<'_>, offices: &[(String, String)], names: &Names) -> Vec<Chip> {
        let narrowing = self.0.iter().filter(|(name, _)| FILTERS.contains(&name.as_str()));
        let chip = |(name, text): &(String, String)| {
            let value = match name.as_str() {
                "agency" => offices
                    .iter()
                    .find(|(id, _)| id == text)
                    .map_or_else(String::new, |(_, name)| name.clone()),
                "assignee" if text == "none" => voice.say("burden.nobody"),
                "assignee" => text.parse().map_or_else(|_| String::new(), |id| names.person(id).to_owned()),
                "q" | "category" => text.clone(),
                family => voice.word(family, text),
            };
            let label = format!("{}: {value}", voice.word("filter", name));
            Chip { href: self.href(&[(name, ""), ("cursor", "")]), label }
        };
        narrowing.map(chip).collect()
    }

    fn is_narrowed(&self) -> bool {
        self.0.iter().any(|(name, _)| !matches!(name.as_str(), "view" | "sort" | "saved"))
    }

    /// The address of this list with these fields changed; an empty text takes a field out.
    fn href(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.0.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).extend_pairs(changes.iter().filter(|(_, text)| !text.is_empty()));
        let query = query.finish();
        if query.is_empty() { "/tickets".to_owned() } else { format!("/tickets?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_list_says_what_is_in_it() {
        let wanted = Wanted::of("view=queue&priority=P1&q=a+b&cursor=x&kind=");
        assert_eq!(wanted.href(&[("priority", ""), ("cursor", "")]), "/tickets?view=queue&q=a+b");
        assert_eq!(wanted.href(&[("cursor", "y")]), "/tickets?view=queue&priority=P1&q=a+b&cursor=y");
        let monday = "2026-11-23T01:00:00Z".parse().unwrap();
        let until = |until: Until| until.of(monday, chrono_tz::Asia::Makassar).to_string();
        assert_eq!(until(Until::Today), "2026-11-23T16:00:00Z", "midnight in WITA");
        assert_eq!(until(Until::Week), "2026-11-29T16:00:00Z", "the end of Sunday");
        assert_eq!(Wanted::of("").href(&[]), "/tickets");
        assert!(wanted.is_narrowed() && !Wanted::of("view=mine&sort=priority").is_narrowed());
    }
}
