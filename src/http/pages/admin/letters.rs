//! Outgoing letters: what waits, went out, and failed; and sending a failed one again (`rules.md` 7.3).

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::tabs::{self, Asked, Tab};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::LetterId;
use crate::desk::letters::relay::{self, Relay};
use crate::desk::letters::{self, LetterError, LetterKind, LetterLine, LetterState};
use crate::desk::people::Actor;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Lines of one page.
const LINES: usize = 50;

#[derive(Serialize)]
struct Shown {
    shut: Option<Shut>,
    views: Vec<Tab>,
    rows: Vec<Row>,
    next_href: Option<String>,
}

/// That the mail server takes no letters.
#[derive(Serialize)]
struct Shut {
    since: Timestamp,
    reason: Option<String>,
    /// When a letter is tried again; none if that is as soon as there is one.
    next: Option<Timestamp>,
    waiting: i64,
}

#[derive(Serialize)]
struct Row {
    id: LetterId,
    kind: LetterKind,
    number: Option<String>,
    created_at: Timestamp,
    to: String,
    person: String,
    state: LetterState,
    why: Option<String>,
    tries: i32,
    again: bool,
}

/// `GET /admin/letters`.
///
/// # Errors
/// Not theirs, or a state that is none.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let (state, after): (Option<LetterState>, Option<LetterId>) = asked.read()?;
    let read = visit.read(move |conn, actor| {
        Ok::<_, LetterError>((
            letters::list(conn, actor, state, after, LINES)?,
            letters::counts(conn, actor)?,
            relay::read(conn)?,
        ))
    });
    let ((page, states, relay), counts) = read.await?;
    let voice = visit.voice();
    let tab = |which: Option<LetterState>, count| Tab {
        href: href(which.map(LetterState::as_str).unwrap_or_default(), None),
        label: which.map_or_else(|| voice.say("tickets.any"), |state| voice.word("letter", state.as_str())),
        current: which == state,
        count,
    };
    let shown = Shown {
        shut: shut(relay, states.queued, visit.now),
        views: vec![
            tab(None, 0),
            tab(Some(LetterState::Failed), states.failed),
            tab(Some(LetterState::Queued), states.queued),
            tab(Some(LetterState::Sending), states.sending),
            tab(Some(LetterState::Waiting), states.waiting),
            tab(Some(LetterState::Sent), 0),
        ],
        rows: page.lines.into_iter().map(row).collect(),
        next_href: page.next.map(|id| href(&asked.state, Some(id))),
    };
    let frame = visit.frame(voice.say("nav.letters"), "letters", counts);
    visit.page("admin/letters", &frame, &shown)
}

/// `POST /admin/letters/{id}/again`: puts a failed letter back into the queue.
///
/// # Errors
/// A forged form, not theirs, or a letter that did not fail.
pub async fn again(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id: LetterId = path.parse().map_err(|_| Refusal::of(Reason::NotFound))?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        letters::send_again(conn, actor, id, now)?;
        Ok::<_, LetterError>("/admin/letters?state=failed".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "queued"))
}

/// `POST /admin/letters/relay`: tries a letter now, though the mail server took none.
///
/// # Errors
/// A forged form, or not theirs.
pub async fn try_now(visit: Visit, posted: Posted) -> Result<HttpResponse, Refusal> {
    let job = |conn: &mut DbConn, actor: &Actor, now| {
        relay::try_now(conn, actor, now)?;
        Ok::<_, LetterError>("/admin/letters".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "relay_asked"))
}

fn shut(relay: Relay, waiting: i64, now: Timestamp) -> Option<Shut> {
    let next = relay.probe_at.filter(|at| *at > now);
    relay.shut_since.map(|since| Shut { since, reason: relay.reason, next, waiting })
}

fn href(state: &str, after: Option<LetterId>) -> String {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    tabs::href("/admin/letters", [("state", state), ("q", ""), ("after", &after)])
}

fn row(line: LetterLine) -> Row {
    Row {
        id: line.id,
        kind: line.kind,
        number: line.ticket,
        created_at: line.created_at,
        to: line.address,
        person: line.person,
        again: line.state == LetterState::Failed,
        state: line.state,
        why: line.last_error,
        tries: line.attempts,
    }
}
