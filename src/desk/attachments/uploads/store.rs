//! Every SQL sentence on files that come in parts.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::super::content::ContentType;
use super::super::error::Refusal;
use super::super::prepare::Prepared;
use super::super::vault::ContentHash;
use super::slot::{Outcome, Slot};
use crate::clock::Timestamp;
use crate::db::schema::uploads;
use crate::db::{DbConn, DbError};
use crate::desk::ids::{PersonId, UploadId};

type Row = (
    UploadId,
    PersonId,
    String,
    String,
    i64,
    Vec<u8>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<Vec<u8>>,
    Timestamp,
    Option<Timestamp>,
);

fn slot(row: Row) -> Result<Slot, DbError> {
    let (id, person_id, target, file_name, size, digest, refusal, kept, content, kept_size, hash, at, used) =
        row;
    let odd = || DbError::Query(diesel::result::Error::DeserializationError("a hash has 32 bytes".into()));
    let refusal = refusal.map(|code| {
        let known = Refusal::ALL.into_iter().find(|refusal| refusal.code() == code);
        Outcome::Refused(known.unwrap_or(Refusal::Kind))
    });
    let kept = match (kept, content, kept_size, hash) {
        (Some(file_name), Some(content), Some(size), Some(hash)) => {
            let content_type =
                ContentType::stored(&content).map_or("application/octet-stream", |known| known.media_type);
            let hash = ContentHash::from_bytes(&hash).ok_or_else(odd)?;
            Some(Outcome::Kept(Prepared { file_name, content_type, size: size.unsigned_abs(), hash }))
        }
        _ => None,
    };
    Ok(Slot {
        id,
        person_id,
        target,
        file_name,
        size: size.unsigned_abs(),
        digest: ContentHash::from_bytes(&digest).ok_or_else(odd)?,
        outcome: refusal.or(kept),
        created_at: at,
        used_at: used,
    })
}

pub(super) fn by_id(conn: &mut DbConn, person: PersonId, id: UploadId) -> Result<Option<Slot>, DbError> {
    let row: Option<Row> =
        uploads::table.find(id).filter(uploads::person_id.eq(person)).first(conn).optional()?;
    row.map(slot).transpose()
}

/// The same file, on its way for the same.
pub(super) fn same(
    conn: &mut DbConn,
    person: PersonId,
    target: &str,
    digest: &ContentHash,
    size: u64,
) -> Result<Option<Slot>, DbError> {
    let row: Option<Row> = uploads::table
        .filter(uploads::person_id.eq(person).and(uploads::target.eq(target)))
        .filter(uploads::digest.eq(digest.as_bytes()).and(uploads::used_at.is_null()))
        .filter(uploads::size.eq(i64::try_from(size).unwrap_or(i64::MAX)))
        .order(uploads::created_at.desc())
        .first(conn)
        .optional()?;
    row.map(slot).transpose()
}

pub(super) fn waiting(conn: &mut DbConn, person: PersonId) -> Result<i64, DbError> {
    let waiting = uploads::table.filter(uploads::person_id.eq(person).and(uploads::used_at.is_null()));
    Ok(waiting.count().get_result(conn)?)
}

/// Bytes of what is on its way since `start`.
pub(super) fn waiting_bytes_since(
    conn: &mut DbConn,
    person: PersonId,
    start: Timestamp,
) -> Result<u64, DbError> {
    let bytes: i64 = uploads::table
        .filter(uploads::person_id.eq(person).and(uploads::used_at.is_null()))
        .filter(uploads::created_at.ge(start))
        .select(sql::<BigInt>("CAST(COALESCE(SUM(size), 0) AS BIGINT)"))
        .first(conn)?;
    Ok(bytes.unsigned_abs())
}

pub(super) fn insert(conn: &mut DbConn, new: &Slot) -> Result<(), DbError> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(new.id),
            uploads::person_id.eq(new.person_id),
            uploads::target.eq(&new.target),
            uploads::file_name.eq(&new.file_name),
            uploads::size.eq(i64::try_from(new.size).unwrap_or(i64::MAX)),
            uploads::digest.eq(new.digest.as_bytes()),
            uploads::created_at.eq(new.created_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn settle(conn: &mut DbConn, id: UploadId, outcome: &Outcome) -> Result<(), DbError> {
    match outcome {
        Outcome::Refused(refusal) => diesel::update(uploads::table.find(id))
            .set(uploads::refusal.eq(Some(refusal.code())))
            .execute(conn)?,
        Outcome::Kept(file) => diesel::update(uploads::table.find(id))
            .set((
                uploads::kept_name.eq(Some(&file.file_name)),
                uploads::content_type.eq(Some(file.content_type)),
                uploads::kept_size.eq(Some(i64::try_from(file.size).unwrap_or(i64::MAX))),
                uploads::content_hash.eq(Some(file.hash.as_bytes())),
            ))
            .execute(conn)?,
    };
    Ok(())
}

/// Notes that a form has named it; false if one had done so before.
pub(super) fn used(conn: &mut DbConn, id: UploadId, now: Timestamp) -> Result<bool, DbError> {
    let free = uploads::table.filter(uploads::id.eq(id).and(uploads::used_at.is_null()));
    Ok(diesel::update(free).set(uploads::used_at.eq(Some(now))).execute(conn)? == 1)
}

pub(super) fn delete(conn: &mut DbConn, person: PersonId, id: UploadId) -> Result<bool, DbError> {
    let own = uploads::table.filter(uploads::id.eq(id).and(uploads::person_id.eq(person)));
    Ok(diesel::delete(own.filter(uploads::used_at.is_null())).execute(conn)? == 1)
}

pub(super) fn forget(conn: &mut DbConn, unused: Timestamp, used: Timestamp) -> Result<usize, DbError> {
    let never = uploads::created_at.lt(unused).and(uploads::used_at.is_null());
    let long_ago = uploads::created_at.lt(used);
    Ok(diesel::delete(uploads::table.filter(never.or(long_ago))).execute(conn)?)
}

/// Which of these contents a file on its way has.
pub(in super::super) fn named(
    conn: &mut DbConn,
    hashes: &[ContentHash],
) -> Result<Vec<ContentHash>, DbError> {
    let hashes: Vec<_> = hashes.iter().map(|hash| Some(hash.as_bytes().to_vec())).collect();
    let found: Vec<Option<Vec<u8>>> = uploads::table
        .filter(uploads::used_at.is_null())
        .filter(uploads::content_hash.eq_any(hashes))
        .select(uploads::content_hash)
        .load(conn)?;
    Ok(found.into_iter().flatten().filter_map(|hash| ContentHash::from_bytes(&hash)).collect())
}
