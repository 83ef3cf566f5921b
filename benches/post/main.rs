//! `just post`: how fast a backlog of messages is taken in over IMAP and by a pipe, how fast letters leave to a relay, and what
//! memory that takes. The real binary, between the two real servers of `tests/mail-servers.sh` on the same machine.
//!
//! `-- --messages 2000 --only sqlite` does less; `--program PATH` measures another build.

#[path = "../load/cluster.rs"]
mod cluster;
#[path = "../load/desk.rs"]
mod desk;
mod office;
mod servers;
mod settings;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use jenjang::clock::Clock;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use desk::Desk;
use office::Office;
use servers::Servers;
use settings::Settings;

/// What one writes who is asked for more: six lines, a signature and the letter that is answered.
const WORDS: &str = "Selamat pagi,\r\n\r\nInternet di ruang gizi lantai 2 putus sejak pukul delapan. Kabel sudah dicoba dilepas dan dipasang lagi, lampu router masih merah.\r\n\
    Mohon dibantu, ada laporan yang harus dikirim siang ini.\r\n\r\nTerima kasih\r\n--\r\nOrang Dinas\r\nSeksi Gizi\r\n";
/// How often figures are read.
const LOOK: Duration = Duration::from_millis(200);
/// How long one part may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// Processes that read a message each at the same time.
const PIPES: usize = 4;

struct Plan {
    messages: usize,
    only: Option<String>,
    program: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let plan = Plan::from_arguments()?;
    let servers = Servers::here()?;
    println!("{} messages, mail servers on the same machine\n", plan.messages);
    for database in ["sqlite", "postgres"] {
        if plan.only.as_deref().is_none_or(|only| only == database) {
            run(database, &plan, &servers).await.with_context(|| database.to_owned())?;
        }
    }
    Ok(())
}

async fn run(database: &str, plan: &Plan, servers: &Servers) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("jenjang-post-").tempdir()?;
    let url = match database {
        "sqlite" => format!("sqlite:{}", folder.path().join("jenjang.db").display()),
        _ => cluster::own_database("post")?,
    };
    println!("{database}");
    let (told, people) = (url.clone(), plan.messages.div_ceil(office::MESSAGES_EACH) * 2);
    let mut office = tokio::task::spawn_blocking(move || Office::open(&told, people)).await??;
    let mailbox = format!("meja{}@desk.test", std::process::id());
    let half = plan.messages / 2;

    // A backlog waits in the mailbox; every second message answers one before it. Letters go to a folder meanwhile.
    servers.fill(&mailbox, (0..half).map(|number| message(&office, number, None, &mailbox))).await?;
    let settings = Settings { url: &url, folder: folder.path(), mailbox: &mailbox, servers };
    let desk = settings.collecting(&plan.program)?;
    println!("  {:<26} {:>7.0} ms, on {}", "ready", desk.ready_after.as_secs_f64() * 1_000.0, desk.address);
    let taken = taken_in(&desk, &office, half, "tickets taken in").await?;
    taken.tell();
    desk.rests().await?;
    let answers = (0..half).map(|number| message(&office, number, Some(number), &mailbox));
    servers.fill(&mailbox, answers).await?;
    let answered = comments(&desk, &office, half).await?;
    answered.tell();
    desk.rests().await?;
    println!("  {:<26} {:>7.1} MiB resident", "at rest", desk.memory()?);
    desk.stop()?;

    piped(plan, &settings, &office, half, (plan.messages / 4).min(1_000)).await?;

    // All that happens now is told by letters, to those who report and to their technicians, through the relay; so is what the
    // pipe brought.
    office.reports(half).await?;
    let desk = settings.sending(&plan.program)?;
    letters(&desk, &office).await?.tell();
    desk.stop()?;
    println!();
    Ok(())
}

/// A new message, or the answer to the one of that number.
fn message(office: &Office, number: usize, answers: Option<usize>, to: &str) -> Vec<u8> {
    let from = office.writer(number);
    let head = match answers {
        None => {
            format!("Message-ID: <post{number}@kantor.test>\r\nSubject: Internet putus di ruang {number}\r\n")
        }
        Some(first) => format!(
            "Message-ID: <again{number}@kantor.test>\r\nIn-Reply-To: <post{first}@kantor.test>\r\nSubject: Re: Internet putus di ruang {first}\r\n"
        ),
    };
    format!(
        "From: {from}\r\nTo: {to}\r\nDate: {}\r\n{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}",
        Clock::System.now().to_utc().to_rfc2822()
    )
    .into_bytes()
}

