//! `jenjang doctor`: says in plain words what is wrong.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::cli::{Doctor, Place};
use super::start;
use crate::clock::{Clock, Timestamp};
use crate::config::{Config, MailTo, Overrides, Secret};
use crate::db::{Db, DbError};
use crate::desk::{events, letters, search, tickets, wording};
use crate::mail::inbox::{Mailbox, try_out};
use crate::templates::Templates;

/// Tickets whose clocks are computed again in one go.
const TICKETS: i64 = 500;
/// Clocks that are named when they are astray.
const SHOWN: usize = 5;

/// Checks everything a desk needs; fails if anything is wrong.
pub(super) fn doctor(place: &Place, wish: Doctor) -> anyhow::Result<()> {
    let mut wrong = 0;
    let mut check = |what: &str, outcome: anyhow::Result<String>| match outcome {
        Ok(found) => println!("ok     {what}: {found}"),
        Err(error) => {
            wrong += 1;
            println!("wrong  {what}: {error:#}");
        }
    };
    let config = match start::config(place, Overrides::default()) {
        Ok(config) => {
            check("settings", Ok("all read".into()));
            config
        }
        Err(error) => {
            check("settings", Err(error));
            anyhow::bail!("1 thing is wrong");
        }
    };
    check("data folder", data_folder(&config));
    check("database", database(&config));
    if !wish.quick {
        check("clocks of tickets", clocks(&config));
    }
    check("search", search(&config));
    check("words and pages", Templates::new().map(|_| "all read".into()).map_err(Into::into));
    check("words of letters", words_of_letters(&config));
    check("mail", mail(&config));
    check("letters", letters_on_their_way(&config));
    if !wish.quick {
        check("mailboxes", mailboxes(&config));
    }
    check("clock", clock());
    match wrong {
        0 => Ok(()),
        1 => anyhow::bail!("1 thing is wrong"),
        many => anyhow::bail!("{many} things are wrong"),
    }
}

fn data_folder(config: &Config) -> anyhow::Result<String> {
    std::fs::create_dir_all(&config.data)?;
    let probe = config.data.join(".doctor");
    std::fs::write(&probe, b"written by jenjang doctor")?;
    std::fs::remove_file(&probe)?;
    Ok(format!("{} can be written", config.data.display()))
}

fn database(config: &Config) -> anyhow::Result<String> {
    let db = Db::open(&config.database, 1)?;
    let waiting = db.read_blocking::<_, DbError, _>(events::unconsidered_count)?;
    let which = if db.is_sqlite() { "SQLite" } else { "Postgres" };
    Ok(format!("{which}, up to date; {waiting} events wait to be considered for mail"))
}

/// Tickets must have been read the way queries are.
fn search(config: &Config) -> anyhow::Result<String> {
    let db = Db::open(&config.database, 1)?;
    let current = db.read_blocking::<_, DbError, _>(search::is_current)?;
    anyhow::ensure!(current, "tickets were read otherwise than queries are now; run jenjang search rebuild");
    Ok("tickets are read as queries are".into())
}

/// Computes every clock again from what happened to its ticket, and compares.
fn clocks(config: &Config) -> anyhow::Result<String> {
    let db = Db::open(&config.database, 1)?;
    let now = Clock::System.now();
    let (mut seen, mut astray, mut after) = (0, Vec::new(), Some(0));
    while let Some(serial) = after {
        let checked =
            db.read_blocking::<_, DbError, _>(move |conn| tickets::check_clocks(conn, serial, TICKETS, now))?;
        seen += checked.clocks;
        astray.extend(checked.astray);
        after = checked.next;
    }
    if astray.is_empty() {
        return Ok(format!("{seen} computed again, all as they are kept"));
    }
    let shown = |at: Option<Timestamp>| at.map_or_else(|| "not due".to_owned(), |at| at.to_string());
    let lines: Vec<String> = astray
        .iter()
        .take(SHOWN)
        .map(|one| {
            let (kept, computed) = (shown(one.kept), shown(one.computed));
            format!("{} {} {}: kept {kept}, computed {computed}", one.number, one.clock, one.seq)
        })
        .collect();
    anyhow::bail!(
        "{} of {seen} are not what happened to their tickets gives: {}",
        astray.len(),
        lines.join("; ")
    )
}

