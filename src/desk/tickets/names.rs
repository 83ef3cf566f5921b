//! The names a page of tickets needs, in a handful of queries however long the page is.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::store;
use super::ticket::Ticket;
use crate::db::{DbConn, DbError};
use crate::desk::catalogue::{self, CategoryStep, Directory};
use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId};
use crate::desk::people::Actor;
use crate::desk::words::Language;

/// Names by id; what is unknown is an empty text.
#[derive(Clone, Debug, Default)]
pub struct Names {
    people: Arc<HashMap<PersonId, store::Named>>,
    directory: Arc<Directory>,
}

impl Names {
    /// The names a list of tickets mentions.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn of_tickets<'a>(
        conn: &mut DbConn,
        tickets: impl IntoIterator<Item = &'a Ticket>,
    ) -> Result<Self, DbError> {
        Self::collect(conn, tickets, BTreeSet::new())
    }

    /// The names a list of tickets mentions, and those of further people.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn collect<'a>(
        conn: &mut DbConn,
        tickets: impl IntoIterator<Item = &'a Ticket>,
        mut people: BTreeSet<PersonId>,
    ) -> Result<Self, DbError> {
        for ticket in tickets {
            people.insert(ticket.requester_id);
            people.insert(ticket.opened_by_id);
            people.extend(ticket.assignee_id);
        }
        Ok(Self {
            people: Arc::new(store::names_of_people(conn, people.into_iter().collect())?),
            directory: catalogue::directory(conn)?,
        })
    }

    /// A person's name.
    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", |person| &person.name)
    }

    /// A person's e-mail address.
    pub fn email(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", |person| &person.email)
    }

    /// Whether letters to a person come back.
    pub fn bounces(&self, id: PersonId) -> bool {
        self.people.get(&id).is_some_and(|person| person.bounces)
    }

    /// An agency's full name.
    pub fn agency(&self, id: AgencyId) -> &str {
        self.directory.agency(id).map_or("", |agency| &agency.name)
    }

    /// The name an agency's letters come under and what stands below them, where it has chosen any.
    pub fn agency_signs(&self, id: AgencyId) -> (Option<&str>, Option<&str>) {
        let agency = self.directory.agency(id);
        let name = agency.and_then(|agency| agency.sender_name.as_deref());
        (name, agency.and_then(|agency| agency.signature.as_deref()))
    }

    /// An agency's short name.
    pub fn agency_short(&self, id: AgencyId) -> &str {
        self.directory.agency(id).map_or("", |agency| &agency.short_name)
    }

    /// An agency's code.
    pub fn agency_code(&self, id: AgencyId) -> &str {
        self.directory.agency(id).map_or("", |agency| &agency.code)
    }

    /// A group's name.
    pub fn group(&self, id: GroupId) -> &str {
        self.directory.group(id).map_or("", |group| &group.name)
    }

    /// A group's code.
    pub fn group_code(&self, id: GroupId) -> &str {
        self.directory.group(id).map_or("", |group| &group.code)
    }

    /// A category's name in a language.
    pub fn category(&self, id: CategoryId, language: Language) -> &str {
        self.directory.category(id).map_or("", |category| match language {
            Language::Id => &category.name,
            Language::En => &category.name_en,
        })
    }

    /// The steps of a category.
    pub fn category_steps(&self, id: CategoryId) -> &[CategoryStep] {
        self.directory.category(id).map_or(&[], |category| &category.steps)
    }

    /// A category's code.
    pub fn category_code(&self, id: CategoryId) -> &str {
        self.directory.category(id).map_or("", |category| &category.code)
    }
}

/// The groups a person works in: Tier 1 of their agencies and their Tier 2 groups.
///
/// # Errors
/// When they cannot be read.
pub(super) fn groups_of(conn: &mut DbConn, actor: &Actor) -> Result<Vec<GroupId>, DbError> {
    let mut groups = actor.standing.tier2_of.clone();
    if !actor.standing.tier1_of.is_empty() {
        groups.extend(catalogue::directory(conn)?.tier1_groups(&actor.standing.tier1_of));
    }
    Ok(groups)
}
