//! What a message brings, and the mark in the ledger, in one transaction: a crash leaves both or neither.

use serde_json::json;

use super::decide::{Decision, IgnoredFor, Then, decide};
use super::entry::{Fate, State, Waiting};
use super::error::InboxError;
use super::known::{self, Known};
use super::message::Message;
use super::ours::Ours;
use super::store::{self, Line};
use super::texts::{self, Wordings};
use super::{bounce, raw};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::attachments::{self, Limits, Prepared};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::{CommentId, PersonId, TicketId};
use crate::desk::people::{Actor, load_actor};
use crate::desk::tickets::{self, Open, Reopen, Say, Ticket, TicketError};
use crate::desk::words::{Channel, Through, Visibility};

/// A message with everything that was got ready for it outside the transaction.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its line.
    pub waiting: Waiting,
    /// What it says.
    pub message: Message,
    /// Its files, looked into and kept; `None` if nobody looked yet.
    pub files: Option<Vec<Prepared>>,
    /// The code of the category a new ticket is put into; `None` if nobody guessed yet.
    pub category: Option<String>,
    /// The desk's own words in it.
    pub wordings: Wordings,
    /// How much may be attached.
    pub limits: Limits,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is decided, and done.
    Done(Decision),
    /// Something must be got ready for it first.
    NotReady(Decision),
    /// It answers a message that waits itself: it is that one's turn.
    Later,
    /// Somebody else has it.
    NotOurs,
}

/// What would become of a message now, so that it can be got ready.
///
/// # Errors
/// When it cannot be read.
pub fn foresee(conn: &mut DbConn, ours: &Ours, case: &Case, now: Timestamp) -> Result<Decision, InboxError> {
    let known = known::gather(conn, ours, &case.waiting, &case.message, now)?;
    Ok(decide(&case.message, &known))
}

