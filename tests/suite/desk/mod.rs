//! The rooms of the desk, without a door in between.

mod attachments;
mod audit;
mod demo;
mod house;
mod search;
mod tickets;
