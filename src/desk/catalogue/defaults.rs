//! The catalogue a new desk begins with (dossier §5.2): Tier 2 groups, categories and routes, as data.

use std::collections::HashMap;

use serde::Deserialize;

use super::categories;
use super::category::{CategoryFields, CategoryStep, Question};
use super::error::CatalogueError;
use super::routes::{self, RouteFields};
use super::store::categories as store;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{CategoryId, GroupId};
use crate::desk::people::groups::{self, GroupFields};
use crate::desk::people::{By, PeopleError};
use crate::desk::words::{AgencyStatus, Kind, Tier};

const DATA: &str = include_str!("data/catalogue.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    groups: Vec<Group>,
    categories: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    code: String,
    name: String,
    handles_security: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    name: String,
    name_en: String,
    kind: Kind,
    hint: String,
    routes: Vec<Line>,
    checklist: Vec<Question>,
    #[serde(default)]
    steps: Vec<CategoryStep>,
    #[serde(default)]
    children: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    agency_status: AgencyStatus,
    tier: Tier,
    group: String,
    ends_at_agency: bool,
    #[serde(default)]
    legal_basis: String,
}

/// Fills an empty catalogue; one that has categories already is left as it is. Call it after the Dinas was entered, so that
/// the Tier 2 groups belong to it.
///
/// # Errors
/// When the database refuses it.
pub fn install_defaults(conn: &mut DbConn, now: Timestamp) -> Result<(), CatalogueError> {
    if store::any(conn)? {
        return Ok(());
    }
    let catalogue = read().map_err(|error| DbError::Migration(format!("the default catalogue: {error}")))?;
    let mut known = HashMap::new();
    for Group { code, name, handles_security } in catalogue.groups {
        let group = match groups::named(conn, &code) {
            Err(PeopleError::NotFound) => {
                let fields = GroupFields {
                    code: code.clone(),
                    name,
                    calendar_id: None,
                    handles_security,
                    active: true,
                };
                groups::create(conn, By::Machine, fields, now)?
            }
            found => found?,
        };
        known.insert(code, group.id);
    }
    install(conn, catalogue.categories, None, &known, now)
}

fn install(
    conn: &mut DbConn,
    entries: Vec<Entry>,
    parent_id: Option<CategoryId>,
    known: &HashMap<String, GroupId>,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    for (position, entry) in entries.into_iter().enumerate() {
        let fields = CategoryFields {
            code: entry.code,
            parent_id,
            name: entry.name,
            name_en: entry.name_en,
            hint: entry.hint,
            default_kind: entry.kind,
            checklist: entry.checklist,
            steps: entry.steps,
            position: i32::try_from(position).unwrap_or(i32::MAX),
            active: true,
        };
        let category = categories::build(CategoryId::new(), 1, fields, now, now);
        categories::insert(conn, By::Machine, &category, now)?;
        for line in entry.routes {
            let Some(group_id) = known.get(&line.group).copied() else {
                return Err(
                    DbError::Migration(format!("the default catalogue: no group {}", line.group)).into()
                );
            };
            let fields = RouteFields {
                category_id: category.id,
                agency_status: line.agency_status,
                tier: line.tier,
                group_id,
                ends_at_agency: line.ends_at_agency,
                legal_basis: line.legal_basis,
            };
            routes::create(conn, By::Machine, fields, now)?;
        }
        install(conn, entry.children, Some(category.id), known, now)?;
    }
    Ok(())
}

fn read() -> Result<Catalogue, serde_json::Error> {
    serde_json::from_str(DATA)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::desk::catalogue::category::checked_questions;
    use crate::desk::fields::FieldErrors;

    fn every(entries: &[Entry]) -> Vec<&Entry> {
        entries.iter().flat_map(|entry| std::iter::once(entry).chain(every(&entry.children))).collect()
    }

    #[test]
    fn the_catalogue_is_whole() {
        let catalogue = read().unwrap();
        let entries = every(&catalogue.categories);
        let codes: HashSet<_> = entries.iter().map(|entry| entry.code.as_str()).collect();
        assert_eq!(codes.len(), entries.len(), "each code once");
        let leaves = [6, 5, 3, 5, 7, 5, 5, 4, 3, 3, 5, 5];
        let found: Vec<_> = catalogue.categories.iter().map(|entry| entry.children.len()).collect();
        assert_eq!(found, leaves, "A to L");
        assert_eq!(catalogue.groups.len(), 5);
        let groups: HashSet<_> = catalogue.groups.iter().map(|group| group.code.as_str()).collect();
        for entry in entries {
            let mut errors = FieldErrors::default();
            checked_questions(entry.checklist.clone(), &mut errors);
            assert_eq!(errors, FieldErrors::default(), "{}", entry.code);
            for line in &entry.routes {
                assert!(groups.contains(line.group.as_str()), "{}", entry.code);
                assert!(!line.ends_at_agency || line.tier == Tier::One, "{}", entry.code);
            }
            let statuses: Vec<_> = entry.routes.iter().map(|line| line.agency_status).collect();
            let covered = statuses == [AgencyStatus::Any]
                || statuses == [AgencyStatus::Ordinary, AgencyStatus::SelfManaged];
            assert!(covered, "{} has a route for every agency", entry.code);
        }
    }
}
