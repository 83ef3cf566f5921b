//! Agencies, support groups, people, their grants, and who may see and do what.

pub mod absences;
pub mod access;
mod actor;
pub mod agencies;
mod agency;
pub mod bounces;
mod by;
pub mod columns;
pub mod coverage;
mod error;
mod folding;
mod grant;
pub mod grants;
pub mod groups;
mod moving;
pub mod passwords;
mod person;
pub mod persons;
pub mod quiet;
mod secret;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod state;
mod store;
pub mod tokens;
mod unseen;

pub use actor::{Actor, Standing, load_actor};
pub use by::By;
pub use error::PeopleError;
pub use folding::folded;
pub use secret::SecretToken;
pub(in crate::desk) use secret::is_token;
pub(in crate::desk) use unseen::unseen;