/// Whether the office's own words are understood by this version.
fn words_of_letters(config: &Config) -> anyhow::Result<String> {
    let db = Db::open(&config.database, 1)?;
    let all = db.read_blocking::<_, DbError, _>(wording::all)?;
    let lines: Vec<String> = all
        .iter()
        .filter_map(|own| {
            let errors = own.read().err()?;
            Some(format!("{} ({}): {errors}", own.kind, own.language))
        })
        .collect();
    if lines.is_empty() {
        let own = all.iter().filter(|own| own.words().is_some()).count();
        return Ok(format!("{own} of the office's own, all understood"));
    }
    anyhow::bail!("these go out in the shipped words until they are mended: {}", lines.join("; "))
}

fn mail(config: &Config) -> anyhow::Result<String> {
    match &config.mail {
        MailTo::Smtp(url) => {
            let url = url::Url::parse(url.reveal())?;
            let host = url.host_str().unwrap_or("localhost").to_owned();
            let port = url.port().unwrap_or(if url.scheme() == "smtps" { 465 } else { 25 });
            let patience = Duration::from_secs(5);
            let address = (host.as_str(), port).to_socket_addrs()?.next();
            let address = address.ok_or_else(|| anyhow::anyhow!("{host} has no address"))?;
            TcpStream::connect_timeout(&address, patience).map_err(|error| {
                anyhow::anyhow!("JENJANG_SMTP_URL: {host}:{port} does not answer: {error}")
            })?;
            Ok(format!("{host}:{port} answers"))
        }
        MailTo::Folder(folder) => Ok(format!(
            "JENJANG_SMTP_URL is not set; letters are written to {} and reach nobody",
            folder.display()
        )),
        MailTo::Memory => Ok("letters stay in memory".into()),
    }
}

/// Whether letters leave: what the desk knows of the mail server, and what waits.
fn letters_on_their_way(config: &Config) -> anyhow::Result<String> {
    let db = Db::open(&config.database, 1)?;
    let (relay, backlog) =
        db.read_blocking::<_, DbError, _>(|conn| Ok((letters::relay::read(conn)?, letters::backlog(conn)?)))?;
    let counts = backlog.letters;
    if let Some(since) = relay.shut_since {
        let reason = relay.reason.unwrap_or_default();
        anyhow::bail!("the mail server has taken none since {since}: {reason}; {} wait", counts.queued);
    }
    Ok(format!("{} wait, {} wait for the morning, {} failed", counts.queued, counts.waiting, counts.failed))
}

/// Signs in to every mailbox post is collected from.
fn mailboxes(config: &Config) -> anyhow::Result<String> {
    let all = Mailbox::all(config.imap.as_ref().map_or("", Secret::reveal))?;
    if all.is_empty() {
        return Ok(
            "JENJANG_IMAP_URL is not set; post comes in through jenjang mail receive, if at all".into()
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut found = Vec::new();
    for mailbox in &all {
        let messages = runtime
            .block_on(try_out(mailbox))
            .map_err(|error| anyhow::anyhow!("JENJANG_IMAP_URL: {}: {error}", mailbox.name))?;
        found.push(format!("{} ({messages} messages)", mailbox.name));
    }
    Ok(found.join(", "))
}

/// The machine's clock cannot be older than this program.
fn clock() -> anyhow::Result<String> {
    let now = Clock::System.now();
    let built: crate::clock::Timestamp = "2026-11-01T00:00:00Z".parse()?;
    anyhow::ensure!(now > built, "it says {now}, which is before this program was written; set it by NTP");
    Ok(format!("it is {now}"))
}
