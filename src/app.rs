//! The one [`App`]: made once at the start and passed on, never global.

use std::sync::Arc;

use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::db::Db;
use crate::pulse::Pulse;

/// What every door needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// When each job of this process ran last.
    pub pulse: Arc<Pulse>,
}

impl App {
    /// A desk with these settings, on this database, by this clock.
    pub fn new(config: Config, db: Db, clock: Clock) -> Self {
        Self { config: Arc::new(config), db, clock, pulse: Arc::default() }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
