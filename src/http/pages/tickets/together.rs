//! `POST /tickets/bulk`: one act on many tickets. What it needs is asked for first; then one page says of each what came of it.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::options::colleagues;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::page::Part;
use crate::desk::people::Actor;
use crate::desk::people::groups::{self, GroupFilter};
use crate::desk::tickets::{self, Number, Ticket};
use crate::desk::words::{Impact, Tier, Urgency};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted, sentence};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::{Visit, Waiting};
use crate::http::pages::vocabulary::choices;
use crate::http::together::{Act, Chosen, Details, Outcome, chosen, perform};

/// Places whose people are offered to give tickets to.
const PLACES: usize = 5;

/// What is asked before it is done.
#[derive(Serialize)]
struct Asked {
    act: Act,
    question: String,
    tickets: Vec<Line>,
    form: Form,
    options: BTreeMap<&'static str, Vec<Choice>>,
    back: String,
}

/// What came of it.
#[derive(Serialize)]
struct Done {
    summary: String,
    lines: Vec<Line>,
    back: String,
    /// Whether one came from a list.
    to_list: bool,
}

#[derive(Serialize)]
struct Line {
    number: String,
    title: String,
    /// As the checkbox said it.
    chosen: String,
    done: bool,
    why: String,
}

/// What is read for the question.
type Offered = (Vec<Ticket>, Vec<(String, String)>, Vec<(String, String)>);

/// Does it, or asks for what is missing.
///
/// # Errors
/// A forged form, nothing chosen or too much, an act there is not.
pub async fn create(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let all = chosen(posted.all("tickets").map(|(_, text)| text))?;
    let mut errors = FieldErrors::default();
    let act: Option<Act> = posted.word("act", &mut errors);
    let details = Details {
        assignee: posted.maybe("assignee"),
        group: posted.maybe("group"),
        impact: posted.optional_word("impact", &mut errors),
        urgency: posted.optional_word("urgency", &mut errors),
        reason: posted.text("reason").to_owned(),
        body: posted.text("body").to_owned(),
    };
    errors.finish()?;
    let act = act.ok_or(Refusal::of(Reason::Malformed))?;
    let asked = posted.text("go") == "yes";
    if !asked && !matches!(act, Act::Take | Act::Resume) {
        return ask(&visit, &posted, act, &all, &FieldErrors::default()).await;
    }
    match act.with(&details) {
        Ok(together) => {
            let key = posted.maybe("key").filter(|key| key.len() <= 150);
            let outcomes = perform(&visit.app, &visit.actor, &together, all, key).await;
            tell(&visit, &back(&posted), outcomes).await
        }
        Err(errors) => ask(&visit, &posted, act, &all, &errors).await,
    }
}

async fn ask(
    visit: &Visit,
    posted: &Posted,
    act: Act,
    all: &[Chosen],
    errors: &FieldErrors,
) -> Result<HttpResponse, Refusal> {
    let now = visit.now;
    let numbers: Vec<Number> = all.iter().map(|one| one.number.clone()).collect();
    let read = visit.read(move |conn, actor| offered(conn, actor, act, &numbers, now));
    let ((found, people, groups), counts) = read.await?;
    let voice = visit.voice();
    let words = |texts: Vec<&'static str>, family: &str| choices(voice, family, &texts, "");
    let pairs = |pairs: Vec<(String, String)>, name: &str| -> Vec<Choice> {
        pairs.into_iter().map(|(id, text)| Choice::new(id, text, posted.text(name))).collect()
    };
    let lines: Vec<Line> = all.iter().map(|one| line(one, &found, Ok(0), voice)).collect();
    let form = Form::new("bulk").posted(posted).wrong(errors, voice.templates, visit.lang());
    let asked = Asked {
        act,
        question: voice
            .with(&["bulk.question.", act.as_str()].concat(), &[("count", &lines.len().to_string())]),
        tickets: lines,
        form,
        options: BTreeMap::from([
            ("assignee", pairs(people, "assignee")),
            ("group", pairs(groups, "group")),
            ("impact", words(Impact::ALL.iter().map(|word| word.as_str()).collect(), "impact")),
            ("urgency", words(Urgency::ALL.iter().map(|word| word.as_str()).collect(), "urgency")),
        ]),
        back: back(posted),
    };
    let frame = visit.frame(voice.say("bulk.title"), "tickets", counts);
    if errors.0.is_empty() {
        return visit.page("tickets/together", &frame, &asked);
    }
    visit.refused(&errors.clone().into(), "tickets/together", &frame, &asked)
}

