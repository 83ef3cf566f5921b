//! The rooms of the desk, without a door in between.

mod attachments;
mod demo;
mod house;
mod search;
mod tickets;
