//! Grants (Penugasan): who does what for the desk, for which agency or group, from when until when, by which decree.
//! Nothing else gives anybody a right, and a grant that has run out stops working by itself (`rules.md` §1).

use chrono::NaiveDate;
use serde::Serialize;

use super::agencies;
use crate::clock::Timestamp;
use crate::desk::fields::FieldErrors;
use crate::desk::ids::{AgencyId, GrantId, GroupId, PersonId};
use crate::desk::words::Role;

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Counts its saves.
    pub version: i64,
    /// Who holds it.
    pub person_id: PersonId,
    /// The name of who holds it.
    #[serde(skip)]
    pub person_name: String,
    /// What they do.
    pub role: Role,
    /// For which agency (Tier 1 technician, agency head).
    pub agency_id: Option<AgencyId>,
    /// The short name of the agency.
    #[serde(skip)]
    pub agency_name: Option<String>,
    /// For which Tier 2 group (engineer).
    pub group_id: Option<GroupId>,
    /// The name of the group.
    #[serde(skip)]
    pub group_name: Option<String>,
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// The last day it holds; none for until further notice.
    pub valid_until: Option<NaiveDate>,
    /// The decree it rests on.
    pub decree: Option<String>,
    /// Who gave it; nobody for the machine.
    pub granted_by_id: Option<PersonId>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// A grant to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGrant {
    /// To whom.
    pub person_id: PersonId,
    /// What they shall do.
    pub role: Role,
    /// For which agency: asked for with Tier 1 technician and agency head, refused with all others.
    pub agency_id: Option<AgencyId>,
    /// For which group: a Tier 2 group, asked for with engineers, refused with all others.
    pub group_id: Option<GroupId>,
    /// Its days and decree.
    pub term: Term,
}

/// The days and the decree of a grant: all of it that can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// The last day it holds; asked for with auditors.
    pub valid_until: Option<NaiveDate>,
    /// The decree, 200 characters at most; asked for with auditors.
    pub decree: String,
}

/// Which grants are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrantFilter {
    /// Those of this person.
    pub person: Option<PersonId>,
    /// Those of this role.
    pub role: Option<Role>,
    /// Those for this agency.
    pub agency: Option<AgencyId>,
    /// Those for this group.
    pub group: Option<GroupId>,
    /// Those that hold on this day.
    pub holding_on: Option<NaiveDate>,
}

impl Grant {
    /// Whether it holds on that day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.revoked_at.is_none() && self.valid_from <= on && self.valid_until.is_none_or(|until| on <= until)
    }

    /// What could be entered again to change nothing.
    pub fn term(&self) -> Term {
        let decree = self.decree.clone().unwrap_or_default();
        Term { valid_from: self.valid_from, valid_until: self.valid_until, decree }
    }
}

impl Term {
    /// The term as it is kept, with what is wrong with it for that role: auditors have a decree and a last day.
    pub(super) fn checked(self, role: Role, errors: &mut FieldErrors) -> Self {
        let decree = errors.optional("decree", &self.decree, 200);
        agencies::dates(self.valid_from, self.valid_until, "valid_until", errors);
        if role == Role::Auditor {
            errors.check(!self.decree.trim().is_empty(), "decree", "required");
            errors.check(self.valid_until.is_some(), "valid_until", "required");
        }
        Self { decree, ..self }
    }
}
