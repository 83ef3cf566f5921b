//! What belongs to a ticket: reading and writing its rows.

use diesel::prelude::*;

use super::super::parts::{
    Closure, Comment, Escalation, Link, LinkedTicket, Resolution, StageSpan, Stay, Wait,
};
use super::visible::visible;
use crate::clock::Timestamp;
use crate::db::schema::{
    closures, comments, drafts, escalations, resolutions, stages, stays, ticket_links, tickets, waits,
};
use crate::db::{DbConn, DbError, Json};
use crate::desk::ids::{
    CommentId, EscalationId, GroupId, LinkId, PersonId, ResolutionId, StayId, TicketId, WaitId,
};
use crate::desk::people::Actor;
use crate::desk::words::{
    ClosedHow, EscalationReason, LinkKind, Party, Priority, Stage, Status, Tier, Visibility, WaitingOn,
};

// Stays and stages

type StayRow = (StayId, i32, Tier, GroupId, Timestamp, Option<Timestamp>, Option<Timestamp>);

pub(crate) fn stays(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Stay>, DbError> {
    let rows: Vec<StayRow> = stays::table
        .filter(stays::ticket_id.eq(ticket))
        .order(stays::seq)
        .select((
            stays::id,
            stays::seq,
            stays::tier,
            stays::group_id,
            stays::started_at,
            stays::accepted_at,
            stays::ended_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, tier, group_id, started_at, accepted_at, ended_at)| Stay {
            id,
            seq,
            tier,
            group_id,
            started_at,
            accepted_at,
            ended_at,
        })
        .collect())
}

