//! A database of one's own for every test: a file on SQLite, a copy of a migrated template on Postgres.

use std::env;
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use jenjang::db::{DatabaseUrl, Db, DbConn};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::sources::Source;

/// Which of the two databases a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// A file in a folder of the test's own.
    Sqlite,
    /// A database of the test's own in the cluster that the test command started.
    Postgres,
}

/// An empty, migrated database that goes when this value goes.
pub struct TestDatabase {
    /// What a process would be told as `DATABASE_URL`.
    pub url: String,
    /// A folder of the test's own (attachments, letters, the SQLite file).
    pub folder: TempDir,
    name: Option<String>,
}

impl TestDatabase {
    /// Makes one.
    pub fn new(database: Database) -> Self {
        let folder = tempfile::Builder::new().prefix("jenjang-test-").tempdir().unwrap();
        match database {
            Database::Sqlite => {
                let url = format!("sqlite:{}", folder.path().join("jenjang.db").display());
                Self { url, folder, name: None }
            }
            Database::Postgres => {
                let name = copy_of_the_template();
                Self { url: url_of(&name), folder, name: Some(name) }
            }
        }
    }

    /// The same, as the program's own type.
    pub fn parsed(&self) -> DatabaseUrl {
        self.url.parse().unwrap()
    }

    /// Whether several processes may share it.
    pub fn is_postgres(&self) -> bool {
        matches!(self.parsed(), DatabaseUrl::Postgres(_))
    }

    /// Opens it as a process would.
    pub fn open(&self) -> Db {
        Db::open(&self.parsed(), 4).unwrap()
    }

    /// A bare connection beside the program's own.
    pub fn connect(&self) -> DbConn {
        match self.parsed() {
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path).unwrap();
                conn.batch_execute("PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON").unwrap();
                DbConn::Sqlite(conn)
            }
            DatabaseUrl::Postgres(url) => DbConn::Postgres(PgConnection::establish(&url).unwrap()),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = &self.name
            && let Ok(mut conn) = PgConnection::establish(&cluster())
        {
            // What stays is gone with the cluster; a test does not fail for it.
            if let Err(error) =
                conn.batch_execute(&format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"))
            {
                eprintln!("{name} stays: {error}");
            }
        }
    }
}

/// The cluster the test command started. Without one nothing is skipped: the suite runs on both databases.
pub fn cluster() -> String {
    env::var("JENJANG_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!(
            "JENJANG_TEST_POSTGRES is not set: the suite runs on both databases. Start it with tests/run.sh"
        )
    })
}

/// The URL of another database in the cluster.
fn url_of(name: &str) -> String {
    let cluster = cluster();
    let (server, _) = cluster.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

fn copy_of_the_template() -> String {
    let template = template();
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    PgConnection::establish(&cluster())
        .unwrap()
        .batch_execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\""))
        .unwrap();
    name
}

/// The database all others are copied from: made by whoever comes first, of whatever process.
fn template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", fingerprint());
        let mut conn = PgConnection::establish(&cluster()).unwrap();
        conn.batch_execute("SELECT pg_advisory_lock(20261122)").unwrap();
        if !exists(&mut conn, &name) {
            let draft = format!("{name}_draft");
            conn.batch_execute(&format!("DROP DATABASE IF EXISTS \"{draft}\" WITH (FORCE)")).unwrap();
            conn.batch_execute(&format!("CREATE DATABASE \"{draft}\"")).unwrap();
            drop(Db::open(&url_of(&draft).parse().unwrap(), 1).unwrap());
            // The pool closes its connections on threads of its own: nobody may be left when it gets its name.
            conn.batch_execute(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{draft}'"
            ))
            .unwrap();
            rename(&mut conn, &draft, &name);
        }
        conn.batch_execute("SELECT pg_advisory_unlock(20261122)").unwrap();
        name
    })
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

fn exists(conn: &mut PgConnection, name: &str) -> bool {
    diesel::sql_query("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) AS found")
        .bind::<Text, _>(name)
        .get_result::<Found>(conn)
        .unwrap()
        .found
}

#[expect(clippy::disallowed_methods, reason = "waiting for a server process to end, on a test's own thread")]
fn rename(conn: &mut PgConnection, draft: &str, name: &str) {
    let sentence = format!("ALTER DATABASE \"{draft}\" RENAME TO \"{name}\"");
    for _ in 0..50 {
        match conn.batch_execute(&sentence) {
            Ok(()) => return,
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(100)),
        }
    }
    conn.batch_execute(&sentence).unwrap();
}

/// Changes with the migrations, so that a cluster kept over a change does not serve an old template.
fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for source in Source::under("migrations/postgres", "sql") {
        hash.update(source.path.as_bytes());
        hash.update(source.text.as_bytes());
    }
    hex::encode(&hash.finalize()[..8])
}
