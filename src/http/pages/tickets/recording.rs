//! Taking down what somebody tells by telephone, WhatsApp or at the counter: one screen, by keyboard alone, ready for the next
//! one as soon as it is saved.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::callers::{self, Caller, Known, SUGGESTED};
use super::entering::entered;
use super::opening::{plain_questions, refused};
use super::ready::Ready;
use crate::clock::Timestamp;
use crate::desk::catalogue;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::PersonId;
use crate::desk::intake;
use crate::desk::people::access;
use crate::desk::people::persons;
use crate::desk::tickets::{self, Move, Number, Open, Resolve, TicketError, heading_of};
use crate::desk::words::{Channel, Classification, Impact, Kind, LinkKind, Stage, Urgency};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Choice, Form, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;
use crate::http::pages::vocabulary::{categories, choices};

/// What is asked below the fold.
const FOLDED: &[&str] = &["title", "kind", "classification", "files", "file"];

/// What a link to the form says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The ticket that was just saved.
    #[serde(default)]
    done: String,
    /// An older ticket of which this is the same thing again.
    #[serde(default)]
    again: String,
}

#[derive(Serialize)]
struct Shown {
    form: Form,
    solution: Form,
    channels: Vec<ChannelChoice>,
    options: BTreeMap<&'static str, Vec<Choice>>,
    callers: Vec<Caller>,
    known: Option<Known>,
    saved: Option<Saved>,
    /// The number of what was saved and went to where one does not see it.
    elsewhere: Option<String>,
    unfolded: bool,
}

/// A channel and the key that chooses it.
#[derive(Serialize)]
struct ChannelChoice {
    value: &'static str,
    text: String,
    key: String,
    selected: bool,
}

/// What was saved last.
#[derive(Serialize)]
struct Saved {
    number: String,
    version: i64,
    title: String,
    requester: String,
    stage: Stage,
    due_at: Option<Timestamp>,
    solvable: bool,
    earlier: Vec<Choice>,
}

/// What the screen shows besides its form.
#[derive(Default)]
struct Beside {
    callers: Vec<Caller>,
    solution: Option<Form>,
    done: String,
}

/// `GET /tickets/record`: the screen.
///
/// # Errors
/// Not theirs: only staff record for others.
pub async fn new(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let Asked { done, again } = asked.into_inner();
    let mut form = Form::new("f");
    if let Ok(number) = again.parse::<Number>() {
        let older = visit.read(move |conn, actor| tickets::show(conn, actor, &number)).await?.0;
        form = form.with("again", &older.number).with("title", &older.title);
        form = form.with("requester_id", older.requester_id).with("category", older.category_id);
    }
    show(&visit, form, Beside { done, ..Beside::default() }, None).await
}

