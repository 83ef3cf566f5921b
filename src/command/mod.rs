//! What the command line can do.

mod admin;
mod audit;
mod cli;
mod doctor;
mod exit;
mod mail;
mod migrate;
mod run;
mod search;
mod serve;
mod start;
mod work;

pub use cli::Cli;
pub use exit::exit_code;
pub use run::run;
