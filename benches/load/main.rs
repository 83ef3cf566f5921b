//! `just bench`: what one desk does at 100,000 tickets, on SQLite and on Postgres, with the load beside it on the machine.
//!
//! The database is filled through the desk's own verbs; then the real binary, over loopback, every create durable. `-- --tickets 20000 --seconds 5 --callers 32 --only sqlite`
//! changes what is done; `--folder PATH` keeps the filled SQLite database there and takes the one that is there already,
//! `--program PATH` measures another build, `--reads yes` leaves the creates out, `--streams 300` asks only what so many
//! open streams cost, and how soon each hears of a change. Postgres is the cluster of `JENJANG_TEST_POSTGRES` (`tests/run.sh --with` makes one).

mod cluster;
mod desk;
mod fill;
mod line;
mod listeners;
mod signing;
mod storm;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};

use desk::Desk;
use line::{Line, request};
use listeners::Listeners;
use signing::{bearer, first_number, session, token};
use storm::{Measured, storm};

/// People who report, each of another agency.
const REPORTERS: usize = 16;

/// What is done.
struct Plan {
    tickets: u64,
    seconds: u64,
    callers: usize,
    only: Option<String>,
    folder: Option<PathBuf>,
    program: PathBuf,
    reads: bool,
    streams: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let plan = Plan::from_arguments()?;
    println!(
        "{} tickets, {} callers, {} s each, load generator included\n",
        plan.tickets, plan.callers, plan.seconds
    );
    for database in ["sqlite", "postgres"] {
        if plan.only.as_deref().is_none_or(|only| only == database) {
            run(database, &plan).await.with_context(|| database.to_owned())?;
        }
    }
    Ok(())
}

async fn run(database: &str, plan: &Plan) -> anyhow::Result<()> {
    let passing = tempfile::Builder::new().prefix("jenjang-load-").tempdir()?;
    let folder = plan.folder.as_deref().unwrap_or(passing.path());
    let url = match database {
        "sqlite" => format!("sqlite:{}", folder.join("jenjang.db").display()),
        _ => cluster::own_database("load")?,
    };
    println!("{database}");
    let count = plan.tickets;
    let (filled, told) = (url.clone(), url.clone());
    if database == "sqlite" && folder.join("jenjang.db").exists() {
        println!("  {:<26} as they are there", "tickets");
    } else {
        let took = tokio::task::spawn_blocking(move || fill::fill(&filled, count)).await??;
        println!(
            "  {:<26} {:>7.0} s, through the desk's own verbs",
            format!("{count} tickets"),
            took.as_secs_f64()
        );
    }
    let reporters = tokio::task::spawn_blocking(move || fill::reporters(&told, REPORTERS)).await??;

    if plan.streams > 0 {
        return streams(&url, folder, plan, &reporters).await;
    }
    let desk = Desk::start(&plan.program, &url, folder, &[])?;
    let ready = desk.ready_after;
    let load = Load {
        address: desk.address.clone(),
        callers: plan.callers,
        time: Duration::from_secs(plan.seconds),
    };
    if !plan.reads {
        load.creates(&desk, &reporters).await?;
    }
    load.reads(&desk).await?;
    println!("  {:<26} {:>7.1} MiB resident", "memory", desk.memory()?);
    println!("  {:<26} {:>7.1} s of the processor", "used", desk.processor()?);
    desk.stop()?;
    let again = Desk::start(&plan.program, &url, folder, &[])?;
    let (first, second) = (ready.as_secs_f64() * 1000.0, again.ready_after.as_secs_f64() * 1000.0);
    println!("  {:<26} {first:>7.0} ms, and {second:.0} ms the second time\n", "ready on the filled one");
    again.stop()
}

/// Opens streams, changes something ten times, and says what it cost and how long it took until all had heard.
async fn streams(url: &str, folder: &Path, plan: &Plan, reporters: &[String]) -> anyhow::Result<()> {
    let (told, count) = (url.to_owned(), plan.streams);
    let tokens = tokio::task::spawn_blocking(move || listeners::tokens(&told, count)).await??;
    let desk = Desk::start(&plan.program, url, folder, &[])?;
    let siti = bearer(&token(&desk.address, &reporters[0]).await?);
    let mut line = Line::to(&desk.address).await?;
    // Keys of another day were answered already.
    let begin = 77_000_000 + u64::from(std::process::id()) * 100;
    line.ask(&create(&siti, begin)).await?;
    desk.rests().await?;
    let before = desk.memory()?;
    let mut listeners = Listeners::open(&desk.address, &tokens, count).await?;
    let opened = desk.memory()?;
    println!(
        "  {:<26} {before:>7.1} MiB before, {:.1} MiB more",
        format!("{count} streams"),
        opened - before
    );
    for round in 1..=10 {
        let reply = line.ask(&create(&siti, begin + round)).await?;
        let value: Value = serde_json::from_slice(&reply.body)?;
        let number = value["number"].as_str().context("no ticket was made")?;
        let [first, middle, last] = listeners.hear(number).await?;
        println!(
            "  {number:<26} heard by the first after {first:.0} ms, by half {middle:.0} ms, by all {last:.0} ms"
        );
    }
    println!("  {:<26} {:>7.1} MiB more after ten changes\n", "", desk.memory()? - before);
    drop(listeners);
    desk.stop()
}

