//! The rooms of the desk, without a door in between.

mod attachments;
mod audit;
mod calendar_pages;
mod calendars;
mod catalogue;
mod demo;
mod fields;
mod ground;
mod guess;
mod house;
mod people;
mod quality;
mod search;
mod setup;
mod sla;
mod tickets;
