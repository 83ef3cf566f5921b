//! Incoming messages: how collecting goes, what became of each, and what waits for an administrator's word (`rules.md` 7.4).

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::mended::again;
use super::tabs::{self, Asked, Tab};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::IncomingId;
use crate::desk::inbox::turns::{self, Collecting};
use crate::desk::inbox::{self, Entry, InboxError, State, Wanted};
use crate::desk::page::Part;
use crate::desk::people::{Actor, PeopleError, persons};
use crate::http::error::{Reason, Refusal};
use crate::http::forms::{Form, Posted};
use crate::http::pages::frame::Voice;
use crate::http::pages::visit::Visit;

/// Lines of one page.
const LINES: i64 = 50;
/// Characters of what is typed to find a message or a person.
const TYPED_MAX: usize = 254;

#[derive(Serialize)]
struct List {
    mailboxes: Vec<Collecting>,
    views: Vec<Tab>,
    filter: Typed,
    rows: Vec<Row>,
    next_href: Option<String>,
}

#[derive(Serialize)]
struct Typed {
    q: String,
    state: String,
}

#[derive(Serialize)]
struct Row {
    id: IncomingId,
    /// What it says it is about: only where an administrator has to decide.
    subject: Option<String>,
    from: String,
    mailbox: String,
    state: State,
    outcome: String,
    number: Option<String>,
    received_at: Timestamp,
}

impl Row {
    fn new(entry: Entry, voice: Voice<'_>) -> Self {
        Self {
            id: entry.id,
            from: from(&entry),
            outcome: outcome(&entry, voice),
            subject: entry.subject,
            mailbox: entry.mailbox,
            state: entry.state,
            number: entry.number,
            received_at: entry.received_at,
        }
    }
}

#[derive(Serialize)]
struct Detail {
    row: Row,
    excerpt: Option<String>,
    message_id: String,
    size_kb: u64,
    attempts: i32,
    last_error: Option<String>,
    seen: i32,
    decided_at: Option<Timestamp>,
    can: Can,
    form: Form,
}

/// What the administrator may do with it now.
#[derive(Serialize)]
struct Can {
    release: bool,
    discard: bool,
    again: bool,
}

/// `GET /admin/inbox`.
///
/// # Errors
/// Not theirs, or a state that is none.
pub async fn index(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Refusal> {
    let asked = asked.into_inner();
    let (state, after): (Option<State>, Option<IncomingId>) = asked.read()?;
    let q: String = asked.q.chars().take(TYPED_MAX).collect();
    let wanted = Wanted { state, search: q.clone() };
    let read = visit.read(move |conn, actor| {
        Ok::<_, InboxError>((
            inbox::list(conn, actor, &wanted, Part { after, limit: LINES })?,
            inbox::counts(conn, actor)?,
            turns::collecting(conn, actor)?,
        ))
    });
    let ((page, states, mailboxes), counts) = read.await?;
    let voice = visit.voice();
    let tab = |which: Option<State>, count| Tab {
        href: href(which.map(State::as_str).unwrap_or_default(), &q, None),
        label: which
            .map_or_else(|| voice.say("tickets.any"), |state| voice.word("incoming.tab", state.as_str())),
        current: which == state,
        count,
    };
    let shown = List {
        mailboxes,
        views: vec![
            tab(None, 0),
            tab(Some(State::Quarantined), states.quarantined),
            tab(Some(State::Failed), states.failed),
            tab(Some(State::Waiting), states.waiting),
            tab(Some(State::Done), 0),
        ],
        rows: page.items.into_iter().map(|entry| Row::new(entry, voice)).collect(),
        next_href: page.next.map(|id| href(&asked.state, &q, Some(id))),
        filter: Typed { q, state: asked.state },
    };
    let frame = visit.frame(voice.say("nav.inbox"), "inbox", counts);
    visit.page("admin/inbox", &frame, &shown)
}

/// `GET /admin/inbox/{id}`.
///
/// # Errors
/// Not found, or not theirs.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, Refusal> {
    detail(&visit, id(&path)?, None).await
}

