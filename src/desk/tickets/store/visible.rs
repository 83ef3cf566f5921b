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
    let mut reach = reaches(actor).into_iter();
    let first = reach.next().unwrap_or_else(|| Box::new(tickets::id.is_null()));
    let within_reach = reach.fold(first, |all, more| -> Condition { Box::new(all.or(more)) });
    Box::new(within_reach.and(unrestricted_for(actor)))
}

/// The same, one condition for each reason they may see a ticket: a list reads each from an index of its own, in order,
/// where neither database would do so for all of them at once.
pub(super) fn visible_apart(actor: &Actor) -> Vec<Condition> {
    let apart = |reach: Condition| -> Condition { Box::new(reach.and(unrestricted_for(actor))) };
    reaches(actor).into_iter().map(apart).collect()
}

fn reaches(actor: &Actor) -> Vec<Condition> {
    let standing = &actor.standing;
    if standing.sees_all() {
        return vec![Box::new(tickets::id.is_not_null())];
    }
    let mut reaches: Vec<Condition> = vec![Box::new(tickets::requester_id.eq(actor.id))];
    let mut agencies: Vec<_> = standing.tier1_of.iter().chain(&standing.head_of).copied().collect();
    agencies.sort();
    agencies.dedup();
    for agency in agencies {
        reaches.push(Box::new(tickets::agency_id.eq(agency)));
    }
    for group in &standing.tier2_of {
        let held = ticket_groups::table
            .filter(ticket_groups::group_id.eq(*group))
            .filter(ticket_groups::ticket_id.eq(tickets::id));
        reaches.push(Box::new(exists(held)));
    }
    reaches
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
    // One comparison each instead of lists: a sentence whose length never changes is prepared once.
    for group in &standing.tier2_of {
        open = Box::new(open.or(tickets::tier.eq(Tier::Two).and(tickets::group_id.eq(*group))));
    }
    for agency in &standing.tier1_of {
        open = Box::new(open.or(tickets::tier.eq(Tier::One).and(tickets::agency_id.eq(*agency))));
    }
    for agency in &standing.head_of {
        open = Box::new(open.or(tickets::agency_id.eq(*agency)));
    }
    open
}
