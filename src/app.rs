//! The one [`App`]: made once at the start and passed on, never global.

use std::sync::Arc;

use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::db::Db;
use crate::pulse::Pulse;
use crate::templates::{TemplateError, Templates};

/// What every door needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The pages' and letters' words and shapes.
    pub templates: Arc<Templates>,
    /// When each job of this process ran last.
    pub pulse: Arc<Pulse>,
}

impl App {
    /// A desk with these settings, on this database, by this clock.
    ///
    /// # Errors
    /// The first template or locale file that is wrong.
    pub fn new(config: Config, db: Db, clock: Clock) -> Result<Self, TemplateError> {
        let templates = Arc::new(Templates::new()?);
        Ok(Self { config: Arc::new(config), db, clock, templates, pulse: Arc::default() })
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
