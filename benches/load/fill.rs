//! A desk with a past: the demo office, and so many tickets on top of it through the real verbs, before the load begins.
//!
//! Nine of ten are over, the others stand at one of the two tiers, spread over all agencies and the last months.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use chrono::TimeDelta;
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::{DatabaseUrl, Db, DbConn, DbError};
use jenjang::desk::catalogue::{categories, checklist_of};
use jenjang::desk::page::Part;
use jenjang::desk::people::persons::PersonFilter;
use jenjang::desk::people::{Actor, coverage, load_actor, persons};
use jenjang::desk::tickets::{self, Close, Escalate, Open, Resolve, TicketError};
use jenjang::desk::words::{EscalationReason, Impact, Urgency};
use jenjang::desk::{demo, events};

/// Memory of the one password hash: the program's own default.
const PASSWORD_MEMORY: u32 = 19_456;
/// Tickets of one transaction.
const TOGETHER: u64 = 250;
/// Tickets whose clocks ring in one transaction.
const RUNG: i64 = 250;
/// Lines considered for mail at once.
const LINES: i64 = 2_000;
/// How long ago the oldest was opened: not before the demo office had its technicians.
const PAST: TimeDelta = TimeDelta::days(110);
/// Where they belong to.
const CATEGORIES: [&str; 8] = ["A1", "A4", "C1", "C2", "D2", "G1", "G2", "H1"];

/// Somebody who reports, and the technician who hears it.
#[derive(Clone)]
struct Pair {
    requester: Actor,
    technician: Actor,
}

/// A category with the answers its checklist wants.
#[derive(Clone)]
struct Topic {
    code: &'static str,
    answers: Vec<(String, String)>,
}

/// Fills an empty database; how long it took.
pub fn fill(url: &str, count: u64) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let now = Clock::System.now();
    let url: DatabaseUrl = url.parse()?;
    let db = Db::open(&url, 4)?;
    demo::fill(&db, PASSWORD_MEMORY, now)?;
    let (pairs, topics) =
        db.read_blocking(|conn| Ok::<_, TicketError>((pairs(conn, now)?, topics(conn)?)))?;
    let hands = if db.is_sqlite() { 1 } else { 3 };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..hands)
            .map(|hand| {
                let (db, pairs, topics) = (db.clone(), pairs.clone(), topics.clone());
                scope.spawn(move || {
                    let parts = (0..count.div_ceil(TOGETHER)).filter(|part| part % hands == hand);
                    for part in parts {
                        let (pairs, topics) = (pairs.clone(), topics.clone());
                        let numbers = part * TOGETHER..((part + 1) * TOGETHER).min(count);
                        db.write_blocking(move |conn| {
                            for number in numbers {
                                let at = now
                                    .minus(PAST * i32::try_from(count - number).unwrap_or(0) / count as i32);
                                live(conn, number, &pairs, &topics, at)?;
                            }
                            considered(conn, now)
                        })?;
                    }
                    Ok::<_, TicketError>(())
                })
            })
            .collect();
        for worker in workers {
            worker.join().map_err(|_| anyhow!("a worker panicked"))??;
        }
        anyhow::Ok(())
    })?;
    // Every clock that would have rung in these months rings now, and nobody is written to about it.
    let rings = move |conn: &mut DbConn| {
        let swept = tickets::sweep(conn, now, RUNG)?;
        considered(conn, now).map(|()| swept.any())
    };
    while db.write_blocking(rings)? {}
    // The hourly seals of all these months, so that the desk does not catch up on them under load.
    while db.write_blocking(move |conn| events::checkpoint(conn, now))?.is_some_and(|seal| seal.is_full()) {}
    Ok(begun.elapsed())
}

