//! The one test binary: its modules mirror `src/desk`, beside them the doors, the browser and the house rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod api;
mod architecture;
mod bad_input;
mod brand;
mod browser;
mod command;
mod crash;
mod db;
mod desk;
mod family;
mod homes;
mod inbox;
mod linked;
mod live;
mod macros;
mod mail;
mod naming;
mod neighbour;
mod notified;
mod pages;
mod recording;
mod reporting;
mod sentences;
mod steps;
#[expect(dead_code, reason = "the harness can say more than the tests of today ask of it")]
mod support;
mod timed;
mod together;
mod told;
mod unsubscribed;
mod uploads;
mod views;
mod walk;
mod wording;
