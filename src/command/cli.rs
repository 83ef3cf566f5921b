//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The tiered service desk for Indonesian local governments.
#[derive(Debug, Parser)]
#[command(name = "jenjang", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Where the data is: taken by every command, before or after its name.
#[derive(Debug, Clone, Args)]
pub(super) struct Place {
    /// The folder of all data [default: ./data, or JENJANG_DATA]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// The database: sqlite:PATH or postgres://USER@HOST/NAME [default: SQLite in the data folder, or DATABASE_URL]
    #[arg(long, global = true, value_name = "URL")]
    pub(super) database_url: Option<String>,
    /// A file of settings, NAME=VALUE a line; the environment goes before it
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) env_file: Option<PathBuf>,
}

/// How closely `doctor` looks.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Doctor {
    /// Leave out what reads every ticket: for a look every half minute
    #[arg(long)]
    pub(super) quick: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Brings the database up to date, serves pages and API, and runs the jobs
    Serve(Serve),
    /// Runs the jobs only: more workers beside `serve` on one Postgres
    Work,
    /// Brings the database up to date
    Migrate,
    /// Checks settings, database, mail server and clock, and says what is wrong
    Doctor(Doctor),
    /// First accounts, API tokens, lost passwords
    #[command(subcommand)]
    Admin(Admin),
    /// Messages that come in
    #[command(subcommand)]
    Mail(Mail),
    /// The tamper-evident history
    #[command(subcommand)]
    Audit(Audit),
    /// What tickets are found by
    #[command(subcommand)]
    Search(Search),
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080, or JENJANG_LISTEN]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) listen: Option<String>,
    /// Fills an empty database with the demo office and prints its accounts
    #[arg(long)]
    pub(super) demo: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Makes an account and prints its password once
    CreateUser {
        /// The e-mail address
        email: String,
        /// The name as it is shown
        #[arg(long)]
        name: String,
        /// The agency, by code
        #[arg(long)]
        agency: String,
        /// NIP, 18 digits
        #[arg(long)]
        nip: Option<String>,
        /// A role: tier1_technician, agency_head, tier2_engineer, supervisor, ict_head, coordination_team, auditor, admin
        #[arg(long)]
        role: Option<String>,
        /// The Tier 2 group of a tier2_engineer, by code
        #[arg(long)]
        group: Option<String>,
    },
    /// Makes an API token for an account and prints it once
    Token {
        /// The e-mail address
        email: String,
        /// What it is for
        #[arg(long, default_value = "command line")]
        name: String,
        /// Reads only
        #[arg(long)]
        read_only: bool,
        /// Days it lasts
        #[arg(long, default_value_t = 90)]
        days: u16,
    },
    /// Sets a new password for an account and prints it once
    ResetPassword {
        /// The e-mail address
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Mail {
    /// Takes one message from standard input, as a mail server's pipe gives it; exit 0 taken, 75 to be offered again, 65 no message
    Receive(Receive),
}

#[derive(Clone, Debug, Args)]
pub(super) struct Receive {
    /// The mailbox it came to, by any name
    #[arg(long, value_name = "NAME")]
    pub(super) mailbox: String,
    /// Whose mailbox that is: dinas, agency:CODE or group:CODE [default: as said before, at first dinas]
    #[arg(long = "for", value_name = "OFFICE")]
    pub(super) bound: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Search {
    /// Makes the search anew from the tickets, while the desk goes on
    Rebuild,
}

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Checks every chain and checkpoint; names the first row that is not whole
    Verify,
    /// Prints the checkpoints, one JSON line each, to be kept elsewhere
    Checkpoints,
}
