//! Jenjang, the tiered service desk for Indonesian local governments.
//!
//! The map, top floor first; an arrow never runs up (see `tests/suite/architecture`).

pub mod app;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod desk;
pub mod http;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod pulse;
pub mod server;
pub mod templates;
pub mod text;
