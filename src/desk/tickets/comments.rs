//! Public replies and internal notes.

use std::collections::BTreeSet;

use serde_json::json;

use super::act::{self, Scene};
use super::children;
use super::clocks;
use super::error::TicketError;
use super::mentions::{self, Written};
use super::number::Number;
use super::parts::Comment;
use super::status::Move;
use super::store;
use super::ticket::{TEXT_MAX, Ticket};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::EventKind;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{CommentId, PersonId};
use crate::desk::people::Actor;
use crate::desk::people::access::{Act, Relation};
use crate::desk::search;
use crate::desk::words::{Status, Tier, Visibility};

/// Something to say on a ticket.
#[derive(Clone, Debug)]
pub struct Say {
    /// The words.
    pub body: String,
    /// For whom.
    pub visibility: Visibility,
    /// Say it on the open child tickets too (public replies only).
    pub to_children: bool,
}

/// Writes a reply or a note. The requester's reply ends a wait for them; the first reply of the holder begins the work.
///
/// # Errors
/// Not found, not theirs, over, or a field that is wrong.
pub fn say(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
    words: &Say,
    now: Timestamp,
) -> Result<(Ticket, Comment), TicketError> {
    if words.to_children && words.visibility == Visibility::Public {
        let told = children::tell_all(conn, actor, number, &words.body, now)?;
        return Ok((told.ticket, told.comment));
    }
    let scene = act::load(conn, actor, number, None)?;
    say_on(conn, actor, scene, words, BTreeSet::new(), now)
}

/// As [`say`], on a ticket that was loaded; `told` hear the same words about another ticket.
pub(super) fn say_on(
    conn: &mut DbConn,
    actor: &Actor,
    mut scene: Scene,
    words: &Say,
    told: BTreeSet<PersonId>,
    now: Timestamp,
) -> Result<(Ticket, Comment), TicketError> {
    let act = match words.visibility {
        Visibility::Public => Act::Reply,
        Visibility::Internal => Act::Note,
        Visibility::Tier2 => Act::NoteTier2,
    };
    scene.may(actor, act)?;
    if words.visibility == Visibility::Public
        && matches!(scene.ticket.status, Status::Closed | Status::Cancelled)
    {
        return Err(scene.not_open(actor, Move::Resume));
    }
    let mut errors = FieldErrors::default();
    let body = errors.required("body", &words.body, TEXT_MAX);
    errors.finish()?;

    let author_tier = spoken_for(actor, &scene.ticket);
    let written = Written { ticket: &scene.ticket, actor, tier: author_tier, visibility: words.visibility };
    let (body, mentions) = mentions::named(conn, &written, &body, now)?;
    let comment = Comment {
        id: CommentId::new(),
        author_id: actor.id,
        author_tier,
        visibility: words.visibility,
        body,
        created_at: now,
    };
    store::insert_comment(conn, scene.ticket.id, &comment)?;
    store::keep_draft(conn, actor.id, scene.ticket.id, words.visibility.as_str(), "", now)?;
    if words.visibility == Visibility::Public {
        search::refresh(conn, scene.ticket.id)?;
    }
    let kind = if words.visibility == Visibility::Public { EventKind::Replied } else { EventKind::Noted };
    let told: Vec<PersonId> = told.into_iter().collect();
    let mut data = json!({
        "comment": comment.id,
        "visibility": comment.visibility,
        "by_requester": actor.id == scene.ticket.requester_id,
        "mentions": mentions,
        "text": act::digest(&comment.body),
    });
    if let (Some(fields), false) = (data.as_object_mut(), told.is_empty()) {
        fields.insert("told".into(), json!(told));
    }
    if moves_on(conn, actor, &mut scene, &comment, now)? {
        return Ok((scene.finish(conn, Some(actor), kind, data, now)?, comment));
    }
    scene.ticket.updated_at = now;
    if comment.visibility == Visibility::Public && comment.author_tier.is_some() {
        // The first answer of staff keeps the promise to answer.
        let settled = clocks::settle(conn, &mut scene.ticket, now)?;
        clocks::tell(&settled, &scene.ticket, &mut data);
    }
    store::touch(conn, &scene.ticket)?;
    act::record(conn, &scene.ticket, Some(actor), kind, data, now)?;
    Ok((scene.ticket, comment))
}

/// Whether the comment itself moves the ticket: the answer waited for, or the first words of the one who holds it.
fn moves_on(
    conn: &mut DbConn,
    actor: &Actor,
    scene: &mut Scene,
    comment: &Comment,
    now: Timestamp,
) -> Result<bool, TicketError> {
    if comment.visibility != Visibility::Public {
        return Ok(false);
    }
    let ticket = &mut scene.ticket;
    if actor.id == ticket.requester_id && comment.author_tier.is_none() {
        if ticket.status == Status::WaitingRequester && ticket.step(Move::Resume).is_some() {
            store::end_wait(conn, ticket.id, actor.id, now)?;
            return Ok(true);
        }
        return Ok(false);
    }
    let holds = Relation::of(actor, ticket.held()).holder && (ticket.tier == Tier::One || ticket.accepted);
    Ok(holds && ticket.status == Status::New && ticket.step(Move::Assign).is_some())
}

/// The tier a person speaks for on this ticket; none if they speak as the requester.
fn spoken_for(actor: &Actor, ticket: &Ticket) -> Option<Tier> {
    let who = Relation::of(actor, ticket.held());
    if who.requester && !who.tier1 && !who.holder {
        None
    } else if who.holder {
        Some(ticket.tier)
    } else if who.tier1 {
        Some(Tier::One)
    } else {
        Some(Tier::Two)
    }
}
