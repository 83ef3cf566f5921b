//! `GET /tickets/{number}/clocks/{name}`: why a clock is due when it is, piece by piece (`rules.md` 4.9).

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::clock::Card;
use super::lived::target;
use super::look::number;
use crate::clock::Timestamp;
use crate::desk::sla::calendar::{Segment, Why};
use crate::desk::sla::{ClockName, Standing, Unit};
use crate::desk::tickets::{self, Explanation, TicketError};
use crate::http::error::{Reason, Refusal};
use crate::http::pages::frame::{Here, Voice};
use crate::http::pages::visit::Visit;

/// Which of several clocks of one name.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    seq: String,
}

#[derive(Serialize)]
struct Shown {
    number: String,
    ticket_title: String,
    card: Card,
    why: Told,
}

/// The explanation in words and lines.
#[derive(Serialize)]
struct Told {
    lead: String,
    after: String,
    policy: String,
    policy_code: String,
    policy_version: i32,
    legal_basis: String,
    calendar: Option<String>,
    calendar_version: i32,
    started_at: Timestamp,
    due_at: Option<Timestamp>,
    target: String,
    total: String,
    lines: Vec<Line>,
}

/// A piece of time.
#[derive(Serialize)]
struct Line {
    /// The day, where it is another than that of the line before.
    day: String,
    hours: String,
    counts: bool,
    why: Why,
    note: String,
    gained: String,
    sum: String,
}

/// The explanation. A clock that is not for the reader is not found.
///
/// # Errors
/// Not found.
pub async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
    which: web::Query<Which>,
) -> Result<HttpResponse, Refusal> {
    let number = number(&path.0)?;
    let name: ClockName = path.1.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let seq = match which.seq.as_str() {
        "" => None,
        text => Some(text.parse::<i32>().map_err(|_| Refusal::of(Reason::NotFound))?),
    };
    let now = visit.now;
    let read = visit.read(move |conn, actor| {
        let ticket = tickets::show(conn, actor, &number)?;
        let explanation = tickets::explanation(conn, actor, &number, (name, seq), now)?;
        Ok::<_, TicketError>((ticket, explanation))
    });
    let ((ticket, explanation), counts) = read.await?;
    if ticket.restricted {
        let (actor, read) = (visit.actor.clone(), ticket.clone());
        visit.app.db.write(move |conn| tickets::note_read(conn, &actor, &read, now)).await?;
    }
    let voice = visit.voice();
    let title = format!("{} {}", voice.word("clock", name.as_str()), ticket.number);
    let shown = Shown {
        card: Card::of(&ticket.number, &explanation.standing, voice),
        why: told(explanation, voice, visit.here()),
        number: ticket.number,
        ticket_title: ticket.title,
    };
    visit.page("tickets/clock", &visit.frame(title, "tickets", counts), &shown)
}

fn told(explanation: Explanation, voice: Voice<'_>, here: Here) -> Told {
    let Explanation { standing, segments } = explanation;
    let lines = lines(&segments, voice, here);
    let counted = segments.iter().filter(|segment| segment.counts).map(Segment::seconds).sum();
    Told {
        lead: lead(&standing, voice, here),
        after: after(&standing, voice),
        total: voice.span(standing.clock.unit, counted),
        target: target(&standing.clock, voice),
        policy: standing.policy_name,
        policy_code: standing.policy,
        policy_version: standing.policy_seq,
        legal_basis: standing.legal_basis,
        calendar: standing.calendar_name,
        calendar_version: standing.clock.calendar_seq,
        started_at: standing.clock.started_at,
        due_at: standing.clock.due_at,
        lines,
    }
}

/// What it comes to, first of all and in plain words.
fn lead(standing: &Standing, voice: Voice<'_>, here: Here) -> String {
    let clock = &standing.clock;
    let (start, target) = (voice.near(clock.started_at, here), target(clock, voice));
    match clock.due_at {
        Some(due) => {
            let elapsed = clock.unit == Unit::ElapsedMinutes;
            let key = if elapsed { "why.lead_elapsed" } else { "why.lead" };
            voice.with(key, &[("start", &start), ("target", &target), ("due", &voice.near(due, here))])
        }
        None => {
            let used = voice.span(clock.unit, standing.worked_seconds);
            let left = voice.span(clock.unit, standing.remaining_seconds);
            let args = [("start", start.as_str()), ("target", &target), ("used", &used), ("left", &left)];
            voice.with("why.lead_still", &args)
        }
    }
}

/// What belongs to the clock besides: that a promise does not change by an escalation, that a duty never rests.
fn after(standing: &Standing, voice: Voice<'_>) -> String {
    match standing.clock.name {
        ClockName::Resolution => voice.say("why.of_resolution"),
        ClockName::Response => voice.say("why.of_response"),
        ClockName::TakeOver | ClockName::OwnTime => voice.say("why.of_ola"),
        ClockName::Confirmation => voice.say("why.of_confirmation"),
        ClockName::CyberIncident | ClockName::DataBreach => voice.say("why.of_duty"),
    }
}

fn lines(segments: &[Segment], voice: Voice<'_>, here: Here) -> Vec<Line> {
    let (mut sum, mut last_day) = (0, None);
    let mut lines = Vec::with_capacity(segments.len());
    for segment in segments {
        // What ends at midnight ends at 24.00 of the day before.
        let last = Timestamp::from_micros(segment.to.micros() - 1);
        let (from, to) = (segment.from.date_in(here.zone), last.date_in(here.zone));
        let seconds = segment.seconds();
        sum += if segment.counts { seconds } else { 0 };
        let wall = |at: Timestamp| voice.wall(at, here);
        let end = Some(wall(segment.to)).filter(|end| end != "00.00").unwrap_or_else(|| "24.00".to_owned());
        let hours = if from == to {
            format!("{}–{end}", wall(segment.from))
        } else {
            format!("{} – {}, {end}", wall(segment.from), voice.day(last, here, true))
        };
        lines.push(Line {
            day: if last_day == Some(from) { String::new() } else { voice.dated(segment.from, here) },
            hours,
            counts: segment.counts,
            why: segment.why,
            note: segment.note.clone().unwrap_or_default(),
            gained: if segment.counts { voice.hours(seconds) } else { String::new() },
            sum: if segment.counts { voice.hours(sum) } else { String::new() },
        });
        last_day = Some(from);
    }
    lines
}
