//! Where messages come from: a mailbox, and whose it is.

use super::error::InboxError;
use super::store;
use crate::clock::Timestamp;
use crate::db::DbConn;
use crate::desk::ids::{AgencyId, GroupId};
use crate::desk::people::{agencies, groups};
use crate::words;

/// Characters of the name of a mailbox at most.
const NAME_MAX: usize = 100;

words! {
    /// What kind of office a mailbox belongs to.
    BoundTo {
        /// The Dinas: anybody's messages.
        Dinas = "dinas",
        /// An agency: its own people's.
        Agency = "agency",
        /// A group of Tier 2: anybody's, and what it gets is likely its own matter.
        Group = "group",
    }
}

/// Whose a mailbox is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The Dinas'.
    Dinas,
    /// An agency's: it takes new tickets of its people only.
    Agency(AgencyId),
    /// A group's.
    Group(GroupId),
}

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name it is known by here.
    pub name: String,
    /// Whose it is.
    pub bound: Bound,
    /// The address people write to, in small letters, if it is known.
    pub address: Option<String>,
}

/// Makes a mailbox known, or changes whose it is. Nothing is written where nothing changes.
///
/// # Errors
/// [`InboxError::Name`] if the name is none.
pub fn bind(conn: &mut DbConn, mailbox: &Mailbox, now: Timestamp) -> Result<(), InboxError> {
    let plain = |letter: char| letter.is_alphanumeric() || "-_.@+ /".contains(letter);
    let name = mailbox.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || !name.chars().all(plain) {
        return Err(InboxError::Name);
    }
    let mailbox = Mailbox {
        name: name.to_owned(),
        address: mailbox.address.as_deref().map(|address| address.trim().to_lowercase()),
        ..mailbox.clone()
    };
    match store::mailbox(conn, name)? {
        Some(known) if known == mailbox => Ok(()),
        Some(_) => Ok(store::change_mailbox(conn, &mailbox, now)?),
        None => Ok(store::add_mailbox(conn, &mailbox, now)?),
    }
}

/// The mailbox of this name.
///
/// # Errors
/// When it cannot be read.
pub fn mailbox(conn: &mut DbConn, name: &str) -> Result<Option<Mailbox>, InboxError> {
    Ok(store::mailbox(conn, name.trim())?)
}

/// Every mailbox there is.
///
/// # Errors
/// When they cannot be read.
pub fn mailboxes(conn: &mut DbConn) -> Result<Vec<Mailbox>, InboxError> {
    Ok(store::mailboxes(conn)?)
}

/// Whose a mailbox shall be, as a person says it: `dinas`, `agency:CODE` or `group:CODE`.
///
/// # Errors
/// [`InboxError::Office`] if there is no such office.
pub fn bound_as(conn: &mut DbConn, said: &str) -> Result<Bound, InboxError> {
    let unknown = || InboxError::Office(said.to_owned());
    match said.split_once(':') {
        None if said == BoundTo::Dinas.as_str() => Ok(Bound::Dinas),
        Some(("agency", code)) => {
            agencies::named(conn, code).map(|agency| Bound::Agency(agency.id)).map_err(|_| unknown())
        }
        Some(("group", code)) => {
            groups::named(conn, code).map(|group| Bound::Group(group.id)).map_err(|_| unknown())
        }
        _ => Err(unknown()),
    }
}
