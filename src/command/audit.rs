//! `jenjang audit`: is the history whole?

use std::io::IsTerminal;

use serde_json::json;

use super::cli::{Audit, Place};
use super::start;
use crate::config::Overrides;
use crate::db::{Db, DbError};
use crate::desk::events;

/// Checks the history, or prints its checkpoints.
pub(super) fn audit(place: &Place, wish: &Audit) -> anyhow::Result<()> {
    let config = start::config(place, Overrides::default())?;
    let db = Db::open(&config.database, 1)?;
    match wish {
        Audit::Verify => verify(&db),
        Audit::Checkpoints => checkpoints(&db),
    }
}

fn verify(db: &Db) -> anyhow::Result<()> {
    let shown = std::io::stderr().is_terminal();
    let verdict = db.read_blocking::<_, DbError, _>(|conn| {
        events::verify(conn, |read| {
            if shown {
                eprint!("\r{read} events read");
            }
        })
    })?;
    if shown {
        eprintln!();
    }
    match verdict.broken {
        Some(broken) => Err(anyhow::anyhow!("the history is not whole: {broken}")),
        None => {
            println!(
                "the history is whole: {} events of {} records, {} checkpoints",
                verdict.events, verdict.records, verdict.checkpoints
            );
            Ok(())
        }
    }
}

fn checkpoints(db: &Db) -> anyhow::Result<()> {
    for sealed in db.read_blocking::<_, DbError, _>(events::checkpoints)? {
        let line = json!({
            "number": sealed.number,
            "at": sealed.at,
            "events": sealed.events,
            "prev_hash": hex::encode(&sealed.prev_hash),
            "hash": hex::encode(&sealed.hash),
        });
        println!("{line}");
    }
    Ok(())
}
