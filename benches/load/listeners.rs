//! People who look on: streams held open while something changes, what they cost, and how soon each hears of it.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::TimeDelta;
use jenjang::clock::Clock;
use jenjang::db::Db;
use jenjang::desk::page::Part;
use jenjang::desk::people::By;
use jenjang::desk::people::grants::{self, NewGrant, Term};
use jenjang::desk::people::persons::{self, PersonFilter};
use jenjang::desk::people::tokens::{self, NewToken};
use jenjang::desk::people::{PeopleError, load_actor};
use jenjang::desk::words::{Role, TokenScope};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::line::request;

/// Streams of one person; the desk allows twelve.
const EACH: usize = 10;

/// One open stream.
struct Listener {
    stream: TcpStream,
    text: String,
}

/// Tokens of people who see every ticket, as many as `streams` need.
pub fn tokens(url: &str, streams: usize) -> anyhow::Result<Vec<String>> {
    let now = Clock::System.now();
    let db = Db::open(&url.parse()?, 1)?;
    let made = db.write_blocking(move |conn| {
        let admin = persons::by_email(conn, "admin@demo.test")?.ok_or(PeopleError::NotFound)?;
        let admin = load_actor(conn, admin.id, now)?.ok_or(PeopleError::NotFound)?;
        let people = persons::list(conn, &admin, &PersonFilter::default(), Part::first(200))?.items;
        let mut made = Vec::new();
        for person in people.iter().filter(|person| person.active).take(streams.div_ceil(EACH)) {
            let term =
                Term { valid_from: now.date_in(admin.zone), valid_until: None, decree: "SK 1/2026".into() };
            let grant = NewGrant {
                person_id: person.id,
                role: Role::Supervisor,
                agency_id: None,
                group_id: None,
                term,
            };
            match grants::give(conn, By::Machine, grant, now) {
                Ok(_) | Err(PeopleError::Invalid(_)) => {}
                Err(error) => return Err(error),
            }
            let token = NewToken {
                name: "load".into(),
                scope: TokenScope::Read,
                expires_at: now.plus(TimeDelta::days(1)),
            };
            made.push(tokens::make_for(conn, person.id, None, token, now)?.0.reveal().to_owned());
        }
        Ok(made)
    })?;
    ensure!(made.len() == streams.div_ceil(EACH), "too few people");
    Ok(made)
}

/// Everybody who listens.
pub struct Listeners(Vec<Listener>);

impl Listeners {
    /// Opens so many streams.
    pub async fn open(address: &str, tokens: &[String], streams: usize) -> anyhow::Result<Self> {
        let mut all = Vec::with_capacity(streams);
        for number in 0..streams {
            let mut stream = TcpStream::connect(address).await?;
            let head = format!("Authorization: Bearer {}\r\n", tokens[number / EACH]);
            stream.write_all(&request("GET", "/api/v1/events", &head, "")).await?;
            let mut listener = Listener { stream, text: String::new() };
            listener.reads("retry:").await?;
            ensure!(listener.text.starts_with("HTTP/1.1 200"), "{}", listener.text);
            all.push(listener);
        }
        Ok(Self(all))
    }

    /// Waits until all have heard of a ticket; how long that took the first, the middle and the last one, in milliseconds.
    pub async fn hear(&mut self, number: &str) -> anyhow::Result<[f64; 3]> {
        let begun = Instant::now();
        let waits = self.0.iter_mut().map(|listener| async move {
            listener.reads(number).await?;
            anyhow::Ok(begun.elapsed().as_secs_f64() * 1000.0)
        });
        let mut took = Vec::new();
        for outcome in futures_util::future::join_all(waits).await {
            took.push(outcome?);
        }
        took.sort_by(f64::total_cmp);
        let at = |share: f64| took.get((share * (took.len().saturating_sub(1)) as f64) as usize).copied();
        Ok([at(0.0), at(0.5), at(1.0)].map(Option::unwrap_or_default))
    }
}

impl Listener {
    /// Reads until the words have come.
    async fn reads(&mut self, words: &str) -> anyhow::Result<()> {
        let mut buffer = [0_u8; 4096];
        self.text.clear();
        while !self.text.contains(words) {
            let read = timeout(Duration::from_secs(10), self.stream.read(&mut buffer)).await;
            let read = read.with_context(|| format!("{words} was not heard of within ten seconds"))??;
            ensure!(read > 0, "a stream ended: {}", self.text);
            self.text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        Ok(())
    }
}
