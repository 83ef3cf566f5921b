//! What the sweep of clocks costs: with a million open clocks of which none is due, and with ten thousand that are.
//!
//! `cargo bench --bench sweep` (`-- --clocks 100000 --due 1000 --only sqlite` for less). Postgres is the cluster of `JENJANG_TEST_POSTGRES`
//! (`tests/run.sh --with` makes one).

#[path = "load/cluster.rs"]
mod cluster;

use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::{Db, DbConn, DbError};
use jenjang::desk::demo;
use jenjang::desk::people::{Actor, load_actor, persons};
use jenjang::desk::tickets::{self, Open, Swept, TicketError};
use jenjang::desk::words::{Impact, Urgency};

/// Memory of the one password hash: as little as there may be.
const PASSWORD_MEMORY: u32 = 8;
/// Tickets of one sweep, as the heartbeat does it.
const SWEEP: i64 = 200;
/// How often the sweep that finds nothing is timed.
const IDLE: usize = 200;
/// Tickets opened in one transaction.
const TOGETHER: usize = 250;

fn main() -> anyhow::Result<()> {
    let mut plan = (1_000_000_i64, 10_000_usize, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--clocks" => plan.0 = value()?.parse()?,
            "--due" => plan.1 = value()?.parse()?,
            "--only" => plan.2 = Some(value()?),
            _ => {}
        }
    }
    let (clocks, due, only) = plan;
    for database in ["sqlite", "postgres"] {
        if only.as_deref().is_none_or(|only| only == database) {
            run(database, clocks, due).with_context(|| database.to_owned())?;
        }
    }
    Ok(())
}

fn run(database: &str, clocks: i64, due: usize) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("jenjang-sweep-").tempdir()?;
    let url = match database {
        "sqlite" => format!("sqlite:{}", folder.path().join("jenjang.db").display()),
        _ => cluster::own_database("sweep")?,
    };
    let db = Db::open(&url.parse()?, 4)?;
    let now = Clock::System.now();
    demo::fill(&db, PASSWORD_MEMORY, now)?;
    quiet(&db, now)?;

    let made = db.write_blocking(move |conn| many(conn, clocks))?;
    println!("{database}");
    println!("  {:<34} {made:>9}", "open clocks, none of them due");
    let mut times: Vec<Duration> = (0..IDLE)
        .map(|_| {
            let begun = Instant::now();
            let swept = sweep(&db, now)?;
            anyhow::ensure!(swept == Swept::default(), "something was due: {swept:?}");
            Ok(begun.elapsed())
        })
        .collect::<anyhow::Result<_>>()?;
    times.sort_unstable();
    let of = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    println!("  {:<34} {:>9.3} ms (p99 {:.3} ms)", "a sweep that finds nothing", of(50), of(99));

    late(&db, due, now)?;
    let begun = Instant::now();
    let (mut done, mut told) = (0, 0);
    loop {
        let swept = sweep(&db, now)?;
        if !swept.any() {
            break;
        }
        done += swept.tickets;
        told += swept.warned + swept.breached + swept.escalated;
    }
    let took = begun.elapsed().as_secs_f64();
    println!("  {:<34} {done:>9} with {told} lines of history", "late tickets found");
    println!("  {:<34} {took:>9.2} s ({:.0} tickets/s)\n", "and handled in", done as f64 / took);
    Ok(())
}

fn sweep(db: &Db, now: Timestamp) -> Result<Swept, TicketError> {
    db.write_blocking(move |conn| tickets::sweep(conn, now, SWEEP))
}

/// Lets the demo office's own clocks ring first.
fn quiet(db: &Db, now: Timestamp) -> anyhow::Result<()> {
    while sweep(db, now)?.any() {}
    Ok(())
}

