//! The REST interface: one file a noun, each route an extraction, one call of the desk, and JSON.
//!
//! Every route stands in one table, `routes.rs`, which both serves and describes it.

mod absences;
mod acts;
mod administration;
mod agencies;
mod answers;
mod asks;
mod assignment;
mod attachments;
mod body;
mod calendar_shape;
mod calendars;
mod catalogue;
mod clocks;
mod closing;
mod comments;
mod escalations;
mod events;
mod forecast_shape;
mod grants;
mod groups;
mod legal_notices;
mod links;
mod live;
mod macro_use;
mod macros;
mod me;
mod naming;
mod openapi;
mod people;
mod policies;
mod policy_shape;
mod question;
mod reading_room;
mod references;
mod resolution;
mod routes;
mod routing;
mod search;
mod sessions;
mod ticket_parts;
mod ticket_shape;
mod tickets;
mod together;
mod tokens;
mod upload;
mod views;
mod waiting;
mod watchers;
mod whole_ticket;
mod wish;

pub use openapi::document;
pub use routes::configure;
