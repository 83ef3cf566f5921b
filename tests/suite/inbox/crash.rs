//! The plug is pulled while messages are worked off: each takes effect once, and none is lost.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use jenjang::clock::Clock;
use jenjang::db::DbConn;
use jenjang::db::schema::{comments, incoming, tickets};
use jenjang::desk::attachments::Vault;
use jenjang::desk::ids::TicketId;
use jenjang::desk::inbox::{self, Bound, InboxError, Mailbox, State};

use super::post::eml;
use crate::both;
use crate::support::database::TestDatabase;
use crate::support::desk::furnish;
use crate::support::office;
use crate::support::process::{Process, command, printed, run};

/// People who write; each writes ten messages: five reports, and an answer to each.
const PEOPLE: usize = 50;
/// Messages that come by the command, the others are taken down at once.
const BY_COMMAND: usize = 30;

fn message(person: usize, number: usize) -> String {
    let from = format!("orang{person}@dinkes.demo.test");
    if number < 5 {
        eml(
            &from,
            &format!("r{person}.{number}"),
            &format!("Subject: Laporan {person}.{number}"),
            "Jaringan putus",
        )
    } else {
        let answered = number - 5;
        let headers = format!(
            "Subject: Re: Laporan {person}.{answered}\nIn-Reply-To: <r{person}.{answered}@kantor.test>"
        );
        eml(&from, &format!("j{person}.{number}"), &headers, "Masih putus")
    }
}

fn people(database: &TestDatabase) {
    let conn = &mut database.connect();
    for person in 0..PEOPLE {
        let email = format!("orang{person}@dinkes.demo.test");
        office::person(conn, &email, &format!("Orang {person}"), "dinkes", "none", Clock::System.now())
            .unwrap();
    }
}

/// Pipes a message into `jenjang mail receive`, as a mail server does.
fn receive(database: &TestDatabase, raw: &str) {
    let mut child = command(&database.url, database.folder.path())
        .args(["mail", "receive", "--mailbox", "layanan", "--for", "dinas"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(raw.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", printed(&output));
}

/// Takes all other messages down, in this process.
fn take_down(database: &TestDatabase, messages: Vec<String>) {
    let db = database.open();
    let vault = Vault::at(database.folder.path().join("mail"));
    let kept: Vec<_> = messages.iter().map(|raw| inbox::keep(&vault, raw.as_bytes(), 0).unwrap()).collect();
    let job = move |conn: &mut DbConn| {
        let now = Clock::System.now();
        inbox::bind(conn, &Mailbox { name: "layanan".into(), bound: Bound::Dinas, address: None }, now)?;
        for one in &kept {
            inbox::take_down(conn, "layanan", None, one, now)?;
        }
        Ok::<_, InboxError>(())
    };
    std::thread::spawn(move || db.write_blocking(job)).join().unwrap().unwrap();
}

fn in_state(database: &TestDatabase, state: State) -> i64 {
    incoming::table.filter(incoming::state.eq(state)).count().get_result(&mut database.connect()).unwrap()
}

both! {
    async fn after_kill_9_amid_500_messages_each_took_effect_once(database: TestDatabase) {
        furnish(&database);
        people(&database);
        let mut all: Vec<String> = (0..10).flat_map(|number| (0..PEOPLE).map(move |person| message(person, number))).collect();
        let late = all.split_off(all.len() - BY_COMMAND);
        take_down(&database, all.clone());
        // Everything is offered twice: a mail server that got no answer does so.
        take_down(&database, all);

        let patience = Instant::now();
        let mut killed = 0;
        let mut late = late.into_iter();
        for goal in [40, 130, 260, 400] {
            let mut process = Process::works(&database);
            for raw in late.by_ref().take(8) {
                receive(&database, &raw);
                receive(&database, &raw);
            }
            while in_state(&database, State::Done) < goal {
                assert!(patience.elapsed() < Duration::from_secs(240), "{} are done", in_state(&database, State::Done));
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
            process.kill();
            killed += usize::from(in_state(&database, State::Waiting) > 0);
        }
        assert!(killed >= 3, "the plug was pulled too late to prove anything");
        let _process = Process::works(&database);
        late.for_each(|raw| receive(&database, &raw));
        while in_state(&database, State::Done) < 500 {
            assert!(patience.elapsed() < Duration::from_secs(400), "{} are done", in_state(&database, State::Done));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }

        let conn = &mut database.connect();
        let opened: Vec<(TicketId, String)> = tickets::table.select((tickets::id, tickets::title)).load(conn).unwrap();
        assert_eq!(opened.len(), 250);
        let titles: BTreeMap<String, TicketId> = opened.into_iter().map(|(id, title)| (title, id)).collect();
        assert_eq!(titles.len(), 250, "a message became two tickets");
        let said: Vec<TicketId> = comments::table.select(comments::ticket_id).load(conn).unwrap();
        let mut by_ticket: BTreeMap<TicketId, usize> = BTreeMap::new();
        for ticket in said {
            *by_ticket.entry(ticket).or_default() += 1;
        }
        assert_eq!(by_ticket.len(), 250, "an answer was lost, or went elsewhere");
        assert!(by_ticket.values().all(|count| *count == 1), "an answer was taken twice");
        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));
    }

    async fn a_pipe_says_what_became_of_a_message_by_its_exit_code(database: TestDatabase) {
        furnish(&database);
        let process = Process::serve(&database, &[]);
        receive(&database, &eml("siti@dinkes.demo.test", "a", "Subject: Jaringan putus", "Jaringan putus"));
        let began = Instant::now();
        while in_state(&database, State::Done) == 0 {
            assert!(began.elapsed() < Duration::from_secs(20), "the desk that serves does the rest");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(process);
        let nothing = run(&database, &["mail", "receive", "--mailbox", "layanan"]);
        assert_eq!(nothing.status.code(), Some(65), "{}", printed(&nothing));
        let mut wrong = command("postgres://nobody@127.0.0.1:1/nowhere", database.folder.path());
        wrong.args(["mail", "receive", "--mailbox", "layanan"]).stdin(Stdio::piped()).stderr(Stdio::piped()).stdout(Stdio::piped());
        let mut child = wrong.spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"Subject: x\n\nx").unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(75), "{}", printed(&output));
    }
}
