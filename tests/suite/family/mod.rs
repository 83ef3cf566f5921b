//! Tickets that belong together: merged, split, parts of one another, alike.

mod alike;
mod browser;
mod merging;
mod parts;
mod splitting;
