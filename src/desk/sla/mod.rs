//! Clocks (`rules.md` §4): working time, what is promised, how long it took, and why.

pub mod calendar;
