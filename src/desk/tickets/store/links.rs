//! Links between tickets: their rows.

use diesel::prelude::*;

use super::super::parts::{Link, LinkedTicket};
use super::rows::Ticket;
use super::visible::visible;
use crate::clock::Timestamp;
use crate::db::schema::{comments, ticket_links, ticket_watchers, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{CommentId, GroupId, LinkId, PersonId, TicketId};
use crate::desk::people::Actor;
use crate::desk::words::{LinkKind, Priority, Status};

pub(crate) fn insert_link(
    conn: &mut DbConn,
    link: &Link,
    by: PersonId,
    now: Timestamp,
) -> Result<(), DbError> {
    diesel::insert_into(ticket_links::table)
        .values((
            ticket_links::id.eq(link.id),
            ticket_links::from_id.eq(link.from_id),
            ticket_links::to_id.eq(link.to_id),
            ticket_links::kind.eq(link.kind),
            ticket_links::created_by_id.eq(by),
            ticket_links::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn delete_link(conn: &mut DbConn, id: LinkId) -> Result<(), DbError> {
    diesel::delete(ticket_links::table.find(id)).execute(conn)?;
    Ok(())
}

/// Links of one ticket that are read: its children and as many others.
const MOST_LINKS: i64 = 400;

type LinkRow = (LinkId, TicketId, TicketId, LinkKind);

/// The links of a ticket, from it and to it.
pub(crate) fn links(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Link>, DbError> {
    let rows: Vec<LinkRow> = ticket_links::table
        .filter(ticket_links::from_id.eq(ticket).or(ticket_links::to_id.eq(ticket)))
        .order(ticket_links::created_at)
        .limit(MOST_LINKS)
        .select((ticket_links::id, ticket_links::from_id, ticket_links::to_id, ticket_links::kind))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, from_id, to_id, kind)| Link { id, from_id, to_id, kind }).collect())
}

/// Those of a ticket's links whose other end the actor may see.
pub(crate) fn linked(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: TicketId,
    links: Vec<Link>,
) -> Result<Vec<LinkedTicket>, DbError> {
    let others: Vec<_> =
        links.iter().map(|link| if link.from_id == ticket { link.to_id } else { link.from_id }).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    type Other = (TicketId, String, String, Status, Priority, GroupId, Option<PersonId>);
    let seen: Vec<Other> = tickets::table
        .filter(among(tickets::id, others))
        .filter(visible(actor))
        .select((
            tickets::id,
            tickets::number,
            tickets::title,
            tickets::status,
            tickets::priority,
            tickets::group_id,
            tickets::assignee_id,
        ))
        .load(conn)?;
    Ok(links
        .into_iter()
        .filter_map(|link| {
            let outgoing = link.from_id == ticket;
            let other = if outgoing { link.to_id } else { link.from_id };
            let found = seen.iter().find(|row| row.0 == other)?.clone();
            let (_, number, title, status, priority, group_id, assignee_id) = found;
            Some(LinkedTicket { link, outgoing, number, title, status, priority, group_id, assignee_id })
        })
        .collect())
}

/// The ticket of which this one was called a duplicate, the last if there are several, whoever may see it.
pub(crate) fn original(conn: &mut DbConn, ticket: TicketId) -> Result<Option<Ticket>, DbError> {
    let to = ticket_links::table
        .filter(ticket_links::from_id.eq(ticket).and(ticket_links::kind.eq(LinkKind::DuplicateOf)))
        .order(ticket_links::created_at.desc())
        .limit(1)
        .select(ticket_links::to_id);
    Ok(tickets::table.filter(tickets::id.eq_any(to)).select(Ticket::as_select()).first(conn).optional()?)
}

/// The children of a ticket that the actor may see.
pub(crate) fn children(conn: &mut DbConn, actor: &Actor, parent: TicketId) -> Result<Vec<Ticket>, DbError> {
    let children = ticket_links::table
        .filter(ticket_links::to_id.eq(parent).and(ticket_links::kind.eq(LinkKind::ChildOf)))
        .select(ticket_links::from_id);
    Ok(tickets::table
        .filter(tickets::id.eq_any(children))
        .filter(visible(actor))
        .order(tickets::serial)
        .limit(MOST_LINKS)
        .select(Ticket::as_select())
        .load(conn)?)
}

/// Whether a ticket has a child that still asks for work, whoever may see it.
pub(crate) fn has_open_child(conn: &mut DbConn, parent: TicketId) -> Result<bool, DbError> {
    let children = ticket_links::table
        .filter(ticket_links::to_id.eq(parent).and(ticket_links::kind.eq(LinkKind::ChildOf)))
        .select(ticket_links::from_id);
    let open: Option<TicketId> = tickets::table
        .filter(tickets::id.eq_any(children))
        .filter(tickets::resolved_at.is_null().and(tickets::closed_at.is_null()))
        .select(tickets::id)
        .first(conn)
        .optional()?;
    Ok(open.is_some())
}

/// Who watches each of these tickets.
pub(crate) fn watchers_of_many(
    conn: &mut DbConn,
    ids: &[TicketId],
) -> Result<Vec<(TicketId, PersonId)>, DbError> {
    Ok(ticket_watchers::table
        .filter(among(ticket_watchers::ticket_id, ids.to_vec()))
        .order((ticket_watchers::ticket_id, ticket_watchers::person_id))
        .select((ticket_watchers::ticket_id, ticket_watchers::person_id))
        .load(conn)?)
}

/// On which of these tickets the same person wrote at the same instant as in this comment.
pub(crate) fn said_alike(
    conn: &mut DbConn,
    comment: CommentId,
    ids: &[TicketId],
) -> Result<Vec<TicketId>, DbError> {
    let said: Option<(PersonId, Timestamp)> = comments::table
        .find(comment)
        .select((comments::author_id, comments::created_at))
        .first(conn)
        .optional()?;
    let Some((author, at)) = said else { return Ok(Vec::new()) };
    Ok(comments::table
        .filter(among(comments::ticket_id, ids.to_vec()))
        .filter(comments::author_id.eq(author).and(comments::created_at.eq(at)))
        .select(comments::ticket_id)
        .load(conn)?)
}
