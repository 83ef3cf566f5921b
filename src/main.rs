//! The command line. No logic here: each command is a page of `command/`.

use std::process::ExitCode;

use clap::Parser;
use jenjang::command::{self, Cli};

fn main() -> ExitCode {
    match command::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("jenjang: {refusal:#}");
            ExitCode::FAILURE
        }
    }
}
