//! Public replies and internal notes.

use serde_json::json;

use super::act::{self, Scene};
use super::clocks;
use super::error::TicketError;
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
use crate::desk::people::access::{Act, Relation};
use crate::desk::people::{Actor, load_actor};
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
    let scene = act::load(conn, actor, number, None)?;
    let parent = scene.ticket.id;
    let said = say_on(conn, actor, scene, words, now)?;
    if words.to_children && words.visibility == Visibility::Public {
        for child in store::open_children(conn, actor, parent)? {
            say_on(conn, actor, Scene::of(child), words, now)?;
        }
    }
    Ok(said)
}

fn say_on(
    conn: &mut DbConn,
    actor: &Actor,
    mut scene: Scene,
    words: &Say,
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

    let comment = Comment {
        id: CommentId::new(),
        author_id: actor.id,
        author_tier: spoken_for(actor, &scene.ticket),
        visibility: words.visibility,
        body,
        created_at: now,
    };
    store::insert_comment(conn, scene.ticket.id, &comment)?;
    store::keep_draft(conn, actor.id, scene.ticket.id, words.visibility.as_str(), "", now)?;
    if words.visibility == Visibility::Public {
        search::refresh(conn, scene.ticket.id)?;
    }
    let mentions = mentions(conn, &scene.ticket, &comment, now)?;
    let kind = if words.visibility == Visibility::Public { EventKind::Replied } else { EventKind::Noted };
    let mut data = json!({
        "comment": comment.id,
        "visibility": comment.visibility,
        "by_requester": actor.id == scene.ticket.requester_id,
        "mentions": mentions,
        "text": act::digest(&comment.body),
    });
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

/// The people a note or reply names by `@address`, as far as they may see the ticket and read the words.
fn mentions(
    conn: &mut DbConn,
    ticket: &Ticket,
    comment: &Comment,
    now: Timestamp,
) -> Result<Vec<PersonId>, TicketError> {
    let emails = addressed(&comment.body);
    if emails.is_empty() {
        return Ok(Vec::new());
    }
    let mut heard = Vec::new();
    for person in store::mentioned(conn, emails)? {
        let Some(other) = load_actor(conn, person, now)? else { continue };
        let reads = super::show::may_read(&other, ticket, comment.visibility, comment.author_tier);
        if reads && person != comment.author_id && store::visible_by_id(conn, &other, ticket.id).is_ok() {
            heard.push(person);
        }
    }
    Ok(heard)
}

/// The addresses a text names, like `@andi@dinkes.example`; ten at most.
fn addressed(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')'));
    let mut found: Vec<String> = words
        .filter_map(|word| word.strip_prefix('@'))
        .map(|word| word.trim_end_matches(['.', ':', '!', '?']).to_lowercase())
        .filter(|word| word.contains('@'))
        .collect();
    found.sort();
    found.dedup();
    found.truncate(10);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_their_address() {
        assert_eq!(
            addressed("tolong @Andi@dinkes.test, dan @wayan@dikbud.test."),
            ["andi@dinkes.test", "wayan@dikbud.test"]
        );
        assert!(addressed("andi@dinkes.test @andi kirim e-mail").is_empty());
    }
}
