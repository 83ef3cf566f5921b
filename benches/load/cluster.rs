//! A database of one's own in the cluster of the test command.

use anyhow::Context;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// Makes one; its URL.
pub fn own_database(prefix: &str) -> anyhow::Result<String> {
    let cluster = std::env::var("JENJANG_TEST_POSTGRES")
        .context("JENJANG_TEST_POSTGRES is not set: start this with `tests/run.sh --with`")?;
    let name = format!("{prefix}_{}", std::process::id());
    PgConnection::establish(&cluster)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
    let (server, _) = cluster.rsplit_once('/').context("no database in the URL")?;
    Ok(format!("{server}/{name}"))
}
