//! A desk of one's own: the real server in this process, on a database of its own, with a clock moved by hand.

use std::sync::{Arc, OnceLock};

use actix_web::dev::ServerHandle;
use chrono::TimeDelta;
use jenjang::app::App;
use jenjang::clock::{Clock, Timestamp};
use jenjang::config::{Config, MailTo, Overrides};
use jenjang::db::DbError;
use jenjang::desk::events;
use jenjang::desk::people::passwords;
use jenjang::desk::sla::{self, SlaError};
use jenjang::mail::{self, Postman, Stop};
use jenjang::server;

use super::api::Api;
use super::both::Fresh;
use super::database::{Database, TestDatabase};
use super::letters::Letter;
use super::office;
use super::person::Person;

/// Monday 23 November 2026, 08.15 in WITA: the office has been open for three quarters of an hour.
pub const MONDAY_MORNING: &str = "2026-11-23T00:15:00Z";

/// Memory of a password hash in tests, in KiB: the least there is.
const CHEAP: u32 = 64;

/// A desk with the office of `support/office.rs`.
pub struct TestDesk {
    /// What the doors stand on.
    pub app: App,
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub base: String,
    server: ServerHandle,
    /// Carries the letters; into memory, unless the settings say otherwise.
    pub postman: Arc<Postman>,
    /// Dropped last: the database goes when nobody uses it any more.
    pub database: TestDatabase,
}

impl TestDesk {
    /// Opens one, with settings besides the usual ones.
    pub async fn open(database: Database, settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::new(database);
        furnish(&database);
        let mut config = config(&database, settings);
        let listener = server::bind(&mut config).unwrap();
        let app = App::new(config, database.open(), Clock::fixed(monday_morning())).unwrap();
        let postman = Arc::new(Postman::open(&app.config).unwrap());
        let (base, server) = server::doors(&app, listener).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { app, base, server: handle, postman, database }
    }

    /// The present instant of this desk.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Lets time go by.
    pub fn passes(&self, time: TimeDelta) {
        self.app.clock.advance(time);
    }

    /// Somebody of the office, signed in over the REST interface.
    pub async fn person(&self, email: &str) -> Person {
        Person::signed_in(&self.base, email).await
    }

    /// A caller nobody knows.
    pub fn api(&self) -> Api {
        Api::anonymous(&self.base)
    }

    /// Makes letters of what happened, sends what is owed, and gives all letters that ever left.
    pub async fn mails(&self) -> Vec<Letter> {
        let (app, postman) = (self.app.clone(), self.postman.clone());
        tokio::task::spawn_blocking(move || {
            mail::consider(&app, &Stop::default()).unwrap();
            mail::gather(&app, &Stop::default()).unwrap();
            mail::deliver(&app, &postman, &Stop::default()).unwrap();
        })
        .await
        .unwrap();
        match &*self.postman {
            Postman::Memory(memory) => memory.letters().iter().map(Letter::read).collect(),
            _ => Vec::new(),
        }
    }

    /// The letters somebody got, oldest first.
    pub async fn letters_to(&self, email: &str) -> Vec<Letter> {
        self.mails().await.into_iter().filter(|letter| letter.to == email).collect()
    }
}

impl Fresh for TestDesk {
    async fn fresh(database: Database) -> Self {
        Self::open(database, &[]).await
    }
}

impl Drop for TestDesk {
    /// Whatever happened must have been considered for mail: an event that nobody looks at is a letter that is never sent.
    fn drop(&mut self) {
        // The wish is sent at once; nobody waits for its fulfilment.
        drop(self.server.stop(false));
        if std::thread::panicking() {
            return;
        }
        let app = self.app.clone();
        // The database waits on a thread of its own: this one may drive the test's own tasks.
        let left = std::thread::spawn(move || {
            mail::consider(&app, &Stop::default()).map_err(|error| error.to_string()).and_then(|_| {
                app.db
                    .read_blocking(|conn| events::peek_unconsidered(conn, 10))
                    .map_err(|error: DbError| error.to_string())
            })
        });
        let left = left
            .join()
            .expect("considering the events panicked")
            .expect("the events could not be considered");
        assert!(left.is_empty(), "nobody considered for mail: {left:#?}");
    }
}

/// Puts the office of `support/office.rs` into an empty database.
pub fn furnish(database: &TestDatabase) {
    let hash = password_hash();
    let db = database.open();
    // The database waits on a thread of its own: this one may drive the test's own tasks.
    let job = move || {
        db.write_blocking(move |conn| {
            office::open(conn, hash, monday_morning())?;
            sla::ship(conn, monday_morning())
        })
    };
    let outcome: Result<(), SlaError> = std::thread::spawn(job).join().unwrap();
    outcome.unwrap_or_else(|error| panic!("the office could not be set up: {error}"));
}

/// The instant every desk of a test begins at.
pub fn monday_morning() -> Timestamp {
    MONDAY_MORNING.parse().unwrap()
}

/// Everybody has the same password, so it is hashed once.
fn password_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash(office::PASSWORD, CHEAP).unwrap())
}

fn config(database: &TestDatabase, settings: &[(&str, &str)]) -> Config {
    let overrides = Overrides {
        listen: Some("127.0.0.1:0".to_owned()),
        data: Some(database.folder.path().to_owned()),
        database_url: Some(database.url.clone()),
        ..Overrides::default()
    };
    let look_up = |name: &str| {
        let found =
            settings.iter().find(|(setting, _)| *setting == name).map(|(_, value)| (*value).to_owned());
        found.or_else(|| match name {
            "JENJANG_SECRET" => Some("0123456789abcdef0123456789abcdef".to_owned()),
            "JENJANG_PASSWORD_MEMORY_KIB" => Some(CHEAP.to_string()),
            "JENJANG_WORKERS" => Some("1".to_owned()),
            _ => None,
        })
    };
    let mut config = Config::read(overrides, look_up).unwrap();
    if settings.iter().all(|(name, _)| *name != "JENJANG_SMTP_URL") {
        config.mail = MailTo::Memory;
    }
    config
}
