//! Which tickets: the one filter behind lists, queues and counts.

use std::str::FromStr;

use super::names::Names;
use super::store;
use super::ticket::Ticket;
use crate::clock::Timestamp;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{AgencyId, CategoryId, GroupId, PersonId, TicketId};
use crate::desk::people::Actor;
use crate::desk::search::Query;
use crate::desk::words::{Kind, Priority, Status, Tier};
use crate::words;

words! {
    /// In which order.
    Sort {
        /// The newest first.
        Newest = "-created_at",
        /// The oldest first.
        Oldest = "created_at",
        /// The last act first.
        Updated = "-updated_at",
        /// What is due first first; what has no promise running last.
        Due = "due_at",
        /// The most urgent first, and among those the oldest.
        Priority = "priority",
    }
}

/// Whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssigneeFilter {
    /// Nobody's yet.
    Nobody,
    /// This person's.
    Person(PersonId),
}

/// Which tickets; everything unset lets all through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Any of these kinds.
    pub kind: Vec<Kind>,
    /// Any of these.
    pub status: Vec<Status>,
    /// Any of these.
    pub priority: Vec<Priority>,
    /// Held by this tier.
    pub tier: Option<Tier>,
    /// Of this agency.
    pub agency: Option<AgencyId>,
    /// Held by any of these groups.
    pub group: Vec<GroupId>,
    /// Of this category or one below it.
    pub category: Option<CategoryId>,
    /// Opened for this person.
    pub requester: Option<PersonId>,
    /// With this person, or nobody.
    pub assignee: Option<AssigneeFilter>,
    /// Taken over by the tier that holds it, or not yet.
    pub accepted: Option<bool>,
    /// Watched by the one who asks.
    pub watched: bool,
    /// With an act since.
    pub updated_since: Option<Timestamp>,
    /// With a running promise that is due before this.
    pub due_before: Option<Timestamp>,
    /// Without a running promise that is due before this.
    pub not_due_before: Option<Timestamp>,
    /// Begun at Tier 2.
    pub direct: bool,
    /// Returned at least so often.
    pub bounces: Option<i32>,
    /// Meeting this search.
    pub search: Option<Query>,
    /// In which order.
    pub sort: Sort,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            kind: Vec::new(),
            status: Vec::new(),
            priority: Vec::new(),
            tier: None,
            agency: None,
            group: Vec::new(),
            category: None,
            requester: None,
            assignee: None,
            accepted: None,
            watched: false,
            updated_since: None,
            due_before: None,
            not_due_before: None,
            direct: false,
            bounces: None,
            search: None,
            sort: Sort::Newest,
        }
    }
}

impl Filter {
    /// The statuses that still ask for work.
    pub const OPEN: [Status; 4] =
        [Status::New, Status::InProgress, Status::WaitingRequester, Status::WaitingExternal];

    /// Narrowed to those with a running promise that is late at `now`, or to those without.
    #[must_use]
    pub fn overdue(self, late: bool, now: Timestamp) -> Self {
        if late {
            let before = self.due_before.map_or(now, |before| before.min(now));
            return Self { due_before: Some(before), ..self };
        }
        Self { not_due_before: Some(now), ..self }
    }
}

/// Where the next page begins: after this row. Opaque outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) at: Timestamp,
    pub(super) id: TicketId,
    pub(super) priority: Priority,
}

impl Cursor {
    pub(super) fn after(ticket: &Ticket, sort: Sort) -> Self {
        let at = match sort {
            Sort::Updated => ticket.updated_at,
            Sort::Due => ticket.due_at,
            Sort::Newest | Sort::Oldest | Sort::Priority => ticket.created_at,
        };
        Self { at, id: ticket.id, priority: ticket.priority }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}.{}", self.at.micros(), self.id.0.simple(), self.priority)
    }
}

