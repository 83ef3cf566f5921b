//! Turns at mailboxes.

use diesel::prelude::*;
use uuid::Uuid;

use super::super::turns::{Collecting, Progress, Unmarked};
use crate::clock::Timestamp;
use crate::db::schema::{incoming, mailbox_turns, mailboxes};
use crate::db::{DbConn, DbError, among};
use crate::desk::ids::IncomingId;

/// Makes the line of a mailbox, unless it is there.
pub(crate) fn add_turn(conn: &mut DbConn, mailbox: &str, now: Timestamp) -> Result<(), DbError> {
    let row = (mailbox_turns::mailbox.eq(mailbox), mailbox_turns::held_until.eq(now));
    match conn {
        DbConn::Postgres(conn) => diesel::insert_into(mailbox_turns::table)
            .values(row)
            .on_conflict(mailbox_turns::mailbox)
            .do_nothing()
            .execute(conn)?,
        DbConn::Sqlite(conn) => diesel::insert_into(mailbox_turns::table)
            .values(row)
            .on_conflict(mailbox_turns::mailbox)
            .do_nothing()
            .execute(conn)?,
    };
    Ok(())
}

/// Takes or keeps the turn, if it is nobody else's.
pub(crate) fn take_turn(
    conn: &mut DbConn,
    mailbox: &str,
    holder: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let holder = holder.to_string();
    let free = mailbox_turns::held_until
        .le(now)
        .or(mailbox_turns::holder.eq(Some(holder.clone())).assume_not_null());
    let taken = diesel::update(mailbox_turns::table.filter(mailbox_turns::mailbox.eq(mailbox).and(free)))
        .set((mailbox_turns::holder.eq(Some(holder)), mailbox_turns::held_until.eq(until)))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Gives the turn back.
pub(crate) fn end_turn(
    conn: &mut DbConn,
    mailbox: &str,
    holder: Uuid,
    now: Timestamp,
) -> Result<(), DbError> {
    let own = mailbox_turns::mailbox
        .eq(mailbox)
        .and(mailbox_turns::holder.eq(Some(holder.to_string())).assume_not_null());
    diesel::update(mailbox_turns::table.filter(own))
        .set((mailbox_turns::holder.eq(None::<String>), mailbox_turns::held_until.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// How far it was collected.
pub(crate) fn progress(conn: &mut DbConn, mailbox: &str) -> Result<Option<Progress>, DbError> {
    let row: Option<(Option<i64>, Option<i64>)> = mailbox_turns::table
        .find(mailbox)
        .select((mailbox_turns::uid_validity, mailbox_turns::last_uid))
        .first(conn)
        .optional()?;
    let number = |value: i64| u32::try_from(value).ok();
    Ok(row.and_then(|(validity, last)| {
        Some(Progress { validity: validity.and_then(number)?, last: last.and_then(number)? })
    }))
}

/// Notes how far it was collected.
pub(crate) fn advance(conn: &mut DbConn, mailbox: &str, to: Progress) -> Result<(), DbError> {
    diesel::update(mailbox_turns::table.find(mailbox))
        .set((
            mailbox_turns::uid_validity.eq(Some(i64::from(to.validity))),
            mailbox_turns::last_uid.eq(Some(i64::from(to.last))),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes how it went.
pub(crate) fn looked(
    conn: &mut DbConn,
    mailbox: &str,
    failure: Option<String>,
    now: Timestamp,
) -> Result<(), DbError> {
    let line = mailbox_turns::table.filter(mailbox_turns::mailbox.eq(mailbox));
    match failure {
        None => {
            diesel::update(line)
                .set((
                    mailbox_turns::collected_at.eq(Some(now)),
                    mailbox_turns::failing_since.eq(None::<Timestamp>),
                    mailbox_turns::failure.eq(None::<String>),
                ))
                .execute(conn)?;
        }
        Some(failure) => {
            let since = line.filter(mailbox_turns::failing_since.is_null());
            diesel::update(since).set(mailbox_turns::failing_since.eq(Some(now))).execute(conn)?;
            diesel::update(line).set(mailbox_turns::failure.eq(Some(failure))).execute(conn)?;
        }
    }
    Ok(())
}

/// Decided and not marked.
pub(crate) fn unmarked(
    conn: &mut DbConn,
    mailbox: &str,
    validity: u32,
    limit: i64,
) -> Result<Vec<Unmarked>, DbError> {
    let rows: Vec<(IncomingId, Option<i64>)> = incoming::table
        .filter(incoming::mailbox.eq(mailbox))
        .filter(incoming::uid_validity.eq(i64::from(validity)))
        .filter(incoming::uid.is_not_null())
        .filter(incoming::marked_at.is_null())
        .filter(incoming::decided_at.is_not_null())
        .order(incoming::uid)
        .limit(limit)
        .select((incoming::id, incoming::uid))
        .load(conn)?;
    let number = |uid: Option<i64>| uid.and_then(|uid| u32::try_from(uid).ok());
    Ok(rows.into_iter().filter_map(|(id, uid)| Some(Unmarked { id, number: number(uid)? })).collect())
}

/// Marked.
pub(crate) fn marked(conn: &mut DbConn, ids: &[IncomingId], now: Timestamp) -> Result<(), DbError> {
    diesel::update(incoming::table.filter(among(incoming::id, ids.to_vec())))
        .set(incoming::marked_at.eq(Some(now)))
        .execute(conn)?;
    Ok(())
}

/// How it goes everywhere.
pub(crate) fn collecting(conn: &mut DbConn) -> Result<Vec<Collecting>, DbError> {
    type Row = (String, Option<String>, Option<Timestamp>, Option<Timestamp>, Option<String>);
    let rows: Vec<Row> = mailbox_turns::table
        .inner_join(mailboxes::table)
        .order(mailbox_turns::mailbox)
        .select((
            mailbox_turns::mailbox,
            mailboxes::address,
            mailbox_turns::collected_at,
            mailbox_turns::failing_since,
            mailbox_turns::failure,
        ))
        .load(conn)?;
    let line = |(mailbox, address, collected_at, failing_since, failure): Row| Collecting {
        mailbox,
        address,
        collected_at,
        failing_since,
        failure,
    };
    Ok(rows.into_iter().map(line).collect())
}
