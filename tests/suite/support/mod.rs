//! The harness: a desk of one's own for every test, and people who use it.

pub mod answer;
pub mod api;
pub mod both;
pub mod chromium;
pub mod database;
pub mod desk;
pub mod driver;
pub mod ear;
pub mod forms;
pub mod letters;
pub mod mailboxes;
pub mod office;
pub mod openapi;
/// Counting minutes: what the compiled calendars are held against, here and beside them.
#[path = "../../../src/desk/sla/calendar/tests/oracle.rs"]
pub mod oracle;
pub mod pages;
pub mod person;
pub mod process;
pub mod sources;
pub mod stream;
pub mod weak_line;
