//! Every SQL sentence on attachments.

use std::collections::HashSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::attachment::Attachment;
use super::vault::ContentHash;
use crate::clock::Timestamp;
use crate::db::schema::{attachments, comments, people, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{AttachmentId, CommentId, PersonId, TicketId};
use crate::desk::people::Actor;
use crate::desk::tickets::store::visible;
use crate::desk::tickets::{Number, Ticket};
use crate::desk::words::{Tier, Visibility};

type Row = (
    AttachmentId,
    TicketId,
    Option<CommentId>,
    PersonId,
    String,
    Visibility,
    String,
    String,
    i64,
    Vec<u8>,
    Timestamp,
    Option<Tier>,
);

type Columns = (
    attachments::id,
    attachments::ticket_id,
    attachments::comment_id,
    attachments::uploader_id,
    people::name,
    attachments::visibility,
    attachments::file_name,
    attachments::content_type,
    attachments::size,
    attachments::content_hash,
    attachments::created_at,
    diesel::dsl::Nullable<comments::author_tier>,
);

fn columns() -> Columns {
    (
        attachments::id,
        attachments::ticket_id,
        attachments::comment_id,
        attachments::uploader_id,
        people::name,
        attachments::visibility,
        attachments::file_name,
        attachments::content_type,
        attachments::size,
        attachments::content_hash,
        attachments::created_at,
        comments::author_tier.nullable(),
    )
}

/// The attachment, and the tier its comment spoke for.
fn attachment(row: Row) -> Result<(Attachment, Option<Tier>), DbError> {
    let (
        id,
        ticket_id,
        comment_id,
        uploader_id,
        uploader_name,
        visibility,
        file_name,
        content_type,
        size,
        hash,
        at,
        tier,
    ) = row;
    let hash = ContentHash::from_bytes(&hash).ok_or_else(|| {
        DbError::Query(diesel::result::Error::DeserializationError("a content hash has 32 bytes".into()))
    })?;
    let attachment = Attachment {
        id,
        ticket_id,
        comment_id,
        uploader_id,
        uploader_name,
        visibility,
        file_name,
        content_type,
        size: size.unsigned_abs(),
        hash,
        created_at: at,
    };
    Ok((attachment, tier))
}

/// The ticket with this number, if the actor may see it.
pub(super) fn ticket(conn: &mut DbConn, actor: &Actor, number: &Number) -> Result<Option<Ticket>, DbError> {
    Ok(tickets::table
        .filter(tickets::number.eq(number.as_str().to_owned()))
        .filter(visible(actor))
        .select(Ticket::as_select())
        .first(conn)
        .optional()?)
}

/// As [`ticket`]. Until this transaction ends nobody else attaches to it, nor the actor to another: limits are counted.
pub(super) fn ticket_for_writing(
    conn: &mut DbConn,
    actor: &Actor,
    number: &Number,
) -> Result<Option<Ticket>, DbError> {
    if let DbConn::Postgres(conn) = conn {
        let number = number.as_str().to_owned();
        let ticket =
            tickets::table.filter(tickets::number.eq(number)).select(tickets::id).for_no_key_update();
        let _locked: Option<TicketId> = ticket.first(conn).optional()?;
        let person = people::table.find(actor.id).select(people::id).for_no_key_update();
        let _locked: Option<PersonId> = person.first(conn).optional()?;
    }
    ticket(conn, actor, number)
}

pub(super) fn insert(conn: &mut DbConn, new: &Attachment) -> Result<(), DbError> {
    diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(new.id),
            attachments::ticket_id.eq(new.ticket_id),
            attachments::comment_id.eq(new.comment_id),
            attachments::uploader_id.eq(new.uploader_id),
            attachments::visibility.eq(new.visibility),
            attachments::file_name.eq(&new.file_name),
            attachments::content_type.eq(&new.content_type),
            attachments::size.eq(i64::try_from(new.size).unwrap_or(i64::MAX)),
            attachments::content_hash.eq(new.hash.as_bytes()),
            attachments::created_at.eq(new.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes that something happened on the ticket.
pub(super) fn touch(conn: &mut DbConn, ticket: TicketId, now: Timestamp) -> Result<(), DbError> {
    diesel::update(tickets::table.find(ticket)).set(tickets::updated_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Whether the comment is the person's own, on this ticket, for the same readers.
pub(super) fn is_own_comment(
    conn: &mut DbConn,
    person: PersonId,
    ticket: TicketId,
    comment: CommentId,
    visibility: Visibility,
) -> Result<bool, DbError> {
    let found: Option<CommentId> = comments::table
        .find(comment)
        .filter(comments::ticket_id.eq(ticket).and(comments::author_id.eq(person)))
        .filter(comments::visibility.eq(visibility))
        .select(comments::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// All files on a ticket, oldest first, each with the tier its comment spoke for.
pub(super) fn of_ticket(
    conn: &mut DbConn,
    ticket: TicketId,
) -> Result<Vec<(Attachment, Option<Tier>)>, DbError> {
    let rows: Vec<Row> = attachments::table
        .inner_join(people::table)
        .left_join(comments::table.on(attachments::comment_id.eq(comments::id.nullable())))
        .filter(attachments::ticket_id.eq(ticket))
        .order((attachments::created_at, attachments::id))
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(attachment).collect()
}

/// The file with this id, the tier its comment spoke for, and its ticket, if the actor may see the ticket. A file that is
/// not there and one on a hidden ticket cost the same.
pub(super) fn visible_by_id(
    conn: &mut DbConn,
    actor: &Actor,
    id: AttachmentId,
) -> Result<Option<(Attachment, Option<Tier>, Ticket)>, DbError> {
    let on = attachments::table.filter(attachments::id.eq(id)).select(attachments::ticket_id);
    let ticket: Option<Ticket> = tickets::table
        .filter(tickets::id.eq_any(on))
        .filter(visible(actor))
        .select(Ticket::as_select())
        .first(conn)
        .optional()?;
    let Some(ticket) = ticket else { return Ok(None) };
    let row: Row = attachments::table
        .inner_join(people::table)
        .left_join(comments::table.on(attachments::comment_id.eq(comments::id.nullable())))
        .filter(attachments::id.eq(id))
        .select(columns())
        .first(conn)?;
    let (attachment, tier) = attachment(row)?;
    Ok(Some((attachment, tier, ticket)))
}

/// How many files a ticket has.
pub(super) fn count(conn: &mut DbConn, ticket: TicketId) -> Result<i64, DbError> {
    Ok(attachments::table.filter(attachments::ticket_id.eq(ticket)).count().get_result(conn)?)
}

/// How many bytes a person attached since `start`.
pub(super) fn bytes_since(conn: &mut DbConn, person: PersonId, start: Timestamp) -> Result<u64, DbError> {
    let bytes: i64 = attachments::table
        .filter(attachments::uploader_id.eq(person).and(attachments::created_at.ge(start)))
        .select(sql::<BigInt>("CAST(COALESCE(SUM(size), 0) AS BIGINT)"))
        .first(conn)?;
    Ok(bytes.unsigned_abs())
}

/// Which of these contents some ticket has.
pub(super) fn named(conn: &mut DbConn, hashes: &[ContentHash]) -> Result<HashSet<ContentHash>, DbError> {
    let hashes: Vec<_> = hashes.iter().map(|hash| hash.as_bytes().to_vec()).collect();
    let found: Vec<Vec<u8>> = attachments::table
        .filter(among(attachments::content_hash, hashes))
        .select(attachments::content_hash)
        .distinct()
        .load(conn)?;
    Ok(found.iter().filter_map(|hash| ContentHash::from_bytes(hash)).collect())
}
