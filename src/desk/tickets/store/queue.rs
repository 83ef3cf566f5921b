//! Lists, counts and what is due.

use std::cmp::Ordering;
use std::marker::PhantomData;

use diesel::dsl::AsSelect;
use diesel::prelude::*;

use super::super::filter::{AssigneeFilter, Cursor, Filter, Sort};
use super::first::{FirstOf, Key};
use super::fixed::{BOUNCED, INCOMING, Placed, RESTING, STILL_OPEN, UnindexedPriority};
use super::rows::Ticket;
use super::visible::{Condition, Reach, reaches, visible, visible_by, visible_looked_up};
use crate::clock::Timestamp;
use crate::db::schema::{ticket_groups, ticket_watchers, tickets};
use crate::db::{DbConn, DbError, MultiBackend, among};
use crate::desk::catalogue;
use crate::desk::ids::{GroupId, TicketId};
use crate::desk::people::Actor;
use crate::desk::search;
use crate::desk::words::{Status, Tier};

pub(super) const OPEN: [Status; 4] =
    [Status::New, Status::InProgress, Status::WaitingRequester, Status::WaitingExternal];
/// Statuses that have an index of their own.
const FEW: [Status; 4] =
    [Status::WaitingRequester, Status::WaitingExternal, Status::Resolved, Status::Cancelled];
/// Tickets of a group that are looked at in one go.
const MOST_AT_ONCE: i64 = 1_024;

/// A page that is asked for: which tickets, from where on, and how many.
pub(crate) type Wanted<'a> = (&'a Filter, Option<&'a Cursor>, i64);

/// Tickets as they are asked for.
type Rows = tickets::BoxedQuery<'static, MultiBackend, Columns>;
type Columns = <AsSelect<Ticket, MultiBackend> as Expression>::SqlType;

