//! Policies and their versions: their rows.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::policy::{Policy, PolicyVersion, Selector};
use super::super::words::PauseRule;
use crate::db::schema::{sla_policies, sla_policy_versions};
use crate::db::{DbConn, DbError, Json};
use crate::desk::ids::{AgencyId, CalendarId, CategoryId, PolicyId, PolicyVersionId};
use crate::desk::words::{Classification, Kind, Priority};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sla_policy_versions)]
struct VersionRow {
    id: PolicyVersionId,
    policy_id: PolicyId,
    seq: i32,
    effective_from: NaiveDate,
    active: bool,
    legal_basis: String,
    kind: Option<Kind>,
    priority: Option<Priority>,
    category_id: Option<CategoryId>,
    agency_id: Option<AgencyId>,
    classification: Option<Classification>,
    calendar_id: Option<CalendarId>,
    targets: Json,
    pause: PauseRule,
}

impl VersionRow {
    fn read(self) -> Result<PolicyVersion, serde_json::Error> {
        Ok(PolicyVersion {
            id: self.id,
            policy_id: self.policy_id,
            seq: self.seq,
            effective_from: self.effective_from,
            active: self.active,
            legal_basis: self.legal_basis,
            selector: Selector {
                kind: self.kind,
                priority: self.priority,
                category: self.category_id,
                agency: self.agency_id,
                classification: self.classification,
            },
            calendar_id: self.calendar_id,
            targets: self.targets.read()?,
            pause: self.pause,
        })
    }
}

/// All policies with all their versions, by code. A version that cannot be read is left out, and said so in the log.
pub(in super::super) fn policies(conn: &mut DbConn) -> Result<Vec<Policy>, DbError> {
    let rows: Vec<(PolicyId, i64, String, String)> = sla_policies::table
        .order(sla_policies::code)
        .select((sla_policies::id, sla_policies::version, sla_policies::code, sla_policies::name))
        .load(conn)?;
    let mut versions: HashMap<PolicyId, Vec<PolicyVersion>> = HashMap::new();
    let written = sla_policy_versions::table
        .order((sla_policy_versions::policy_id, sla_policy_versions::seq))
        .select(VersionRow::as_select())
        .load(conn)?;
    for row in written {
        let policy = row.policy_id;
        match row.read() {
            Ok(version) => versions.entry(policy).or_default().push(version),
            Err(error) => tracing::error!(%policy, %error, "a version of a policy cannot be read"),
        }
    }
    Ok(rows
        .into_iter()
        .map(|(id, version, code, name)| Policy {
            id,
            version,
            code,
            name,
            versions: versions.remove(&id).unwrap_or_default(),
        })
        .collect())
}

/// Keeps a policy that was just made, without versions.
pub(in super::super) fn insert_policy(
    conn: &mut DbConn,
    policy: &Policy,
    now: crate::clock::Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(sla_policies::table)
        .values((
            sla_policies::id.eq(policy.id),
            sla_policies::version.eq(policy.version),
            sla_policies::code.eq(&policy.code),
            sla_policies::name.eq(&policy.name),
            sla_policies::created_at.eq(now),
            sla_policies::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Saves the name of a policy that was read in `version`; false if somebody was faster.
pub(in super::super) fn save_policy(
    conn: &mut DbConn,
    policy: &Policy,
    version: i64,
    now: crate::clock::Timestamp,
) -> Result<bool, DbError> {
    let read =
        sla_policies::table.filter(sla_policies::id.eq(policy.id).and(sla_policies::version.eq(version)));
    let saved = diesel::update(read)
        .set((
            sla_policies::version.eq(policy.version),
            sla_policies::name.eq(&policy.name),
            sla_policies::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(saved == 1)
}

/// Keeps a version of a policy.
pub(in super::super) fn insert_policy_version(
    conn: &mut DbConn,
    version: &PolicyVersion,
    made_by: Option<crate::desk::ids::PersonId>,
    now: crate::clock::Timestamp,
) -> Result<(), DbError> {
    let rows = sla_policy_versions::table;
    diesel::insert_into(rows)
        .values((
            sla_policy_versions::id.eq(version.id),
            sla_policy_versions::policy_id.eq(version.policy_id),
            sla_policy_versions::seq.eq(version.seq),
            sla_policy_versions::effective_from.eq(version.effective_from),
            sla_policy_versions::active.eq(version.active),
            sla_policy_versions::legal_basis.eq(&version.legal_basis),
            sla_policy_versions::kind.eq(version.selector.kind),
            sla_policy_versions::priority.eq(version.selector.priority),
            sla_policy_versions::category_id.eq(version.selector.category),
            sla_policy_versions::agency_id.eq(version.selector.agency),
            sla_policy_versions::classification.eq(version.selector.classification),
            sla_policy_versions::calendar_id.eq(version.calendar_id),
            sla_policy_versions::targets.eq(Json::of(&version.targets)),
            sla_policy_versions::pause.eq(version.pause),
            sla_policy_versions::made_by_id.eq(made_by),
            sla_policy_versions::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
