//! Every SQL sentence on what the desk remembers about itself.

use diesel::prelude::*;

use crate::clock::Timestamp;
use crate::db::schema::settings;
use crate::db::{DbConn, DbError, Json};

pub(in super::super) fn get(conn: &mut DbConn, name: &str) -> Result<Option<Json>, DbError> {
    Ok(settings::table.find(name).select(settings::value).first(conn).optional()?)
}

pub(in super::super) fn put(
    conn: &mut DbConn,
    name: &str,
    value: &Json,
    now: Timestamp,
) -> Result<(), DbError> {
    let set = (settings::value.eq(value), settings::updated_at.eq(now));
    if diesel::update(settings::table.find(name)).set(set).execute(conn)? == 0 {
        diesel::insert_into(settings::table)
            .values((settings::name.eq(name), settings::value.eq(value), settings::updated_at.eq(now)))
            .execute(conn)?;
    }
    Ok(())
}

/// Removes it; whether it was there.
pub(in super::super) fn remove(conn: &mut DbConn, name: &str) -> Result<bool, DbError> {
    Ok(diesel::delete(settings::table.find(name)).execute(conn)? == 1)
}
