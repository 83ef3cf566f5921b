//! Every SQL sentence on canned answers.

use diesel::prelude::*;

use super::canned::{Macro, Step};
use super::reading::KeptGroup;
use crate::clock::Timestamp;
use crate::db::schema::{macros, support_groups};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{AgencyId, CategoryId, GroupId, MacroId};
use crate::desk::words::{Tier, Visibility};

/// Canned answers that are read at once.
const READ: i64 = 2_000;

/// Whose are read.
pub(super) enum Scope {
    /// Everybody's.
    All,
    /// Those for all, and those of these groups.
    Of(Vec<GroupId>),
}

type Columns = (
    (macros::id, macros::version, macros::group_id, macros::title, macros::word, macros::body),
    (macros::visibility, macros::takes, macros::category_id, macros::step, macros::answer_days),
    (macros::cause, macros::archived_at, macros::created_at, macros::updated_at),
);

const COLUMNS: Columns = (
    (macros::id, macros::version, macros::group_id, macros::title, macros::word, macros::body),
    (macros::visibility, macros::takes, macros::category_id, macros::step, macros::answer_days),
    (macros::cause, macros::archived_at, macros::created_at, macros::updated_at),
);

type Row = (
    (MacroId, i64, Option<GroupId>, String, Option<String>, String),
    (Visibility, bool, Option<CategoryId>, Option<Step>, Option<i32>),
    (Option<String>, Option<Timestamp>, Timestamp, Timestamp),
);

fn canned(row: Row) -> Macro {
    let (
        (id, version, group_id, title, word, body),
        (visibility, takes, category_id, step, answer_days),
        (cause, archived_at, created_at, updated_at),
    ) = row;
    Macro {
        id,
        version,
        group_id,
        title,
        word,
        body,
        visibility,
        takes,
        category_id,
        step,
        answer_days,
        cause,
        archived_at,
        created_at,
        updated_at,
    }
}

pub(super) fn list(conn: &mut DbConn, scope: &Scope, archived: bool) -> Result<Vec<Macro>, DbError> {
    let mut query = macros::table
        .order((macros::title, macros::id))
        .select(COLUMNS)
        .limit(READ)
        .filter(macros::archived_at.is_not_null().eq(archived))
        .into_boxed();
    if let Scope::Of(groups) = scope {
        let own = among(macros::group_id.assume_not_null(), groups.clone());
        query = if groups.is_empty() {
            query.filter(macros::group_id.is_null())
        } else {
            query.filter(macros::group_id.is_null().or(macros::group_id.is_not_null().and(own)))
        };
    }
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(canned).collect())
}

pub(super) fn by_id(conn: &mut DbConn, id: MacroId) -> Result<Option<Macro>, DbError> {
    let row: Option<Row> = macros::table.find(id).select(COLUMNS).first(conn).optional()?;
    Ok(row.map(canned))
}

/// How many of a group, or of those for all, are offered.
pub(super) fn count_of(conn: &mut DbConn, group: Option<GroupId>) -> Result<i64, DbError> {
    let query = macros::table.filter(macros::archived_at.is_null()).count();
    Ok(match group {
        Some(group) => query.filter(macros::group_id.eq(group)).get_result(conn)?,
        None => query.filter(macros::group_id.is_null()).get_result(conn)?,
    })
}

pub(super) fn insert(conn: &mut DbConn, new: &Macro) -> Result<(), DbError> {
    diesel::insert_into(macros::table)
        .values((
            (
                macros::id.eq(new.id),
                macros::version.eq(new.version),
                macros::group_id.eq(new.group_id),
                macros::title.eq(&new.title),
                macros::word.eq(&new.word),
                macros::body.eq(&new.body),
            ),
            (
                macros::visibility.eq(new.visibility),
                macros::takes.eq(new.takes),
                macros::category_id.eq(new.category_id),
                macros::step.eq(new.step),
                macros::answer_days.eq(new.answer_days),
            ),
            (
                macros::cause.eq(&new.cause),
                macros::archived_at.eq(new.archived_at),
                macros::created_at.eq(new.created_at),
                macros::updated_at.eq(new.updated_at),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves one that was read in `version`; false if somebody was faster.
pub(super) fn save(conn: &mut DbConn, new: &Macro, version: i64) -> Result<bool, DbError> {
    let read = macros::table.filter(macros::id.eq(new.id).and(macros::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            (
                macros::version.eq(new.version),
                macros::group_id.eq(new.group_id),
                macros::title.eq(&new.title),
                macros::word.eq(&new.word),
                macros::body.eq(&new.body),
            ),
            (
                macros::visibility.eq(new.visibility),
                macros::takes.eq(new.takes),
                macros::category_id.eq(new.category_id),
                macros::step.eq(new.step),
                macros::answer_days.eq(new.answer_days),
            ),
            (
                macros::cause.eq(&new.cause),
                macros::archived_at.eq(new.archived_at),
                macros::updated_at.eq(new.updated_at),
            ),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// Every active group.
pub(super) fn groups(conn: &mut DbConn) -> Result<Vec<KeptGroup>, DbError> {
    let rows: Vec<(GroupId, String, Tier)> = support_groups::table
        .filter(support_groups::active.eq(true))
        .order((support_groups::tier.desc(), support_groups::name))
        .select((support_groups::id, support_groups::name, support_groups::tier))
        .load(conn)?;
    Ok(rows.into_iter().map(kept).collect())
}

/// The active groups of Tier 1 of these agencies, and these of Tier 2.
pub(super) fn groups_of(
    conn: &mut DbConn,
    agencies: &[AgencyId],
    groups: &[GroupId],
) -> Result<Vec<KeptGroup>, DbError> {
    let agencies: Vec<Option<AgencyId>> = agencies.iter().copied().map(Some).collect();
    let first = support_groups::tier.eq(Tier::One).and(support_groups::agency_id.eq_any(agencies));
    let rows: Vec<(GroupId, String, Tier)> = support_groups::table
        .filter(support_groups::active.eq(true))
        .filter(among(support_groups::id, groups.to_vec()).or(first))
        .order(support_groups::name)
        .select((support_groups::id, support_groups::name, support_groups::tier))
        .load(conn)?;
    Ok(rows.into_iter().map(kept).collect())
}

fn kept((id, name, tier): (GroupId, String, Tier)) -> KeptGroup {
    KeptGroup { id, name, tier }
}
