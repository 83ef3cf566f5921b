//! The REST interface: what it promises in `api.md` and in its own description.

mod absences;
mod administration;
mod attachments;
mod calendars;
mod clocks;
mod description;
mod operations;
mod oracle;
mod reading;
mod schema;
mod words;
mod writing;
