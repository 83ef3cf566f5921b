//! Calendars (Kalender kerja): entering, changing and reading them, and what they answer.

mod adding;
mod asking;
mod changing;
mod creating;
mod fields;
mod proposing;
mod reading;
mod shipping;

pub use adding::add_version;
pub use asking::{Due, Span, due, worked};
pub use changing::{CalendarChange, change};
pub use creating::create;
pub use fields::{CalendarFields, VersionFields};
pub use proposing::{Proposal, proposed};
pub use reading::{VersionLine, history, list, named};
pub use shipping::ship;
