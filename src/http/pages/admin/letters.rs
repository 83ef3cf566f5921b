//! Outgoing letters: what waits, went out, and failed; and sending a failed one again (`rules.md` 7.3).

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::LetterId;
use crate::desk::letters::{self, LetterError, LetterKind, LetterLine, LetterState};
use crate::desk::people::Actor;
use crate::http::error::{Reason, Refusal};
use crate::http::forms::Posted;
use crate::http::pages::visit::Visit;

/// Lines of one page.
const LINES: usize = 50;

/// Which letters.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

#[derive(Serialize)]
struct Shown {
    views: Vec<Tab>,
    rows: Vec<Row>,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    label: String,
    current: bool,
    count: i64,
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
    let malformed = || Refusal::of(Reason::Malformed);
    let state: Option<LetterState> = match asked.state.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| malformed())?),
    };
    let after: Option<LetterId> = match asked.after.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| malformed())?),
    };
    let read = visit.read(move |conn, actor| {
        Ok::<_, LetterError>((
            letters::list(conn, actor, state, after, LINES)?,
            letters::counts(conn, actor)?,
        ))
    });
    let ((page, states), counts) = read.await?;
    let voice = visit.voice();
    let tab = |which: Option<LetterState>, count| Tab {
        href: which
            .map_or_else(|| "/admin/letters".to_owned(), |state| format!("/admin/letters?state={state}")),
        label: which.map_or_else(|| voice.say("tickets.any"), |state| voice.word("letter", state.as_str())),
        current: which == state,
        count,
    };
    let shown = Shown {
        views: vec![
            tab(None, 0),
            tab(Some(LetterState::Failed), states.failed),
            tab(Some(LetterState::Queued), states.queued),
            tab(Some(LetterState::Sending), states.sending),
            tab(Some(LetterState::Sent), 0),
        ],
        rows: page.lines.into_iter().map(row).collect(),
        next_href: page.next.map(|id| format!("/admin/letters?state={}&after={id}", asked.state)),
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
