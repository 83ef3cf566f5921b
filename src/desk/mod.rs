//! The house: the service desk itself, as plain synchronous Rust on a database connection.

pub mod answers;
pub mod attachments;
pub mod brand;
pub mod catalogue;
pub mod columns;
pub mod demo;
mod difference;
pub mod events;
pub mod fields;
pub mod ids;
pub mod inbox;
pub mod intake;
pub mod letters;
pub mod macros;
pub mod notifications;
pub mod page;
pub mod people;
pub mod search;
pub mod setup;
pub mod sla;
pub mod tickets;
pub mod views;
pub mod wording;
pub mod words;
