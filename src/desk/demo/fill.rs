//! Filling an empty database with the demo office, once.

use super::error::DemoError;
use super::{office, stories};
use crate::clock::Timestamp;
use crate::db::{Db, DbConn, DbError};
use crate::desk::events;
use crate::desk::page::Part;
use crate::desk::people::agencies::{self, AgencyFilter};
use crate::desk::people::{passwords, persons, settings};

/// The password of every account.
pub const PASSWORD: &str = "jenjang-demo";

/// The name under which the desk remembers that it is the demo office.
const SETTING: &str = "demo";
/// History lines considered at once.
const LINES: i64 = 500;

/// What the demo office has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoReport {
    /// It was there already; nothing was done.
    Kept,
    /// It was made just now.
    Made {
        /// Its agencies.
        agencies: usize,
        /// Its people.
        people: usize,
        /// Its tickets.
        tickets: usize,
    },
}

/// Fills an empty database with the demo office as it stands at `now`; leaves it as it is if it is there already. The
/// accounts' password is hashed with `password_memory` KiB. All or nothing, and no letter leaves for what is past.
///
/// # Errors
/// [`DemoError::NotEmpty`] if the database has data of its own.
pub fn fill(db: &Db, password_memory: u32, now: Timestamp) -> Result<DemoReport, DemoError> {
    if let Some(kept) = db.read_blocking(kept)? {
        return Ok(kept);
    }
    let password_hash = passwords::hash(PASSWORD, password_memory)?;
    db.write_blocking(move |conn| {
        // Somebody may have been faster since it was looked at.
        if let Some(kept) = kept(conn)? {
            return Ok(kept);
        }
        let office = office::open(conn, &password_hash, now)?;
        let tickets = stories::play(conn, &office, now)?;
        settings::put(conn, SETTING, &true, now)?;
        consider_all(conn, now)?;
        Ok(DemoReport::Made { agencies: office.agencies, people: office.people(), tickets })
    })
}

/// Whether this desk is the demo office: then every page says so.
///
/// # Errors
/// When it cannot be read.
pub fn is_demo(conn: &mut DbConn) -> Result<bool, DbError> {
    Ok(settings::get(conn, SETTING)?.unwrap_or(false))
}

fn kept(conn: &mut DbConn) -> Result<Option<DemoReport>, DemoError> {
    if is_demo(conn)? {
        return Ok(Some(DemoReport::Kept));
    }
    let agencies = agencies::list(conn, &AgencyFilter::default(), Part::first(1))
        .map_err(|source| DemoError::People { what: "agencies".to_owned(), source })?;
    if agencies.items.is_empty() && !persons::any(conn)? { Ok(None) } else { Err(DemoError::NotEmpty) }
}

/// What happened in the demo office is past: nobody gets a letter for it now.
fn consider_all(conn: &mut DbConn, now: Timestamp) -> Result<(), DbError> {
    loop {
        let lines = events::oldest_unconsidered(conn, LINES)?;
        if lines.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        events::mark_considered(conn, &ids, now)?;
    }
}
