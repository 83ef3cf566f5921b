//! How many tickets there are for somebody, counted in indexes.

use diesel::prelude::*;

use super::super::filter::{AssigneeFilter, Filter, QueueCounts};
use super::fixed::{ASKS_REQUESTER, Counted};
use super::queue::{OPEN, condition, names_an_index};
use super::visible::{Condition, Reach, reaches, visible, visible_first_by};
use crate::db::schema::tickets;
use crate::db::{DbConn, DbError};
use crate::desk::people::Actor;
use crate::desk::words::Tier;

/// How many tickets the actor may see and the filter lets through, at most `most`.
pub(crate) fn count(conn: &mut DbConn, actor: &Actor, filter: &Filter, most: i64) -> Result<i64, DbError> {
    Ok(count_each(conn, actor, std::slice::from_ref(filter), most)?.into_iter().sum())
}

/// The same for each of several filters, in one sentence.
pub(crate) fn count_each(
    conn: &mut DbConn,
    actor: &Actor,
    filters: &[Filter],
    most: i64,
) -> Result<Vec<i64>, DbError> {
    let (mut places, mut conditions) = (Vec::new(), Vec::new());
    for (place, filter) in filters.iter().enumerate() {
        let parts = parts(conn, actor, filter)?;
        places.extend(std::iter::repeat_n(place, parts.len()));
        conditions.extend(parts);
    }
    let mut counts = vec![0; filters.len()];
    for (place, count) in places.into_iter().zip(counted(conn, conditions, most)?) {
        counts[place] = (counts[place] + count).min(most);
    }
    Ok(counts)
}

/// The tickets the actor may see and the filter lets through, as conditions no two of which a ticket meets: each reason to
/// see it by its own index.
fn parts(conn: &mut DbConn, actor: &Actor, filter: &Filter) -> Result<Vec<Condition>, DbError> {
    if names_an_index(filter) {
        return Ok(vec![condition(conn, visible(actor), None, actor, filter)?]);
    }
    let reaches = reaches(actor);
    let part = |(place, reach): (usize, &Reach)| {
        let first_here = visible_first_by(actor, *reach, &reaches[..place]);
        condition(conn, first_here, Some(*reach), actor, filter)
    };
    reaches.iter().enumerate().map(part).collect()
}

/// How many tickets meet each condition, at most `most`, in their order.
fn counted(conn: &mut DbConn, conditions: Vec<Condition>, most: i64) -> Result<Vec<i64>, DbError> {
    let mut counts = vec![0; conditions.len()];
    if conditions.is_empty() {
        return Ok(counts);
    }
    let found = |condition| tickets::table.filter(condition).select(tickets::id).limit(most);
    let rows: Vec<(i64, i64)> = Counted(conditions.into_iter().map(found).collect()).load(conn)?;
    for (place, count) in rows {
        if let Some(known) = usize::try_from(place).ok().and_then(|place| counts.get_mut(place)) {
            *known = count;
        }
    }
    Ok(counts)
}

/// The numbers beside the queue, each from an index of open tickets and all in one sentence. `late` are the tickets in the
/// actor's charge whose promise is over.
pub(crate) fn queue_counts(
    conn: &mut DbConn,
    actor: &Actor,
    late: Option<Filter>,
) -> Result<QueueCounts, DbError> {
    let standing = &actor.standing;
    let open = |filter: Filter| Filter { status: OPEN.to_vec(), ..filter };
    let mine = Filter { assignee: Some(AssigneeFilter::Person(actor.id)), ..Filter::default() };
    let own = Filter { requester: Some(actor.id), ..Filter::default() };
    let mut wanted: Vec<(Figure, Filter)> = vec![(Figure::Mine, open(mine)), (Figure::Own, open(own))];
    let group = super::super::names::groups_of(conn, actor)?;
    if !group.is_empty() {
        let held = Filter { group, ..Filter::default() };
        let unassigned = Filter { assignee: Some(AssigneeFilter::Nobody), ..held.clone() };
        wanted.extend([(Figure::Group, open(held)), (Figure::Unassigned, open(unassigned))]);
    }
    if standing.is_tier2() {
        let incoming = Filter {
            group: standing.tier2_of.clone(),
            tier: Some(Tier::Two),
            accepted: Some(false),
            ..Filter::default()
        };
        wanted.push((Figure::Incoming, open(incoming)));
    }
    wanted.extend(late.map(|late| (Figure::Overdue, late)));
    let (mut figures, mut conditions) = (Vec::new(), Vec::new());
    for (figure, filter) in wanted {
        let parts = parts(conn, actor, &filter)?;
        figures.extend(std::iter::repeat_n(figure, parts.len()));
        conditions.extend(parts);
    }
    // What one reported one sees, whatever it is.
    figures.push(Figure::Asked);
    conditions.push(Box::new(tickets::requester_id.eq(actor.id).and(ASKS_REQUESTER)));
    let mut counts = QueueCounts::default();
    for (figure, count) in figures.into_iter().zip(counted(conn, conditions, QueueCounts::MOST)?) {
        let known = figure.of(&mut counts);
        *known = (*known + count).min(QueueCounts::MOST);
    }
    Ok(counts)
}

/// Which of the numbers beside the queue.
#[derive(Clone, Copy)]
enum Figure {
    Mine,
    Own,
    Asked,
    Group,
    Unassigned,
    Incoming,
    Overdue,
}

impl Figure {
    fn of(self, counts: &mut QueueCounts) -> &mut i64 {
        match self {
            Self::Mine => &mut counts.mine,
            Self::Own => &mut counts.own,
            Self::Asked => &mut counts.asked,
            Self::Group => &mut counts.group,
            Self::Unassigned => &mut counts.unassigned,
            Self::Incoming => &mut counts.incoming,
            Self::Overdue => &mut counts.overdue,
        }
    }
}
