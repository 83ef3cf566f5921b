//! Clocks (`rules.md` §4): working time, what is promised, how long it took, and why.
//!
//! A due date is a pure function of facts, policy version and calendar version: [`calendar`] knows working time, [`timer`]
//! runs one clock over it, `policy` says which clocks a ticket has, `compute` brings them together, `settle` keeps the rows.

pub mod calendar;
pub mod calendars;
mod compute;
mod error;
mod facts;
#[cfg(test)]
mod lives;
mod offices;
pub mod policies;
mod policy;
mod rules;
mod settle;
mod ship;
mod standing;
pub mod store;
pub mod timer;
mod words;

pub use compute::{Passed, calendar_of, course_of, passed, recompute, under_its_own_versions};
pub use error::SlaError;
pub use facts::{Facts, Notice, Solution, StayFact, WaitFact};
pub use offices::{change_agency, change_category, change_group};
pub use policy::{Policy, PolicyTarget, PolicyVersion, Selector, Subject, Threshold};
pub use rules::{CalendarEntry, Places, Rules, rules, touched};
pub use settle::{Moved, Settled, begin, moved, promise, settle};
pub use ship::ship;
pub use standing::{Bar, Standing, astray, bar, explained, standing};
pub use store::{Clock, foremost};
pub use words::{ClockName, ClockState, PauseRule, Phase, Tell, Unit};
