//! One connection type for two databases, and the manager that opens the right one.
#![expect(missing_docs, reason = "the derive of the connection writes public items without documentation")]

use std::str::FromStr;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::DbError;

/// A connection to whichever database was chosen by URL.
#[derive(diesel::MultiConnection)]
pub enum DbConn {
    /// PostgreSQL.
    Postgres(diesel::PgConnection),
    /// SQLite, bundled.
    Sqlite(diesel::SqliteConnection),
}

/// Where the data lives.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `postgres://…`, passed on as it is.
    Postgres(String),
    /// `sqlite:PATH`, the path of the file.
    Sqlite(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Postgres(_) => out.write_str("postgres://***"),
            Self::Sqlite(path) => write!(out, "sqlite:{path}"),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = DbError;

    fn from_str(text: &str) -> Result<Self, DbError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if text.contains("sslmode=require") || text.contains("sslmode=verify") {
                if cfg!(any(feature = "pg-tls", feature = "pg-tls-vendored")) {
                    return Ok(Self::Postgres(text.to_owned()));
                }
                return Err(DbError::Url(
                    "this build has no TLS to Postgres; build with --features pg-tls, or use sslmode=disable on a trusted network".into(),
                ));
            }
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
        match path {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(path.to_owned())),
            _ => Err(DbError::Url("expected sqlite:PATH or postgres://USER@HOST/NAME".into())),
        }
    }
}

/// What a connection is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Reads only: SQLite refuses writes on it.
    Read,
    /// Reads and writes.
    Write,
}

/// Opens connections for the r2d2 pool: the variant follows from the URL, never from trial and error.
#[derive(Clone, Debug)]
pub struct Manager {
    pub(super) url: DatabaseUrl,
    pub(super) purpose: Purpose,
}

impl Manager {
    /// Opens one connection, set up for its purpose.
    pub fn open(&self) -> Result<DbConn, DbError> {
        match &self.url {
            DatabaseUrl::Postgres(url) => {
                let mut conn = diesel::PgConnection::establish(url).map_err(|error| unavailable(&error))?;
                conn.batch_execute(
                    "SET TIME ZONE 'UTC'; SET lock_timeout = '10s'; SET statement_timeout = '60s'",
                )?;
                Ok(DbConn::Postgres(conn))
            }
            DatabaseUrl::Sqlite(path) => {
                let mut conn =
                    diesel::SqliteConnection::establish(path).map_err(|error| unavailable(&error))?;
                conn.batch_execute(
                    "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
                     PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=4000;",
                )?;
                if self.purpose == Purpose::Read {
                    // Several read at once, each with pages of its own; the file is in the system's memory anyway.
                    conn.batch_execute("PRAGMA query_only=ON; PRAGMA cache_size=-2048;")?;
                }
                Ok(DbConn::Sqlite(conn))
            }
        }
    }
}

/// What stands in the way, on one line: libpq breaks its messages over several.
fn unavailable(error: &diesel::ConnectionError) -> DbError {
    DbError::Unavailable(error.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A connection of the pool. Whether it can be used again is known from its last transaction: to ask the database each
/// time would be a round trip.
pub struct Pooled {
    /// The connection.
    pub conn: DbConn,
    /// Whether its last transaction came to an end, either way.
    pub sound: bool,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = DbError;

    fn connect(&self) -> Result<Pooled, DbError> {
        Ok(Pooled { conn: self.open()?, sound: true })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), DbError> {
        Ok(pooled.conn.batch_execute("SELECT 1")?)
    }

    fn has_broken(&self, conn: &mut Pooled) -> bool {
        !conn.sound || std::thread::panicking()
    }
}
