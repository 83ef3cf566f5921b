//! The facts clocks follow from, of one ticket or of many: each kind of them is read once.

use std::collections::HashMap;

use super::parts::{Comment, Resolution, Stay};
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CalendarId, CategoryId, GroupId, TicketId};
use crate::desk::sla::{self, Facts, Notice, Rules, Solution, StayFact, Subject, WaitFact};
use crate::desk::words::{Status, Visibility, WaitingOn};

/// Everything the clocks of these tickets are a function of; a ticket is left out while the desk has no calendar for it.
/// They hold under each of several `rules`, which differ in what they ask and in nothing an agency or a group has chosen.
///
/// # Errors
/// When they cannot be read.
pub fn facts_of_many<'a>(
    conn: &mut DbConn,
    tickets: &'a [Ticket],
    rules: &[&Rules],
) -> Result<Vec<(&'a Ticket, Facts)>, DbError> {
    let Some(first) = rules.first() else { return Ok(Vec::new()) };
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.id).collect();
    let mut answers = store::first_answers_of(conn, &ids)?;
    let mut waits = store::waits_of(conn, &ids)?;
    let mut solutions = store::solutions_of(conn, &ids)?;
    let mut stays = store::stays_of_many(conn, &ids)?;
    let mut notices = store::notices_of(conn, &ids)?;
    let categories = rules.iter().any(|rules| rules.asks_for_categories());
    let mut places = Places::default();
    let mut found = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let id = ticket.id;
        let lived = Lived {
            answered_at: answers.remove(&id),
            waits: waits.remove(&id).unwrap_or_default(),
            solutions: solutions.remove(&id).unwrap_or_default(),
            stays: stays.remove(&id).unwrap_or_default(),
            notices: notices.remove(&id).unwrap_or_default(),
        };
        if let Some(facts) = places.facts(conn, first, ticket, lived, categories)? {
            found.push((ticket, facts));
        }
    }
    Ok(found)
}

/// The same for one ticket whose belongings and comments were read already, public comments among them.
///
/// # Errors
/// When the rest cannot be read.
pub(super) fn facts_from(
    conn: &mut DbConn,
    ticket: &Ticket,
    rules: &Rules,
    own: &store::Belongings,
    comments: &[Comment],
) -> Result<Option<Facts>, DbError> {
    let answers = comments
        .iter()
        .filter(|comment| comment.visibility == Visibility::Public && comment.author_tier.is_some())
        .map(|comment| comment.created_at);
    let asked = own.waits.iter().filter(|wait| wait.waiting_on == WaitingOn::Requester);
    let solution = |resolution: &Resolution| Solution {
        seq: resolution.seq,
        at: resolution.resolved_at,
        reopened_at: resolution.reopened_at,
        reminded_at: resolution.reminded_at,
    };
    let lived = Lived {
        answered_at: answers.min(),
        waits: asked.map(|wait| WaitFact { from: wait.started_at, to: wait.ended_at }).collect(),
        solutions: own.resolutions.iter().map(solution).collect(),
        stays: own.stays.clone(),
        notices: own.notices.clone(),
    };
    Places::default().facts(conn, rules, ticket, lived, rules.asks_for_categories())
}

/// What has happened to a ticket, as far as clocks ask.
struct Lived {
    answered_at: Option<Timestamp>,
    waits: Vec<WaitFact>,
    solutions: Vec<Solution>,
    stays: Vec<Stay>,
    notices: Vec<Notice>,
}

/// What a ticket says of itself, whatever has happened to it.
pub(super) fn of_itself(
    ticket: &Ticket,
    (zone, calendar): (chrono_tz::Tz, CalendarId),
    categories: Vec<CategoryId>,
) -> Facts {
    Facts {
        ticket: ticket.id,
        subject: Subject {
            kind: ticket.kind,
            priority: ticket.priority,
            categories,
            agency: ticket.agency_id,
            classification: ticket.classification,
        },
        calendar,
        reported_on: ticket.reported_at.date_in(zone),
        reported_at: ticket.reported_at,
        answered_at: None,
        waits: Vec::new(),
        solutions: Vec::new(),
        ended_at: ticket.closed_at,
        cancelled: ticket.status == Status::Cancelled,
        stays: Vec::new(),
        notices: Vec::new(),
    }
}

/// Calendars of agencies and groups, and ways up the catalogue, each asked for once.
#[derive(Default)]
struct Places {
    agencies: HashMap<AgencyId, (chrono_tz::Tz, Option<CalendarId>)>,
    groups: HashMap<GroupId, Option<CalendarId>>,
    paths: HashMap<CategoryId, Vec<CategoryId>>,
}

impl Places {
    /// The facts of a ticket that lived so; none while the desk has no calendar for it.
    fn facts(
        &mut self,
        conn: &mut DbConn,
        rules: &Rules,
        ticket: &Ticket,
        lived: Lived,
        categories: bool,
    ) -> Result<Option<Facts>, DbError> {
        let (zone, calendar) = self.of_agency(conn, rules, ticket.agency_id)?;
        let Some(calendar) = calendar else { return Ok(None) };
        let categories =
            if categories { self.path(conn, ticket.category_id)? } else { vec![ticket.category_id] };
        let mut facts = Facts {
            answered_at: lived.answered_at,
            waits: lived.waits,
            solutions: lived.solutions,
            notices: lived.notices,
            ..of_itself(ticket, (zone, calendar), categories)
        };
        for stay in lived.stays {
            facts.stays.push(StayFact {
                seq: stay.seq,
                tier: stay.tier,
                calendar: self.of_group(conn, rules, stay.group_id)?.unwrap_or(calendar),
                started_at: stay.started_at,
                accepted_at: stay.accepted_at,
                ended_at: stay.ended_at,
            });
        }
        Ok(Some(facts))
    }

    fn of_agency(
        &mut self,
        conn: &mut DbConn,
        rules: &Rules,
        agency: AgencyId,
    ) -> Result<(chrono_tz::Tz, Option<CalendarId>), DbError> {
        if let Some(known) = self.agencies.get(&agency) {
            return Ok(*known);
        }
        let found = sla::store::agency_calendar(conn, rules, agency)?;
        self.agencies.insert(agency, found);
        Ok(found)
    }

    fn of_group(
        &mut self,
        conn: &mut DbConn,
        rules: &Rules,
        group: GroupId,
    ) -> Result<Option<CalendarId>, DbError> {
        if let Some(known) = self.groups.get(&group) {
            return Ok(*known);
        }
        let found = sla::store::group_calendar(conn, rules, group)?;
        self.groups.insert(group, found);
        Ok(found)
    }

    fn path(&mut self, conn: &mut DbConn, category: CategoryId) -> Result<Vec<CategoryId>, DbError> {
        if let Some(known) = self.paths.get(&category) {
            return Ok(known.clone());
        }
        let found = sla::store::with_those_above(conn, category)?;
        self.paths.insert(category, found.clone());
        Ok(found)
    }
}
