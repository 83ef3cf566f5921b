//! What a desk works by and promises before anybody has said anything else.

use super::error::SlaError;
use super::{calendars, policies};
use crate::clock::Timestamp;
use crate::db::DbConn;

/// Writes the shipped calendars and policies into a desk that has none; one that has is left as it is. Of several processes
/// that start at once, one does.
///
/// # Errors
/// When the database refuses it.
pub fn ship(conn: &mut DbConn, now: Timestamp) -> Result<(), SlaError> {
    calendars::ship(conn, now)?;
    policies::ship(conn, now)
}
