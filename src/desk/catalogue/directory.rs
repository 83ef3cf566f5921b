//! Agencies, groups, categories and routes in memory: read once for each state they are in.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use uuid::Uuid;

use super::categories::DEEPEST;
use super::category::Category;
use super::error::RouteError;
use super::routing::{Lines, Route, chosen};
use super::store;
use super::tree::{Tree, grow};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId, GroupId};
use crate::desk::people::agencies::{self, Agency};
use crate::desk::people::folded;
use crate::desk::people::groups::{self, Group};
use crate::desk::people::state;
use crate::desk::words::{AgencyStatus, Tier};

/// States kept in memory: a handful of databases in one process, each with the state before its newest.
const KEPT: usize = 4;

/// Who there is to turn to and for what, as of one state.
#[derive(Debug, Default)]
pub struct Directory {
    agencies: HashMap<AgencyId, Agency>,
    by_name: Vec<AgencyId>,
    groups: HashMap<GroupId, Group>,
    first: HashMap<AgencyId, GroupId>,
    second: Vec<GroupId>,
    categories: HashMap<CategoryId, Category>,
    tree: Tree,
    routes: HashMap<CategoryId, Lines>,
}

type Known = Vec<(Uuid, Arc<Directory>)>;

/// Directories that were read, by the stamp of their state.
static READ: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// The directory as this transaction sees it. Costs one small read unless something in it has changed.
///
/// # Errors
/// When it cannot be read.
pub fn directory(conn: &mut DbConn) -> Result<Arc<Directory>, DbError> {
    let Some(state) = state::read(conn)? else {
        return Ok(Arc::new(Directory::read(conn)?));
    };
    let known = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, directory)) = known().iter().find(|(stamp, _)| *stamp == state.stamp) {
        return Ok(directory.clone());
    }
    let directory = Arc::new(Directory::read(conn)?);
    let mut known = known();
    if known.len() >= KEPT {
        known.remove(0);
    }
    known.push((state.stamp, directory.clone()));
    Ok(directory)
}

impl Directory {
    fn read(conn: &mut DbConn) -> Result<Self, DbError> {
        let groups = groups::all(conn)?;
        let first = groups.iter().filter(|group| group.tier == Tier::One);
        let first = first.filter_map(|group| Some((group.agency_id?, group.id))).collect();
        let mut second: Vec<&Group> = groups.iter().filter(|group| group.tier == Tier::Two).collect();
        second.sort_by(|one, other| one.code.cmp(&other.code));
        let second = second.into_iter().map(|group| group.id).collect();
        let categories = store::categories::all(conn)?;
        let offered = categories.iter().filter(|category| category.active).cloned().collect();
        let mut routes: HashMap<CategoryId, Lines> = HashMap::new();
        for (category, status, route) in store::routes::all(conn)? {
            routes.entry(category).or_default().push((status, route));
        }
        let agencies = agencies::all(conn)?;
        let mut by_name: Vec<_> =
            agencies.iter().map(|agency| (folded(&agency.short_name), agency.id)).collect();
        by_name.sort();
        Ok(Self {
            by_name: by_name.into_iter().map(|(_, id)| id).collect(),
            agencies: agencies.into_iter().map(|agency| (agency.id, agency)).collect(),
            groups: groups.into_iter().map(|group| (group.id, group)).collect(),
            first,
            second,
            tree: Arc::new(grow(offered)),
            categories: categories.into_iter().map(|category| (category.id, category)).collect(),
            routes,
        })
    }

    /// An agency.
    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.agencies.get(&id)
    }

    /// The agencies of a day, by their short names.
    pub fn agencies_on(&self, day: NaiveDate) -> impl Iterator<Item = &Agency> {
        let all = self.by_name.iter().filter_map(|id| self.agencies.get(id));
        all.filter(move |agency| agency.is_active(day))
    }

    /// A group.
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.get(&id)
    }

    /// The Tier 1 groups of agencies.
    pub fn tier1_groups(&self, served: &[AgencyId]) -> Vec<GroupId> {
        served.iter().filter_map(|agency| self.first.get(agency).copied()).collect()
    }

    /// The Tier 2 groups that take tickets, by code.
    pub fn tier2_groups(&self) -> impl Iterator<Item = &Group> {
        self.second.iter().filter_map(|id| self.groups.get(id)).filter(|group| group.active)
    }

    /// A category.
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.get(&id)
    }

    /// The categories a new ticket may have, as a tree in their order.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// A category and all below it.
    pub fn below(&self, category: CategoryId) -> Vec<CategoryId> {
        let within = |id: CategoryId| self.path(id).any(|above| above == category);
        let mut found: Vec<_> = self.categories.keys().copied().filter(|id| within(*id)).collect();
        if found.is_empty() {
            found.push(category);
        }
        found
    }

    /// Who a ticket belongs to by its category and its agency's status on that day (PM 19(6), `rules.md` 2.3, 2.7). A line
    /// of the category itself goes before one of the category above it.
    ///
    /// # Errors
    /// [`RouteError::NoRoute`] if there is no line at all.
    pub fn route(&self, category: CategoryId, agency: AgencyId, on: NaiveDate) -> Result<Route, RouteError> {
        let status = self.agencies.get(&agency).map_or(AgencyStatus::Ordinary, |agency| agency.status(on));
        let lines = self.path(category).filter_map(|id| self.routes.get(&id));
        let mut found = lines.filter_map(|lines| chosen(lines, status));
        found.next().cloned().ok_or(RouteError::NoRoute)
    }

    /// A category and those above it; a circle in the database ends.
    fn path(&self, category: CategoryId) -> impl Iterator<Item = CategoryId> {
        let above = |id: &CategoryId| self.categories.get(id).and_then(|category| category.parent_id);
        std::iter::successors(Some(category), above).take(DEEPEST + 1)
    }
}
