//! The mail door: who hears what, what letters say, and that none is lost and none doubled.

mod crooked;
mod folder;
mod hearing;
mod heartbeat;
mod letters;
mod outages;
mod queue;
mod real_server;
pub mod room;
