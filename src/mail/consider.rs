//! What happened becomes letters, and lines on the pages of those who hear of it: each event is considered once, and what
//! becomes of it and the note that it was considered are one transaction.

use std::collections::HashSet;
use std::time::Instant;

use super::error::MailError;
use super::facts::Facts;
use super::pace::{Pace, Stop};
use super::recipients::{self, Hearer};
use super::threads::Threads;
use crate::app::App;
use crate::clock::Timestamp;
use crate::config::Config;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, Event, EventKind, RecordKind};
use crate::desk::ids::{EventId, PersonId, TicketId};
use crate::desk::letters::{self, NewLetter, Why};
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
    let letters = drafts
        .into_iter()
        .filter_map(|(event, ticket, hearer)| letter(event, ticket, hearer, &facts, &mut threads, now))
        .collect();
    Ok(Told { letters, lines })
}

fn letter(
    event: &Event,
    ticket: Option<TicketId>,
    hearer: Hearer,
    facts: &Facts,
    threads: &mut Threads,
    now: Timestamp,
) -> Option<NewLetter> {
    let reader = facts.reader(hearer.person)?;
    let (message_id, in_reply_to) = match ticket {
        Some(ticket) => threads.next(event.id, ticket, hearer.person),
        None => (threads.alone(event.id, hearer.person), None),
    };
    // Until letters of a day are gathered into one, those who want them each morning get them each morning, one by one.
    let own = matches!(hearer.why, Why::Requester | Why::Sender);
    let digest = !own && reader.staff_mail == StaffMail::Digest;
    Some(NewLetter {
        event_id: event.id,
        person_id: hearer.person,
        ticket_id: ticket,
        kind: hearer.kind,
        why: hearer.why,
        address: reader.actor.email.clone(),
        message_id,
        in_reply_to,
        not_before: if digest { next_morning(now, reader.actor.zone) } else { now },
    })
}

/// Half past seven, when offices open, of this or the next day in `zone`.
fn next_morning(now: Timestamp, zone: chrono_tz::Tz) -> Timestamp {
    let opening = chrono::NaiveTime::MIN + chrono::TimeDelta::minutes(7 * 60 + 30);
    let mut date = now.date_in(zone);
    for _ in 0..3 {
        let at = date.and_time(opening).and_local_timezone(zone).earliest();
        if let Some(at) = at.map(|at| Timestamp::from(at.to_utc()))
            && at > now
        {
            return at;
        }
        date = date.succ_opt().unwrap_or(date);
    }
    now
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_waits_for_half_past_seven_in_the_readers_own_zone() {
        let zone = chrono_tz::Asia::Makassar;
        for (now, expected) in [
            ("2026-11-23T07:29:59+08:00", "2026-11-23T07:30:00+08:00"),
            ("2026-11-23T07:30:00+08:00", "2026-11-24T07:30:00+08:00"),
            ("2026-11-23T23:30:00Z", "2026-11-25T07:30:00+08:00"),
        ] {
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(next_morning(at(now), zone), at(expected), "{now}");
        }
    }
}
