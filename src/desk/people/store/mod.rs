//! Every SQL sentence on people, one file a table.

pub(super) mod actors;
pub(super) mod failures;
pub(super) mod sessions;
pub(super) mod tokens;
