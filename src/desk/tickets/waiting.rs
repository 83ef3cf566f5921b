//! Waiting for the requester (their clock stands still) or for an outside party (it does not).

use serde_json::json;

use super::act;
use super::error::TicketError;
use super::number::Number;
use super::parts::{Comment, Wait};
use super::status::Move;
use super::store;
use super::ticket::{TEXT_MAX, Ticket};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, WaitId};
use crate::desk::people::Actor;
use crate::desk::search;
use crate::desk::words::{Party, Visibility, WaitingOn};

/// A question without whose answer one cannot go on.
#[derive(Clone, Debug)]
pub struct AskRequester {
    /// The question, public.
    pub question: String,
    /// Until when an answer is asked for.
    pub answer_by: Option<Timestamp>,
}

/// To whom outside a ticket goes on (`rules.md` 2.5).
#[derive(Clone, Debug)]
pub struct HandOff {
    /// Which kind of party.
    pub party: Party,
    /// Which one.
    pub party_name: String,
    /// Their number for it.
    pub reference: Option<String>,
    /// When they promised it.
    pub promised_at: Option<Timestamp>,
}

/// Asks the requester and waits for the answer.
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong.
pub fn ask(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &AskRequester,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Ask)?;
    let mut errors = FieldErrors::default();
    let question = errors.required("question", &request.question, TEXT_MAX);
    errors.check(request.answer_by.is_none_or(|at| at > now), "promised_at", "in_past");
    errors.finish()?;

    let denied = scene.not_open(actor, Move::Ask);
    let tier = scene.ticket.tier;
    scene.ticket.step(Move::Ask).ok_or(denied)?;
    store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    let comment = Comment {
        id: CommentId::new(),
        author_id: actor.id,
        author_tier: Some(tier),
        visibility: Visibility::Public,
        body: question.clone(),
        created_at: now,
    };
    store::insert_comment(conn, scene.ticket.id, &comment)?;
    search::refresh(conn, scene.ticket.id)?;
    let wait = wait(WaitingOn::Requester, actor, now);
    store::insert_wait(
        conn,
        scene.ticket.id,
        &Wait { question: Some(question), promised_at: request.answer_by, ..wait },
    )?;
    let data = json!({
        "comment": comment.id,
        "answer_by": request.answer_by,
        "text": act::digest(&comment.body),
    });
    scene.finish(conn, Some(actor), EventKind::QuestionAsked, data, now)
}

/// Passes a ticket on to an outside party and waits; the promise to the requester runs on.
///
/// # Errors
/// Not found, not theirs, not open, stale, or a field that is wrong.
pub fn hand_off(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    request: &HandOff,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::HandOff)?;
    let mut errors = FieldErrors::default();
    let party_name = errors.line("party_name", &request.party_name, 200);
    let reference = errors.maybe("reference", request.reference.as_deref(), 200);
    errors.check(request.promised_at.is_none_or(|at| at > now), "promised_at", "in_past");
    errors.finish()?;

    let denied = scene.not_open(actor, Move::HandOff);
    scene.ticket.step(Move::HandOff).ok_or(denied)?;
    scene.ticket.waiting_party = Some(request.party);
    let data = json!({
        "party": request.party,
        "party_name": party_name,
        "reference": reference,
        "promised_at": request.promised_at,
    });
    let wait = Wait {
        party: Some(request.party),
        party_name: Some(party_name),
        reference,
        promised_at: request.promised_at,
        ..wait(WaitingOn::External, actor, now)
    };
    store::insert_wait(conn, scene.ticket.id, &wait)?;
    scene.finish(conn, Some(actor), EventKind::HandedOff, data, now)
}

/// Ends a wait: the answer came another way, or the party has done its part.
///
/// # Errors
/// Not found, not theirs, not open, or stale.
pub fn resume(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Ticket, TicketError> {
    let mut scene = act::load(conn, actor, number, expected)?;
    scene.allow(actor, Move::Resume)?;
    let from = scene.ticket.status;
    let denied = scene.not_open(actor, Move::Resume);
    scene.ticket.step(Move::Resume).ok_or(denied)?;
    store::end_wait(conn, scene.ticket.id, actor.id, now)?;
    scene.finish(conn, Some(actor), EventKind::Resumed, json!({ "from": from }), now)
}

fn wait(waiting_on: WaitingOn, actor: &Actor, now: Timestamp) -> Wait {
    Wait {
        id: WaitId::new(),
        seq: 0,
        waiting_on,
        question: None,
        party: None,
        party_name: None,
        reference: None,
        promised_at: None,
        started_by_id: actor.id,
        started_at: now,
        ended_by_id: None,
        ended_at: None,
    }
}
