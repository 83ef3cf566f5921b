//! In the morning, what waits for somebody becomes one letter: if their office is open, they still want it, and there is
//! something left they may read.

use std::collections::{BTreeSet, HashMap};

use super::error::MailError;
use super::facts::{self, Reader};
use super::mornings::Mornings;
use super::pace::Stop;
use super::{store, threads};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, TicketId};
use crate::desk::letters::{self, Gathering};
use crate::desk::words::StaffMail;

/// People of one transaction at most: on SQLite all writers wait for it.
const BATCH: i64 = 20;

/// Gathers what waits and whose time has come; for how many people.
///
/// # Errors
/// When the database fails; what was not settled is settled the next time.
pub fn gather(app: &App, stop: &Stop) -> Result<usize, MailError> {
    let mut people = 0;
    while !stop.is_set() {
        let now = app.now();
        let plans = app.db.read_blocking(|conn| plans(conn, now))?;
        if plans.is_empty() {
            break;
        }
        let (full, domain) = (plans.len() == BATCH as usize, threads::domain(&app.config).to_owned());
        let settled = app.db.write_blocking(move |conn| {
            let mut settled = 0;
            for (person, what) in &plans {
                settled += usize::from(letters::settle(conn, *person, what, &domain, now)?);
            }
            Ok::<_, DbError>(settled)
        })?;
        people += settled;
        // Where nothing was left to settle, another process is at it.
        if !full || settled == 0 {
            break;
        }
    }
    Ok(people)
}

/// What is to become of what waits for the next people. Read beside the writers.
fn plans(conn: &mut DbConn, now: Timestamp) -> Result<Vec<(PersonId, Gathering)>, DbError> {
    let people = letters::store::people_waiting(conn, now, BATCH)?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let waiting = letters::store::waiting_of(conn, &people, now)?;
    let readers = readers(conn, &waiting, now)?;
    let mut mornings = Mornings::read(conn)?;
    let mut plans = Vec::new();
    for (person, tickets) in waiting {
        let what = match readers.get(&person) {
            Some(reader) => plan(conn, reader, &tickets, &mut mornings, now)?,
            None => Gathering::Leave("the person is not active any more"),
        };
        plans.push((person, what));
    }
    Ok(plans)
}

fn plan(
    conn: &mut DbConn,
    reader: &Reader,
    tickets: &[Option<TicketId>],
    mornings: &mut Mornings,
    now: Timestamp,
) -> Result<Gathering, DbError> {
    if !reader.has_address {
        return Ok(Gathering::Leave("letters to the person come back"));
    }
    if reader.staff_mail == StaffMail::Off {
        return Ok(Gathering::Leave("the person wants no letters about their work any more"));
    }
    if tickets.iter().all(|ticket| ticket.is_some_and(|ticket| !reader.sees.contains(&ticket))) {
        return Ok(Gathering::Leave("the person may not see the tickets any more"));
    }
    // A holiday may have been declared since, or other hours. Who wants their letters at once does not wait for the morning.
    let closed = match reader.staff_mail {
        StaffMail::Digest => mornings.of(conn, &reader.actor)?.still_to_come(now),
        _ => None,
    };
    Ok(closed.map_or_else(|| Gathering::Send(reader.actor.email.clone()), Gathering::WaitUntil))
}

fn readers(
    conn: &mut DbConn,
    waiting: &HashMap<PersonId, Vec<Option<TicketId>>>,
    now: Timestamp,
) -> Result<HashMap<PersonId, Reader>, DbError> {
    let mailing = store::mailing(conn, &waiting.keys().copied().collect::<Vec<_>>())?;
    let mut readers = HashMap::new();
    for (person, tickets) in waiting {
        let Some(mailing) = mailing.get(person).copied() else { continue };
        let tickets: BTreeSet<_> = tickets.iter().flatten().copied().collect();
        if let Some(reader) = facts::reader(conn, *person, mailing, tickets, now)? {
            readers.insert(*person, reader);
        }
    }
    Ok(readers)
}
