//! Somebody was faster: what is saved now beside what was typed, and nothing lost.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;

use super::look::Seen;
use crate::http::error::Refusal;
use crate::http::forms::Posted;
use crate::http::pages::frame::Voice;
use crate::http::pages::rows::holder;
use crate::http::pages::visit::Visit;

#[derive(Serialize)]
struct Shown {
    number: String,
    theirs: Vec<Line>,
    yours: Vec<Line>,
    action: String,
    version: i64,
    fields: Vec<Field>,
    again: bool,
}

/// A text, and what it is.
#[derive(Serialize)]
pub struct Line {
    label: String,
    text: String,
}

#[derive(Serialize)]
struct Field {
    name: String,
    value: String,
}

/// The page with both texts; what was typed can be sent again on top of what is saved.
///
/// # Errors
/// When it cannot be rendered.
pub fn show(visit: &Visit, seen: &Seen, posted: &Posted, refusal: &Refusal) -> Result<HttpResponse, Refusal> {
    let voice = visit.voice();
    let ticket = &seen.overview.ticket;
    let shown = Shown {
        number: ticket.number.clone(),
        theirs: theirs(seen, posted.version().unwrap_or(0), voice),
        yours: yours(posted, voice),
        action: visit.address.clone(),
        version: ticket.version,
        fields: typed(posted)
            .map(|(name, text)| Field { name: name.to_owned(), value: text.to_owned() })
            .collect(),
        again: !posted.has_files(),
    };
    let frame = visit.frame(voice.say("conflict.title"), "tickets", seen.counts);
    visit.refused(refusal, "tickets/conflict", &frame, &shown)
}

/// What was typed, for a page that cannot offer its form any more.
pub fn yours(posted: &Posted, voice: Voice<'_>) -> Vec<Line> {
    let shown = typed(posted).filter(|(name, _)| !matches!(*name, "list" | "place" | "fact"));
    shown
        .filter(|(name, text)| !text.trim().is_empty() && *name != "macro" && !name.starts_with("act."))
        .map(|(name, text)| Line { label: label(name, voice), text: text.to_owned() })
        .collect()
}

fn typed(posted: &Posted) -> impl Iterator<Item = (&str, &str)> {
    posted.all("").filter(|(name, _)| !matches!(*name, "csrf" | "key" | "version"))
}

/// Where the ticket stands now, and what was done since the form was made.
fn theirs(seen: &Seen, read: i64, voice: Voice<'_>) -> Vec<Line> {
    let ticket = &seen.overview.ticket;
    let mut lines = vec![
        Line { label: voice.say("tickets.title_label"), text: ticket.title.clone() },
        Line { label: voice.say("tickets.stage"), text: voice.word("stage", ticket.stage().as_str()) },
        Line { label: voice.say("tickets.held_by"), text: holder(ticket, seen.names.of_ticket()).to_owned() },
        Line { label: voice.say("tickets.priority"), text: voice.word("priority", ticket.priority.as_str()) },
        Line {
            label: voice.say("tickets.category"),
            text: seen.names.category(ticket.category_id, voice.language),
        },
    ];
    let since = seen.events.iter().filter(|event| {
        event.data.0.get("version").and_then(Value::as_i64).is_some_and(|version| version > read)
    });
    for event in since {
        let who = event.actor_id.map_or("", |person| seen.names.person(person));
        lines.push(Line {
            label: who.to_owned(),
            text: voice.with(
                &format!("event.{}", event.kind),
                &[
                    ("person", ""),
                    ("group", seen.names.group(ticket.group_id)),
                    ("party", ""),
                    ("priority", ticket.priority.as_str()),
                ],
            ),
        });
    }
    lines
}

/// What a field is called on the page it was typed into.
fn label(name: &str, voice: Voice<'_>) -> String {
    let key = match name {
        "title" => "tickets.title_label",
        "kind" => "tickets.kind_short",
        "category" => "tickets.category",
        "classification" => "tickets.classification",
        "impact" => "tickets.impact",
        "urgency" => "tickets.urgency",
        "body" => "tickets.message",
        "visibility" => "tickets.who_reads",
        "attempted_steps" => "escalation.attempted_steps",
        "since" => "escalation.since",
        "affected" => "escalation.affected",
        "steps" => "steps.add",
        "steps_left" => "escalation.steps_left",
        "group" => "assignment.group",
        "assignee" => "assignment.assignee",
        "guidance" => "return.guidance",
        "question" => "waiting.question",
        "party" => "waiting.kind",
        "party_name" => "waiting.party",
        "reference" => "waiting.reference",
        "promised_at" => "waiting.promised_at",
        "resolution" => "resolution.resolution",
        "cause" => "resolution.cause",
        "tier1_could_have_solved" => "resolution.tier1",
        "rating" => "closure.rating",
        "comment" => "closure.comment",
        "duplicate_of" => "cancellation.duplicate_of",
        "reason" => "acts.correct_reason",
        other => return other.strip_prefix("checklist.").unwrap_or(other).to_owned(),
    };
    voice.say(key)
}
