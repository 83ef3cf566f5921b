//! Links between tickets: their rows.

use diesel::prelude::*;

use super::super::parts::{Link, LinkedTicket};
use super::visible::visible;
use crate::clock::Timestamp;
use crate::db::schema::{ticket_links, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{LinkId, PersonId, TicketId};
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

type LinkRow = (LinkId, TicketId, TicketId, LinkKind);

/// The links of a ticket, from it and to it.
pub(crate) fn links(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Link>, DbError> {
    let rows: Vec<LinkRow> = ticket_links::table
        .filter(ticket_links::from_id.eq(ticket).or(ticket_links::to_id.eq(ticket)))
        .order(ticket_links::created_at)
        .limit(200)
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
    let seen: Vec<(TicketId, String, String, Status, Priority)> = tickets::table
        .filter(among(tickets::id, others))
        .filter(visible(actor))
        .select((tickets::id, tickets::number, tickets::title, tickets::status, tickets::priority))
        .load(conn)?;
    Ok(links
        .into_iter()
        .filter_map(|link| {
            let outgoing = link.from_id == ticket;
            let other = if outgoing { link.to_id } else { link.from_id };
            let (_, number, title, status, priority) = seen.iter().find(|row| row.0 == other)?.clone();
            Some(LinkedTicket { link, outgoing, number, title, status, priority })
        })
        .collect())
}
