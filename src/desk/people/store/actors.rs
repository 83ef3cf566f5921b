//! Every SQL sentence on who acts.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::clock::Timestamp;
use crate::db::schema::{agencies, grants, people, sessions, support_groups, tokens};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{AgencyId, GroupId, PersonId, SessionId, TokenId};
use crate::desk::words::{Language, Role, TokenScope};
use crate::kept;

/// An active person and their agency: id, name, e-mail, agency, its name and zone, language, columns of lists.
pub(in super::super) type ActorRow =
    (PersonId, String, String, AgencyId, String, String, Language, Option<String>);

type Columns = (
    people::id,
    people::name,
    people::email,
    people::agency_id,
    agencies::name,
    agencies::zone,
    people::language,
    people::list_columns,
);

const COLUMNS: Columns = (
    people::id,
    people::name,
    people::email,
    people::agency_id,
    agencies::name,
    agencies::zone,
    people::language,
    people::list_columns,
);

/// A grant nobody took back: role, agency, group, and its first and last day.
type GrantRow = (Role, Option<AgencyId>, Option<GroupId>, NaiveDate, Option<NaiveDate>);

type GrantColumns =
    (grants::role, grants::agency_id, grants::group_id, grants::valid_from, grants::valid_until);

const GRANT: GrantColumns =
    (grants::role, grants::agency_id, grants::group_id, grants::valid_from, grants::valid_until);

/// A grant with whether its group handles security.
pub(in super::super) type Held = (GrantRow, bool);

/// A person with the grants they hold, one line a grant.
type Line<More> = (ActorRow, More, Option<GrantRow>, Option<bool>);

/// The lines of one person, read with their grants in one sentence: it is asked with every request.
macro_rules! lines {
    ($conn:expr, $people:expr, $wanted:expr, $more:expr) => {{
        let query = $people
            .left_join(grants::table.on(grants::person_id.eq(people::id).and(grants::revoked_at.is_null())))
            .left_join(support_groups::table.on(support_groups::id.nullable().eq(grants::group_id)))
            .filter($wanted.and(people::active.eq(true)))
            .order(grants::id)
            .select((COLUMNS, $more, GRANT.nullable(), support_groups::handles_security.nullable()));
        one(kept!($conn, query, load)?)
    }};
}

/// The person all `lines` are of.
fn one<More>(lines: Vec<Line<More>>) -> Option<(ActorRow, More, Vec<Held>)> {
    let mut found: Option<(ActorRow, More, Vec<Held>)> = None;
    for (person, more, grant, security) in lines {
        let (.., held) = found.get_or_insert_with(|| (person, more, Vec::new()));
        held.extend(grant.map(|grant| (grant, security.unwrap_or(false))));
    }
    found
}

/// Somebody with what they hold, and how they come.
pub(in super::super) type Found<More> = Result<Option<(ActorRow, More, Vec<Held>)>, DbError>;

/// An active person by id.
pub(in super::super) fn actor(conn: &mut DbConn, id: PersonId) -> Found<PersonId> {
    Ok(lines!(conn, people::table.inner_join(agencies::table), people::id.eq(id), people::id))
}

/// What a person has not seen of what the pages tell them, counted as far as it is shown: it is wanted on every page, and
/// rides along with who asks for it.
fn unseen() -> SqlLiteral<BigInt> {
    sql("(SELECT count(*) FROM (SELECT 1 FROM notifications WHERE notifications.person_id = people.id \
         AND notifications.seen_at IS NULL LIMIT 100) AS unseen)")
}

/// How many lines each of these people has not seen.
pub(in super::super) fn unseen_of(
    conn: &mut DbConn,
    ids: &[PersonId],
) -> Result<Vec<(PersonId, i64)>, DbError> {
    Ok(people::table.filter(among(people::id, ids.to_vec())).select((people::id, unseen())).load(conn)?)
}

/// The active person of a session that has not run out, with the session's id, when it was last seen, and how many lines
/// they have not seen.
pub(in super::super) fn of_session(
    conn: &mut DbConn,
    token_hash: &[u8],
    now: Timestamp,
) -> Found<(SessionId, Timestamp, i64)> {
    let wanted = sessions::token_hash.eq(token_hash).and(sessions::expires_at.gt(now));
    let session = sessions::table.inner_join(people::table.inner_join(agencies::table));
    Ok(lines!(conn, session, wanted, (sessions::id, sessions::last_seen_at, unseen())))
}

/// The active person of the session `id`, if it has not run out.
pub(in super::super) fn behind_session(conn: &mut DbConn, id: SessionId, now: Timestamp) -> Found<SessionId> {
    let wanted = sessions::id.eq(id).and(sessions::expires_at.gt(now));
    let session = sessions::table.inner_join(people::table.inner_join(agencies::table));
    Ok(lines!(conn, session, wanted, sessions::id))
}

/// The active person of the API token `id`, if it still holds.
pub(in super::super) fn behind_token(conn: &mut DbConn, id: TokenId, now: Timestamp) -> Found<TokenId> {
    let holds = tokens::revoked_at.is_null().and(tokens::expires_at.gt(now));
    let token = tokens::table.inner_join(people::table.inner_join(agencies::table));
    Ok(lines!(conn, token, tokens::id.eq(id).and(holds), tokens::id))
}

/// The active person of an API token that still holds, with the token's id, scope and last use.
pub(in super::super) fn of_token(
    conn: &mut DbConn,
    token_hash: &[u8],
    now: Timestamp,
) -> Found<(TokenId, TokenScope, Option<Timestamp>)> {
    let holds = tokens::revoked_at.is_null().and(tokens::expires_at.gt(now));
    let token = tokens::table.inner_join(people::table.inner_join(agencies::table));
    let wanted = tokens::token_hash.eq(token_hash).and(holds);
    Ok(lines!(conn, token, wanted, (tokens::id, tokens::scope, tokens::last_used_at)))
}
