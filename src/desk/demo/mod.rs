//! The demo office: a regency like Parigi Moutong, labelled *contoh*, with fictional people and tickets in every state.

mod calendar;
mod data;
mod deeds;
mod error;
mod fill;
mod office;
mod stories;
mod weekdays;

pub use data::{Account, accounts};
pub use error::DemoError;
pub use fill::{DemoReport, PASSWORD, fill, is_demo};
