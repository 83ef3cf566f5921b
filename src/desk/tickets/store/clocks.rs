//! What only clocks ask of a ticket.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::{categories, comments, legal_notices};
use crate::db::{DbConn, DbError};
use crate::desk::ids::{CategoryId, TicketId};
use crate::desk::sla::{ClockName, Notice};
use crate::desk::words::Visibility;

/// Levels a category tree may have.
const DEPTH: usize = 10;

/// When staff first answered in public.
pub(crate) fn first_answer(conn: &mut DbConn, ticket: TicketId) -> Result<Option<Timestamp>, DbError> {
    Ok(comments::table
        .filter(comments::ticket_id.eq(ticket))
        .filter(comments::visibility.eq(Visibility::Public).and(comments::author_tier.is_not_null()))
        .order(comments::created_at)
        .select(comments::created_at)
        .first(conn)
        .optional()?)
}

/// The duties to report that were met.
pub(crate) fn notices(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Notice>, DbError> {
    let rows: Vec<(ClockName, Timestamp)> = legal_notices::table
        .filter(legal_notices::ticket_id.eq(ticket))
        .order(legal_notices::clock)
        .select((legal_notices::clock, legal_notices::notified_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(clock, at)| Notice { clock, at }).collect())
}

/// A category and those above it, the nearest first.
pub(crate) fn category_path(conn: &mut DbConn, category: CategoryId) -> Result<Vec<CategoryId>, DbError> {
    let mut path = vec![category];
    while path.len() < DEPTH {
        let last = path[path.len() - 1];
        let parent: Option<Option<CategoryId>> =
            categories::table.find(last).select(categories::parent_id).first(conn).optional()?;
        match parent.flatten() {
            Some(parent) if !path.contains(&parent) => path.push(parent),
            _ => break,
        }
    }
    Ok(path)
}
