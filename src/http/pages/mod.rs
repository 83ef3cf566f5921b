//! The pages: one file a noun; extract, one call to the desk, render or go on.

mod absences;
mod admin;
mod assets;
mod by_link;
mod came;
mod few;
mod frame;
mod gauge;
mod guess;
mod home;
mod icon;
mod installed;
mod leave;
mod macros;
mod notice;
mod notifications;
mod present;
mod profile;
mod refusals;
mod routes;
mod rows;
mod search;
mod sessions;
mod setup;
mod supervision;
mod tickets;
mod unreached;
mod uploads;
mod views;
mod visit;
mod vocabulary;

pub use refusals::nowhere;
pub use routes::routes;
