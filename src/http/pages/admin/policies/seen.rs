//! What the pages of policies read.

use std::sync::Arc;

use crate::db::DbConn;
use crate::desk::catalogue::{self, CatalogueError, Category, Tree, categories};
use crate::desk::ids::CategoryId;
use crate::desk::page::Part;
use crate::desk::people::agencies::{self, AgencyFilter};
use crate::desk::people::{Actor, access};
use crate::desk::sla::policies::{self, Named};
use crate::desk::sla::{self, Policy, Rules};
use crate::http::error::Refusal;
use crate::http::forms::Choice;
use crate::http::pages::frame::Voice;
use crate::http::pages::vocabulary::name;

/// Policies a page shows at most.
const MOST: i64 = 200;

/// Policies with what they name.
pub struct Seen {
    /// Calendars and policies.
    pub rules: Arc<Rules>,
    /// The policies shown.
    pub policies: Vec<Policy>,
    /// The names they mention.
    pub named: Named,
}

impl Seen {
    /// All policies, for those who may read them.
    pub fn all(conn: &mut DbConn, actor: &Actor) -> Result<Self, Refusal> {
        let policies = policies::list(conn, actor, Part::first(MOST))?.items;
        Self::of(conn, policies)
    }

    /// One policy, by id or code.
    pub fn one(conn: &mut DbConn, actor: &Actor, named: &str) -> Result<Self, Refusal> {
        let policy = policies::named(conn, actor, named)?;
        Self::of(conn, vec![policy])
    }

    fn of(conn: &mut DbConn, policies: Vec<Policy>) -> Result<Self, Refusal> {
        Ok(Self { rules: sla::rules(conn)?, named: Named::of(conn, &policies)?, policies })
    }
}

/// What a selector can be made of.
pub struct Offered {
    tree: Tree,
    /// A category that was chosen, in use no longer or deeper than the others.
    chosen: Option<Category>,
    agencies: Vec<(String, String)>,
    calendars: Vec<(String, String)>,
}

impl Offered {
    /// Reads it, for those who may read policies; `category` is what was chosen, as the form has it.
    pub fn read(conn: &mut DbConn, actor: &Actor, category: &str) -> Result<Self, Refusal> {
        access::reads_promises(actor)?;
        let mut agencies = Vec::new();
        let mut part = Part::first(MOST);
        loop {
            let page = agencies::list(conn, &AgencyFilter::default(), part)?;
            agencies.extend(page.items.into_iter().map(|agency| (agency.id.to_string(), agency.name)));
            let Some(next) = page.next else { break };
            part.after = Some(next);
        }
        let rules = sla::rules(conn)?;
        let calendars = rules.calendars.iter().map(|entry| (entry.id.to_string(), entry.name.clone()));
        let chosen = match category.parse::<CategoryId>() {
            Ok(id) => match categories::get(conn, id) {
                Ok(category) => Some(category),
                Err(CatalogueError::NotFound) => None,
                Err(error) => return Err(error.into()),
            },
            Err(_) => None,
        };
        Ok(Self { tree: catalogue::tree(conn)?, chosen, agencies, calendars: calendars.collect() })
    }

    /// Every category, groups of categories too: a policy may speak for a whole group.
    pub fn categories(&self, voice: Voice<'_>, chosen: &str) -> Vec<Choice> {
        let choice = |category: &Category| {
            Choice::new(category.id, format!("{} {}", category.code, name(category, voice)), chosen)
        };
        let all = self.tree.iter().flat_map(|branch| std::iter::once(branch).chain(&branch.children));
        let all: Vec<&Category> = all.map(|branch| &branch.category).collect();
        let other = self.chosen.iter().filter(|one| all.iter().all(|category| category.id != one.id));
        all.iter().copied().chain(other).map(choice).collect()
    }

    /// The agencies.
    pub fn agencies(&self, chosen: &str) -> Vec<Choice> {
        self.agencies.iter().map(|(id, name)| Choice::new(id, name.clone(), chosen)).collect()
    }

    /// The calendars.
    pub fn calendars(&self, chosen: &str) -> Vec<Choice> {
        self.calendars.iter().map(|(id, name)| Choice::new(id, name.clone(), chosen)).collect()
    }
}
