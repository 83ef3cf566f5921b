//! Calendars (Kalender kerja): the list, one with its year and its history, and the forms for them.

mod changes;
mod draft;
mod drawing;
mod entering;
mod inputs;
mod list;
mod one;
mod wording;
mod year;

pub use entering::{add_version, create, new, new_version};
pub use list::index;
pub use one::{change, show};
