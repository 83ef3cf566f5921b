//! What can stand in the way of the demo office.

use crate::db::DbError;
use crate::desk::catalogue::CatalogueError;
use crate::desk::people::PeopleError;
use crate::desk::people::passwords::HashError;
use crate::desk::sla::SlaError;
use crate::desk::tickets::TicketError;

/// Why there is no demo office. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Somebody works with this database already.
    #[error("the demo office goes into an empty database only; this one has data of its own")]
    NotEmpty,
    /// One of the data files is not as it should be.
    #[error("the data of the demo office are wrong: {0}")]
    Data(String),
    /// The password of the accounts could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// An agency or a person was refused.
    #[error("the demo office: {what}: {source}")]
    People {
        /// Which.
        what: String,
        /// Why.
        source: PeopleError,
    },
    /// The catalogue was refused.
    #[error("the demo office: {0}")]
    Catalogue(#[from] CatalogueError),
    /// What is promised was refused.
    #[error("the demo office: {0}")]
    Sla(#[from] SlaError),
    /// An act in the history of a ticket was refused.
    #[error("the demo office: ticket {ticket}, act {act}: {source}")]
    Ticket {
        /// The number of the ticket in the data.
        ticket: usize,
        /// Which of its acts, from 1; 0 is the opening.
        act: usize,
        /// Why.
        source: TicketError,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbError),
}
