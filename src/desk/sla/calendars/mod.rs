//! Calendars (Kalender kerja): entering, changing and reading them, and what they answer.

mod adding;
mod asking;
mod changing;
mod creating;
mod fields;
mod holiday_list;
mod proposing;
mod reading;
mod shipping;

pub use adding::add_version;
pub use asking::{Due, Span, due, worked};
pub use changing::{CalendarChange, change};
pub use creating::create;
pub use fields::{CalendarFields, VersionFields};
pub use holiday_list::{BYTES_MAX as LIST_BYTES_MAX, HolidayList, holiday_list, too_large as list_too_large};
pub use proposing::{Proposal, proposed};
pub use reading::{VersionLine, history, list, makers, named};
pub use shipping::ship;
