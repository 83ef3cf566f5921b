//! Agencies, support groups, people, their grants, and who may see and do what.

pub mod access;
mod actor;
mod error;
pub mod passwords;
mod secret;
pub mod sessions;
pub mod sign_in;
mod store;
pub mod tokens;

pub use actor::{Actor, Standing, load_actor};
pub use error::PeopleError;
pub use secret::SecretToken;