/// Pages of the tickets the actor may see and a filter lets through, each one more than asked for if there are more. All are
/// read in one sentence, each reason to see a ticket by its own index.
pub(crate) fn pages(
    conn: &mut DbConn,
    actor: &Actor,
    wanted: &[Wanted<'_>],
) -> Result<Vec<Vec<Ticket>>, DbError> {
    let mut found: Vec<Vec<Ticket>> = vec![Vec::new(); wanted.len()];
    if let [(filter, cursor, limit)] = wanted
        && let Some(rows) = page(conn, actor, filter, *cursor, *limit)?
    {
        return Ok(vec![rows]);
    }
    let (mut asked, mut places) = (Vec::new(), Vec::new());
    for (place, (filter, cursor, limit)) in wanted.iter().enumerate() {
        if names_an_index(filter) {
            asked.push(part(conn, visible(actor), None, actor, filter, *cursor, *limit)?);
            places.push(place);
            continue;
        }
        for reach in reaches(actor) {
            match reach {
                Reach::Group(group) if walks_its_group(filter) => {
                    found[place].extend(held(conn, group, actor, filter, *cursor, *limit)?);
                }
                reach => {
                    let visible = visible_looked_up(actor, reach);
                    asked.push(part(conn, visible, Some(reach), actor, filter, *cursor, *limit)?);
                    places.push(place);
                }
            }
        }
    }
    for (part, ticket) in all_of(conn, asked)? {
        if let Some(rows) = places.get(part).and_then(|place| found.get_mut(*place)) {
            rows.push(ticket);
        }
    }
    for ((filter, _, limit), rows) in wanted.iter().zip(&mut found) {
        rows.sort_by(|one, other| in_order(filter.sort, one, other));
        rows.dedup_by_key(|ticket| ticket.id);
        rows.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
    }
    Ok(found)
}

/// One page, where several reasons to see a ticket are each read by an index: the keys of the first lines are found in the indexes
/// alone, and the tickets are read that are shown. Nothing where that is not how to read it.
fn page(
    conn: &mut DbConn,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Option<Vec<Ticket>>, DbError> {
    let reaches = reaches(actor);
    let walks = walks_its_group(filter) && reaches.iter().any(|reach| matches!(reach, Reach::Group(_)));
    if names_an_index(filter) || walks || reaches.len() < 2 {
        return Ok(None);
    }
    let (columns, order) = key(filter.sort);
    let mut keys = Vec::with_capacity(reaches.len());
    for reach in reaches {
        let visible = visible_looked_up(actor, reach);
        let rows = in_part(conn, visible, Some(reach), actor, filter, cursor, limit)?;
        keys.push(rows.select(Key(columns)));
    }
    let first = FirstOf { queries: keys, order, most: limit + 1 };
    let mut found: Vec<Ticket> = tickets::table.filter(first).select(Ticket::as_select()).load(conn)?;
    found.sort_by(|one, other| in_order(filter.sort, one, other));
    Ok(Some(found))
}

/// The columns a list is ordered by, and the order in words; as [`in_order`] says it.
fn key(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Newest => ("tickets.created_at, tickets.id", "created_at DESC, id DESC"),
        Sort::Oldest => ("tickets.created_at, tickets.id", "created_at ASC, id ASC"),
        Sort::Updated => ("tickets.updated_at, tickets.id", "updated_at DESC, id DESC"),
        Sort::Priority => {
            ("tickets.priority, tickets.created_at, tickets.id", "priority ASC, created_at ASC, id ASC")
        }
        Sort::Due => ("tickets.due_at, tickets.id", "due_at ASC, id ASC"),
    }
}

/// What several queries find, with the place of the query.
fn all_of(conn: &mut DbConn, mut asked: Vec<Rows>) -> Result<Vec<(usize, Ticket)>, DbError> {
    if asked.len() < 2 {
        let rows = asked.pop().map(|only| only.load::<Ticket>(conn)).transpose()?;
        return Ok(rows.unwrap_or_default().into_iter().map(|ticket| (0, ticket)).collect());
    }
    let rows: Vec<(i64, Ticket)> = Placed::<_, Columns>(asked, PhantomData).load(conn)?;
    Ok(rows.into_iter().map(|(part, ticket)| (usize::try_from(part).unwrap_or(usize::MAX), ticket)).collect())
}

/// Whether what a group held is best read by the date kept beside the group: not where an index of few tickets is better.
fn walks_its_group(filter: &Filter) -> bool {
    matches!(filter.sort, Sort::Newest | Sort::Oldest)
        && !only_open(filter)
        && !filter.direct
        && filter.bounces.is_none()
        && filter.due_before.is_none()
}

/// The page as it were for what a group holds or held, by date: some are looked at, then more, until the page is full.
fn held(
    conn: &mut DbConn,
    group: GroupId,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Vec<Ticket>, DbError> {
    let mut after = cursor.map(|cursor| (cursor.at, cursor.id));
    let (mut found, mut most) = (Vec::new(), limit + 1);
    loop {
        let rows = dates_of_group(conn, group, filter.sort, after, most)?;
        after = rows.last().copied();
        let is_last = (rows.len() as i64) < most;
        let ids = rows.into_iter().map(|(_, id)| id);
        let among_these: Condition =
            Box::new(visible_by(actor, Reach::Group(group)).and(among(tickets::id, ids)));
        let reach = Some(Reach::Group(group));
        found.extend(part(conn, among_these, reach, actor, filter, None, limit)?.load::<Ticket>(conn)?);
        if is_last || found.len() as i64 > limit {
            break;
        }
        most = (most * 4).min(MOST_AT_ONCE);
    }
    found.truncate(usize::try_from(limit + 1).unwrap_or(usize::MAX));
    Ok(found)
}

/// The next tickets a group holds or held, with their dates.
fn dates_of_group(
    conn: &mut DbConn,
    group: GroupId,
    sort: Sort,
    after: Option<(Timestamp, TicketId)>,
    most: i64,
) -> Result<Vec<(Timestamp, TicketId)>, DbError> {
    let (at, id) = (ticket_groups::created_at, ticket_groups::ticket_id);
    let mut query = ticket_groups::table
        .filter(ticket_groups::group_id.eq(group))
        .select((at, id))
        .limit(most)
        .into_boxed();
    if sort == Sort::Oldest {
        query = query.order((at.asc(), id.asc()));
        if let Some((last, last_id)) = after {
            query = query.filter(at.ge(last).and(at.gt(last).or(id.gt(last_id))));
        }
    } else {
        query = query.order((at.desc(), id.desc()));
        if let Some((last, last_id)) = after {
            query = query.filter(at.le(last).and(at.lt(last).or(id.lt(last_id))));
        }
    }
    Ok(query.load(conn)?)
}

/// The page as it is asked for, for one reason to see a ticket.
fn part(
    conn: &mut DbConn,
    visible: Condition,
    reach: Option<Reach>,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<Rows, DbError> {
    Ok(in_part(conn, visible, reach, actor, filter, cursor, limit)?.select(Ticket::as_select()))
}

/// As [`part`], whatever of the tickets is read then.
fn in_part(
    conn: &mut DbConn,
    visible: Condition,
    reach: Option<Reach>,
    actor: &Actor,
    filter: &Filter,
    cursor: Option<&Cursor>,
    limit: i64,
) -> Result<tickets::BoxedQuery<'static, MultiBackend>, DbError> {
    let mut query = tickets::table.filter(condition(conn, visible, reach, actor, filter)?).into_boxed();
    // `x <= ? and (x < ? or id < ?)` lets both databases walk the index from the right place.
    query = match filter.sort {
        Sort::Newest => query.order((tickets::created_at.desc(), tickets::id.desc())),
        Sort::Oldest => query.order((tickets::created_at.asc(), tickets::id.asc())),
        Sort::Updated => query.order((tickets::updated_at.desc(), tickets::id.desc())),
        Sort::Priority => {
            query.order((tickets::priority.asc(), tickets::created_at.asc(), tickets::id.asc()))
        }
        Sort::Due => query.order((tickets::due_at.asc(), tickets::id.asc())),
    };
    if let Some(Cursor { at, id, priority }) = cursor.cloned() {
        query = match filter.sort {
            Sort::Newest => query
                .filter(tickets::created_at.le(at).and(tickets::created_at.lt(at).or(tickets::id.lt(id)))),
            Sort::Oldest => query
                .filter(tickets::created_at.ge(at).and(tickets::created_at.gt(at).or(tickets::id.gt(id)))),
            Sort::Updated => query
                .filter(tickets::updated_at.le(at).and(tickets::updated_at.lt(at).or(tickets::id.lt(id)))),
            Sort::Due => {
                query.filter(tickets::due_at.ge(at).and(tickets::due_at.gt(at).or(tickets::id.gt(id))))
            }
            Sort::Priority => query.filter(
                tickets::priority.gt(priority).or(tickets::priority
                    .eq(priority)
                    .and(tickets::created_at.ge(at).and(tickets::created_at.gt(at).or(tickets::id.gt(id))))),
            ),
        };
    }
    Ok(query.limit(limit + 1))
}

/// Which of two comes first.
pub(super) fn in_order(sort: Sort, one: &Ticket, other: &Ticket) -> Ordering {
    match sort {
        Sort::Newest => (other.created_at, other.id).cmp(&(one.created_at, one.id)),
        Sort::Oldest => (one.created_at, one.id).cmp(&(other.created_at, other.id)),
        Sort::Updated => (other.updated_at, other.id).cmp(&(one.updated_at, one.id)),
        Sort::Priority => {
            (one.priority, one.created_at, one.id).cmp(&(other.priority, other.created_at, other.id))
        }
        Sort::Due => (one.due_at, one.id).cmp(&(other.due_at, other.id)),
    }
}

/// Whether the filter names an index by itself: then the reasons for which one may see a ticket are asked together.
pub(super) fn names_an_index(filter: &Filter) -> bool {
    !filter.group.is_empty()
        || filter.agency.is_some()
        || filter.assignee.is_some()
        || filter.requester.is_some()
        || filter.watched
        || filter.search.is_some()
        || is_incoming(filter)
}

/// Whether the filter asks for what waits at Tier 2 to be taken over.
fn is_incoming(filter: &Filter) -> bool {
    filter.tier == Some(Tier::Two) && filter.accepted == Some(false) && only_open(filter)
}

/// Whether the filter names open statuses and no other.
fn only_open(filter: &Filter) -> bool {
    !filter.status.is_empty() && filter.status.iter().all(|status| OPEN.contains(status))
}

/// The filter and the predicate of who sees what, together.
pub(super) fn condition(
    conn: &mut DbConn,
    visible: Condition,
    reach: Option<Reach>,
    actor: &Actor,
    filter: &Filter,
) -> Result<Condition, DbError> {
    let mut all = visible;
    macro_rules! and {
        ($condition:expr) => {
            all = Box::new(all.and($condition))
        };
    }
    // A list of one is a comparison: that is prepared once, and walks an index in order.
    macro_rules! one_of {
        ($column:expr, $values:expr) => {
            match $values.as_slice() {
                [] => {}
                [one] => and!($column.eq(*one)),
                many => and!(among($column, many.to_vec())),
            }
        };
    }
    if only_open(filter) {
        and!(STILL_OPEN);
    }
    if !filter.status.is_empty() && filter.status.iter().all(|status| FEW.contains(status)) {
        and!(RESTING);
    }
    if OPEN.iter().all(|status| filter.status.contains(status)) && filter.status.len() == OPEN.len() {
        and!(tickets::status.ne(Status::Resolved));
    } else {
        one_of!(tickets::status, filter.status);
    }
    one_of!(tickets::kind, filter.kind);
    match reach {
        // The tickets of a person or a group are few: they are found by it, not among all that are as urgent.
        Some(Reach::Own(_) | Reach::Group(_)) => one_of!(UnindexedPriority, filter.priority),
        _ => one_of!(tickets::priority, filter.priority),
    }
    if let Some(tier) = filter.tier {
        and!(tickets::tier.eq(tier));
    }
    if let Some(agency) = filter.agency {
        and!(tickets::agency_id.eq(agency));
    }
    one_of!(tickets::group_id, filter.group);
    if let Some(category) = filter.category {
        let below = catalogue::directory(conn)?.below(category);
        and!(among(tickets::category_id, below));
    }
    if let Some(requester) = filter.requester {
        and!(tickets::requester_id.eq(requester));
    }
    match filter.assignee {
        None => {}
        Some(AssigneeFilter::Nobody) => and!(tickets::assignee_id.is_null()),
        Some(AssigneeFilter::Person(person)) => {
            and!(tickets::assignee_id.is_not_null().and(tickets::assignee_id.assume_not_null().eq(person)))
        }
    }
    if is_incoming(filter) {
        and!(INCOMING);
    } else if let Some(accepted) = filter.accepted {
        and!(tickets::accepted.eq(accepted));
    }
    if filter.watched {
        let watched = ticket_watchers::table
            .filter(ticket_watchers::person_id.eq(actor.id))
            .select(ticket_watchers::ticket_id);
        and!(tickets::id.eq_any(watched));
    }
    if let Some(since) = filter.updated_since {
        and!(tickets::updated_at.ge(since));
    }
    if let Some(before) = filter.due_before {
        and!(STILL_OPEN);
        and!(tickets::due_at.lt(before));
    }
    if let Some(instant) = filter.not_due_before {
        and!(tickets::due_at.ge(instant));
    }
    if filter.direct {
        and!(tickets::direct_route_reason.is_not_null());
    }
    if let Some(least) = filter.bounces {
        if least > 0 {
            and!(BOUNCED);
        }
        and!(tickets::bounces.ge(least));
    }
    if let Some(query) = &filter.search {
        and!(search::matching(conn, query));
    }
    Ok(all)
}
