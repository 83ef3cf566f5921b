//! The plug is pulled, and the desk is asked to stop: the real binary, `kill -9` and SIGTERM.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::{DbConn, Json, schema};
use jenjang::desk::events::EventKind;
use jenjang::desk::ids::{RecordId, TicketId};
use jenjang::desk::people::load_actor;
use jenjang::desk::tickets::{self, Open, TicketError};
use jenjang::desk::words::{Impact, Urgency};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::both;
use crate::support::api::{API, Api};
use crate::support::database::TestDatabase;
use crate::support::desk::furnish;
use crate::support::office;
use crate::support::person::{Person, a_report};
use crate::support::process::{Process, printed, run};

/// How many tickets the storm wants to open.
const WISHES: usize = 2_000;

/// How many callers open them at once.
const CALLERS: usize = 32;

/// How many late tickets two processes find.
const LATE: usize = 300;

/// Opens P1 tickets that were reported long ago, as somebody who imports a list does.
fn open_late(database: &TestDatabase, many: usize, reported_at: Timestamp) -> Vec<TicketId> {
    let db = database.open();
    let open = move |conn: &mut DbConn| {
        let andi = office::person_id(conn, "andi@dinkes.demo.test")?;
        let now = Clock::System.now();
        let andi = load_actor(conn, andi, now)?.unwrap();
        let report = Open {
            title: "jaringan lemot".into(),
            description: "dari daftar lama".into(),
            category: "A1".into(),
            impact: Some(Impact::Wide),
            urgency: Some(Urgency::High),
            requester: Some("siti@dinkes.demo.test".into()),
            reported_at: Some(reported_at),
            ..Open::default()
        };
        (0..many)
            .map(|_| tickets::open(conn, &andi, report.clone(), now).map(|ticket| ticket.id))
            .collect::<Result<Vec<_>, TicketError>>()
    };
    std::thread::spawn(move || db.write_blocking(open)).join().unwrap().unwrap()
}

/// What was told of clocks so far: the ticket, the clock, and how much of it was used up.
fn told(database: &TestDatabase) -> Vec<(TicketId, String, i64)> {
    use diesel::prelude::*;
    let about = [EventKind::Warned, EventKind::Breached, EventKind::EscalatedUp];
    let lines: Vec<(RecordId, Json)> = schema::events::table
        .filter(schema::events::kind.eq_any(about))
        .select((schema::events::record_id, schema::events::data))
        .load(&mut database.connect())
        .unwrap();
    lines
        .into_iter()
        .map(|(record, data)| {
            let clock = data.0["clock"].as_str().unwrap().to_owned();
            (TicketId(record.0), clock, data.0["percent"].as_i64().unwrap())
        })
        .collect()
}

/// How many clocks ask for something by now.
fn still_due(database: &TestDatabase) -> i64 {
    use diesel::prelude::*;
    schema::clocks::table
        .filter(schema::clocks::next_event_at.le(Clock::System.now()))
        .count()
        .get_result(&mut database.connect())
        .unwrap()
}