/// `POST /admin/inbox/{id}/release`: it passes as the message of the person who is named.
///
/// # Errors
/// A forged form, not theirs, not in quarantine; nobody of that name is said at the field.
pub async fn release(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let typed: String = posted.text("person").trim().chars().take(TYPED_MAX).collect();
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        let person = match persons::named(conn, actor, &typed) {
            Ok(person) => Some(person.id),
            Err(PeopleError::NotFound) if !typed.is_empty() => {
                return Err(PeopleError::Invalid(FieldErrors::one("person", "unknown")).into());
            }
            Err(PeopleError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        inbox::release(conn, actor, id, person, now)?;
        Ok::<_, InboxError>(format!("/admin/inbox/{id}"))
    };
    match visit.write(&posted, job).await {
        Ok(to) => Ok(visit.go(&to, "mail_released")),
        Err(refusal) => {
            let form = again(&visit, "release", &posted, &refusal)?;
            detail(&visit, id, Some((form, refusal))).await
        }
    }
}

/// `POST /admin/inbox/{id}/discard`: nothing becomes of it.
///
/// # Errors
/// A forged form, not theirs, or decided already.
pub async fn discard(visit: Visit, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        inbox::discard(conn, actor, id, now)?;
        Ok::<_, InboxError>("/admin/inbox?state=quarantined".to_owned())
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "mail_discarded"))
}

/// `POST /admin/inbox/{id}/again`: one that was given up is tried again.
///
/// # Errors
/// A forged form, not theirs, or one that did not fail.
pub async fn try_again(
    visit: Visit,
    path: web::Path<String>,
    posted: Posted,
) -> Result<HttpResponse, Refusal> {
    let id = id(&path)?;
    let job = move |conn: &mut DbConn, actor: &Actor, now| {
        inbox::try_again(conn, actor, id, now)?;
        Ok::<_, InboxError>(format!("/admin/inbox/{id}"))
    };
    Ok(visit.go(&visit.write(&posted, job).await?, "queued"))
}

async fn detail(
    visit: &Visit,
    id: IncomingId,
    wrong: Option<(Form, Refusal)>,
) -> Result<HttpResponse, Refusal> {
    let (entry, counts) = visit.read(move |conn, actor| inbox::get(conn, actor, id)).await?;
    let voice = visit.voice();
    let usual = || Form::new("release").with("person", entry.from_address.clone().unwrap_or_default());
    let (form, refusal) = match wrong {
        Some((form, refusal)) => (form, Some(refusal)),
        None => (usual(), None),
    };
    let shown = Detail {
        excerpt: entry.excerpt.clone(),
        message_id: entry.message_id.clone(),
        size_kb: entry.size.div_ceil(1024),
        attempts: entry.attempts,
        last_error: entry.last_error.clone(),
        seen: entry.seen,
        decided_at: entry.decided_at,
        can: Can {
            release: entry.state == State::Quarantined,
            discard: matches!(entry.state, State::Quarantined | State::Failed),
            again: entry.state == State::Failed,
        },
        form,
        row: Row::new(entry, voice),
    };
    let title = shown.row.subject.clone().unwrap_or_else(|| voice.say("inbox.one"));
    let frame = visit.frame(title, "inbox", counts);
    match refusal {
        Some(refusal) => visit.refused(&refusal, "admin/message", &frame, &shown),
        None => visit.page("admin/message", &frame, &shown),
    }
}

fn id(path: &web::Path<String>) -> Result<IncomingId, Refusal> {
    path.parse().map_err(|_| Refusal::of(Reason::NotFound))
}

fn href(state: &str, q: &str, after: Option<IncomingId>) -> String {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    tabs::href("/admin/inbox", [("state", state), ("q", q), ("after", &after)])
}

/// `Siti Rahmawati <siti@…>`, as far as it is known.
fn from(entry: &Entry) -> String {
    match (&entry.from_name, &entry.from_address) {
        (Some(name), Some(address)) if !name.is_empty() => format!("{name} <{address}>"),
        (_, Some(address)) => address.clone(),
        (Some(name), None) => name.clone(),
        (None, None) => String::new(),
    }
}

/// What became of it and why, in words.
fn outcome(entry: &Entry, voice: Voice<'_>) -> String {
    let Some(fate) = entry.fate else { return String::new() };
    let said = voice.word("incoming.fate", fate.as_str());
    match &entry.reason {
        Some(reason) => {
            format!("{said}: {}", voice.word(&format!("incoming.{}", fate.as_str()), reason))
        }
        None => said,
    }
}
