//! Every SQL sentence on who acts.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::actor::{Actor, Standing};
use crate::db::schema::{agencies, grants, people, support_groups};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, GroupId, PersonId};
use crate::desk::words::{Language, Role};

type ActorRow = (PersonId, String, String, AgencyId, String, String, Language);

/// An active person and the zone of their agency, with no grants yet.
pub(super) fn actor(conn: &mut DbConn, id: PersonId) -> Result<Option<(Actor, String)>, DbError> {
    let row: Option<ActorRow> = people::table
        .inner_join(agencies::table)
        .filter(people::id.eq(id).and(people::active.eq(true)))
        .select((
            people::id,
            people::name,
            people::email,
            people::agency_id,
            agencies::name,
            agencies::zone,
            people::language,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, name, email, agency_id, agency_name, zone, language)| {
        let standing = Standing::default();
        let actor = Actor {
            id,
            name,
            email,
            agency_id,
            agency_name,
            zone: chrono_tz::Asia::Jakarta,
            language,
            standing,
        };
        (actor, zone)
    }))
}

type GrantRow = (Role, Option<AgencyId>, Option<GroupId>, Option<bool>);

/// The grants of a person that hold on `today`; the last says whether the group handles security.
pub(super) fn grants_holding(
    conn: &mut DbConn,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<GrantRow>, DbError> {
    Ok(grants::table
        .left_join(support_groups::table.on(support_groups::id.nullable().eq(grants::group_id)))
        .filter(grants::person_id.eq(person).and(grants::revoked_at.is_null()))
        .filter(grants::valid_from.le(today))
        .filter(grants::valid_until.is_null().or(grants::valid_until.ge(today)))
        .order(grants::id)
        .select((
            grants::role,
            grants::agency_id,
            grants::group_id,
            support_groups::handles_security.nullable(),
        ))
        .load(conn)?)
}
