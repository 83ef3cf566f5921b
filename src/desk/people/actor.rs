//! Who acts: a person with the grants that hold on the day.

use super::store::actors::{self, ActorRow, Held};
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::columns::Columns;
use crate::desk::ids::{AgencyId, GroupId, PersonId};
use crate::desk::words::{Language, Role, Tier};

/// A person as the desk sees them while they act.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who.
    pub id: PersonId,
    /// The name as it is shown.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Their own agency.
    pub agency_id: AgencyId,
    /// The name of their agency.
    pub agency_name: String,
    /// The zone of their agency, in which they are shown times.
    pub zone: chrono_tz::Tz,
    /// The language they chose.
    pub language: Language,
    /// The columns they want to see in lists of tickets, if not the usual ones.
    pub columns: Option<Columns>,
    /// The roles that hold today.
    pub standing: Standing,
}

/// What a person may do today, from the grants that hold (dossier §2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Agencies whose Tier 1 technician they are.
    pub tier1_of: Vec<AgencyId>,
    /// Agencies they head.
    pub head_of: Vec<AgencyId>,
    /// Tier 2 groups they belong to.
    pub tier2_of: Vec<GroupId>,
    /// Tier 2 groups among those that handle security.
    pub security_groups: Vec<GroupId>,
    /// Supervises both tiers.
    pub supervisor: bool,
    /// Heads the Dinas.
    pub ict_head: bool,
    /// Sits on the coordination team.
    pub coordination_team: bool,
    /// Audits, today.
    pub auditor: bool,
    /// Administers the application.
    pub admin: bool,
}

impl Standing {
    /// Sees every ticket that is not restricted: supervisor, head of the Dinas, auditor.
    pub fn sees_all(&self) -> bool {
        self.supervisor || self.ict_head || self.auditor
    }

    /// Belongs to the staff of either tier, or leads it.
    pub fn is_staff(&self) -> bool {
        !self.tier1_of.is_empty() || self.is_tier2()
    }

    /// Belongs to Tier 2 or leads it.
    pub fn is_tier2(&self) -> bool {
        !self.tier2_of.is_empty() || self.supervisor || self.ict_head
    }

    /// The tier they speak for in the first place.
    pub fn tier(&self) -> Option<Tier> {
        if self.is_tier2() {
            Some(Tier::Two)
        } else if !self.tier1_of.is_empty() {
            Some(Tier::One)
        } else {
            None
        }
    }

    /// The roles that hold, each once.
    pub fn roles(&self) -> Vec<Role> {
        let held = [
            (!self.tier1_of.is_empty(), Role::Tier1Technician),
            (!self.head_of.is_empty(), Role::AgencyHead),
            (!self.tier2_of.is_empty(), Role::Tier2Engineer),
            (self.supervisor, Role::Supervisor),
            (self.ict_head, Role::IctHead),
            (self.coordination_team, Role::CoordinationTeam),
            (self.auditor, Role::Auditor),
            (self.admin, Role::Admin),
        ];
        held.into_iter().filter(|(holds, _)| *holds).map(|(_, role)| role).collect()
    }

    /// Adds one grant that holds.
    fn add(&mut self, role: Role, agency: Option<AgencyId>, group: Option<GroupId>, security: bool) {
        match role {
            Role::Tier1Technician => self.tier1_of.extend(agency),
            Role::AgencyHead => self.head_of.extend(agency),
            Role::Tier2Engineer => {
                self.tier2_of.extend(group);
                self.security_groups.extend(group.filter(|_| security));
            }
            Role::Supervisor => self.supervisor = true,
            Role::IctHead => self.ict_head = true,
            Role::CoordinationTeam => self.coordination_team = true,
            Role::Auditor => self.auditor = true,
            Role::Admin => self.admin = true,
        }
    }
}

/// Loads an active person as an actor with the grants that hold at `now` in their agency's zone; `None` if there is no
/// such person or they are no longer active.
///
/// # Errors
/// When they cannot be read.
pub fn load_actor(conn: &mut DbConn, id: PersonId, now: Timestamp) -> Result<Option<Actor>, DbError> {
    Ok(actors::actor(conn, id)?.map(|(row, _, held)| standing(row, held, now)))
}

/// The person of `row` with those of their grants that hold at `now` in their agency's zone.
pub(super) fn standing(row: ActorRow, held: Vec<Held>, now: Timestamp) -> Actor {
    let (id, name, email, agency_id, agency_name, zone, language, columns) = row;
    // Zones are checked when an agency is saved; a database filled by other hands still lets people in.
    let zone = zone.parse().unwrap_or(chrono_tz::Asia::Jakarta);
    let today = now.date_in(zone);
    let mut standing = Standing::default();
    for ((role, agency, group, from, until), security) in held {
        if from <= today && until.is_none_or(|until| until >= today) {
            standing.add(role, agency, group, security);
        }
    }
    let columns = columns.map(|columns| Columns::kept(&columns));
    Actor { id, name, email, agency_id, agency_name, zone, language, columns, standing }
}
