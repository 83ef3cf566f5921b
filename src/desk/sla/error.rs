//! Why something about clocks is refused.

use super::calendar::CalendarError;
use crate::db::DbError;
use crate::desk::fields::FieldErrors;
use crate::desk::people::access::Denied;

/// Why something about calendars, policies or clocks is refused.
#[derive(Debug, thiserror::Error)]
pub enum SlaError {
    /// There is no such thing, or none one may see.
    #[error("not found")]
    NotFound,
    /// Not for this person.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Something in the input is wrong.
    #[error("{0}")]
    Invalid(#[from] FieldErrors),
    /// Somebody was faster.
    #[error("stale version, it is {current} now")]
    Stale {
        /// The version it is in now.
        current: i64,
    },
    /// A calendar that cannot answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
