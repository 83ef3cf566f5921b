//! `jenjang work`: the jobs only.

use super::cli::Place;
use super::start;
use crate::config::Overrides;
use crate::server;

/// Runs the jobs until asked to stop.
pub(super) fn work(place: &Place) -> anyhow::Result<()> {
    let config = start::config(place, Overrides::default())?;
    start::logs(&config)?;
    let app = start::app(config)?;
    start::ship(&app)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(server::work(app))
}
