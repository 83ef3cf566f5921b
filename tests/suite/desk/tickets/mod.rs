//! The life of a ticket, by the rules and against them.

mod assignment;
mod clocks;
mod corrections;
mod due;
mod ending;
mod escalation;
mod opening;
mod sight;
mod stages;
mod story;
mod supervision;
mod talk;
mod together;
