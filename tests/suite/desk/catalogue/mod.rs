//! The catalogue and the routing table.

mod categories;
mod directory;
mod routing;
