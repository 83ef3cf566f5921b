//! Signed-in sessions: made at the sign-in, seen with every request, ended by their owner, by time or by the administrator.

use chrono::TimeDelta;
use serde_json::json;

use super::actor::{Actor, standing};
use super::error::PeopleError;
use super::secret::{self, SecretToken};
use super::store::{actors, sessions as store};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::{PersonId, SessionId};

/// A session nobody uses ends after this time.
pub const UNUSED: TimeDelta = TimeDelta::days(14);
/// Every session ends after this time.
pub const LONGEST: TimeDelta = TimeDelta::days(90);
/// A session's last use is written down at most this often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Sessions shown to their owner.
const SHOWN: i64 = 100;

/// A signed-in session.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Session {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: SessionId,
    /// Whose it is.
    #[serde(skip)]
    pub person_id: PersonId,
    /// When it began.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub last_seen_at: Timestamp,
    /// When it ends if nobody uses it.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub expires_at: Timestamp,
    /// The network address it began at.
    pub address: String,
    /// The browser or program it began in.
    pub agent: String,
}

/// Who a session's token stands for.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub actor: Actor,
    /// The session.
    pub session_id: SessionId,
    /// Whether its last use was long enough ago to be written down: then call [`touch`].
    pub touch_due: bool,
    /// How many lines of what the pages tell them they have not seen, up to a hundred.
    pub unseen: i64,
}

/// Begins a session for a person who has proved who they are.
///
/// # Errors
/// When the database refuses it.
pub fn start(
    conn: &mut DbConn,
    person: PersonId,
    address: &str,
    agent: &str,
    now: Timestamp,
) -> Result<(SecretToken, Session), DbError> {
    let token = SecretToken::fresh("");
    let session = Session {
        id: SessionId::new(),
        person_id: person,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus(UNUSED),
        address: shortened(address, 64),
        agent: shortened(agent, 200),
    };
    store::insert(conn, &session, &token.hash())?;
    let line = NewEvent::new(RecordKind::Person, person, EventKind::SignedIn, person, now);
    events::record(conn, line.with(json!({ "session": session.id, "address": session.address })))?;
    Ok((token, session))
}

/// The active person a token stands for; `None` if it is unknown, has run out or the person is no longer active.
///
/// # Errors
/// When it cannot be read.
pub fn find(conn: &mut DbConn, token: &str, now: Timestamp) -> Result<Option<SignedIn>, DbError> {
    let found = actors::of_session(conn, &secret::hash(token), now)?;
    Ok(found.map(|(row, (session_id, last_seen_at, unseen), held)| {
        let touch_due = last_seen_at <= now.minus(TOUCH_EVERY);
        SignedIn { actor: standing(row, held, now), session_id, touch_due, unseen }
    }))
}

/// Who stands behind a session now; `None` once it has ended.
///
/// # Errors
/// When it cannot be read.
pub fn holder(conn: &mut DbConn, id: SessionId, now: Timestamp) -> Result<Option<Actor>, DbError> {
    Ok(actors::behind_session(conn, id, now)?.map(|(row, _, held)| standing(row, held, now)))
}

/// Writes down that a session was used, and moves its end.
///
/// # Errors
/// When the database refuses it.
pub fn touch(conn: &mut DbConn, id: SessionId, now: Timestamp) -> Result<(), DbError> {
    let Some(created_at) = store::created_at(conn, id)? else { return Ok(()) };
    store::seen(conn, id, now, now.plus(UNUSED).min(created_at.plus(LONGEST)))
}

/// The actor's own sessions, last seen first, a hundred at most.
///
/// # Errors
/// When they cannot be read.
pub fn list(conn: &mut DbConn, actor: &Actor, now: Timestamp) -> Result<Vec<Session>, DbError> {
    store::of_person(conn, actor.id, now, SHOWN)
}

/// Ends one of the actor's own sessions (signing out is ending the present one).
///
/// # Errors
/// [`PeopleError::NotFound`] if it is none of theirs.
pub fn end(conn: &mut DbConn, actor: &Actor, id: SessionId, now: Timestamp) -> Result<(), PeopleError> {
    if store::delete(conn, actor.id, id)? == 0 {
        return Err(PeopleError::NotFound);
    }
    let line = NewEvent::new(RecordKind::Person, actor.id, EventKind::SignedOut, actor.id, now);
    events::record(conn, line.with(json!({ "session": id })))?;
    Ok(())
}

/// Ends all of the actor's own sessions but `keep`; how many there were.
///
/// # Errors
/// When the database refuses it.
pub fn end_others(
    conn: &mut DbConn,
    actor: &Actor,
    keep: SessionId,
    now: Timestamp,
) -> Result<usize, DbError> {
    end_all(conn, actor.id, Some(keep), actor.id.into(), now)
}

/// Ends all sessions of a person but `keep`; how many there were.
pub(super) fn end_all(
    conn: &mut DbConn,
    person: PersonId,
    keep: Option<SessionId>,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<usize, DbError> {
    let ended = store::delete_others(conn, person, keep)?;
    if ended > 0 {
        let line = NewEvent::new(RecordKind::Person, person, EventKind::SignedOut, by, now);
        events::record(conn, line.with(json!({ "sessions": ended })))?;
    }
    Ok(ended)
}

/// Removes sessions that have run out; how many there were (a job).
///
/// # Errors
/// When the database refuses it.
pub fn expire(conn: &mut DbConn, now: Timestamp) -> Result<usize, DbError> {
    store::delete_expired(conn, now)
}

/// The first `most` characters, without control characters.
fn shortened(text: &str, most: usize) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(most).collect()
}
