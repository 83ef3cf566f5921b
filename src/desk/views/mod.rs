//! Lists people come back to: what they ask for, under a name of their own, for themselves or for a group.

mod error;
mod query;
mod saved_view;
mod store;

pub use error::ViewError;
pub use query::normal;
pub use saved_view::{MOST, SavedView, ViewFields, change, get, groups, keep, list, remove};
