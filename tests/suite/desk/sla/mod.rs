//! Clocks: working time, what is promised, how long it took.

mod forecast;
mod legal_notices;
mod policies;
mod policy_pages;
