//! What the command line can do.

mod admin;
mod audit;
mod cli;
mod doctor;
mod migrate;
mod run;
mod search;
mod serve;
mod start;
mod work;

pub use cli::Cli;
pub use run::run;
