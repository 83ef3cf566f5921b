//! What ends when a person leaves an agency (dossier §2.3, 9): their own tickets go with them, its grants do not.

use chrono::TimeDelta;
use serde_json::json;

use super::by::By;
use super::error::PeopleError;
use super::store::{agencies, grants as store};
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::events::{self, EventKind, NewEvent, RecordKind};
use crate::desk::ids::{AgencyId, PersonId};
use crate::desk::words::Role;

/// What only people of the Dinas do.
const OF_THE_DINAS: [Role; 3] = [Role::Tier2Engineer, Role::Supervisor, Role::IctHead];

/// Ends, from today in the old agency's zone, the grants a person held for the agency they leave; of the Dinas also those
/// of Tier 2.
pub(super) fn end_grants(
    conn: &mut DbConn,
    by: By<'_>,
    person: PersonId,
    left: AgencyId,
    now: Timestamp,
) -> Result<(), PeopleError> {
    let Some(agency) = agencies::by_id(conn, left)? else { return Ok(()) };
    let today = now.date_in(agency.zone);
    let yesterday = today - TimeDelta::days(1);
    for before in store::open_of_person(conn, person, today)? {
        let of_agency = before.agency_id == Some(left);
        let of_tier2 = agency.ict_department && OF_THE_DINAS.contains(&before.role);
        if !of_agency && !of_tier2 {
            continue;
        }
        let mut after = before.clone();
        after.version += 1;
        after.updated_at = now;
        if before.valid_from <= yesterday {
            after.valid_until = Some(yesterday);
        } else {
            after.revoked_at = Some(now);
        }
        if !store::save(conn, &after, before.version)? {
            return Err(PeopleError::Stale);
        }
        let line = NewEvent::new(RecordKind::Grant, before.id, EventKind::Revoked, by.id(), now);
        events::record(conn, line.with(json!({ "person": person, "left": left, "from": today })))?;
    }
    Ok(())
}
