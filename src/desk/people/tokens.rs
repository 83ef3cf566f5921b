//! Personal tokens for the API: made by their owner, shown once, with a scope and an end.

use chrono::TimeDelta;
use serde_json::json;

use super::actor::{Actor, standing};
use super::error::PeopleError;
use super::secret::{self, SecretToken};
use super::store::{actors, tokens as store};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{PersonId, TokenId};
use crate::desk::words::TokenScope;

/// What every API token begins with, so that it is told from a session's and found when it leaks.
pub const PREFIX: &str = "jj_";
/// A token lasts at most this long.
pub const LONGEST: TimeDelta = TimeDelta::days(366);
/// A token's last use is written down at most this often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Tokens a person may hold at once.
const MOST: i64 = 50;
/// Tokens shown to their owner.
const SHOWN: i64 = 200;

/// An API token, without the secret.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Token {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: TokenId,
    /// Whose it is.
    #[serde(skip)]
    pub person_id: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scope: TokenScope,
    /// When it was made.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub created_at: Timestamp,
    /// When it ends.
    #[schema(value_type = chrono::DateTime<chrono::Utc>)]
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    #[schema(value_type = Option<chrono::DateTime<chrono::Utc>>)]
    pub revoked_at: Option<Timestamp>,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it, 100 characters at most.
    pub name: String,
    /// What it may be used for.
    pub scope: TokenScope,
    /// When it ends: later than now, a year from now at most.
    pub expires_at: Timestamp,
}

/// Who a token stands for.
#[derive(Clone, Debug)]
pub struct TokenCaller {
    /// The person.
    pub actor: Actor,
    /// The token.
    pub token_id: TokenId,
    /// What it may be used for.
    pub scope: TokenScope,
    /// Whether its last use was long enough ago to be written down: then call [`touch`].
    pub touch_due: bool,
}

/// Makes a token for the actor; the secret is answered once and never again.
///
/// # Errors
/// [`PeopleError::Invalid`] for the name, the end, or too many tokens.
pub fn make(
    conn: &mut DbConn,
    actor: &Actor,
    new: NewToken,
    now: Timestamp,
) -> Result<(SecretToken, Token), PeopleError> {
    make_for(conn, actor.id, actor.id.into(), new, now)
}

/// Makes a token for a person from the command line; `by` is who did it, nobody for the machine.
///
/// # Errors
/// As [`make`].
pub fn make_for(
    conn: &mut DbConn,
    person: PersonId,
    by: Option<PersonId>,
    new: NewToken,
    now: Timestamp,
) -> Result<(SecretToken, Token), PeopleError> {
    let mut errors = FieldErrors::default();
    let name = errors.line("name", &new.name, 100);
    errors.check(new.expires_at > now, "expires_at", "in_the_past");
    if new.expires_at > now.plus(LONGEST) {
        errors.add_with("expires_at", "too_late", json!({ "days": LONGEST.num_days() }));
    }
    if store::holding(conn, person, now)? >= MOST {
        errors.add_with("name", "too_many", json!({ "max": MOST }));
    }
    errors.finish()?;
    let token = Token {
        id: TokenId::new(),
        person_id: person,
        name,
        scope: new.scope,
        created_at: now,
        expires_at: new.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let secret = SecretToken::fresh(PREFIX);
    store::insert(conn, &token, &secret.hash())?;
    let line = NewEvent::new(RecordKind::Person, person, EventKind::TokenMade, by, now);
    let data = json!({ "token": token.id, "name": token.name, "scope": token.scope, "expires_at": token.expires_at });
    events::record(conn, line.with(data))?;
    Ok((secret, token))
}

/// The active person a token stands for; `None` if it is unknown, revoked, has run out or the person is no longer active.
///
/// # Errors
/// When it cannot be read.
pub fn find(conn: &mut DbConn, token: &str, now: Timestamp) -> Result<Option<TokenCaller>, DbError> {
    let found = actors::of_token(conn, &secret::hash(token), now)?;
    Ok(found.map(|(row, (token_id, scope, last_used_at), held)| {
        let touch_due = last_used_at.is_none_or(|at| at <= now.minus(TOUCH_EVERY));
        TokenCaller { actor: standing(row, held, now), token_id, scope, touch_due }
    }))
}

/// Who stands behind a token now; `None` once it has ended.
///
/// # Errors
/// When it cannot be read.
pub fn holder(conn: &mut DbConn, id: TokenId, now: Timestamp) -> Result<Option<Actor>, DbError> {
    Ok(actors::behind_token(conn, id, now)?.map(|(row, _, held)| standing(row, held, now)))
}

/// Writes down that a token was used.
///
/// # Errors
/// When the database refuses it.
pub fn touch(conn: &mut DbConn, id: TokenId, now: Timestamp) -> Result<(), DbError> {
    store::used(conn, id, now)
}

/// The actor's own tokens, newest first, those revoked or run out too.
///
/// # Errors
/// When they cannot be read.
pub fn list(conn: &mut DbConn, actor: &Actor) -> Result<Vec<Token>, DbError> {
    store::of_person(conn, actor.id, SHOWN)
}

/// Revokes one of the actor's own tokens.
///
/// # Errors
/// [`PeopleError::NotFound`] if it is none of theirs or was revoked before.
pub fn revoke(conn: &mut DbConn, actor: &Actor, id: TokenId, now: Timestamp) -> Result<(), PeopleError> {
    if store::revoke(conn, actor.id, id, now)? == 0 {
        return Err(PeopleError::NotFound);
    }
    let line = NewEvent::new(RecordKind::Person, actor.id, EventKind::TokenRevoked, actor.id, now);
    events::record(conn, line.with(json!({ "token": id })))?;
    Ok(())
}