/// Who asks how often for how long.
struct Load {
    address: String,
    callers: usize,
    time: Duration,
}

impl Load {
    /// Colleagues of several agencies report; every answer is durable. Letters leave meanwhile, as they do every day.
    async fn creates(&self, desk: &Desk, reporters: &[String]) -> anyhow::Result<()> {
        let mut bearers = Vec::new();
        for email in reporters {
            bearers.push(bearer(&token(&self.address, email).await?));
        }
        for (round, callers) in [self.callers, 8].into_iter().enumerate() {
            let (bearers, begin) = (bearers.clone(), round as u64 * 10_000_000);
            let wish = move |number: u64| create(&bearers[number as usize % bearers.len()], begin + number);
            let name = format!("creates, {callers} callers");
            let before = desk.processor()?;
            let measured = storm(&name, &self.address, callers, self.time, 201, wish).await?;
            tell(&measured, desk.processor()? - before);
            let begun = std::time::Instant::now();
            desk.rests().await?;
            println!("  {:<26} {:>7.1} s until the last letter had left", "", begun.elapsed().as_secs_f64());
        }
        Ok(())
    }

    /// Technician, engineer, supervisor and colleague read.
    async fn reads(&self, desk: &Desk) -> anyhow::Result<()> {
        let people = [
            ("Tier 1", "andi@dinkes.demo.test"),
            ("Tier 2", "fajar@kominfo.demo.test"),
            ("supervisor", "ketua@kominfo.demo.test"),
            ("requester", "siti@dinkes.demo.test"),
        ];
        for (who, email) in people {
            let head = bearer(&token(&self.address, email).await?);
            self.read(desk, &format!("list JSON, {who}"), "/api/v1/tickets?limit=25", &head).await?;
        }
        let andi = bearer(&token(&self.address, people[0].1).await?);
        let number = first_number(&self.address, &andi).await?;
        self.read(desk, "one ticket, JSON", &format!("/api/v1/tickets/{number}"), &andi).await?;
        for (who, email) in &people[..3] {
            let cookie = format!("Cookie: {}\r\n", session(&self.address, email).await?);
            self.read(desk, &format!("queue page, {who}"), "/tickets?view=queue", &cookie).await?;
            self.read(desk, &format!("home page, {who}"), "/", &cookie).await?;
        }
        let cookie = format!("Cookie: {}\r\n", session(&self.address, people[0].1).await?);
        self.read(desk, "ticket page", &format!("/tickets/{number}"), &cookie).await
    }

    async fn read(&self, desk: &Desk, name: &str, path: &str, head: &str) -> anyhow::Result<()> {
        let wish = request("GET", path, head, "");
        let before = desk.processor()?;
        let measured =
            storm(name, &self.address, self.callers, self.time, 200, move |_| wish.clone()).await?;
        tell(&measured, desk.processor()? - before);
        Ok(())
    }
}

/// What was measured, and how long the desk's own threads were at it: `processor` seconds. That figure holds on a busy
/// machine too.
fn tell(measured: &Measured, processor: f64) {
    println!(
        "  {:<26} {:>7.0} /s   p50 {:>6.1} ms   p99 {:>6.1} ms   {:>6.0} µs of the processor each   ({} in {:.1} s)",
        measured.name,
        measured.rate(),
        measured.percentile(0.5),
        measured.percentile(0.99),
        processor * 1e6 / measured.count.max(1) as f64,
        measured.count,
        measured.time.as_secs_f64()
    );
}

/// A report of a colleague; every one has other words.
fn create(bearer: &str, number: u64) -> Vec<u8> {
    let body = json!({
        "kind": "incident",
        "title": format!("Jaringan lemot di ruang {}", number % 400),
        "description": format!("Internet lambat sejak pagi, laporan ke-{number}. Buka laman saja berputar-putar, mohon dicek."),
        "category": "A1",
        "impact": (["limited", "medium", "wide"][(number % 3) as usize]),
        "urgency": (["low", "medium", "high"][(number % 7 % 3) as usize]),
    });
    let head = format!("{bearer}Content-Type: application/json\r\nIdempotency-Key: load-{number}\r\n");
    request("POST", "/api/v1/tickets", &head, &body.to_string())
}

impl Plan {
    fn from_arguments() -> anyhow::Result<Self> {
        let mut plan = Self {
            tickets: 100_000,
            seconds: 10,
            callers: 32,
            only: None,
            folder: None,
            program: env!("CARGO_BIN_EXE_jenjang").into(),
            reads: false,
            streams: 0,
        };
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let value = words.next().with_context(|| format!("{word} wants a value"))?;
            match word.as_str() {
                "--tickets" => plan.tickets = value.parse()?,
                "--seconds" => plan.seconds = value.parse()?,
                "--callers" => plan.callers = value.parse()?,
                "--only" => plan.only = Some(value),
                "--folder" => plan.folder = Some(value.into()),
                "--program" => plan.program = value.into(),
                "--reads" => plan.reads = value == "yes",
                "--streams" => plan.streams = value.parse()?,
                _ => anyhow::bail!(
                    "{word}? --tickets, --seconds, --callers, --only, --folder, --program, --reads, --streams"
                ),
            }
        }
        Ok(plan)
    }
}