both! {
    async fn after_kill_9_every_acknowledged_ticket_is_there_once(database: TestDatabase) {
        furnish(&database);
        let mut process = Process::serve(&database, &[]);
        let siti = Person::signed_in(&process.base, "siti@dinkes.demo.test").await;

        // The plug is pulled while all callers are at it.
        let storm = Storm::default();
        let callers = join_all((0..CALLERS).map(|caller| storm.clone().blow(siti.api.clone(), caller)));
        let plug = async {
            while storm.acknowledged.load(Ordering::SeqCst) < WISHES / 3 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            process.kill();
            storm.over.store(true, Ordering::SeqCst);
        };
        let (answers, ()) = tokio::join!(callers, plug);
        let acknowledged: BTreeMap<String, String> = answers.into_iter().flatten().collect();
        assert!(acknowledged.len() >= WISHES / 3, "only {} were acknowledged", acknowledged.len());
        assert!(acknowledged.len() < WISHES, "the plug was pulled too late to prove anything");

        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));

        let process = Process::serve(&database, &[]);
        let siti = siti.at(&process.base);
        let kept = tickets_of(&siti.api).await;
        for (title, number) in &acknowledged {
            assert_eq!(kept.get(title), Some(&vec![number.clone()]), "{title} was acknowledged as {number}");
        }

        // Everybody asks again with the same key: nobody gets a second ticket, and nobody goes without.
        let storm = Storm::default();
        let answers = join_all((0..CALLERS).map(|caller| storm.clone().blow(siti.api.clone(), caller))).await;
        let again: BTreeMap<String, String> = answers.into_iter().flatten().collect();
        assert_eq!(again.len(), WISHES);
        for (title, number) in &acknowledged {
            assert_eq!(again.get(title), Some(number), "the same key must give the first answer again");
        }
        let kept = tickets_of(&siti.api).await;
        assert_eq!(kept.len(), WISHES);
        let numbers: BTreeSet<&String> = kept.values().flatten().collect();
        assert_eq!(numbers.len(), WISHES, "numbers are unique");
        assert!(kept.values().all(|numbers| numbers.len() == 1), "a wish became two tickets");

        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));
    }

    async fn late_tickets_warn_and_breach_once_though_a_process_is_killed_at_it(database: TestDatabase) {
        furnish(&database);
        let reported = Clock::System.now().minus(TimeDelta::days(20));
        let opened = open_late(&database, LATE, reported);

        // Two processes look at the clocks; one is killed as soon as anything was told. SQLite is for one process: there
        // the other comes after it.
        let mut first = Process::works(&database);
        let second = database.is_postgres().then(|| Process::works(&database));
        while told(&database).is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        first.kill();
        let half_way = told(&database).len();
        let _second = second.unwrap_or_else(|| Process::works(&database));
        let patience = std::time::Instant::now();
        while still_due(&database) > 0 {
            assert!(patience.elapsed() < Duration::from_secs(120), "clocks are due still: {}", still_due(&database));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let told = told(&database);
        assert!(half_way < told.len(), "the process was killed too late to prove anything");
        let once: BTreeSet<_> = told.iter().collect();
        assert_eq!(once.len(), told.len(), "something was told twice");
        // Each ticket: an answer and a solution at 75 and 100 percent, the solution at 200, and Tier 1's own time.
        let expected = [
            ("own_time", 100), ("resolution", 75), ("resolution", 100), ("resolution", 200), ("response", 75), ("response", 100),
        ];
        for ticket in &opened {
            let mut own: Vec<(&str, i64)> =
                told.iter().filter(|line| line.0 == *ticket).map(|line| (line.1.as_str(), line.2)).collect();
            own.sort_unstable();
            assert_eq!(own, expected, "{ticket}");
        }
        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));
        let doctor = run(&database, &["doctor"]);
        assert!(printed(&doctor).contains("all as they are kept"), "{}", printed(&doctor));
    }

    async fn a_running_request_finishes_when_the_desk_is_asked_to_stop(database: TestDatabase) {
        furnish(&database);
        let mut process = Process::serve(&database, &[]);
        let siti = Person::signed_in(&process.base, "siti@dinkes.demo.test").await;
        let token = siti.api.post("/sessions", json!({"email": siti.email, "password": "jenjang-demo"})).await.field("/token");

        // Half a request is on its way when the signal comes; the other half follows.
        let body = a_report(json!({"title": "Setengah jalan"})).to_string();
        let (first, second) = body.split_at(body.len() / 2);
        let address = process.base.trim_start_matches("http://").to_owned();
        let mut line = tokio::net::TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "POST {API}/tickets HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: half\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{first}",
            body.len()
        );
        line.write_all(head.as_bytes()).await.unwrap();
        line.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        process.terminate();
        tokio::time::sleep(Duration::from_millis(300)).await;
        line.write_all(second.as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");

        let status = process.ends_within(Duration::from_secs(30)).await;
        assert_eq!(status.code(), Some(0), "{status}");
        let process = Process::serve(&database, &[]);
        assert!(tickets_of(&siti.at(&process.base).api).await.contains_key("Setengah jalan"));
    }

    async fn an_altered_history_line_is_found(database: TestDatabase) {
        use diesel::connection::SimpleConnection;
        furnish(&database);
        let process = Process::serve(&database, &[]);
        let siti = Person::signed_in(&process.base, "siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        siti.replies(&ticket, "Masih lemot").await.is(201);
        siti.replies(&ticket, "Sudah lebih baik").await.is(201);
        drop(process);
        let whole = run(&database, &["audit", "verify"]);
        assert!(whole.status.success(), "{}", printed(&whole));
        database.connect().batch_execute("UPDATE events SET kind = 'cancelled' WHERE record_kind = 'ticket' AND seq = 2").unwrap();
        let broken = run(&database, &["audit", "verify"]);
        assert_eq!(broken.status.code(), Some(1), "{}", printed(&broken));
        assert!(printed(&broken).contains(&ticket.number) || printed(&broken).contains('2'), "{}", printed(&broken));
    }
}

#[derive(Clone, Default)]
struct Storm {
    acknowledged: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Storm {
    /// One caller's share of the wishes, one after the other; what was acknowledged, title → number.
    async fn blow(self, api: Api, caller: usize) -> BTreeMap<String, String> {
        let mut acknowledged = BTreeMap::new();
        for wish in (caller..WISHES).step_by(CALLERS) {
            let title = format!("Laporan {wish:04}");
            let request = api
                .request(Method::POST, "/tickets")
                .header("Idempotency-Key", format!("wish-{wish}"))
                .json(&a_report(json!({ "title": title })));
            // After the plug is pulled there is no answer, and that is no acknowledgement.
            let Ok(response) = request.send().await else { return acknowledged };
            let status = response.status().as_u16();
            let Ok(body) = response.json::<serde_json::Value>().await else { return acknowledged };
            assert_eq!(status, 201, "{body}");
            acknowledged.insert(title, body["number"].as_str().unwrap().to_owned());
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
            if self.over.load(Ordering::SeqCst) {
                return acknowledged;
            }
        }
        acknowledged
    }
}

/// Everything the caller may see, page after page: title → numbers.
async fn tickets_of(api: &Api) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("/tickets?limit=200{cursor}")).await.is(200).json();
        for item in page["items"].as_array().unwrap() {
            let text = |name: &str| item[name].as_str().unwrap().to_owned();
            found.entry(text("title")).or_default().push(text("number"));
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}
