//! The rooms of the desk, without a door in between.

mod attachments;
mod audit;
mod demo;
mod catalogue;
mod ground;
mod house;
mod people;
mod search;
mod setup;
mod tickets;