pub(crate) fn insert_stay(conn: &mut DbConn, ticket: TicketId, stay: &Stay) -> Result<(), DbError> {
    diesel::insert_into(stays::table)
        .values((
            stays::id.eq(stay.id),
            stays::ticket_id.eq(ticket),
            stays::seq.eq(stay.seq),
            stays::tier.eq(stay.tier),
            stays::group_id.eq(stay.group_id),
            stays::started_at.eq(stay.started_at),
            stays::accepted_at.eq(stay.accepted_at),
            stays::ended_at.eq(stay.ended_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the stay that lasts; its place, 0 if there was none.
pub(crate) fn end_stay(conn: &mut DbConn, ticket: TicketId, at: Timestamp) -> Result<i32, DbError> {
    let seq: Option<i32> =
        stays::table.filter(stays::ticket_id.eq(ticket)).select(diesel::dsl::max(stays::seq)).first(conn)?;
    diesel::update(stays::table.filter(stays::ticket_id.eq(ticket).and(stays::ended_at.is_null())))
        .set(stays::ended_at.eq(Some(at)))
        .execute(conn)?;
    Ok(seq.unwrap_or(0))
}

pub(crate) fn accept_stay(
    conn: &mut DbConn,
    ticket: TicketId,
    group: GroupId,
    at: Option<Timestamp>,
) -> Result<(), DbError> {
    diesel::update(stays::table.filter(stays::ticket_id.eq(ticket).and(stays::ended_at.is_null())))
        .set((stays::accepted_at.eq(at), stays::group_id.eq(group)))
        .execute(conn)?;
    Ok(())
}

type StageRow = (crate::desk::ids::StageId, i32, Stage, Tier, GroupId, Timestamp, Option<Timestamp>);

pub(crate) fn stages(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<StageSpan>, DbError> {
    let rows: Vec<StageRow> = stages::table
        .filter(stages::ticket_id.eq(ticket))
        .order(stages::seq)
        .select((
            stages::id,
            stages::seq,
            stages::stage,
            stages::tier,
            stages::group_id,
            stages::started_at,
            stages::ended_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, seq, stage, tier, group_id, started_at, ended_at)| StageSpan {
            id,
            seq,
            stage,
            tier,
            group_id,
            started_at,
            ended_at,
        })
        .collect())
}

pub(crate) fn insert_stage(conn: &mut DbConn, ticket: TicketId, span: &StageSpan) -> Result<(), DbError> {
    diesel::insert_into(stages::table)
        .values((
            stages::id.eq(span.id),
            stages::ticket_id.eq(ticket),
            stages::seq.eq(span.seq),
            stages::stage.eq(span.stage),
            stages::tier.eq(span.tier),
            stages::group_id.eq(span.group_id),
            stages::started_at.eq(span.started_at),
            stages::ended_at.eq(span.ended_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the stage that lasts; its place.
pub(crate) fn end_stage(conn: &mut DbConn, ticket: TicketId, at: Timestamp) -> Result<i32, DbError> {
    let seq: Option<i32> = stages::table
        .filter(stages::ticket_id.eq(ticket))
        .select(diesel::dsl::max(stages::seq))
        .first(conn)?;
    diesel::update(stages::table.filter(stages::ticket_id.eq(ticket).and(stages::ended_at.is_null())))
        .set(stages::ended_at.eq(Some(at)))
        .execute(conn)?;
    Ok(seq.unwrap_or(0))
}

// Escalations

#[derive(Queryable, Selectable)]
#[diesel(table_name = escalations)]
struct EscalationRow {
    id: EscalationId,
    seq: i32,
    reason: EscalationReason,
    attempted_steps: String,
    since: Option<Timestamp>,
    affected: String,
    checklist: Json,
    as_consultation: bool,
    group_id: GroupId,
    escalated_by_id: PersonId,
    escalated_at: Timestamp,
    accepted_by_id: Option<PersonId>,
    accepted_at: Option<Timestamp>,
    returned_by_id: Option<PersonId>,
    returned_at: Option<Timestamp>,
    return_reason: Option<String>,
    guidance: Option<String>,
}

pub(crate) fn escalations(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Escalation>, DbError> {
    let rows = escalations::table
        .filter(escalations::ticket_id.eq(ticket))
        .order(escalations::seq)
        .select(EscalationRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Escalation {
            id: row.id,
            seq: row.seq,
            reason: row.reason,
            attempted_steps: row.attempted_steps,
            since: row.since,
            affected: row.affected,
            checklist: row.checklist.0,
            as_consultation: row.as_consultation,
            group_id: row.group_id,
            escalated_by_id: row.escalated_by_id,
            escalated_at: row.escalated_at,
            accepted_by_id: row.accepted_by_id,
            accepted_at: row.accepted_at,
            returned_by_id: row.returned_by_id,
            returned_at: row.returned_at,
            return_reason: row.return_reason,
            guidance: row.guidance,
        })
        .collect())
}

pub(crate) fn insert_escalation(
    conn: &mut DbConn,
    ticket: TicketId,
    new: &Escalation,
) -> Result<(), DbError> {
    diesel::insert_into(escalations::table)
        .values((
            escalations::id.eq(new.id),
            escalations::ticket_id.eq(ticket),
            escalations::seq.eq(new.seq),
            escalations::reason.eq(new.reason),
            escalations::attempted_steps.eq(&new.attempted_steps),
            escalations::since.eq(new.since),
            escalations::affected.eq(&new.affected),
            escalations::checklist.eq(Json(new.checklist.clone())),
            escalations::as_consultation.eq(new.as_consultation),
            escalations::group_id.eq(new.group_id),
            escalations::escalated_by_id.eq(new.escalated_by_id),
            escalations::escalated_at.eq(new.escalated_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn escalation_count(conn: &mut DbConn, ticket: TicketId) -> Result<i32, DbError> {
    let last: Option<i32> = escalations::table
        .filter(escalations::ticket_id.eq(ticket))
        .select(diesel::dsl::max(escalations::seq))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

/// Notes on the newest escalation who took it over.
pub(crate) fn accept_escalation(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(
        escalations::table.filter(
            escalations::ticket_id
                .eq(ticket)
                .and(escalations::accepted_at.is_null())
                .and(escalations::returned_at.is_null()),
        ),
    )
    .set((escalations::accepted_by_id.eq(Some(by)), escalations::accepted_at.eq(Some(at))))
    .execute(conn)?;
    Ok(())
}

/// Notes on the newest escalation who returned it, why and with what guidance.
pub(crate) fn return_escalation(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    reason: &str,
    guidance: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(
        escalations::table.filter(escalations::ticket_id.eq(ticket).and(escalations::returned_at.is_null())),
    )
    .set((
        escalations::returned_by_id.eq(Some(by)),
        escalations::returned_at.eq(Some(at)),
        escalations::return_reason.eq(Some(reason)),
        escalations::guidance.eq(Some(guidance)),
    ))
    .execute(conn)?;
    Ok(())
}

/// Points the escalation that nobody returned to another group.
pub(crate) fn reroute_escalation(conn: &mut DbConn, ticket: TicketId, group: GroupId) -> Result<(), DbError> {
    diesel::update(
        escalations::table.filter(escalations::ticket_id.eq(ticket).and(escalations::returned_at.is_null())),
    )
    .set((
        escalations::group_id.eq(group),
        escalations::accepted_by_id.eq(None::<PersonId>),
        escalations::accepted_at.eq(None::<Timestamp>),
    ))
    .execute(conn)?;
    Ok(())
}

// Waits

#[derive(Queryable, Selectable)]
#[diesel(table_name = waits)]
struct WaitRow {
    id: WaitId,
    seq: i32,
    waiting_on: WaitingOn,
    question: Option<String>,
    party: Option<Party>,
    party_name: Option<String>,
    reference: Option<String>,
    promised_at: Option<Timestamp>,
    started_by_id: PersonId,
    started_at: Timestamp,
    ended_by_id: Option<PersonId>,
    ended_at: Option<Timestamp>,
}

pub(crate) fn waits(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Wait>, DbError> {
    let rows = waits::table
        .filter(waits::ticket_id.eq(ticket))
        .order(waits::seq)
        .select(WaitRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Wait {
            id: row.id,
            seq: row.seq,
            waiting_on: row.waiting_on,
            question: row.question,
            party: row.party,
            party_name: row.party_name,
            reference: row.reference,
            promised_at: row.promised_at,
            started_by_id: row.started_by_id,
            started_at: row.started_at,
            ended_by_id: row.ended_by_id,
            ended_at: row.ended_at,
        })
        .collect())
}

/// Writes a wait that begins; its place is given here.
pub(crate) fn insert_wait(conn: &mut DbConn, ticket: TicketId, new: &Wait) -> Result<(), DbError> {
    let last: Option<i32> =
        waits::table.filter(waits::ticket_id.eq(ticket)).select(diesel::dsl::max(waits::seq)).first(conn)?;
    diesel::insert_into(waits::table)
        .values((
            waits::id.eq(new.id),
            waits::ticket_id.eq(ticket),
            waits::seq.eq(last.unwrap_or(0) + 1),
            waits::waiting_on.eq(new.waiting_on),
            waits::question.eq(&new.question),
            waits::party.eq(new.party),
            waits::party_name.eq(&new.party_name),
            waits::reference.eq(&new.reference),
            waits::promised_at.eq(new.promised_at),
            waits::started_by_id.eq(new.started_by_id),
            waits::started_at.eq(new.started_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the wait that lasts, if one does.
pub(crate) fn end_wait(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(waits::table.filter(waits::ticket_id.eq(ticket).and(waits::ended_at.is_null())))
        .set((waits::ended_by_id.eq(Some(by)), waits::ended_at.eq(Some(at))))
        .execute(conn)?;
    Ok(())
}

// Resolutions and closures

#[derive(Queryable, Selectable)]
#[diesel(table_name = resolutions)]
struct ResolutionRow {
    id: ResolutionId,
    seq: i32,
    tier: Tier,
    solution: String,
    cause: Option<String>,
    tier1_could_have_solved: Option<bool>,
    article: Option<String>,
    resolved_by_id: PersonId,
    resolved_at: Timestamp,
    reminded_at: Option<Timestamp>,
    reopened_by_id: Option<PersonId>,
    reopened_at: Option<Timestamp>,
    reopen_reason: Option<String>,
}

pub(crate) fn resolutions(conn: &mut DbConn, ticket: TicketId) -> Result<Vec<Resolution>, DbError> {
    let rows = resolutions::table
        .filter(resolutions::ticket_id.eq(ticket))
        .order(resolutions::seq)
        .select(ResolutionRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Resolution {
            id: row.id,
            seq: row.seq,
            tier: row.tier,
            solution: row.solution,
            cause: row.cause,
            tier1_could_have_solved: row.tier1_could_have_solved,
            article: row.article,
            resolved_by_id: row.resolved_by_id,
            resolved_at: row.resolved_at,
            reminded_at: row.reminded_at,
            reopened_by_id: row.reopened_by_id,
            reopened_at: row.reopened_at,
            reopen_reason: row.reopen_reason,
        })
        .collect())
}

/// Writes a solution; its place is given here.
pub(crate) fn insert_resolution(
    conn: &mut DbConn,
    ticket: TicketId,
    new: &Resolution,
) -> Result<(), DbError> {
    let last: Option<i32> = resolutions::table
        .filter(resolutions::ticket_id.eq(ticket))
        .select(diesel::dsl::max(resolutions::seq))
        .first(conn)?;
    diesel::insert_into(resolutions::table)
        .values((
            resolutions::id.eq(new.id),
            resolutions::ticket_id.eq(ticket),
            resolutions::seq.eq(last.unwrap_or(0) + 1),
            resolutions::tier.eq(new.tier),
            resolutions::solution.eq(&new.solution),
            resolutions::cause.eq(&new.cause),
            resolutions::tier1_could_have_solved.eq(new.tier1_could_have_solved),
            resolutions::article.eq(&new.article),
            resolutions::resolved_by_id.eq(new.resolved_by_id),
            resolutions::resolved_at.eq(new.resolved_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes on the solution that stands that the requester was reminded.
pub(crate) fn note_reminder(conn: &mut DbConn, ticket: TicketId, at: Timestamp) -> Result<(), DbError> {
    diesel::update(
        resolutions::table.filter(resolutions::ticket_id.eq(ticket).and(resolutions::reopened_at.is_null())),
    )
    .set(resolutions::reminded_at.eq(Some(at)))
    .execute(conn)?;
    Ok(())
}

/// Whether the requester was reminded of the solution that stands.
pub(crate) fn was_reminded(conn: &mut DbConn, ticket: TicketId) -> Result<bool, DbError> {
    let reminded: Option<Option<Timestamp>> = resolutions::table
        .filter(resolutions::ticket_id.eq(ticket).and(resolutions::reopened_at.is_null()))
        .select(resolutions::reminded_at)
        .first(conn)
        .optional()?;
    Ok(reminded.flatten().is_some())
}

/// Notes on the solution that stood that it does not hold.
pub(crate) fn undo_resolution(
    conn: &mut DbConn,
    ticket: TicketId,
    by: PersonId,
    reason: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    diesel::update(
        resolutions::table.filter(resolutions::ticket_id.eq(ticket).and(resolutions::reopened_at.is_null())),
    )
    .set((
        resolutions::reopened_by_id.eq(Some(by)),
        resolutions::reopened_at.eq(Some(at)),
        resolutions::reopen_reason.eq(Some(reason)),
    ))
    .execute(conn)?;
    Ok(())
}

type ClosureRow = (ClosedHow, Option<PersonId>, Timestamp, Option<String>, Option<i32>, Option<String>);

pub(crate) fn closure(conn: &mut DbConn, ticket: TicketId) -> Result<Option<Closure>, DbError> {
    let row: Option<ClosureRow> = closures::table
        .find(ticket)
        .select((
            closures::how,
            closures::closed_by_id,
            closures::closed_at,
            closures::reason,
            closures::rating,
            closures::comment,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(how, closed_by_id, closed_at, reason, rating, comment)| Closure {
        how,
        closed_by_id,
        closed_at,
        reason,
        rating,
        comment,
    }))
}

pub(crate) fn insert_closure(conn: &mut DbConn, ticket: TicketId, new: &Closure) -> Result<(), DbError> {
    diesel::insert_into(closures::table)
        .values((
            closures::ticket_id.eq(ticket),
            closures::how.eq(new.how),
            closures::closed_by_id.eq(new.closed_by_id),
            closures::closed_at.eq(new.closed_at),
            closures::reason.eq(&new.reason),
            closures::rating.eq(new.rating),
            closures::comment.eq(&new.comment),
        ))
        .execute(conn)?;
    Ok(())
}

// Comments and drafts

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
            comments::visibility.eq_any(readable.to_vec()).or(comments::visibility
                .eq(Visibility::Internal)
                .and(comments::author_tier.is_not_null())
                .and(comments::author_tier.assume_not_null().eq(Tier::One))),
        );
    } else {
        query = query.filter(comments::visibility.eq_any(readable.to_vec()));
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

pub(crate) fn draft(
    conn: &mut DbConn,
    person: PersonId,
    ticket: TicketId,
    field: &str,
) -> Result<Option<String>, DbError> {
    Ok(drafts::table.find((person, ticket, field)).select(drafts::body).first(conn).optional()?)
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

// Links

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

/// The links of a ticket whose other end the actor may see.
pub(crate) fn linked(
    conn: &mut DbConn,
    actor: &Actor,
    ticket: TicketId,
) -> Result<Vec<LinkedTicket>, DbError> {
    let links = links(conn, ticket)?;
    let others: Vec<_> =
        links.iter().map(|link| if link.from_id == ticket { link.to_id } else { link.from_id }).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let seen: Vec<(TicketId, String, String, Status, Priority)> = tickets::table
        .filter(tickets::id.eq_any(others))
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
