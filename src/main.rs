//! The command line. No logic here: each command is a page of `command/`.

use std::process::ExitCode;

use clap::Parser;
use jenjang::command::{self, Cli};
use mimalloc::MiMalloc;

/// What gives memory back: the system's own allocator keeps, for each thread, the most it ever needed.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match command::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("jenjang: {refusal:#}");
            command::exit_code(&refusal)
        }
    }
}
