//! How one record names another: enough to show it and to ask for it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::ids::{AgencyId, CalendarId, CategoryId, GroupId, PersonId, PolicyId};
use crate::desk::sla::{CalendarEntry, Policy};
use crate::desk::tickets::Names;
use crate::desk::words::Language;

/// A person.
#[derive(Serialize, ToSchema)]
pub(super) struct PersonReference<'a> {
    /// Their id.
    id: PersonId,
    /// Their name as it is shown.
    name: &'a str,
    /// Their e-mail address.
    email: &'a str,
}

/// An agency.
#[derive(Serialize, ToSchema)]
pub(super) struct AgencyReference<'a> {
    /// Its id.
    id: AgencyId,
    /// Its code.
    code: &'a str,
    /// Its name.
    name: &'a str,
}

/// A support group.
#[derive(Serialize, ToSchema)]
pub(super) struct GroupReference<'a> {
    /// Its id.
    id: GroupId,
    /// Its code.
    code: &'a str,
    /// Its name.
    name: &'a str,
}

/// A category.
#[derive(Serialize, ToSchema)]
pub(super) struct CategoryReference<'a> {
    /// Its id.
    id: CategoryId,
    /// Its code.
    code: &'a str,
    /// Its name in the caller's language.
    name: &'a str,
}

/// A calendar of working time.
#[derive(Serialize, ToSchema)]
pub(super) struct CalendarReference<'a> {
    /// Its id.
    id: CalendarId,
    /// Its code.
    code: &'a str,
    /// Its name.
    name: &'a str,
}

/// A policy of promises.
#[derive(Serialize, ToSchema)]
pub(super) struct PolicyReference<'a> {
    /// Its id.
    id: PolicyId,
    /// Its code.
    code: &'a str,
    /// Its name.
    name: &'a str,
}

impl<'a> CalendarReference<'a> {
    /// How others name this calendar.
    pub(super) fn of(entry: &'a CalendarEntry) -> Self {
        Self { id: entry.id, code: &entry.code, name: &entry.name }
    }
}

impl<'a> PolicyReference<'a> {
    /// How others name this policy.
    pub(super) fn of(policy: &'a Policy) -> Self {
        Self { id: policy.id, code: &policy.code, name: &policy.name }
    }
}

impl<'a> PersonReference<'a> {
    /// The person with this id.
    pub(super) fn of(names: &'a Names, id: PersonId) -> Self {
        Self { id, name: names.person(id), email: names.email(id) }
    }
}

impl<'a> AgencyReference<'a> {
    /// An agency whose code and name are known.
    pub(super) const fn new(id: AgencyId, code: &'a str, name: &'a str) -> Self {
        Self { id, code, name }
    }

    /// The agency with this id.
    pub(super) fn of(names: &'a Names, id: AgencyId) -> Self {
        Self { id, code: names.agency_code(id), name: names.agency(id) }
    }
}

impl<'a> GroupReference<'a> {
    /// The group with this id.
    pub(super) fn of(names: &'a Names, id: GroupId) -> Self {
        Self { id, code: names.group_code(id), name: names.group(id) }
    }
}

impl<'a> CategoryReference<'a> {
    /// A category whose code and name are known.
    pub(super) const fn new(id: CategoryId, code: &'a str, name: &'a str) -> Self {
        Self { id, code, name }
    }

    /// The category with this id.
    pub(super) fn of(names: &'a Names, id: CategoryId, language: Language) -> Self {
        Self { id, code: names.category_code(id), name: names.category(id, language) }
    }
}
