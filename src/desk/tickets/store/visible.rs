//! Who sees which ticket: one predicate for every list, count, search, file, letter and answer (`rules.md` 2.8).

use diesel::BoxableExpression;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::MultiBackend;
use crate::db::schema::{ticket_groups, ticket_handlers, tickets};
use crate::desk::people::Actor;
use crate::desk::words::Tier;

/// A condition on tickets that can be added to any query over them.
pub type Condition = Box<dyn BoxableExpression<tickets::table, MultiBackend, SqlType = Bool>>;

/// The tickets `actor` may see: own ones; those of the agencies they serve or head; those that are or were with their
/// Tier 2 groups; all for supervisor, head of the Dinas and auditor. Restricted tickets only for those who handle them.
pub fn visible(actor: &Actor) -> Condition {
    Box::new(within_reach(actor).and(unrestricted_for(actor)))
}

fn within_reach(actor: &Actor) -> Condition {
    let standing = &actor.standing;
    if standing.sees_all() {
        return Box::new(tickets::id.is_not_null());
    }
    let mut reach: Condition = Box::new(tickets::requester_id.eq(actor.id));
    let agencies: Vec<_> = standing.tier1_of.iter().chain(&standing.head_of).copied().collect();
    if !agencies.is_empty() {
        reach = Box::new(reach.or(tickets::agency_id.eq_any(agencies)));
    }
    if !standing.tier2_of.is_empty() {
        let held = ticket_groups::table
            .filter(ticket_groups::group_id.eq_any(standing.tier2_of.clone()))
            .filter(ticket_groups::ticket_id.eq(tickets::id));
        reach = Box::new(reach.or(exists(held)));
    }
    reach
}

/// Restricted tickets: the requester, named handlers, the group that holds it, the agency's head, the head of the Dinas
/// and the auditor (dossier §2.2).
fn unrestricted_for(actor: &Actor) -> Condition {
    let standing = &actor.standing;
    if standing.ict_head || standing.auditor {
        return Box::new(tickets::id.is_not_null());
    }
    let named = ticket_handlers::table
        .filter(ticket_handlers::person_id.eq(actor.id))
        .filter(ticket_handlers::ticket_id.eq(tickets::id));
    let mut open: Condition =
        Box::new(tickets::restricted.eq(false).or(tickets::requester_id.eq(actor.id)).or(exists(named)));
    if !standing.tier2_of.is_empty() {
        let groups = standing.tier2_of.clone();
        open = Box::new(open.or(tickets::tier.eq(Tier::Two).and(tickets::group_id.eq_any(groups))));
    }
    if !standing.tier1_of.is_empty() {
        let agencies = standing.tier1_of.clone();
        open = Box::new(open.or(tickets::tier.eq(Tier::One).and(tickets::agency_id.eq_any(agencies))));
    }
    if !standing.head_of.is_empty() {
        open = Box::new(open.or(tickets::agency_id.eq_any(standing.head_of.clone())));
    }
    open
}