fn offered(
    conn: &mut DbConn,
    actor: &Actor,
    act: Act,
    numbers: &[Number],
    now: Timestamp,
) -> Result<Offered, Refusal> {
    let found = tickets::named(conn, actor, numbers)?;
    if act != Act::Assign {
        return Ok((found, Vec::new(), Vec::new()));
    }
    let mut places: Vec<&Ticket> = Vec::new();
    for ticket in &found {
        let same = |other: &&Ticket| (other.tier, other.group_id) == (ticket.tier, ticket.group_id);
        if places.len() < PLACES && !places.iter().any(same) {
            places.push(ticket);
        }
    }
    let mut people: Vec<(String, String)> = Vec::new();
    for ticket in places {
        for one in colleagues(conn, actor, ticket, now)? {
            if !people.contains(&one) {
                people.push(one);
            }
        }
    }
    let at_tier2 = found.iter().any(|ticket| ticket.tier == Tier::Two);
    let filter = GroupFilter { tier: Some(Tier::Two), active: Some(true), ..GroupFilter::default() };
    let groups = if at_tier2 { groups::list(conn, filter, Part::first(100))?.items } else { Vec::new() };
    Ok((found, people, groups.into_iter().map(|group| (group.id.to_string(), group.name)).collect()))
}

/// The page that says of each ticket what came of the act; `back` is where one came from.
///
/// # Errors
/// When it cannot be shown.
pub async fn tell(visit: &Visit, back: &str, outcomes: Vec<Outcome>) -> Result<HttpResponse, Refusal> {
    let numbers: Vec<Number> = outcomes.iter().map(|outcome| outcome.number.clone()).collect();
    let read = visit.read(move |conn, actor| Ok::<_, Refusal>(tickets::named(conn, actor, &numbers)?));
    let (found, counts): (Vec<Ticket>, Waiting) = read.await?;
    let voice = visit.voice();
    let lines: Vec<Line> = outcomes
        .into_iter()
        .map(|outcome| line(&Chosen { number: outcome.number, read: None }, &found, outcome.done, voice))
        .collect();
    let (all, done) = (lines.len().to_string(), lines.iter().filter(|line| line.done).count().to_string());
    let summary = voice.with("bulk.summary", &[("done", &done), ("all", &all)]);
    let frame = visit.frame(voice.say("bulk.title"), "tickets", counts);
    visit.page(
        "tickets/together-done",
        &frame,
        &Done {
            summary,
            lines,
            to_list: back.starts_with("/tickets?") || back == "/tickets",
            back: back.to_owned(),
        },
    )
}

fn line(one: &Chosen, found: &[Ticket], done: Result<i64, Refusal>, voice: Voice<'_>) -> Line {
    let title = found.iter().find(|ticket| ticket.number == one.number.as_str());
    let chosen = match one.read {
        Some(version) => format!("{}.{version}", one.number),
        None => one.number.to_string(),
    };
    Line {
        number: one.number.to_string(),
        title: title.map(|ticket| ticket.title.clone()).unwrap_or_default(),
        chosen,
        done: done.is_ok(),
        why: done.err().map(|refusal| why(&refusal, voice)).unwrap_or_default(),
    }
}

/// Why it was not done, in a sentence or two.
pub fn why(refusal: &Refusal, voice: Voice<'_>) -> String {
    let mut said: Vec<String> = refusal
        .fields
        .iter()
        .map(|error| sentence(error, voice.templates, voice.language.as_str()))
        .collect();
    if said.is_empty() {
        said.push(voice.say(&["problem.", refusal.reason.word(), ".detail"].concat()));
    }
    let open: Vec<String> = refusal.open.iter().map(|step| voice.word("move", step.as_str())).collect();
    if !open.is_empty() {
        said.push(voice.with("problem.open", &[("moves", &open.join(", "))]));
    }
    said.join(" ")
}

/// The list one came from.
fn back(posted: &Posted) -> String {
    let named = posted.text("back");
    let ours = named == "/tickets" || named.starts_with("/tickets?");
    if ours && !named.contains(char::is_control) { named.to_owned() } else { "/tickets".to_owned() }
}
