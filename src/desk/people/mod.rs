//! Agencies, support groups, people, their grants, and who may see and do what.

pub mod access;
mod actor;
mod store;

pub use actor::{Actor, Standing, load_actor};