/// What was done in which time, and the memory it took on the way.
struct Done {
    what: &'static str,
    count: usize,
    took: Duration,
    memory: Vec<f64>,
    processor: f64,
}

impl Done {
    fn tell(&self) {
        let quarter = |part: usize| {
            let (from, to) = (self.memory.len() * part / 4, (self.memory.len() * (part + 1)).div_ceil(4));
            self.memory[from..to].iter().copied().fold(0.0, f64::max)
        };
        println!(
            "  {:<26} {:>7.0} a second ({} in {:.1} s, {:.2} ms of the processor each), memory by quarters {:.0}, {:.0}, {:.0}, {:.0} MiB",
            self.what,
            self.count as f64 / self.took.as_secs_f64(),
            self.count,
            self.took.as_secs_f64(),
            self.processor * 1_000.0 / self.count as f64,
            quarter(0),
            quarter(1),
            quarter(2),
            quarter(3),
        );
    }
}

/// Watches a desk until `left` says that nothing is left.
async fn watched(
    desk: &Desk,
    what: &'static str,
    count: usize,
    left: impl Fn() -> anyhow::Result<bool>,
) -> anyhow::Result<Done> {
    let (began, used) = (Instant::now(), desk.processor()?);
    let mut memory = Vec::new();
    loop {
        memory.push(desk.memory()?);
        if !left()? {
            let processor = desk.processor()? - used;
            return Ok(Done { what, count, took: began.elapsed(), memory, processor });
        }
        ensure!(began.elapsed() < PATIENCE, "{what}: not done in {} s", PATIENCE.as_secs());
        tokio::time::sleep(LOOK).await;
    }
}

async fn taken_in(desk: &Desk, office: &Office, count: usize, what: &'static str) -> anyhow::Result<Done> {
    let before = office.tickets_at_first();
    watched(desk, what, count, || Ok(office.tickets()? < before + count)).await
}

async fn comments(desk: &Desk, office: &Office, count: usize) -> anyhow::Result<Done> {
    watched(desk, "answers taken in", count, || Ok(office.decided()? < 2 * count)).await
}

async fn letters(desk: &Desk, office: &Office) -> anyhow::Result<Done> {
    let mut done =
        watched(desk, "letters out", 0, || Ok(office.unconsidered()? || office.letters_left()? > 0)).await?;
    done.count = office.letters_since()?;
    Ok(done)
}

/// One process for each message, as a local mail server starts them.
async fn piped(
    plan: &Plan,
    settings: &Settings<'_>,
    office: &Office,
    from: usize,
    count: usize,
) -> anyhow::Result<()> {
    let (began, before) = (Instant::now(), office.decided()?);
    let mut under_way = tokio::task::JoinSet::new();
    for number in 0..count {
        if under_way.len() >= PIPES {
            under_way.join_next().await.context("nothing under way")???;
        }
        let raw = message(office, from + number, None, settings.mailbox);
        let mut process = Command::new(&plan.program)
            .args(["mail", "receive", "--mailbox", "dinas"])
            .envs(settings.alone())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        under_way.spawn(async move {
            let mut into = process.stdin.take().context("no stdin")?;
            into.write_all(&raw).await?;
            drop(into);
            let status = process.wait().await?;
            ensure!(status.success(), "mail receive ended with {status}");
            anyhow::Ok(())
        });
    }
    while let Some(one) = under_way.join_next().await {
        one??;
    }
    let (took, decided) = (began.elapsed(), office.decided()? - before);
    println!(
        "  {:<26} {:>7.0} a second ({count} processes, {PIPES} at a time; {decided} decided by them)",
        "taken in by a pipe",
        count as f64 / took.as_secs_f64(),
    );
    Ok(())
}

impl Plan {
    fn from_arguments() -> anyhow::Result<Self> {
        let mut plan = Self {
            messages: 6_000,
            only: None,
            program: Path::new(env!("CARGO_BIN_EXE_jenjang")).to_owned(),
        };
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let value = words.next().with_context(|| format!("{word} wants a value"))?;
            match word.as_str() {
                "--messages" => plan.messages = value.parse()?,
                "--only" => plan.only = Some(value),
                "--program" => plan.program = value.into(),
                _ => anyhow::bail!("{word}? --messages, --only, --program"),
            }
        }
        Ok(plan)
    }
}