/// Copies one open ticket and its clocks until there are so many clocks, all due far ahead; how many there are.
fn many(conn: &mut DbConn, clocks: i64) -> Result<i64, DbError> {
    let each = 4;
    let tickets = clocks / each;
    let columns = "version, kind, title, description, category_id, agency_id, requester_id, opened_by_id, channel, impact, \
        urgency, priority, classification, restricted, status, tier, group_id, assignee_id, accepted, waiting_party, \
        direct_route_reason, bounces, reported_at, created_at, updated_at, stage_since, resolved_at, closed_at, due_at";
    let names = "'response', 'resolution', 'own_time', 'take_over'";
    let model = "(SELECT * FROM tickets WHERE status = 'in_progress' ORDER BY serial LIMIT 1)";
    let of_clock = "policy_version_id, calendar_id, 1, unit, amount, started_at, 'running', NULL";
    match conn {
        DbConn::Sqlite(conn) => conn.batch_execute(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {tickets})
             INSERT INTO tickets (id, serial, number, {columns})
             SELECT randomblob(16), 10000000 + i, 'TKT-2000-' || i, {columns} FROM {model}, n;
             INSERT INTO clocks (id, ticket_id, name, seq, policy_version_id, calendar_id, calendar_seq, unit, amount, started_at,
                 phase, stopped_at, due_at, used, fired, next_event_at, rules)
             SELECT randomblob(16), t.id, names.name, 0, {of_clock}, 4102444800000000, NULL, 0, 4102444800000000 + t.serial, c.rules
             FROM tickets t, (SELECT * FROM clocks WHERE calendar_id IS NOT NULL LIMIT 1) c,
                 (SELECT value AS name FROM json_each(json_array({names}))) names
             WHERE t.serial > 10000000;"
        ))?,
        DbConn::Postgres(conn) => conn.batch_execute(&format!(
            "INSERT INTO tickets (id, serial, number, {columns})
             SELECT gen_random_uuid(), 10000000 + i, 'TKT-2000-' || i, {columns} FROM {model} m, generate_series(1, {tickets}) i;
             INSERT INTO clocks (id, ticket_id, name, seq, policy_version_id, calendar_id, calendar_seq, unit, amount, started_at,
                 phase, stopped_at, due_at, used, fired, next_event_at, rules)
             SELECT gen_random_uuid(), t.id, names.name, 0, {of_clock}, '2100-01-01', NULL, 0,
                 timestamptz '2100-01-01' + t.serial * interval '1 microsecond', c.rules
             FROM tickets t, (SELECT * FROM clocks WHERE calendar_id IS NOT NULL LIMIT 1) c,
                 unnest(ARRAY[{names}]) names(name)
             WHERE t.serial > 10000000;
             ANALYZE tickets; ANALYZE clocks;"
        ))?,
    }
    Ok(tickets * each)
}

/// Opens tickets that were reported three weeks ago.
fn late(db: &Db, many: usize, now: Timestamp) -> anyhow::Result<()> {
    let actor = db.read_blocking(move |conn| somebody(conn, now))?.context("nobody is there")?;
    for part in 0..many.div_ceil(TOGETHER) {
        let (actor, count) = (actor.clone(), TOGETHER.min(many - part * TOGETHER));
        db.write_blocking(move |conn| {
            for _ in 0..count {
                let report = Open {
                    title: "jaringan lemot".into(),
                    description: "dari daftar lama".into(),
                    category: "A1".into(),
                    impact: Some(Impact::Wide),
                    urgency: Some(Urgency::High),
                    reported_at: Some(now.minus(TimeDelta::days(21))),
                    ..Open::default()
                };
                tickets::open(conn, &actor, report, now)?;
            }
            Ok::<_, TicketError>(())
        })?;
    }
    Ok(())
}

/// A colleague of the demo office.
fn somebody(conn: &mut DbConn, now: Timestamp) -> Result<Option<Actor>, DbError> {
    let found = persons::by_email(conn, "siti@dinkes.demo.test")?;
    match found {
        Some(person) => load_actor(conn, person.id, now),
        None => Ok(None),
    }
}
