//! `just pages`: what each page weighs and costs at 100,000 tickets: bytes over the line, time in the server, sentences to the
//! database. One caller, one after the other, compressed as for a browser.
//!
//! `-- --tickets 20000 --rounds 100 --only sqlite` does less; `--folder PATH` keeps the filled SQLite database there and takes the one
//! that is there already; `--sentences 5` also prints the costliest sentences of each page, `--page ticket` looks
//! at the pages with this in their name alone.

#[path = "load/cluster.rs"]
mod cluster;
#[path = "load/fill.rs"]
mod fill;
#[path = "load/line.rs"]
mod line;
#[path = "load/signing.rs"]
mod signing;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use jenjang::app::App;
use jenjang::clock::Clock;
use jenjang::config::{Config, Overrides};
use jenjang::db::Db;
use jenjang::server;

use line::{Line, request};
use mimalloc::MiMalloc;
use signing::{bearer, first_number, session, token};

/// The allocator of the desk itself.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

/// Somebody, their e-mail, and pages by name and path.
type Reader = (&'static str, Option<&'static str>, &'static [(&'static str, &'static str)]);

/// Who looks at what, by e-mail; nobody named is a colleague who reported much. `NUMBER` is a ticket the person may see.
const PAGES: &[Reader] = &[
    (
        "requester",
        None,
        &[("home", "/"), ("list", "/tickets"), ("new ticket", "/tickets/new"), ("ticket", "/tickets/NUMBER")],
    ),
    (
        "technician",
        Some("andi@dinkes.demo.test"),
        &[
            ("home", "/"),
            ("queue", "/tickets?view=queue"),
            ("ticket", "/tickets/NUMBER"),
            ("why due then", "/tickets/NUMBER/clocks/resolution"),
            ("search", "/search?q=jaringan+lemot"),
            ("record", "/tickets/record"),
        ],
    ),
    (
        "engineer",
        Some("fajar@kominfo.demo.test"),
        &[("home", "/"), ("queue", "/tickets?view=queue"), ("ticket", "/tickets/NUMBER")],
    ),
    (
        "supervisor",
        Some("ketua@kominfo.demo.test"),
        &[
            ("home", "/"),
            ("queue", "/tickets?view=queue"),
            ("ticket", "/tickets/NUMBER"),
            ("absences", "/absences"),
            ("calendar", "/admin/calendars/nasional-wita"),
            ("policy", "/admin/policies/P1"),
        ],
    ),
    ("coordination", Some("sekda@setda.demo.test"), &[("home", "/")]),
    (
        "administrator",
        Some("admin@demo.test"),
        &[("people", "/admin/people"), ("agencies", "/admin/agencies"), ("categories", "/admin/categories")],
    ),
];

/// The first visit: the page and what it asks for.
const FIRST_VISIT: usize = 60_000;
/// A page after that.
const LATER: usize = 15_000;
/// Sentences of one page.
const SENTENCES: usize = 12;

/// Every sentence while somebody listens, with how long it took.
static HEARD: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());
static LISTENING: AtomicBool = AtomicBool::new(false);

/// Hears what one connection is asked.
#[derive(Default)]
struct Ear {
    begun: Option<(String, Instant)>,
}

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if !LISTENING.load(Ordering::Relaxed) {
            return;
        }
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let words = text.split("-- binds").next().unwrap_or_default().trim().to_owned();
                self.begun = Some((words, Instant::now()));
            }
            InstrumentationEvent::FinishQuery { .. } => {
                if let (Some((words, begun)), Ok(mut heard)) = (self.begun.take(), HEARD.lock()) {
                    heard.push((words, begun.elapsed()));
                }
            }
            _ => {}
        }
    }
}

fn ear() -> Option<Box<dyn Instrumentation>> {
    Some(Box::<Ear>::default())
}

/// What is done.
struct Plan {
    tickets: u64,
    rounds: usize,
    only: Option<String>,
    folder: Option<PathBuf>,
    sentences: usize,
    page: String,
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let plan = Plan::from_arguments()?;
    set_default_instrumentation(ear).map_err(|error| anyhow::anyhow!("{error}"))?;
    for database in ["sqlite", "postgres"] {
        if plan.only.as_deref().is_none_or(|only| only == database) {
            run(database, &plan).await.with_context(|| database.to_owned())?;
        }
    }
    Ok(())
}

