//! Every SQL sentence on API tokens.

use diesel::prelude::*;

use super::super::tokens::Token;
use crate::clock::Timestamp;
use crate::db::schema::tokens;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, TokenId};
use crate::desk::words::TokenScope;

type Row =
    (TokenId, PersonId, String, TokenScope, Timestamp, Timestamp, Option<Timestamp>, Option<Timestamp>);

fn token((id, person_id, name, scope, created_at, expires_at, last_used_at, revoked_at): Row) -> Token {
    Token { id, person_id, name, scope, created_at, expires_at, last_used_at, revoked_at }
}

pub(in super::super) fn insert(conn: &mut DbConn, token: &Token, token_hash: &[u8]) -> Result<(), DbError> {
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(token.id),
            tokens::person_id.eq(token.person_id),
            tokens::name.eq(&token.name),
            tokens::scope.eq(token.scope),
            tokens::token_hash.eq(token_hash),
            tokens::created_at.eq(token.created_at),
            tokens::expires_at.eq(token.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// How many tokens of a person still hold.
pub(in super::super) fn holding(conn: &mut DbConn, person: PersonId, now: Timestamp) -> Result<i64, DbError> {
    Ok(tokens::table
        .filter(tokens::person_id.eq(person).and(tokens::revoked_at.is_null()))
        .filter(tokens::expires_at.gt(now))
        .count()
        .get_result(conn)?)
}

/// The newest tokens of a person, newest first.
pub(in super::super) fn of_person(
    conn: &mut DbConn,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Token>, DbError> {
    let rows = tokens::table
        .filter(tokens::person_id.eq(person))
        .order((tokens::created_at.desc(), tokens::id.desc()))
        .limit(limit)
        .select((
            tokens::id,
            tokens::person_id,
            tokens::name,
            tokens::scope,
            tokens::created_at,
            tokens::expires_at,
            tokens::last_used_at,
            tokens::revoked_at,
        ))
        .load::<Row>(conn)?;
    Ok(rows.into_iter().map(token).collect())
}

/// Revokes one token of a person; how many there were to revoke.
pub(in super::super) fn revoke(
    conn: &mut DbConn,
    person: PersonId,
    id: TokenId,
    now: Timestamp,
) -> Result<usize, DbError> {
    let own = tokens::table.filter(tokens::id.eq(id).and(tokens::person_id.eq(person)));
    Ok(diesel::update(own.filter(tokens::revoked_at.is_null()))
        .set(tokens::revoked_at.eq(Some(now)))
        .execute(conn)?)
}

pub(in super::super) fn used(conn: &mut DbConn, id: TokenId, now: Timestamp) -> Result<(), DbError> {
    diesel::update(tokens::table.find(id)).set(tokens::last_used_at.eq(Some(now))).execute(conn)?;
    Ok(())
}