impl FromStr for Cursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ODD: &str = "expected a cursor as the page before gave it";
        let mut parts = text.split('.');
        let (Some(at), Some(id), Some(priority), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ODD);
        };
        Ok(Self {
            at: Timestamp::from_micros(at.parse().map_err(|_| ODD)?),
            id: id.parse().map_err(|_| ODD)?,
            priority: priority.parse().map_err(|_| ODD)?,
        })
    }
}

/// A page of tickets with the names they need.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The tickets.
    pub tickets: Vec<Ticket>,
    /// The names of all they mention.
    pub names: Names,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// The numbers beside a queue; each stops counting at [`QueueCounts::MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// Open tickets of the person's groups that nobody took yet.
    pub unassigned: i64,
    /// Open tickets of the person's groups.
    pub group: i64,
    /// Open tickets the person answers for.
    pub mine: i64,
    /// Escalations that wait to be taken over.
    pub incoming: i64,
    /// Open tickets the person opened for themself.
    pub own: i64,
    /// Tickets of their own that wait for them: a question to answer, a solution to confirm.
    pub asked: i64,
    /// Tickets in their charge with a running promise that is late.
    pub overdue: i64,
}

impl QueueCounts {
    /// Where counting stops: whoever has a hundred to do needs no exact number, and every page shows these.
    pub const MOST: i64 = 100;
}

/// One page of what the actor may see, `limit` (1 to 200) at most.
///
/// # Errors
/// When it cannot be read.
pub fn list(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Page, DbError> {
    Ok(lists(conn, actor, &[(filter, cursor, limit)])?.pop().unwrap_or_default())
}

/// Several such pages at once, for no more than one of them costs: their filters, from where on, and how many.
///
/// # Errors
/// When they cannot be read.
pub fn lists(
    conn: &mut DbConn,
    actor: &Actor,
    wanted: &[(&Filter, Option<&Cursor>, i64)],
) -> Result<Vec<Page>, DbError> {
    let wanted: Vec<_> =
        wanted.iter().map(|(filter, cursor, limit)| (*filter, *cursor, (*limit).clamp(1, 200))).collect();
    let found = store::pages(conn, actor, &wanted)?;
    let names = Names::of_tickets(conn, found.iter().flatten())?;
    let page = |(mut tickets, (filter, _, limit)): (Vec<Ticket>, &(&Filter, Option<&Cursor>, i64))| {
        let more = tickets.len() as i64 > *limit;
        tickets.truncate(*limit as usize);
        let next = tickets.last().filter(|_| more).map(|last| Cursor::after(last, filter.sort));
        Page { tickets, names: names.clone(), next }
    };
    Ok(found.into_iter().zip(&wanted).map(page).collect())
}

/// The tickets in the actor's charge, late or not: an engineer's are those of their groups, a technician's and an agency
/// head's those of their agencies, and for those who see all of them it is all. `None` if they have none in their charge.
pub fn in_charge(actor: &Actor) -> Option<Filter> {
    let standing = &actor.standing;
    if standing.sees_all() {
        return Some(Filter::default());
    }
    if !standing.tier2_of.is_empty() {
        return Some(Filter { group: standing.tier2_of.clone(), tier: Some(Tier::Two), ..Filter::default() });
    }
    let mut agencies: Vec<_> = standing.tier1_of.iter().chain(&standing.head_of).copied().collect();
    agencies.sort();
    agencies.dedup();
    match agencies.as_slice() {
        [] => None,
        [one] => Some(Filter { agency: Some(*one), ..Filter::default() }),
        _ => Some(Filter::default()),
    }
}

/// The numbers beside the actor's queue at `now`.
///
/// # Errors
/// When they cannot be counted.
pub fn queue_counts(conn: &mut DbConn, actor: &Actor, now: Timestamp) -> Result<QueueCounts, DbError> {
    let late = in_charge(actor).map(|charge| {
        let open = Filter { status: Filter::OPEN.to_vec(), ..charge };
        open.overdue(true, now)
    });
    store::queue_counts(conn, actor, late)
}