/// Decides a message, does what it brings and marks it, in the transaction of the caller.
///
/// # Errors
/// When something it becomes is refused; nothing of it is kept then, and it is tried again.
pub fn settle(conn: &mut DbConn, ours: &Ours, case: Case, now: Timestamp) -> Result<Settled, InboxError> {
    if !store::hold(conn, &case.waiting)? {
        return Ok(Settled::NotOurs);
    }
    let known = known::gather(conn, ours, &case.waiting, &case.message, now)?;
    if known.answers_waiting && case.waiting.attempts < super::ledger::ATTEMPTS / 2 {
        return Ok(Settled::Later);
    }
    let decision = decide(&case.message, &known);
    let wants_files = decision.takes_files() && !case.message.parts.is_empty() && case.files.is_none();
    let wants_category = matches!(decision, Decision::Ticket { .. }) && case.category.is_none();
    if wants_files || wants_category {
        return Ok(Settled::NotReady(decision));
    }
    let effect = bring(conn, &case, &decision, &known, now)?;
    mark(conn, ours, &case, &decision, effect, now)?;
    Ok(Settled::Done(decision))
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
struct Effect {
    ticket: Option<TicketId>,
    comment: Option<CommentId>,
    person: Option<PersonId>,
}

fn bring(
    conn: &mut DbConn,
    case: &Case,
    decision: &Decision,
    known: &Known,
    now: Timestamp,
) -> Result<Effect, InboxError> {
    match *decision {
        Decision::Comment { ticket, person, then } => {
            let actor = actor(conn, person, now)?;
            let at = store::ticket(conn, ticket)?.ok_or(TicketError::NotFound)?;
            let (files, body) = said(conn, case, &actor, Some(ticket), now)?;
            let number = at.spoken();
            let (at, comment) = if then == Then::Reopen {
                let request = Reopen { reason: body, through: Through::Email };
                (tickets::reopen(conn, &actor, &number, None, &request, now)?, None)
            } else {
                let words = Say { body, visibility: Visibility::Public, to_children: false };
                let (at, comment) = tickets::say(conn, &actor, &number, &words, now)?;
                (at, Some(comment.id))
            };
            attach(conn, &actor, &at, files, comment, now)?;
            Ok(Effect { ticket: Some(at.id), comment, person: Some(person) })
        }
        Decision::Joined { ticket, person } => {
            let actor = actor(conn, person, now)?;
            let (files, body) = said(conn, case, &actor, Some(ticket), now)?;
            let (at, comment) = tickets::join(conn, &actor, ticket, &body, now)?;
            attach(conn, &actor, &at, files, Some(comment.id), now)?;
            Ok(Effect { ticket: Some(at.id), comment: Some(comment.id), person: Some(person) })
        }
        Decision::Ticket { person, continues, .. } => {
            let actor = actor(conn, person, now)?;
            let (files, description) = said(conn, case, &actor, None, now)?;
            let older = continues.map(|id| store::ticket(conn, id)).transpose()?.flatten();
            let report = Open {
                title: texts::title(&case.message.subject, &description),
                description,
                category: case.category.clone().unwrap_or_default(),
                channel: Some(Channel::Email),
                continues: older.map(|older| older.number),
                ..Open::default()
            };
            let at = tickets::open(conn, &actor, report, now)?;
            attach(conn, &actor, &at, files, None, now)?;
            Ok(Effect { ticket: Some(at.id), comment: None, person: Some(person) })
        }
        Decision::Undeliverable { person } => {
            if let (Some(letter), Some(report)) = (&known.bounced, &case.message.bounce) {
                bounce::note(conn, letter, &report.words, now)?;
            }
            Ok(Effect { person: Some(person), ..Effect::default() })
        }
        Decision::Refused { reason, person } => {
            let data = json!({
                "reason": reason,
                "subject": texts::subject(&case.message.subject),
                "megabytes": raw::SIZE_MAX / (1024 * 1024),
            });
            let event = NewEvent::new(RecordKind::Person, person, EventKind::MailRefused, None, now);
            events::record(conn, event.with(data))?;
            Ok(Effect { person: Some(person), ..Effect::default() })
        }
        Decision::Ignored(_) | Decision::Quarantined(_) => {
            Ok(Effect { person: known.sender.map(|sender| sender.person), ..Effect::default() })
        }
    }
}

fn actor(conn: &mut DbConn, person: PersonId, now: Timestamp) -> Result<Actor, InboxError> {
    Ok(load_actor(conn, person, now)?.ok_or(TicketError::NotFound)?)
}

/// The files that fit, and the words with what must be said of the others.
fn said(
    conn: &mut DbConn,
    case: &Case,
    actor: &Actor,
    ticket: Option<TicketId>,
    now: Timestamp,
) -> Result<(Vec<Prepared>, String), InboxError> {
    let files = case.files.clone().unwrap_or_default();
    let (files, left) = attachments::fitting(conn, actor, ticket, files, case.limits, now)?;
    let wording = case.wordings.of(actor.language);
    let words = if ticket.is_none() && case.message.text.trim().is_empty() && case.message.parts.is_empty() {
        // Some write everything into the subject.
        texts::subject(&case.message.subject)
    } else {
        case.message.text.clone()
    };
    Ok((files, texts::body(&words, wording, &left)))
}

fn attach(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: &Ticket,
    files: Vec<Prepared>,
    comment: Option<CommentId>,
    now: Timestamp,
) -> Result<(), InboxError> {
    for file in files {
        attachments::attach_mailed(conn, actor, ticket, file, comment, now)?;
    }
    Ok(())
}

fn mark(
    conn: &mut DbConn,
    ours: &Ours,
    case: &Case,
    decision: &Decision,
    effect: Effect,
    now: Timestamp,
) -> Result<(), InboxError> {
    let message = &case.message;
    let (state, fate, reason) = spoken(decision);
    let from = message.from.as_ref().filter(|from| !from.address.is_empty());
    let taken = decision.takes_files();
    let line = Line {
        state,
        fate,
        reason,
        from_address: from.map(|from| texts::address(&from.address)),
        from_name: from.map(|from| texts::name(&from.name)),
        subject: texts::subject(&message.subject),
        excerpt: texts::excerpt(&message.text),
        ticket: effect.ticket,
        comment: effect.comment,
        person: effect.person,
        sent_at: message.sent_at.filter(|_| taken),
        addressed_to: taken.then(|| texts::addressed(message)).filter(|names| !names.is_empty()),
        has_cut: taken && !texts::clean(&message.cut).trim().is_empty(),
    };
    let id = case.waiting.id;
    if !store::mark(conn, &case.waiting, &line, now)? {
        // It was held at the beginning of this transaction, so nobody else can have marked it.
        return Err(InboxError::NotHeld);
    }
    // What is not shown any more is not found by either.
    let subject = Some(line.subject).filter(|_| line.state != State::Done);
    let parts = [subject, line.from_name, line.from_address];
    store::put_words(conn, id, &texts::words(parts.iter().flatten()))?;
    if taken {
        store::put_recipients(conn, id, &texts::recipients(message, ours))?;
        if message.html.is_some() || !message.cut.is_empty() {
            let html = message.html.as_deref().map(texts::clean);
            store::put_body(conn, id, html.as_deref(), &texts::clean(&message.cut))?;
        }
    }
    Ok(())
}

/// How a decision is written down.
fn spoken(decision: &Decision) -> (State, Fate, Option<&'static str>) {
    match decision {
        Decision::Comment { then, .. } => {
            let then = match then {
                Then::Nothing => None,
                Then::EndWait => Some("end_wait"),
                Then::Reopen => Some("reopen"),
            };
            (State::Done, Fate::Comment, then)
        }
        Decision::Ticket { continues, .. } => (State::Done, Fate::Ticket, continues.map(|_| "continues")),
        Decision::Joined { .. } => (State::Done, Fate::Joined, None),
        Decision::Undeliverable { .. } => (State::Done, Fate::Ignored, Some(IgnoredFor::Bounce.as_str())),
        Decision::Ignored(reason) => (State::Done, Fate::Ignored, Some(reason.as_str())),
        Decision::Quarantined(reason) => (State::Quarantined, Fate::Quarantined, Some(reason.as_str())),
        Decision::Refused { reason, .. } => (State::Done, Fate::Refused, Some(reason.as_str())),
    }
}
