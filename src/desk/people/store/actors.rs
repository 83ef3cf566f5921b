//! Every SQL sentence on who acts.

use chrono::NaiveDate;
use diesel::dsl::Nullable;
use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{agencies, grants, people, sessions, support_groups, tokens};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, GroupId, PersonId, SessionId, TokenId};
use crate::desk::words::{Language, Role, TokenScope};
use crate::kept;

/// An active person and their agency: id, name, e-mail, agency, its name and zone, language.
pub(in super::super) type ActorRow = (PersonId, String, String, AgencyId, String, String, Language);

type Columns = (
    people::id,
    people::name,
    people::email,
    people::agency_id,
    agencies::name,
    agencies::zone,
    people::language,
);

const COLUMNS: Columns = (
    people::id,
    people::name,
    people::email,
    people::agency_id,
    agencies::name,
    agencies::zone,
    people::language,
);

/// An active person by id.
pub(in super::super) fn actor(conn: &mut DbConn, id: PersonId) -> Result<Option<ActorRow>, DbError> {
    Ok(people::table
        .inner_join(agencies::table)
        .filter(people::id.eq(id).and(people::active.eq(true)))
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// The active person of a session that has not run out, with the session's id and when it was last seen.
pub(in super::super) fn of_session(
    conn: &mut DbConn,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(ActorRow, SessionId, Timestamp)>, DbError> {
    let query = sessions::table
        .inner_join(people::table.inner_join(agencies::table))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now).and(people::active.eq(true)))
        .select((COLUMNS, sessions::id, sessions::last_seen_at));
    Ok(kept!(conn, query, get_result).optional()?)
}

/// The active person of the session `id`, if it has not run out.
pub(in super::super) fn behind_session(
    conn: &mut DbConn,
    id: SessionId,
    now: Timestamp,
) -> Result<Option<ActorRow>, DbError> {
    Ok(sessions::table
        .inner_join(people::table.inner_join(agencies::table))
        .filter(sessions::id.eq(id).and(sessions::expires_at.gt(now)))
        .filter(people::active.eq(true))
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// The active person of the API token `id`, if it still holds.
pub(in super::super) fn behind_token(
    conn: &mut DbConn,
    id: TokenId,
    now: Timestamp,
) -> Result<Option<ActorRow>, DbError> {
    Ok(tokens::table
        .inner_join(people::table.inner_join(agencies::table))
        .filter(tokens::id.eq(id).and(tokens::revoked_at.is_null()))
        .filter(tokens::expires_at.gt(now).and(people::active.eq(true)))
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}

/// The active person of an API token, with the token's id, scope and last use.
pub(in super::super) type TokenRow = (ActorRow, TokenId, TokenScope, Option<Timestamp>);

/// The active person of an API token that still holds, with the token's id, scope and last use.
pub(in super::super) fn of_token(
    conn: &mut DbConn,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<TokenRow>, DbError> {
    let query = tokens::table
        .inner_join(people::table.inner_join(agencies::table))
        .filter(tokens::token_hash.eq(token_hash).and(tokens::revoked_at.is_null()))
        .filter(tokens::expires_at.gt(now).and(people::active.eq(true)))
        .select((COLUMNS, tokens::id, tokens::scope, tokens::last_used_at));
    Ok(kept!(conn, query, get_result).optional()?)
}

/// A grant that holds; the last says whether its group handles security.
pub(in super::super) type StandingRow = (Role, Option<AgencyId>, Option<GroupId>, Option<bool>);

type StandingColumns =
    (grants::role, grants::agency_id, grants::group_id, Nullable<support_groups::handles_security>);

/// The grants of a person that hold on `today`.
pub(in super::super) fn grants_holding(
    conn: &mut DbConn,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<StandingRow>, DbError> {
    let columns: StandingColumns =
        (grants::role, grants::agency_id, grants::group_id, support_groups::handles_security.nullable());
    let query = grants::table
        .left_join(support_groups::table.on(support_groups::id.nullable().eq(grants::group_id)))
        .filter(grants::person_id.eq(person).and(grants::revoked_at.is_null()))
        .filter(grants::valid_from.le(today))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(today)))
        .order(grants::id)
        .select(columns);
    Ok(kept!(conn, query, load)?)
}