/// `POST /tickets/record`: saves it, and is ready for the next.
///
/// # Errors
/// A forged form, or what the report lacks, at the field.
pub async fn create(visit: Visit, mut posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let mut errors = FieldErrors::default();
    let (who, found) = who(&visit, &posted, &mut errors).await?;
    let report = read(&visit, &posted, who, &mut errors);
    let written = match errors.finish() {
        Err(mut errors) => {
            errors.check(!posted.text("description").trim().is_empty(), "description", "required");
            Err(Refusal::from(errors))
        }
        Ok(()) => {
            let again = posted.maybe("again");
            let saved = entered(&visit, &mut posted, report, move |conn, actor, ticket, now| {
                if let Some(older) = again {
                    tickets::link(conn, actor, &ticket.spoken(), LinkKind::Related, &older, now)?;
                }
                Ok(format!("/tickets/record?done={}", ticket.number))
            });
            saved.await
        }
    };
    match written {
        Ok(answer) => Ok(visit.go(&answer, "recorded")),
        Err(refusal) if !refusal.fields.is_empty() || refusal.reason == Reason::KeyReused => {
            let form = self::refused(&visit, &posted, &refusal);
            let beside = Beside { callers: callers::shown(found), ..Beside::default() };
            show(&visit, form, beside, Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// `POST /tickets/record/message`: reads a message that was pasted, and shows the screen filled with it.
///
/// # Errors
/// A forged form.
pub async fn message(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    visit.check(&posted)?;
    let today = visit.now.date_in(visit.actor.zone);
    let mut form = Form::new("f").posted(&posted);
    let Some(chat) = intake::read_chat(posted.text("description"), today) else {
        form.refused = Some(visit.voice().say("record.no_message"));
        return show(&visit, form, Beside::default(), None).await;
    };
    form = form.with("description", &chat.text).with("channel", Channel::Whatsapp.as_str());
    form = form.with("reported_at", chat.at.format("%d/%m/%Y %H.%M"));
    let mut beside = Beside::default();
    if posted.maybe("requester_id").is_none() {
        form = form.with("requester", &chat.sender);
        let actor = visit.actor.clone();
        let found =
            visit.app.db.read(move |conn| persons::callers(conn, &actor, &chat.sender, SUGGESTED)).await?;
        if let [only] = found.as_slice() {
            form = form.with("requester_id", only.id);
        }
        beside.callers = callers::shown(found);
    }
    show(&visit, form, beside, None).await
}

/// `POST /tickets/record/{number}/solution`: it was solved while they were still at the telephone.
///
/// # Errors
/// Not found, not theirs, forged.
pub async fn solve(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let number: Number = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let request = Resolve {
        solution: posted.maybe("resolution").or(posted.maybe("earlier")).unwrap_or_default(),
        cause: posted.maybe("cause"),
        first_contact: true,
        ..Resolve::default()
    };
    let (version, ticket) = (posted.version(), number.clone());
    let written = visit.write(&posted, move |conn, actor, now| {
        tickets::resolve(conn, actor, &ticket, version, &request, now)?;
        Ok::<_, TicketError>("/tickets/record".to_owned())
    });
    match written.await {
        Ok(answer) => Ok(visit.go(&answer, "solved_at_once")),
        Err(refusal) if !refusal.fields.is_empty() => {
            let errors = FieldErrors(refusal.fields.clone());
            let solution = Form::new("s").posted(&posted).wrong(&errors, &visit.app.templates, visit.lang());
            let beside = Beside { solution: Some(solution), done: number.to_string(), ..Beside::default() };
            show(&visit, Form::new("f"), beside, Some(&refusal)).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// Whose need it is: the one who was chosen, or the only one the letters fit; else those who are to choose from.
async fn who(
    visit: &Visit,
    posted: &Posted,
    errors: &mut FieldErrors,
) -> Result<(Option<String>, Vec<persons::Person>), Refusal> {
    if let Some(id) = posted.maybe("requester_id") {
        return Ok((Some(id), Vec::new()));
    }
    let Some(typed) = posted.maybe("requester") else {
        errors.add("requester", "required");
        return Ok((None, Vec::new()));
    };
    let actor = visit.actor.clone();
    let found = visit.app.db.read(move |conn| persons::callers(conn, &actor, &typed, SUGGESTED)).await?;
    match found.as_slice() {
        [only] => Ok((Some(only.id.to_string()), Vec::new())),
        [] => {
            errors.add("requester", "unknown");
            Ok((None, found))
        }
        _ => {
            errors.add("requester", "several");
            Ok((None, found))
        }
    }
}

fn read(visit: &Visit, posted: &Posted, who: Option<String>, errors: &mut FieldErrors) -> Open {
    let description = posted.text("description").trim_end().to_owned();
    Open {
        kind: posted.optional_word::<Kind>("kind", errors),
        title: posted.maybe("title").unwrap_or_else(|| heading_of(&description)),
        description,
        category: posted.text("category").to_owned(),
        impact: posted.word::<Impact>("impact", errors),
        urgency: posted.word::<Urgency>("urgency", errors),
        requester: who,
        channel: posted.word::<Channel>("channel", errors),
        reported_at: said_at(visit, posted, errors),
        classification: posted.optional_word::<Classification>("classification", errors),
        continues: None,
    }
}

/// When it was reported, as it was typed: "08.10", "kemarin 14.30".
fn said_at(visit: &Visit, posted: &Posted, errors: &mut FieldErrors) -> Option<Timestamp> {
    let typed = posted.maybe("reported_at")?;
    let zone = visit.actor.zone;
    let at = intake::said_at(&typed, visit.now.local_in(zone)).and_then(|at| Timestamp::of_local(at, zone));
    errors.check(at.is_some(), "reported_at", "no_said_time");
    at
}

async fn show(
    visit: &Visit,
    form: Form,
    beside: Beside,
    refusal: Option<&Refusal>,
) -> Result<HttpResponse, Refusal> {
    let done = beside.done.parse::<Number>().ok();
    let number = done.as_ref().map(ToString::to_string);
    let read = visit.read(move |conn, actor| {
        access::records(actor)?;
        let saved = match done {
            Some(number) => match tickets::show(conn, actor, &number) {
                Err(TicketError::NotFound) => None,
                found => Some(found?),
            },
            None => None,
        };
        let names = tickets::Names::of_tickets(conn, saved.as_slice())?;
        let ready = match saved.as_ref().filter(|ticket| ticket.is_first_contact(actor)) {
            Some(ticket) => Ready::of(conn, actor, ticket)?,
            None => Ready::default(),
        };
        Ok::<_, Refusal>((catalogue::tree(conn)?, saved, names, ready))
    });
    let ((catalogue, saved, names, ready), counts) = read.await?;
    let known = match form.value("requester_id").parse::<PersonId>() {
        Ok(id) => Some(callers::known(visit, id).await?),
        Err(_) => None,
    };
    let form = match &known {
        Some(known) if form.value("requester").is_empty() => form.with("requester", known.name()),
        _ => form,
    };
    let voice = visit.voice();
    let (pace, reach) = plain_questions(voice, &form);
    let kinds: Vec<&str> = Kind::ALL.iter().map(|word| word.as_str()).collect();
    let classes: Vec<&str> = Classification::ALL.iter().map(|word| word.as_str()).collect();
    let class = form.value("classification");
    let class = if class.is_empty() { Classification::Public.as_str() } else { class };
    let options = BTreeMap::from([
        ("pace", pace),
        ("reach", reach),
        ("kind", choices(voice, "kind", &kinds, form.value("kind"))),
        ("classification", choices(voice, "classification", &classes, class)),
        ("category", categories(&catalogue, voice, form.value("category"))),
    ]);
    let saved = saved.map(|ticket| Saved {
        solvable: ticket.is_first_contact(&visit.actor)
            && ticket.moves(&visit.actor).contains(&Move::Resolve),
        earlier: ready.choices(visit),
        requester: names.person(ticket.requester_id).to_owned(),
        stage: ticket.stage(),
        due_at: ticket.due(),
        version: ticket.version,
        number: ticket.number,
        title: ticket.title,
    });
    let shown = Shown {
        unfolded: FOLDED.iter().any(|name| form.problem(name).is_some()),
        channels: channels(voice, form.value("channel")),
        elsewhere: number.filter(|_| saved.is_none()),
        solution: beside.solution.unwrap_or_else(|| Form::new("s")),
        callers: beside.callers,
        options,
        known,
        saved,
        form,
    };
    let frame = visit.frame(voice.say("tickets.record_title"), "record", counts);
    match refusal {
        Some(refusal) => visit.refused(refusal, "tickets/record", &frame, &shown),
        None => visit.page("tickets/record", &frame, &shown),
    }
}

/// The channels, each with the first of its letters that no other has.
fn channels(voice: Voice<'_>, chosen: &str) -> Vec<ChannelChoice> {
    let mut taken: Vec<char> = Vec::new();
    let chosen = if chosen.is_empty() { Channel::Phone.as_str() } else { chosen };
    let others = Channel::ALL.iter().filter(|channel| **channel != Channel::Portal);
    let choice = |channel: &Channel| {
        let (value, text) = (channel.as_str(), voice.word("channel", channel.as_str()));
        let mut letters =
            text.to_lowercase().chars().filter(char::is_ascii_lowercase).collect::<Vec<_>>().into_iter();
        let key = letters.find(|letter| !taken.contains(letter)).unwrap_or('x');
        taken.push(key);
        ChannelChoice { value, key: key.to_string(), selected: value == chosen, text }
    };
    others.map(choice).collect()
}
