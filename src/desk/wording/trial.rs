//! Letters an administrator sends to themselves to see how words read.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::error::WordingError;
use super::gap::is_worded;
use super::source::Wording;
use super::store;
use crate::clock::Timestamp;
use crate::db::{DbConn, Json};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::letters::{LetterKind, LetterState};
use crate::desk::people::{Actor, access, persons};
use crate::desk::words::Language;

/// Letters one administrator may try within ten minutes.
pub const MOST: usize = 5;
/// In which time.
const WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The letter.
    pub letter: LetterKind,
    /// The language it is in.
    pub language: Language,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// A letter that was tried, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What.
    pub trial: Trial,
    /// When it was asked for.
    pub at: Timestamp,
    /// Where it is on its way; none until it is written.
    pub state: Option<LetterState>,
    /// Why it did not go the last time.
    pub error: Option<String>,
}

/// Asks for a letter with these words to the actor's own address: it goes the way of all letters.
///
/// # Errors
/// [`WordingError::Denied`] for anybody but an administrator, [`WordingError::NotFound`] for a letter without such words,
/// [`WordingError::Invalid`] with the fields, [`WordingError::TooMany`] after [`MOST`] of them.
pub fn try_out(conn: &mut DbConn, actor: &Actor, trial: Trial, now: Timestamp) -> Result<(), WordingError> {
    access::administers(actor)?;
    if !is_worded(trial.letter) {
        return Err(WordingError::NotFound);
    }
    Wording::read(trial.letter, trial.language, &trial.subject, &trial.body)?;
    let bounced = persons::known(conn, actor.id)?.is_some_and(|person| person.email_bounced_at.is_some());
    if bounced {
        return Err(FieldErrors::one("body", "own_mail_bounces").into());
    }
    let lately = events::last_of(conn, actor.id, EventKind::LetterTried, MOST as i64)?;
    if let Some(oldest) = lately.get(MOST - 1) {
        let wait = oldest.at.plus(WITHIN).seconds_since(now);
        if wait > 0 {
            return Err(WordingError::TooMany(wait.unsigned_abs()));
        }
    }
    let event = NewEvent::new(RecordKind::Person, actor.id, EventKind::LetterTried, actor.id, now);
    events::record(conn, event.with(Json::of(&trial).0))?;
    Ok(())
}

/// The letters the actor tried last, newest first.
///
/// # Errors
/// [`WordingError::Denied`] for anybody but an administrator.
pub fn trials(conn: &mut DbConn, actor: &Actor, most: i64) -> Result<Vec<Sent>, WordingError> {
    access::administers(actor)?;
    let asked = events::last_of(conn, actor.id, EventKind::LetterTried, most)?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let mut letters = store::letters_of(conn, asked.iter().map(|event| event.id).collect(), actor.id)?;
    let sent = asked.into_iter().filter_map(|event| {
        let (state, error) = letters.remove(&event.id).unzip();
        let trial = event.data.read().ok()?;
        Some(Sent { trial, at: event.at, state, error: error.flatten() })
    });
    Ok(sent.collect())
}
