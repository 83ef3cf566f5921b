//! Policies (Standar layanan): entering, changing and reading them, and which of them speaks for a ticket.

mod adding;
mod creating;
mod fields;
mod matching;
mod naming;
mod proposing;
mod reading;
mod renaming;
mod shipping;
mod ties;

pub use adding::{add_version, retire};
pub use creating::create;
pub use fields::{AMOUNTS, PolicyFields, Retirement, THRESHOLDS_MAX, VersionFields, offered, tells, units};
pub use matching::{Asked, Fitting, Matched, asked, matching, subject};
pub use naming::Named;
pub use proposing::{Proposal, proposed};
pub use reading::{list, named};
pub use renaming::rename;
pub use shipping::ship;
