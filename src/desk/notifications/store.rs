//! Every SQL sentence on what the pages tell somebody.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::choices::{Choice, Choices};
use super::notification::{NewNotification, Notification};
use crate::clock::Timestamp;
use crate::db::schema::{events, notification_choices, notifications, people, tickets};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::{NotificationId, PersonId, TicketId};
use crate::desk::letters::LetterKind;
use crate::desk::people::Actor;
use crate::desk::tickets::Ticket;
use crate::desk::tickets::store::visible;

/// Rows of one INSERT at most.
const ROWS: usize = 500;

pub(super) fn put(conn: &mut DbConn, new: &[NewNotification], now: Timestamp) -> Result<(), DbError> {
    for part in new.chunks(ROWS) {
        let rows: Vec<_> = part
            .iter()
            .map(|line| {
                (
                    notifications::id.eq(NotificationId::new()),
                    notifications::event_id.eq(line.event_id),
                    notifications::person_id.eq(line.person_id),
                    notifications::ticket_id.eq(line.ticket_id),
                    notifications::letter.eq(line.kind),
                    notifications::created_at.eq(now),
                )
            })
            .collect();
        match conn {
            DbConn::Postgres(conn) => diesel::insert_into(notifications::table)
                .values(rows)
                .on_conflict((notifications::event_id, notifications::person_id))
                .do_nothing()
                .execute(conn)?,
            DbConn::Sqlite(conn) => diesel::insert_into(notifications::table)
                .values(rows)
                .on_conflict((notifications::event_id, notifications::person_id))
                .do_nothing()
                .execute(conn)?,
        };
    }
    Ok(())
}

/// A line with the name of who did it, before it is looked up whether its ticket may be seen.
#[derive(Queryable)]
pub(super) struct Row {
    pub(super) id: NotificationId,
    ticket_id: TicketId,
    kind: LetterKind,
    at: Timestamp,
    created_at: Timestamp,
    seen_at: Option<Timestamp>,
    who: Option<String>,
}

/// A person's lines, newest first.
pub(super) fn of_person(
    conn: &mut DbConn,
    person: PersonId,
    after: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<Row>, DbError> {
    // No line is newer than one that is made now.
    let before = after.unwrap_or_else(NotificationId::new);
    Ok(notifications::table
        .inner_join(events::table)
        .left_join(people::table.on(people::id.nullable().eq(events::actor_id)))
        .filter(notifications::person_id.eq(person).and(notifications::id.lt(before)))
        .order(notifications::id.desc())
        .limit(limit)
        .select((
            notifications::id,
            notifications::ticket_id,
            notifications::letter,
            events::at,
            notifications::created_at,
            notifications::seen_at,
            people::name.nullable(),
        ))
        .load(conn)?)
}

/// One line of a person.
pub(super) fn one(conn: &mut DbConn, person: PersonId, id: NotificationId) -> Result<Option<Row>, DbError> {
    Ok(notifications::table
        .inner_join(events::table)
        .left_join(people::table.on(people::id.nullable().eq(events::actor_id)))
        .filter(notifications::person_id.eq(person).and(notifications::id.eq(id)))
        .select((
            notifications::id,
            notifications::ticket_id,
            notifications::letter,
            events::at,
            notifications::created_at,
            notifications::seen_at,
            people::name.nullable(),
        ))
        .first(conn)
        .optional()?)
}

/// Those of the lines whose tickets the actor may see, in their order.
pub(super) fn seen_of(
    conn: &mut DbConn,
    actor: &Actor,
    rows: Vec<Row>,
) -> Result<Vec<Notification>, DbError> {
    let ids: BTreeSet<_> = rows.iter().map(|row| row.ticket_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let seen: Vec<Ticket> = tickets::table
        .filter(among(tickets::id, ids))
        .filter(visible(actor))
        .select(Ticket::as_select())
        .load(conn)?;
    let seen: HashMap<_, _> = seen.into_iter().map(|ticket| (ticket.id, ticket)).collect();
    Ok(rows.into_iter().filter_map(|row| Some(row.of(seen.get(&row.ticket_id)?))).collect())
}

impl Row {
    fn of(&self, ticket: &Ticket) -> Notification {
        let open = !ticket.restricted;
        Notification {
            id: self.id,
            letter: open.then_some(self.kind),
            at: self.at,
            created_at: self.created_at,
            seen_at: self.seen_at,
            who: self.who.clone().filter(|_| open),
            number: ticket.number.clone(),
            title: open.then(|| ticket.title.clone()),
            stage: ticket.stage(),
            restricted: ticket.restricted,
        }
    }
}

pub(super) fn see(
    conn: &mut DbConn,
    person: PersonId,
    id: NotificationId,
    now: Timestamp,
) -> Result<(), DbError> {
    let unseen = notifications::table
        .filter(notifications::id.eq(id).and(notifications::person_id.eq(person)))
        .filter(notifications::seen_at.is_null());
    diesel::update(unseen).set(notifications::seen_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

pub(super) fn see_until(
    conn: &mut DbConn,
    person: PersonId,
    until: Timestamp,
    now: Timestamp,
) -> Result<usize, DbError> {
    let unseen = notifications::table
        .filter(notifications::person_id.eq(person).and(notifications::seen_at.is_null()))
        .filter(notifications::created_at.le(until));
    Ok(diesel::update(unseen).set(notifications::seen_at.eq(Some(now))).execute(conn)?)
}

pub(super) fn people_after(
    conn: &mut DbConn,
    after: NotificationId,
    most: i64,
) -> Result<Vec<PersonId>, DbError> {
    Ok(notifications::table
        .filter(notifications::id.gt(after))
        .order(notifications::id.desc())
        .limit(most)
        .select(notifications::person_id)
        .load(conn)?)
}

pub(super) fn delete_older(conn: &mut DbConn, than: Timestamp, most: i64) -> Result<usize, DbError> {
    let old: Vec<NotificationId> = notifications::table
        .filter(notifications::created_at.lt(than))
        .order(notifications::created_at)
        .limit(most)
        .select(notifications::id)
        .load(conn)?;
    if old.is_empty() {
        return Ok(0);
    }
    Ok(diesel::delete(notifications::table.filter(among(notifications::id, old))).execute(conn)?)
}

/// What these people chose.
pub(super) fn choices_of(
    conn: &mut DbConn,
    of: Vec<PersonId>,
) -> Result<HashMap<PersonId, Choices>, DbError> {
    let rows: Vec<(PersonId, LetterKind, bool, bool)> =
        notification_choices::table.filter(among(notification_choices::person_id, of)).load(conn)?;
    let mut found: HashMap<PersonId, Choices> = HashMap::new();
    for (person, kind, by_mail, in_app) in rows {
        found.entry(person).or_default().choose(kind, Choice { by_mail, in_app });
    }
    Ok(found)
}

/// Puts what a person chose in place of what they chose before.
pub(super) fn choose(conn: &mut DbConn, person: PersonId, choices: &Choices) -> Result<(), DbError> {
    let before = notification_choices::table.filter(notification_choices::person_id.eq(person));
    diesel::delete(before).execute(conn)?;
    for (kind, choice) in choices.iter() {
        diesel::insert_into(notification_choices::table)
            .values((
                notification_choices::person_id.eq(person),
                notification_choices::letter.eq(kind),
                notification_choices::by_mail.eq(choice.by_mail),
                notification_choices::in_app.eq(choice.in_app),
            ))
            .execute(conn)?;
    }
    Ok(())
}
