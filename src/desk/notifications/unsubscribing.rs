//! The end of somebody's digests by the link they carry, without an account: for that person alone. What cannot be opened,
//! whatever the reason, is not found.

use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::PersonId;
use crate::desk::people::{Actor, load_actor, quiet};
use crate::desk::tickets::{PassKey, Purpose, TicketError};
use crate::desk::words::StaffMail;

/// Whose link it is, and how they get their letters now.
#[derive(Clone, Debug)]
pub struct Subscribed {
    /// Who.
    pub reader: Actor,
    /// When they get mail as staff.
    pub staff_mail: StaffMail,
}

/// Shows what a link would end.
///
/// # Errors
/// Not found: a link that is none.
pub fn subscribed(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    now: Timestamp,
) -> Result<Subscribed, TicketError> {
    let person = person(key, token)?;
    let reader = load_actor(conn, person, now)?.ok_or(TicketError::NotFound)?;
    let staff_mail = quiet::staff_mail(conn, person)?.ok_or(TicketError::NotFound)?;
    Ok(Subscribed { reader, staff_mail })
}

/// Ends the letters about somebody's work, but for warnings: done once, however often it is sent.
///
/// # Errors
/// As [`subscribed`].
pub fn unsubscribe(
    conn: &mut DbConn,
    key: &PassKey,
    token: &str,
    now: Timestamp,
) -> Result<Subscribed, TicketError> {
    quiet::quieten(conn, person(key, token)?, now)?;
    subscribed(conn, key, token, now)
}

fn person(key: &PassKey, token: &str) -> Result<PersonId, TicketError> {
    key.person_of(token, Purpose::Digest).ok_or(TicketError::NotFound)
}
