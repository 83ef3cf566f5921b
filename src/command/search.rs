//! `jenjang search`: what tickets are found by.

use std::io::IsTerminal;

use super::cli::{Place, Search};
use super::start;
use crate::clock::Clock;
use crate::config::Overrides;
use crate::db::{Db, DbError};
use crate::desk::search;

/// Tickets of one transaction: little enough that nobody who writes meanwhile waits long.
const BATCH: i64 = 200;

/// Does what was asked.
pub(super) fn search(place: &Place, wish: &Search) -> anyhow::Result<()> {
    let config = start::config(place, Overrides::default())?;
    let db = Db::open(&config.database, 1)?;
    match wish {
        Search::Rebuild => rebuild(&db),
    }
}

fn rebuild(db: &Db) -> anyhow::Result<()> {
    let shown = std::io::stderr().is_terminal();
    let all = db.read_blocking::<_, DbError, _>(search::tickets)?;
    let (mut after, mut done) = (0, 0_usize);
    while let Some(step) =
        db.write_blocking::<_, DbError, _>(move |conn| search::rebuild(conn, after, BATCH))?
    {
        (after, done) = (step.last, done + step.tickets);
        if shown {
            eprint!("\r{done} of {all} tickets");
        }
    }
    if shown {
        eprintln!();
    }
    let now = Clock::System.now();
    db.write_blocking::<_, DbError, _>(move |conn| search::made_anew(conn, now))?;
    println!("the search is made anew: {done} tickets");
    Ok(())
}
