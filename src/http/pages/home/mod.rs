//! The home of each person: what concerns them now, by what they do for the desk.

mod burden;
mod show;
mod totals;

pub use show::show;
