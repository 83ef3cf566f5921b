//! The one [`App`]: made once at the start and passed on, never global.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::db::Db;
use crate::desk::attachments::{self, Vault};
use crate::desk::brand::Brand;
use crate::desk::tickets::PassKey;
use crate::live::Live;
use crate::pulse::Pulse;
use crate::templates::{Dress, Piece, TemplateError, Templates};

/// Passwords that are hashed at once, at most: each takes 19 MiB for as long as it lasts.
const HASHING: usize = 2;

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
    /// The attached files.
    pub vault: Vault,
    /// The messages that came in, as they came.
    pub post: Vault,
    /// When each job of this process ran last.
    pub pulse: Arc<Pulse>,
    /// Those who see at once what changes in this process.
    pub live: Arc<Live>,
    /// Turns at comparing and hashing passwords: each takes a core and its memory.
    pub hashing: Arc<Semaphore>,
}

impl App {
    /// A desk with these settings, on this database, by this clock.
    ///
    /// # Errors
    /// The first template or locale file that is wrong.
    pub fn new(config: Config, db: Db, clock: Clock) -> Result<Self, TemplateError> {
        let templates = Arc::new(Templates::new()?);
        let (vault, post) = (Vault::at(config.attachments()), Vault::at(config.messages()));
        let hashing = Arc::new(Semaphore::new(config.workers.clamp(1, HASHING)));
        let (config, pulse, live) = (Arc::new(config), Arc::default(), Arc::default());
        Ok(Self { config, db, clock, templates, vault, post, pulse, live, hashing })
    }

    /// Shows the look an office gave its desk, from now on.
    pub fn wear(&self, brand: &Brand) {
        let style = brand.style().map(|sheet| Piece::new("text/css; charset=utf-8", sheet.into_bytes()));
        let logo = brand.logo.as_ref().map(|logo| Piece::new(logo.kind.clone(), logo.bytes()));
        let office = [brand.office.clone(), brand.office_en.clone()];
        let greeting = [brand.greeting.clone(), brand.greeting_en.clone()];
        self.templates.wear(Dress { office, greeting, style, logo });
    }

    /// How much may be attached.
    pub fn attachment_limits(&self) -> attachments::Limits {
        let limits = self.config.limits;
        attachments::Limits {
            file_bytes: limits.attachment_bytes,
            files_per_ticket: limits.attachments_per_ticket,
            bytes_per_day: limits.attachment_bytes_per_day,
        }
    }

    /// What seals the links in letters.
    pub fn passes(&self) -> PassKey {
        PassKey::of(self.config.secret.reveal())
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
