//! Every SQL sentence on the catalogue, one file a table.

pub(super) mod categories;
pub(super) mod routes;
