//! In whose name something is administered.

use super::access::{self, Denied};
use super::actor::Actor;
use crate::desk::ids::PersonId;

/// Who administers: a signed-in person, or whoever holds the machine (set-up, command line, demo office).
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A signed-in person, who has to be an administrator.
    Person(&'a Actor),
    /// The machine itself.
    Machine,
}

impl By<'_> {
    /// The person, for the history.
    pub fn id(self) -> Option<PersonId> {
        match self {
            Self::Person(actor) => Some(actor.id),
            Self::Machine => None,
        }
    }

    /// Whether they keep the promises: calendars, policies.
    ///
    /// # Errors
    /// [`Denied`] if not.
    pub fn keeps_promises(self) -> Result<(), Denied> {
        match self {
            Self::Person(actor) => access::keeps_promises(actor),
            Self::Machine => Ok(()),
        }
    }

    /// Whether they administer.
    ///
    /// # Errors
    /// [`Denied`] if not.
    pub fn administers(self) -> Result<(), Denied> {
        match self {
            Self::Person(actor) => access::administers(actor),
            Self::Machine => Ok(()),
        }
    }
}
