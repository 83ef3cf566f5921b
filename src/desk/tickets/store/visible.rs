//! Who sees which ticket: one predicate for every list, count, search, file, letter and answer (`rules.md` 2.8).

use diesel::BoxableExpression;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::db::MultiBackend;
use crate::db::schema::{ticket_groups, ticket_handlers, tickets};
use crate::desk::ids::{AgencyId, GroupId, PersonId};
use crate::desk::people::Actor;
use crate::desk::words::Tier;

/// A condition on tickets that can be added to any query over them.
pub type Condition = Box<dyn BoxableExpression<tickets::table, MultiBackend, SqlType = Bool>>;

/// The tickets `actor` may see: own ones; those of the agencies they serve or head; those that are or were with their
/// Tier 2 groups; all for supervisor, head of the Dinas and auditor. Restricted tickets only for those who handle them.
pub fn visible(actor: &Actor) -> Condition {
    let mut reach = reaches(actor).into_iter().map(Reach::condition);
    let first = reach.next().unwrap_or_else(|| Box::new(tickets::id.is_null()));
    let within_reach = reach.fold(first, |all, more| -> Condition { Box::new(all.or(more)) });
    Box::new(within_reach.and(unrestricted_for(actor)))
}

/// The same for one of the reasons they may see a ticket: a list reads each from an index of its own, in order, where
/// neither database would do so for all of them at once.
pub(super) fn visible_by(actor: &Actor, reach: Reach) -> Condition {
    Box::new(reach.condition().and(unrestricted_for(actor)))
}

/// As [`visible_by`], where nothing else says which tickets to look at: those of a group are looked up, instead of asking
/// each ticket for its groups.
pub(super) fn visible_looked_up(actor: &Actor, reach: Reach) -> Condition {
    let reached: Condition = match reach {
        Reach::Group(group) => Box::new(tickets::id.eq_any(
            ticket_groups::table.filter(ticket_groups::group_id.eq(group)).select(ticket_groups::ticket_id),
        )),
        other => other.condition(),
    };
    Box::new(reached.and(unrestricted_for(actor)))
}

/// What `reach` shows and none of `before` did.
pub(super) fn visible_first_by(actor: &Actor, reach: Reach, before: &[Reach]) -> Condition {
    before.iter().fold(visible_looked_up(actor, reach), |all, other| -> Condition {
        Box::new(all.and(diesel::dsl::not(other.condition())))
    })
}

/// Why somebody may see a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// They see all.
    All,
    /// It is theirs.
    Own(PersonId),
    /// It is of an agency they serve or head.
    Agency(AgencyId),
    /// A group of theirs holds or held it.
    Group(GroupId),
}

impl Reach {
    fn condition(self) -> Condition {
        match self {
            Self::All => Box::new(tickets::id.is_not_null()),
            Self::Own(person) => Box::new(tickets::requester_id.eq(person)),
            Self::Agency(agency) => Box::new(tickets::agency_id.eq(agency)),
            // The group that holds it is among those that held it, and is seen on the ticket itself.
            Self::Group(group) => Box::new(
                tickets::group_id.eq(group).or(exists(
                    ticket_groups::table
                        .filter(ticket_groups::group_id.eq(group))
                        .filter(ticket_groups::ticket_id.eq(tickets::id)),
                )),
            ),
        }
    }
}

/// Every reason for which somebody may see tickets.
pub(super) fn reaches(actor: &Actor) -> Vec<Reach> {
    let standing = &actor.standing;
    if standing.sees_all() {
        return vec![Reach::All];
    }
    let mut reaches = vec![Reach::Own(actor.id)];
    let mut agencies: Vec<_> = standing.tier1_of.iter().chain(&standing.head_of).copied().collect();
    agencies.sort();
    agencies.dedup();
    reaches.extend(agencies.into_iter().map(Reach::Agency));
    reaches.extend(standing.tier2_of.iter().copied().map(Reach::Group));
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
