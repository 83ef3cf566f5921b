//! The lines themselves: written with the letters, read by whom they are for, seen one by one or all at once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use super::rung::Rung;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError, tell_after};
use crate::desk::ids::{EventId, NotificationId, PersonId, TicketId};
use crate::desk::letters::LetterKind;
use crate::desk::page::{Page, Part};
use crate::desk::people::Actor;
use crate::desk::tickets::TicketError;
use crate::desk::words::Stage;

/// How long a line is kept.
pub const KEPT: TimeDelta = TimeDelta::days(90);
/// Lines that are removed in one go.
const SWEPT: i64 = 5_000;
/// How often it is read on for a page when most lines are about tickets that may not be seen any more.
const ROUNDS: usize = 8;

/// A line to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewNotification {
    /// The event it tells of.
    pub event_id: EventId,
    /// To whom.
    pub person_id: PersonId,
    /// The ticket it is about.
    pub ticket_id: TicketId,
    /// What it tells.
    pub kind: LetterKind,
}

/// A line as its reader sees it. Of a restricted ticket it says number and stage and nothing else, as letters do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// What it tells; `null` if the ticket is restricted.
    pub letter: Option<LetterKind>,
    /// When it happened.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub at: Timestamp,
    /// When it was written: what "all until then" goes by.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub created_at: Timestamp,
    /// When it was marked as read; `null` while it is unread.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub seen_at: Option<Timestamp>,
    /// The name of who did it; `null` for what the desk does by itself, and if the ticket is restricted.
    pub who: Option<String>,
    /// The number of the ticket it is about.
    #[schema(example = "TKT-2026-000042")]
    pub number: String,
    /// Its title; `null` if it is restricted.
    pub title: Option<String>,
    /// Where it is now.
    pub stage: Stage,
    /// Whether the ticket is restricted.
    pub restricted: bool,
}

/// Writes lines, each once for its event and person, and lets the pages of those they are for know.
///
/// # Errors
/// When the database refuses it.
pub fn put(conn: &mut DbConn, new: &[NewNotification], now: Timestamp) -> Result<(), DbError> {
    store::put(conn, new, now)?;
    let people: BTreeSet<_> = new.iter().map(|line| line.person_id).collect();
    for person in people {
        ring(conn, person);
    }
    Ok(())
}

/// A page of the actor's lines, newest first: only those about tickets they may see now.
///
/// # Errors
/// When they cannot be read.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    part: Part<NotificationId>,
) -> Result<Page<Notification, NotificationId>, DbError> {
    let limit = part.bounded();
    let (mut found, mut after) = (Vec::new(), part.after);
    for _ in 0..ROUNDS {
        let rows = store::of_person(conn, actor.id, after, limit + 1)?;
        let more = rows.len() as i64 > limit;
        let last = rows.last().map(|row| row.id);
        found.extend(store::seen_of(conn, actor, rows)?);
        if !more || found.len() as i64 > limit {
            return Ok(Page::cut(found, limit, |line| line.id));
        }
        after = last;
    }
    Ok(Page { next: after, items: found })
}

/// Marks one of the actor's lines as read, and gives it. What was read before stays as it was.
///
/// # Errors
/// [`TicketError::NotFound`] if it is none of theirs, or about a ticket they may not see any more.
pub fn see(
    conn: &mut DbConn,
    actor: &Actor,
    id: NotificationId,
    now: Timestamp,
) -> Result<Notification, TicketError> {
    let row = store::one(conn, actor.id, id)?;
    let line = store::seen_of(conn, actor, row.into_iter().collect())?.pop();
    let line = line.ok_or(TicketError::NotFound)?;
    if line.seen_at.is_some() {
        return Ok(line);
    }
    store::see(conn, actor.id, id, now)?;
    ring(conn, actor.id);
    Ok(Notification { seen_at: Some(now), ..line })
}

/// Marks everything of the actor's that was written until then as read; how many lines that were.
///
/// # Errors
/// When the database refuses it.
pub fn see_all(conn: &mut DbConn, actor: &Actor, until: Timestamp, now: Timestamp) -> Result<usize, DbError> {
    let seen = store::see_until(conn, actor.id, until, now)?;
    if seen > 0 {
        ring(conn, actor.id);
    }
    Ok(seen)
}

/// How many lines each of these people has not seen, counted up to a hundred.
///
/// # Errors
/// When they cannot be counted.
pub fn unseen(conn: &mut DbConn, people: &[PersonId]) -> Result<Vec<(PersonId, i64)>, DbError> {
    crate::desk::people::unseen(conn, people)
}

/// Who got a line after the one named: for those who missed what they were told.
///
/// # Errors
/// When they cannot be read.
pub fn rung_after(conn: &mut DbConn, after: NotificationId, most: i64) -> Result<Vec<PersonId>, DbError> {
    store::people_after(conn, after, most)
}

/// Removes lines that have been there for long; how many (a job).
///
/// # Errors
/// When the database refuses it.
pub fn forget_old(conn: &mut DbConn, now: Timestamp) -> Result<usize, DbError> {
    store::delete_older(conn, now.minus(KEPT), SWEPT)
}

fn ring(conn: &mut DbConn, person: PersonId) {
    tell_after(conn, Rung(person).to_string());
}
