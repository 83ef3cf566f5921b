//! What every command starts from: settings, logs, database.

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use super::cli::Place;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, LogFormat, Overrides};
use crate::db::{Db, DbError};
use crate::desk::{search, sla};

/// The settings: command line, then environment, then the file of settings.
pub(super) fn config(place: &Place, more: Overrides) -> anyhow::Result<Config> {
    let mut kept = std::collections::HashMap::new();
    if let Some(path) = &place.env_file {
        let lines =
            dotenvy::from_path_iter(path).with_context(|| format!("{} cannot be read", path.display()))?;
        for line in lines {
            let (name, value) =
                line.with_context(|| format!("{}: a line is not NAME=VALUE", path.display()))?;
            kept.insert(name, value);
        }
    }
    let overrides = Overrides { data: place.data.clone(), database_url: place.database_url.clone(), ..more };
    let look_up = |name: &str| std::env::var(name).ok().or_else(|| kept.get(name).cloned());
    Ok(Config::read(overrides, look_up)?)
}

/// The App of a command: migrated, by the machine's clock.
pub(super) fn app(config: Config) -> anyhow::Result<App> {
    let db = Db::open(&config.database, config.connections)?;
    Ok(App::new(config, db, Clock::System)?)
}

/// Writes into the database what every desk begins with, unless it is there.
pub(super) fn ship(app: &App) -> anyhow::Result<()> {
    let now = app.now();
    app.db.write_blocking(move |conn| sla::ship(conn, now))?;
    if !app.db.write_blocking::<_, DbError, _>(move |conn| search::begin(conn, now))? {
        tracing::warn!("tickets were read otherwise than queries are now: run jenjang search rebuild");
    }
    Ok(())
}

/// Log lines go to stderr; stdout is for what a command answers.
pub(super) fn logs(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log)
        .context("JENJANG_LOG: expected a filter like info or jenjang=debug")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let begun = match config.log_format {
        LogFormat::Pretty => lines.with_target(false).compact().try_init(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init()
        }
    };
    begun.map_err(|error| anyhow::anyhow!("the log could not be opened: {error}"))
}
