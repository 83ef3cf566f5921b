//! One message with everything that is kept of it.

use diesel::prelude::*;

use super::super::entry::Fate;
use super::super::whole::Whole;
use crate::clock::Timestamp;
use crate::db::schema::{comments, incoming, incoming_bodies};
use crate::db::{DbConn, DbError};
use crate::desk::attachments::ContentHash;
use crate::desk::ids::{CommentId, IncomingId, TicketId};
use crate::desk::words::{Tier, Visibility};

type Row = (
    (Option<Fate>, Option<CommentId>, Option<Vec<u8>>),
    (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>),
    (Option<Timestamp>, Timestamp),
    (Option<String>, Option<String>),
    (Option<Visibility>, Option<Tier>, Option<String>),
);

/// The message with this id, if it belongs to the ticket.
pub(crate) fn whole(conn: &mut DbConn, ticket: TicketId, id: IncomingId) -> Result<Option<Whole>, DbError> {
    let row: Option<Row> = incoming::table
        .left_join(incoming_bodies::table)
        .left_join(comments::table.on(incoming::comment_id.eq(comments::id.nullable())))
        .filter(incoming::id.eq(id).and(incoming::ticket_id.eq(ticket)))
        .select((
            (incoming::decision, incoming::comment_id, incoming::raw_hash),
            (
                incoming::from_address,
                incoming::from_name,
                incoming::addressed_to,
                incoming::subject,
                incoming::excerpt,
            ),
            (incoming::sent_at, incoming::received_at),
            (incoming_bodies::html.nullable(), incoming_bodies::cut.nullable()),
            (comments::visibility.nullable(), comments::author_tier.nullable(), comments::body.nullable()),
        ))
        .first(conn)
        .optional()?;
    Ok(row.and_then(|row| of_row(id, row)))
}

fn of_row(id: IncomingId, row: Row) -> Option<Whole> {
    let (
        (fate, comment, raw),
        (from_address, from_name, addressed_to, subject, excerpt),
        (sent_at, received_at),
        (html, cut),
        (visibility, tier, body),
    ) = row;
    Some(Whole {
        id,
        fate: fate?,
        comment,
        from_address: from_address.unwrap_or_default(),
        from_name: from_name.unwrap_or_default(),
        addressed_to: addressed_to.unwrap_or_default(),
        subject: subject.unwrap_or_default(),
        sent_at,
        received_at,
        words: body.or(excerpt).unwrap_or_default(),
        html,
        cut: cut.unwrap_or_default(),
        raw: raw.and_then(|hash| ContentHash::from_bytes(&hash)),
        audience: visibility.map(|visibility| (visibility, tier)),
    })
}
