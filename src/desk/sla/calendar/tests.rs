//! The proof: cases computed by hand, and what holds for every calendar held against counting minutes.

mod calendars;
mod cases;
mod oracle;
mod properties;
