//! Tickets that belong together: merged, split, parts of one another, alike.

mod alike;
mod beside;
mod browser;
mod facts;
mod merging;
mod parts;
mod splitting;
