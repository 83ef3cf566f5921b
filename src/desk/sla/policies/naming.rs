//! What the categories and agencies that policies ask for are called.

use std::collections::{BTreeSet, HashMap};

use super::super::policy::{Policy, PolicyVersion};
use super::super::store;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId};
use crate::desk::words::Language;

/// Codes and names by id; what is unknown is an empty text.
#[derive(Clone, Debug, Default)]
pub struct Named {
    categories: HashMap<CategoryId, (String, String, String)>,
    agencies: HashMap<AgencyId, (String, String)>,
}

impl Named {
    /// The names all versions of these policies mention, in two queries at most.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn of(conn: &mut DbConn, policies: &[Policy]) -> Result<Self, DbError> {
        let versions = || policies.iter().flat_map(|policy: &Policy| &policy.versions);
        let category = |version: &PolicyVersion| version.selector.category;
        let agency = |version: &PolicyVersion| version.selector.agency;
        let categories: BTreeSet<_> = versions().filter_map(category).collect();
        let agencies: BTreeSet<_> = versions().filter_map(agency).collect();
        Ok(Self {
            categories: store::names_of_categories(conn, categories.into_iter().collect())?,
            agencies: store::names_of_agencies(conn, agencies.into_iter().collect())?,
        })
    }

    /// A category's code, and its name in a language.
    pub fn category(&self, id: CategoryId, language: Language) -> (&str, &str) {
        self.categories.get(&id).map_or(("", ""), |(code, name, name_en)| match language {
            Language::Id => (code, name),
            Language::En => (code, name_en),
        })
    }

    /// An agency's code and name.
    pub fn agency(&self, id: AgencyId) -> (&str, &str) {
        self.agencies.get(&id).map_or(("", ""), |(code, name)| (code, name))
    }
}
