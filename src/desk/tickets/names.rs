//! The names a page of tickets needs, in a handful of queries however long the page is.

use std::collections::{BTreeSet, HashMap};

use super::store;
use super::ticket::Ticket;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId};
use crate::desk::people::Actor;
use crate::desk::words::Language;

/// Names by id; what is unknown is an empty text.
#[derive(Clone, Debug, Default)]
pub struct Names {
    people: HashMap<PersonId, (String, String)>,
    agencies: HashMap<AgencyId, (String, String, String)>,
    groups: HashMap<GroupId, (String, String)>,
    categories: HashMap<CategoryId, (String, String, String)>,
}

impl Names {
    /// The names a list of tickets mentions.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn of_tickets(conn: &mut DbConn, tickets: &[Ticket]) -> Result<Self, DbError> {
        let groups = tickets.iter().map(|ticket| ticket.group_id).collect();
        Self::collect(conn, tickets, BTreeSet::new(), groups)
    }

    /// The names a list of tickets mentions, and those of further people and groups.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn collect(
        conn: &mut DbConn,
        tickets: &[Ticket],
        mut people: BTreeSet<PersonId>,
        groups: BTreeSet<GroupId>,
    ) -> Result<Self, DbError> {
        for ticket in tickets {
            people.insert(ticket.requester_id);
            people.insert(ticket.opened_by_id);
            people.extend(ticket.assignee_id);
        }
        let agencies: BTreeSet<_> = tickets.iter().map(|ticket| ticket.agency_id).collect();
        let categories: BTreeSet<_> = tickets.iter().map(|ticket| ticket.category_id).collect();
        Ok(Self {
            people: store::names_of_people(conn, people.into_iter().collect())?,
            agencies: if agencies.is_empty() {
                HashMap::new()
            } else {
                store::names_of_agencies(conn, agencies.into_iter().collect())?
            },
            groups: if groups.is_empty() {
                HashMap::new()
            } else {
                store::names_of_groups(conn, groups.into_iter().collect())?
            },
            categories: if categories.is_empty() {
                HashMap::new()
            } else {
                store::names_of_categories(conn, categories.into_iter().collect())?
            },
        })
    }

    /// A person's name.
    pub fn person(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", |(name, _)| name)
    }

    /// A person's e-mail address.
    pub fn email(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("", |(_, email)| email)
    }

    /// An agency's full name.
    pub fn agency(&self, id: AgencyId) -> &str {
        self.agencies.get(&id).map_or("", |(_, name, _)| name)
    }

    /// An agency's short name.
    pub fn agency_short(&self, id: AgencyId) -> &str {
        self.agencies.get(&id).map_or("", |(_, _, short)| short)
    }

    /// An agency's code.
    pub fn agency_code(&self, id: AgencyId) -> &str {
        self.agencies.get(&id).map_or("", |(code, ..)| code)
    }

    /// A group's name.
    pub fn group(&self, id: GroupId) -> &str {
        self.groups.get(&id).map_or("", |(_, name)| name)
    }

    /// A group's code.
    pub fn group_code(&self, id: GroupId) -> &str {
        self.groups.get(&id).map_or("", |(code, _)| code)
    }

    /// A category's name in a language.
    pub fn category(&self, id: CategoryId, language: Language) -> &str {
        self.categories.get(&id).map_or("", |(_, name, name_en)| match language {
            Language::Id => name,
            Language::En => name_en,
        })
    }

    /// A category's code.
    pub fn category_code(&self, id: CategoryId) -> &str {
        self.categories.get(&id).map_or("", |(code, ..)| code)
    }
}

/// A category and all below it.
///
/// # Errors
/// When they cannot be read.
pub(super) fn categories_below(conn: &mut DbConn, category: CategoryId) -> Result<Vec<CategoryId>, DbError> {
    store::categories_below(conn, category)
}

/// The groups a person works in: Tier 1 of their agencies and their Tier 2 groups.
///
/// # Errors
/// When they cannot be read.
pub(super) fn groups_of(conn: &mut DbConn, actor: &Actor) -> Result<Vec<GroupId>, DbError> {
    let mut groups = actor.standing.tier2_of.clone();
    groups.extend(store::tier1_groups(conn, &actor.standing.tier1_of)?);
    Ok(groups)
}
