//! `jenjang migrate`.

use super::cli::Place;
use super::start;
use crate::config::Overrides;
use crate::db::Db;

/// Brings the database up to date and says what was done.
pub(super) fn migrate(place: &Place) -> anyhow::Result<()> {
    let config = start::config(place, Overrides::default())?;
    let done = Db::migrate(&config.database)?;
    match done.len() {
        0 => println!("the database is up to date"),
        _ => done.iter().for_each(|name| println!("ran {name}")),
    }
    Ok(())
}
