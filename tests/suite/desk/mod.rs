//! The rooms of the desk, without a door in between.

mod attachments;
mod house;
mod search;
mod tickets;
