//! What can stand in the way of an act on a ticket.

use super::status::Move;
use crate::db::DbError;
use crate::desk::catalogue::RouteError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::access::Denied;

/// Why an act on a ticket was refused. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// No such ticket, or none this person may see: the two are not told apart.
    #[error("there is no such ticket")]
    NotFound,
    /// The person may see it, but the act is not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The ticket's state does not allow it.
    #[error("a ticket in this state does not allow {wanted}")]
    NotOpen {
        /// What was wanted.
        wanted: Move,
        /// What the person may do instead.
        open: Vec<Move>,
    },
    /// A duty was noted as met before: it is noted once.
    #[error("this duty to report was noted as met already")]
    NotedAlready {
        /// What the person may do instead.
        open: Vec<Move>,
    },
    /// Too early or too late to rate it.
    #[error("a ticket is rated in the days after it was closed")]
    NotRatable {
        /// What the person may do instead.
        open: Vec<Move>,
    },
    /// Somebody was faster.
    #[error("the ticket was changed meanwhile; it is now version {current}")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// Something in the input is wrong.
    #[error(transparent)]
    Invalid(#[from] FieldErrors),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl TicketError {
    /// Whether somebody else acted on the ticket meanwhile, so that it is to be looked at anew.
    pub fn is_overtaken(&self) -> bool {
        matches!(self, Self::Stale { .. } | Self::NotOpen { .. })
    }
}

impl From<RouteError> for TicketError {
    fn from(error: RouteError) -> Self {
        match error {
            RouteError::NoRoute => Self::Invalid(FieldErrors::one("category", "no_route")),
            RouteError::Database(error) => Self::Db(error),
        }
    }
}
