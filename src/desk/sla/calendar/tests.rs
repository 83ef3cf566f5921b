//! The proof: cases computed by hand, and what holds for every calendar held against counting minutes.

pub(in super::super) mod calendars;
mod cases;
mod oracle;
mod properties;