async fn run(database: &str, plan: &Plan) -> anyhow::Result<()> {
    let passing = tempfile::Builder::new().prefix("jenjang-pages-").tempdir()?;
    let folder = plan.folder.as_deref().unwrap_or(passing.path()).to_owned();
    let url = match database {
        "sqlite" => format!("sqlite:{}", folder.join("jenjang.db").display()),
        _ => cluster::own_database("pages")?,
    };
    println!("{database}, {} tickets", plan.tickets);
    if database != "sqlite" || !folder.join("jenjang.db").exists() {
        let (filled, count) = (url.clone(), plan.tickets);
        tokio::task::spawn_blocking(move || fill::fill(&filled, count)).await??;
    }
    let told = url.clone();
    let reporters = tokio::task::spawn_blocking(move || fill::reporters(&told, 1)).await??;
    let settings: BTreeMap<&str, String> = BTreeMap::from([
        ("DATABASE_URL", url),
        ("JENJANG_DATA", folder.display().to_string()),
        ("JENJANG_LISTEN", "127.0.0.1:0".to_owned()),
    ]);
    let mut config = Config::read(Overrides::default(), |name| settings.get(name).cloned())?;
    let listener = server::bind(&mut config)?;
    let db = Db::open(&config.database, config.connections)?;
    let app = App::new(config, db, Clock::System)?;
    let (base, running) = server::doors(&app, listener)?;
    let handle = running.handle();
    actix_web::rt::spawn(running);
    let address = base.trim_start_matches("http://").to_owned();

    println!(
        "  {:<32} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "page", "first", "later", "p50 ms", "p99 ms", "sql ms", "sentences"
    );
    let reporter = reporters.first().context("nobody reports")?;
    for (who, email, pages) in PAGES {
        let email = email.unwrap_or(reporter);
        let cookie = format!("Cookie: {}\r\n", session(&address, email).await?);
        let head = bearer(&token(&address, email).await?);
        let number = first_number(&address, &head).await.unwrap_or_default();
        for (name, path) in pages.iter().filter(|(name, _)| name.contains(&plan.page)) {
            let path = path.replace("NUMBER", &number);
            let measured = page(&address, &path, &cookie, plan).await.with_context(|| path.clone())?;
            measured.tell(&format!("{name}, {who}"), plan.sentences);
        }
    }
    println!();
    handle.stop(false).await;
    Ok(())
}

/// What one page weighs and costs.
struct Page {
    first: usize,
    later: usize,
    times: Vec<Duration>,
    sentences: Vec<(String, Duration)>,
}

async fn page(address: &str, path: &str, cookie: &str, plan: &Plan) -> anyhow::Result<Page> {
    let mut line = Line::to(address).await?;
    let wish = request("GET", path, &format!("{cookie}Accept-Encoding: gzip\r\n"), "");
    let reply = line.ask(&wish).await?;
    ensure!(reply.status == 200, "{path} answered {}", reply.status);
    let later = reply.body.len() + reply.head.len();
    let plain = line.ask(&request("GET", path, cookie, "")).await?;
    let mut first = later;
    for asset in assets(&String::from_utf8_lossy(&plain.body)) {
        let asset = line.ask(&request("GET", &asset, "Accept-Encoding: gzip\r\n", "")).await?;
        first += asset.body.len() + asset.head.len();
    }
    for _ in 0..plan.rounds / 10 {
        line.ask(&wish).await?;
    }
    let mut times = Vec::with_capacity(plan.rounds);
    for _ in 0..plan.rounds {
        let begun = Instant::now();
        line.ask(&wish).await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    LISTENING.store(true, Ordering::Relaxed);
    line.ask(&wish).await?;
    LISTENING.store(false, Ordering::Relaxed);
    let sentences = HEARD.lock().map(|mut heard| std::mem::take(&mut *heard)).unwrap_or_default();
    let is_asked = |words: &String| {
        let first = words.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        !matches!(first.as_str(), "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "PRAGMA")
    };
    let sentences = sentences.into_iter().filter(|(words, _)| is_asked(words)).collect();
    Ok(Page { first, later, times, sentences })
}

/// The addresses of what a page loads: style, script, pictures.
fn assets(html: &str) -> Vec<String> {
    let mut found: Vec<String> =
        html.split(['"', '#']).filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Page {
    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.times.len().saturating_sub(1)) * percent / 100;
        self.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }

    fn tell(&self, name: &str, costliest: usize) {
        let over = |is: bool| if is { "!" } else { " " };
        let sql: Duration = self.sentences.iter().map(|(_, took)| *took).sum();
        println!(
            "  {name:<32} {:>8}{} {:>8}{} {:>9.2} {:>9.2} {:>9.2} {:>8}{}",
            self.first,
            over(self.first >= FIRST_VISIT),
            self.later,
            over(self.later >= LATER),
            self.percentile(50),
            self.percentile(99),
            sql.as_secs_f64() * 1_000.0,
            self.sentences.len(),
            over(self.sentences.len() > SENTENCES),
        );
        let mut sorted: Vec<_> = self.sentences.iter().collect();
        sorted.sort_by_key(|(_, took)| std::cmp::Reverse(*took));
        for (words, took) in sorted.into_iter().take(costliest) {
            println!("    {:>8.3} ms  {words}", took.as_secs_f64() * 1_000.0);
        }
    }
}

impl Plan {
    fn from_arguments() -> anyhow::Result<Self> {
        let mut plan = Self {
            tickets: 100_000,
            rounds: 300,
            only: None,
            folder: None,
            sentences: 0,
            page: String::new(),
        };
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let value = words.next().with_context(|| format!("{word} wants a value"))?;
            match word.as_str() {
                "--tickets" => plan.tickets = value.parse()?,
                "--rounds" => plan.rounds = value.parse()?,
                "--only" => plan.only = Some(value),
                "--folder" => plan.folder = Some(value.into()),
                "--sentences" => plan.sentences = value.parse()?,
                "--page" => plan.page = value,
                _ => anyhow::bail!("{word}? --tickets, --rounds, --only, --folder, --sentences, --page"),
            }
        }
        Ok(plan)
    }
}
