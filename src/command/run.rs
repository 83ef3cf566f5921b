//! From the command line to the command.

use super::cli::{Cli, Command};
use super::{admin, audit, doctor, mail, migrate, search, serve, work};

/// Does what the command line says.
///
/// # Errors
/// One clear line about what was refused or failed.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    let Cli { place, command } = cli;
    match command {
        Command::Serve(wish) => serve::serve(&place, &wish),
        Command::Work => work::work(&place),
        Command::Migrate => migrate::migrate(&place),
        Command::Doctor(wish) => doctor::doctor(&place, wish),
        Command::Admin(wish) => admin::admin(&place, wish),
        Command::Mail(wish) => mail::mail(&place, wish),
        Command::Audit(wish) => audit::audit(&place, &wish),
        Command::Search(wish) => search::search(&place, &wish),
    }
}