/// One ticket, as far as it gets.
fn live(
    conn: &mut DbConn,
    number: u64,
    pairs: &[Pair],
    topics: &[Topic],
    at: Timestamp,
) -> Result<(), TicketError> {
    let Pair { requester, technician } = &pairs[number as usize % pairs.len()];
    let topic = &topics[number as usize % topics.len()];
    let report = Open {
        title: format!("Jaringan lemot di ruang {}", number % 400),
        description: format!(
            "Internet lambat sejak pagi, laporan ke-{number}. Mohon dicek, buka laman saja berputar-putar."
        ),
        category: topic.code.to_owned(),
        impact: Some(Impact::ALL[number as usize % 3]),
        urgency: Some(Urgency::ALL[number as usize % 7 % 3]),
        ..Open::default()
    };
    let ticket = tickets::open(conn, requester, report, at)?;
    let spoken = ticket.spoken();
    let later = |hours| at.plus(TimeDelta::hours(hours));
    match number % 100 {
        0..91 => {
            let solution =
                Resolve { solution: "Router dinyalakan ulang, sudah normal.".into(), ..Resolve::default() };
            tickets::resolve(conn, technician, &spoken, None, &solution, later(2))?;
            tickets::close(conn, technician, &spoken, None, &Close::default(), later(20))?;
        }
        91..94 => {
            tickets::claim(conn, technician, &spoken, None, later(1))?;
        }
        94..97 => {
            let asked = Escalate {
                reason: EscalationReason::BeyondSkill,
                attempted_steps: "Sudah dinyalakan ulang, kabel diganti.".into(),
                since: None,
                affected: "Satu ruangan".into(),
                checklist: topic.answers.clone(),
                group: None,
                steps_left: String::new(),
            };
            tickets::escalate(conn, technician, &spoken, None, asked, later(1))?;
        }
        _ => {}
    }
    Ok(())
}

/// What is past brings no letters.
fn considered(conn: &mut DbConn, now: Timestamp) -> Result<(), TicketError> {
    let lines = events::oldest_unconsidered(conn, LINES)?;
    let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
    Ok(events::mark_considered(conn, &ids, now)?)
}

/// Everybody of an agency with a technician, beside them.
fn pairs(conn: &mut DbConn, now: Timestamp) -> Result<Vec<Pair>, TicketError> {
    let missing = || TicketError::NotFound;
    let admin = persons::by_email(conn, "admin@demo.test")?.ok_or_else(missing)?;
    let admin = load_actor(conn, admin.id, now)?.ok_or_else(missing)?;
    let (mut pairs, mut part) = (Vec::new(), Part::first(200));
    loop {
        let page = persons::list(conn, &admin, &PersonFilter::default(), part).map_err(|_| missing())?;
        for person in page.items {
            let Some(requester) = load_actor(conn, person.id, now)? else { continue };
            let on = now.date_in(requester.zone);
            let mut there = coverage::technicians(conn, person.agency_id, on)?;
            there.retain(|technician| !technician.absent && technician.person_id != person.id);
            let Some(technician) = there.first() else { continue };
            if let Some(technician) = load_actor(conn, technician.person_id, now)? {
                pairs.push(Pair { requester, technician });
            }
        }
        let Some(after) = page.next else { return Ok(pairs) };
        part = Part { after: Some(after), limit: 200 };
    }
}

fn topics(conn: &mut DbConn) -> Result<Vec<Topic>, TicketError> {
    CATEGORIES
        .into_iter()
        .map(|code| {
            let found = categories::named(conn, code).map_err(|_| DbError::Closed)?;
            let questions = checklist_of(conn, found.id)?;
            let answers = questions.into_iter().map(|question| (question.key, "Sudah dicek".to_owned()));
            Ok(Topic { code, answers: answers.collect() })
        })
        .collect()
}

/// The addresses of `count` people who report, of as many agencies.
pub fn reporters(url: &str, count: usize) -> anyhow::Result<Vec<String>> {
    let now = Clock::System.now();
    let url: DatabaseUrl = url.parse()?;
    let db = Db::open(&url, 1)?;
    let pairs = db.read_blocking(|conn| pairs(conn, now))?;
    let mut agencies = std::collections::BTreeSet::new();
    let chosen: Vec<_> = pairs
        .into_iter()
        .filter(|pair| agencies.insert(pair.requester.agency_id))
        .map(|pair| pair.requester.email)
        .take(count)
        .collect();
    (chosen.len() == count).then_some(chosen).context("too few people report")
}
