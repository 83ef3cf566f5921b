//! The wire between processes on one Postgres: LISTEN and NOTIFY on a connection and a thread of its own.
//!
//! What is told goes out after its commit, in bundles: a NOTIFY inside the transaction would let all writers wait for each
//! other at their commits.

use std::collections::HashSet;
use std::sync::Weak;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::error::DbError;
use super::news::News;

/// How often the wire is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// How long lines are gathered before they leave together.
const GATHER: Duration = Duration::from_millis(40);
/// How often a quiet connection is asked whether it is still there.
const ASK: Duration = Duration::from_secs(20);
/// Bytes of one NOTIFY: Postgres takes less than 8,000.
const PARCEL: usize = 7_000;
/// Lines that wait while the wire is down; older ones are found by those who look for what they missed.
const MOST: usize = 10_000;
/// The first and the longest wait before the wire is laid anew.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

/// One end of the wire.
struct Wire {
    url: String,
    /// What tells our own lines from those of others.
    name: String,
    conn: Option<PgConnection>,
    asked: Instant,
    next_try: Instant,
    patience: Duration,
}

/// Lays the wire; what is sent to the answer leaves for the other processes. It ends with `news`.
pub(super) fn lay(url: &str, news: Weak<News>) -> Result<Sender<String>, DbError> {
    let (outbox, lines) = channel();
    let now = Instant::now();
    let wire = Wire {
        url: url.to_owned(),
        name: uuid::Uuid::new_v4().simple().to_string(),
        conn: None,
        asked: now,
        next_try: now,
        patience: PATIENCE.0,
    };
    std::thread::Builder::new()
        .name("postgres-news".into())
        .spawn(move || wire.run(&lines, &news))
        .map_err(|error| DbError::Unavailable(error.to_string()))?;
    Ok(outbox)
}

impl Wire {
    fn run(mut self, lines: &Receiver<String>, news: &Weak<News>) {
        let mut waiting: Vec<String> = Vec::new();
        loop {
            match gather(lines, &mut waiting) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let Some(news) = news.upgrade() else { return };
            let outcome = self.ready(&news).and_then(|ready| match ready {
                true => self.carry(&mut waiting, &news),
                false => Ok(()),
            });
            if let Err(error) = outcome {
                tracing::warn!(%error, again_in = ?self.patience, "the wire to the other processes is down");
                self.conn = None;
                self.next_try = Instant::now() + self.patience;
                self.patience = (self.patience * 2).min(PATIENCE.1);
                news.hold(false);
            }
        }
    }

    /// Whether there is a connection; makes one when it is time to try.
    fn ready(&mut self, news: &News) -> Result<bool, DbError> {
        if self.conn.is_some() {
            return Ok(true);
        }
        if Instant::now() < self.next_try {
            return Ok(false);
        }
        let mut conn =
            PgConnection::establish(&self.url).map_err(|error| DbError::Unavailable(error.to_string()))?;
        conn.batch_execute(
            "SET application_name = 'jenjang news'; SET statement_timeout = '10s'; LISTEN jenjang",
        )?;
        self.conn = Some(conn);
        self.patience = PATIENCE.0;
        news.hold(true);
        Ok(true)
    }

    /// Sends what waits, and takes in what came.
    fn carry(&mut self, waiting: &mut Vec<String>, news: &News) -> Result<(), DbError> {
        let Some(conn) = &mut self.conn else { return Ok(()) };
        for parcel in parcels(&self.name, waiting) {
            diesel::sql_query("SELECT pg_notify('jenjang', $1)").bind::<Text, _>(parcel).execute(conn)?;
            self.asked = Instant::now();
        }
        waiting.clear();
        if self.asked.elapsed() > ASK {
            conn.batch_execute("SELECT 1")?;
            self.asked = Instant::now();
        }
        let mut came = Vec::new();
        for notice in conn.notifications_iter() {
            let payload = notice?.payload;
            let mut lines = payload.lines();
            if lines.next().is_some_and(|from| from != self.name) {
                came.extend(lines.map(str::to_owned));
            }
        }
        if !came.is_empty() {
            news.arrived(came);
        }
        Ok(())
    }
}

/// Waits for a line, and then a little longer for those that come with it.
fn gather(lines: &Receiver<String>, waiting: &mut Vec<String>) -> Result<(), RecvTimeoutError> {
    waiting.push(lines.recv_timeout(LOOK)?);
    let until = Instant::now() + GATHER;
    while waiting.len() < MOST {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => waiting.push(line),
            Err(RecvTimeoutError::Timeout) => break,
            Err(gone) => return Err(gone),
        }
    }
    if waiting.len() >= MOST {
        waiting.drain(..MOST / 2);
    }
    Ok(())
}

/// The lines, each once, in as few parcels as they fit in; each begins with the name of its sender.
fn parcels(name: &str, lines: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut parcels: Vec<String> = Vec::new();
    for line in lines.iter().filter(|line| line.len() < PARCEL / 2 && seen.insert(line.as_str())) {
        match parcels.last_mut() {
            Some(parcel) if parcel.len() + line.len() < PARCEL => {
                parcel.push('\n');
                parcel.push_str(line);
            }
            _ => parcels.push(format!("{name}\n{line}")),
        }
    }
    parcels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_travel_once_and_in_parcels_that_postgres_takes() {
        let lines: Vec<String> = (0..600).map(|number| format!("ticket {}", number % 400)).collect();
        let parcels = parcels("me", &lines);
        assert!(parcels.iter().all(|parcel| parcel.len() < 8_000 && parcel.starts_with("me\n")));
        let carried: usize = parcels.iter().map(|parcel| parcel.lines().count() - 1).sum();
        assert_eq!(carried, 400);
        assert!(super::parcels("me", &[]).is_empty());
    }
}
