//! The rooms of the desk, without a door in between.

mod house;
mod search;
