//! What happened becomes letters, and lines on the pages of those who hear of it: each event is considered once, and what
//! becomes of it and the note that it was considered are one transaction.

use std::collections::HashSet;
use std::time::Instant;

use super::error::MailError;
use super::facts::{Facts, Reader};
use super::mornings::Mornings;
use super::pace::{Pace, Stop};
use super::recipients::{self, Hearer};
use super::threads::Threads;
use crate::app::App;
use crate::clock::Timestamp;
use crate::config::Config;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, Event, EventKind, RecordKind};
use crate::desk::ids::{EventId, PersonId, TicketId};
use crate::desk::letters::{self, Leaves, NewLetter, Why};
use crate::desk::notifications::{self, NewNotification};
use crate::desk::words::StaffMail;

/// Events of one transaction at most: on SQLite all writers wait for it.
const BATCH: i64 = 64;

/// Considers all events nobody has considered yet; how many. Waits a little between batches, so that those who write are
/// not kept waiting, and ends early when told to stop.
///
/// # Errors
/// When the database fails; what was not considered is considered the next time.
pub fn consider(app: &App, stop: &Stop) -> Result<usize, MailError> {
    let mut considered = 0;
    while !stop.is_set() {
        let began = Instant::now();
        let batch = consider_batch(app)?;
        considered += batch;
        if batch < BATCH as usize {
            break;
        }
        Pace::of(app).rest(began.elapsed(), stop);
    }
    Ok(considered)
}

fn consider_batch(app: &App) -> Result<usize, MailError> {
    let (now, config) = (app.now(), app.config.clone());
    // What there is to know is read beside the writers; only the rows themselves are written among them.
    let (ids, told) = app.db.read_blocking(|conn| {
        let events = events::peek_unconsidered(conn, BATCH)?;
        let told = told(conn, &config, &events, now)?;
        Ok::<_, DbError>((events.iter().map(|event| event.id).collect::<Vec<_>>(), told))
    })?;
    if ids.is_empty() {
        return Ok(0);
    }
    let looked_at = ids.len();
    app.db.write_blocking(move |conn| keep(conn, &ids, told, now))?;
    Ok(looked_at)
}

/// Writes the lines of what happened last, `most` events, and no letters: for an office whose past was made in one go.
///
/// # Errors
/// When the database fails.
pub fn remember(app: &App, most: i64) -> Result<(), MailError> {
    let (now, config) = (app.now(), app.config.clone());
    let lines = app.db.read_blocking(|conn| {
        let mut newest = events::newest(conn, EventKind::ALL, most)?;
        newest.reverse();
        Ok::<_, DbError>(told(conn, &config, &newest, now)?.lines)
    })?;
    app.db.write_blocking(move |conn| notifications::put(conn, &lines, now))?;
    Ok(())
}

/// What becomes of a batch of events.
struct Told {
    letters: Vec<NewLetter>,
    lines: Vec<NewNotification>,
}

fn told(conn: &mut DbConn, config: &Config, events: &[Event], now: Timestamp) -> Result<Told, DbError> {
    let facts = Facts::gather(conn, events, now)?;
    let (mut drafts, mut lines) = (Vec::new(), Vec::new());
    for event in events {
        if event.record_kind == RecordKind::Person {
            let hearers = recipients::hearers_about(event, PersonId(event.record_id.0), &facts);
            drafts.extend(hearers.into_iter().map(|hearer| (event, None, hearer)));
            continue;
        }
        let ticket_id = TicketId(event.record_id.0);
        let Some(ticket) = facts.ticket(ticket_id) else { continue };
        for hearer in recipients::hearers(event, ticket, &facts) {
            let Hearer { person: person_id, kind, ways, .. } = hearer;
            if ways.in_app {
                lines.push(NewNotification { event_id: event.id, person_id, ticket_id, kind });
            }
            if ways.by_mail {
                drafts.push((event, Some(ticket_id), hearer));
            }
        }
    }
    let tickets: HashSet<_> = drafts.iter().filter_map(|(_, ticket, _)| *ticket).collect();
    let mut threads = Threads::read(conn, config, tickets.into_iter().collect())?;
    let mut mornings = None;
    let mut letters = Vec::new();
    for (event, ticket, hearer) in drafts {
        let Some(reader) = facts.reader(hearer.person) else { continue };
        let leaves = leaves(conn, &hearer, reader, &mut mornings, now)?;
        letters.push(letter(event, ticket, &hearer, reader, &mut threads, leaves));
    }
    Ok(Told { letters, lines })
}

/// At once, or with others in the morning: what tells staff of their work, if they want it so. Warnings always go at once.
fn leaves(
    conn: &mut DbConn,
    hearer: &Hearer,
    reader: &Reader,
    mornings: &mut Option<Mornings>,
    now: Timestamp,
) -> Result<Leaves, DbError> {
    let own = matches!(hearer.why, Why::Requester | Why::Sender);
    if own || hearer.kind.is_always_sent() || reader.staff_mail != StaffMail::Digest {
        return Ok(Leaves::From(now));
    }
    let known = match mornings.take() {
        Some(known) => known,
        None => Mornings::read(conn)?,
    };
    let morning = mornings.insert(known).of(conn, &reader.actor)?;
    Ok(Leaves::WithDigest(morning.after(now)))
}

fn letter(
    event: &Event,
    ticket: Option<TicketId>,
    hearer: &Hearer,
    reader: &Reader,
    threads: &mut Threads,
    leaves: Leaves,
) -> NewLetter {
    let (message_id, in_reply_to) = match ticket {
        Some(ticket) => threads.next(event.id, ticket, hearer.person),
        None => (threads.alone(event.id, hearer.person), None),
    };
    NewLetter {
        event_id: event.id,
        person_id: hearer.person,
        ticket_id: ticket,
        kind: hearer.kind,
        why: hearer.why,
        address: reader.actor.email.clone(),
        message_id,
        in_reply_to,
        leaves,
    }
}

fn keep(conn: &mut DbConn, ids: &[EventId], told: Told, now: Timestamp) -> Result<(), DbError> {
    // Another process may have been faster with some of them: those are its own.
    let ours = events::claim_these(conn, ids)?;
    let ours_too: HashSet<_> = ours.iter().copied().collect();
    let Told { mut letters, mut lines } = told;
    letters.retain(|letter| ours_too.contains(&letter.event_id));
    lines.retain(|line| ours_too.contains(&line.event_id));
    letters::store::put(conn, &letters, now)?;
    notifications::put(conn, &lines, now)?;
    events::mark_considered(conn, &ours, now)
}
