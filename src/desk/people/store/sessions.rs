//! Every SQL sentence on sessions.

use diesel::prelude::*;

use super::super::sessions::Session;
use crate::clock::Timestamp;
use crate::db::schema::sessions;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, SessionId};

type Row = (SessionId, PersonId, Timestamp, Timestamp, Timestamp, String, String);

fn session((id, person_id, created_at, last_seen_at, expires_at, address, agent): Row) -> Session {
    Session { id, person_id, created_at, last_seen_at, expires_at, address, agent }
}

pub(in super::super) fn insert(
    conn: &mut DbConn,
    session: &Session,
    token_hash: &[u8],
) -> Result<(), DbError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id),
            sessions::person_id.eq(session.person_id),
            sessions::token_hash.eq(token_hash),
            sessions::created_at.eq(session.created_at),
            sessions::last_seen_at.eq(session.last_seen_at),
            sessions::expires_at.eq(session.expires_at),
            sessions::address.eq(&session.address),
            sessions::agent.eq(&session.agent),
        ))
        .execute(conn)?;
    Ok(())
}

pub(in super::super) fn created_at(conn: &mut DbConn, id: SessionId) -> Result<Option<Timestamp>, DbError> {
    Ok(sessions::table.find(id).select(sessions::created_at).first(conn).optional()?)
}

pub(in super::super) fn seen(
    conn: &mut DbConn,
    id: SessionId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id).filter(sessions::last_seen_at.lt(now)))
        .set((sessions::last_seen_at.eq(now), sessions::expires_at.eq(expires_at)))
        .execute(conn)?;
    Ok(())
}

/// The sessions of a person that have not run out, last seen first.
pub(in super::super) fn of_person(
    conn: &mut DbConn,
    person: PersonId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Session>, DbError> {
    let rows = sessions::table
        .filter(sessions::person_id.eq(person).and(sessions::expires_at.gt(now)))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .limit(limit)
        .select((
            sessions::id,
            sessions::person_id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::expires_at,
            sessions::address,
            sessions::agent,
        ))
        .load::<Row>(conn)?;
    Ok(rows.into_iter().map(session).collect())
}

/// Ends one session of a person; how many there were.
pub(in super::super) fn delete(conn: &mut DbConn, person: PersonId, id: SessionId) -> Result<usize, DbError> {
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq(id).and(sessions::person_id.eq(person))))
        .execute(conn)?)
}

/// Ends all sessions of a person but one; how many there were.
pub(in super::super) fn delete_others(
    conn: &mut DbConn,
    person: PersonId,
    keep: Option<SessionId>,
) -> Result<usize, DbError> {
    Ok(match keep {
        Some(keep) => {
            diesel::delete(sessions::table.filter(sessions::person_id.eq(person).and(sessions::id.ne(keep))))
                .execute(conn)?
        }
        None => diesel::delete(sessions::table.filter(sessions::person_id.eq(person))).execute(conn)?,
    })
}

pub(in super::super) fn delete_expired(conn: &mut DbConn, now: Timestamp) -> Result<usize, DbError> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(conn)?)
}
