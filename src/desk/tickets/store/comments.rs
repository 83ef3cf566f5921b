//! Comments and drafts: their rows.

use diesel::prelude::*;

use super::super::parts::Comment;
use crate::clock::Timestamp;
use crate::db::schema::{comments, drafts};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{CommentId, PersonId, TicketId};
use crate::desk::words::{Tier, Visibility};

type CommentRow = (CommentId, PersonId, Option<Tier>, Visibility, String, Timestamp);

pub(crate) fn comments(
    conn: &mut DbConn,
    ticket: TicketId,
    readable: &[Visibility],
    tier1_notes: bool,
) -> Result<Vec<Comment>, DbError> {
    let mut query = comments::table
        .filter(comments::ticket_id.eq(ticket))
        .order((comments::created_at, comments::id))
        .select((
            comments::id,
            comments::author_id,
            comments::author_tier,
            comments::visibility,
            comments::body,
            comments::created_at,
        ))
        .into_boxed();
    if tier1_notes {
        query = query.filter(
            among(comments::visibility, readable.to_vec()).or(comments::visibility
                .eq(Visibility::Internal)
                .and(comments::author_tier.is_not_null())
                .and(comments::author_tier.assume_not_null().eq(Tier::One))),
        );
    } else {
        query = query.filter(among(comments::visibility, readable.to_vec()));
    }
    let rows: Vec<CommentRow> = query.load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, author_id, author_tier, visibility, body, created_at)| Comment {
            id,
            author_id,
            author_tier,
            visibility,
            body,
            created_at,
        })
        .collect())
}

pub(crate) fn insert_comment(conn: &mut DbConn, ticket: TicketId, new: &Comment) -> Result<(), DbError> {
    diesel::insert_into(comments::table)
        .values((
            comments::id.eq(new.id),
            comments::ticket_id.eq(ticket),
            comments::author_id.eq(new.author_id),
            comments::author_tier.eq(new.author_tier),
            comments::visibility.eq(new.visibility),
            comments::body.eq(&new.body),
            comments::created_at.eq(new.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Keeps a draft; the empty one is thrown away.
pub(crate) fn keep_draft(
    conn: &mut DbConn,
    person: PersonId,
    ticket: TicketId,
    field: &str,
    body: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    if body.is_empty() {
        diesel::delete(drafts::table.find((person, ticket, field))).execute(conn)?;
        return Ok(());
    }
    let kept = diesel::update(drafts::table.find((person, ticket, field)))
        .set((drafts::body.eq(body), drafts::updated_at.eq(now)))
        .execute(conn)?;
    if kept == 0 {
        diesel::insert_into(drafts::table)
            .values((
                drafts::person_id.eq(person),
                drafts::ticket_id.eq(ticket),
                drafts::field.eq(field),
                drafts::body.eq(body),
                drafts::updated_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}
