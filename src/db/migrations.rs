//! The embedded migrations, one folder a database, with the same names in the same order.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::DbConn;
use super::error::DbError;

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// The lock every process takes on Postgres before it migrates, so that two that start at once do not collide.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_lock(7208202301)";

/// Brings the database up to date; the names of what was run.
///
/// # Errors
/// When a migration fails; what it began is rolled back.
pub fn run(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    use diesel::connection::SimpleConnection;
    match conn {
        DbConn::Postgres(conn) => {
            conn.batch_execute(&format!("{POSTGRES_LOCK}; SET lock_timeout = 0"))?;
            let done = named(conn.run_pending_migrations(POSTGRES));
            conn.batch_execute("SELECT pg_advisory_unlock(7208202301); SET lock_timeout = '10s'")?;
            done
        }
        DbConn::Sqlite(conn) => named(conn.run_pending_migrations(SQLITE)),
    }
}

/// Takes every migration back, newest first (for tests; all data goes).
///
/// # Errors
/// When one fails.
pub fn revert_all(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    match conn {
        DbConn::Postgres(conn) => named(conn.revert_all_migrations(POSTGRES)),
        DbConn::Sqlite(conn) => named(conn.revert_all_migrations(SQLITE)),
    }
}

/// Whether there are migrations that have not been run.
///
/// # Errors
/// When the list cannot be read.
pub fn pending(conn: &mut DbConn) -> Result<bool, DbError> {
    let answer = match conn {
        DbConn::Postgres(conn) => conn.has_pending_migration(POSTGRES),
        DbConn::Sqlite(conn) => conn.has_pending_migration(SQLITE),
    };
    answer.map_err(|error| DbError::Migration(error.to_string()))
}

fn named<N: ToString>(
    outcome: Result<Vec<N>, Box<dyn std::error::Error + Send + Sync>>,
) -> Result<Vec<String>, DbError> {
    match outcome {
        Ok(names) => Ok(names.iter().map(N::to_string).collect()),
        Err(error) => Err(DbError::Migration(error.to_string())),
    }
}
