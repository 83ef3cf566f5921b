//! The mail door: who hears what, what letters say, and that none is lost and none doubled.

mod both_ways;
pub mod corpus;
mod crooked;
mod digest;
mod failing_mailbox;
mod folder;
mod harm;
mod hearing;
mod heartbeat;
mod letters;
mod outages;
mod queue;
mod reading;
mod real_server;
mod relay;
pub mod room;
mod signs;
