//! A mailbox whose server fails in the middle of an answer: nothing it left out is passed over.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jenjang::desk::ids::IncomingId;
use jenjang::mail::inbox::{Mailbox, collect};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::both;
use crate::support::desk::TestDesk;

/// Messages in the mailbox.
const MANY: usize = 3;

/// How a server fails the first time it is asked for messages.
#[derive(Clone, Copy, Debug)]
enum Failure {
    /// It gives one, says NO, and goes on.
    SaysNo,
    /// It gives one and hangs up.
    HangsUp,
    /// It says how large one is, and NO.
    LosesSizes,
    /// It finds nothing, and says NO.
    FindsNothing,
}

both! {
    async fn what_a_server_leaves_out_is_asked_for_again(desk: TestDesk) {
        for failure in [Failure::SaysNo, Failure::HangsUp, Failure::LosesSizes, Failure::FindsNothing] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let failures = Arc::new(AtomicUsize::new(0));
            let (count, server) = (failures.clone(), format!("{failure:?}"));
            let serving = tokio::task::spawn(async move {
                while let Ok((line, _)) = listener.accept().await {
                    tokio::task::spawn(speak(line, failure, count.clone(), server.clone()));
                }
            });
            let url = format!("imap://meja:x@127.0.0.1:{port}?tls=none&name={failure:?}&poll=5");
            let mailbox = Mailbox::all(&url).unwrap().remove(0);
            let (stop, stopped) = watch::channel(false);
            let collecting = tokio::task::spawn(collect(desk.app.clone(), mailbox, stopped));
            let name = format!("{failure:?}");
            let mut found = 0;
            for _ in 0..200 {
                let name = name.clone();
                found = desk.app.db.read(move |conn| taken(conn, &name)).await.unwrap().len();
                if found == MANY {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            assert_eq!(found, MANY, "{failure:?}");
            assert_eq!(failures.load(Ordering::SeqCst), 1, "{failure:?} never happened");
            stop.send_replace(true);
            collecting.await.unwrap();
            serving.abort();
        }
    }
}

fn taken(conn: &mut jenjang::db::DbConn, mailbox: &str) -> Result<Vec<IncomingId>, jenjang::db::DbError> {
    use diesel::prelude::*;
    use jenjang::db::schema::incoming;
    Ok(incoming::table.filter(incoming::mailbox.eq(mailbox)).select(incoming::id).load(conn)?)
}

/// Answers as a server does, and fails once.
async fn speak(line: TcpStream, failure: Failure, failures: Arc<AtomicUsize>, name: String) {
    let (read, mut write) = line.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"* OK ready\r\n").await.unwrap();
    let fails = || failures.load(Ordering::SeqCst) == 0;
    while let Ok(Some(asked)) = lines.next_line().await {
        let (tag, command) = asked.split_once(' ').unwrap_or((&asked, ""));
        let mut answer = String::new();
        let mut said = "OK";
        if command.starts_with("SELECT") {
            answer =
                format!("* {MANY} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {}] x\r\n", MANY + 1);
        } else if command.starts_with("CAPABILITY") {
            answer = "* CAPABILITY IMAP4rev1\r\n".to_owned();
        } else if command.starts_with("UID SEARCH") {
            if matches!(failure, Failure::FindsNothing) && fails() {
                // Also the question after it goes unanswered.
                if command.contains("ALL") {
                    failures.fetch_add(1, Ordering::SeqCst);
                }
                said = "NO";
            } else {
                answer = "* SEARCH 1 2 3\r\n".to_owned();
            }
        } else if command.contains("RFC822.SIZE") {
            let lost = matches!(failure, Failure::LosesSizes) && fails();
            for number in 1..=if lost { 1 } else { MANY } {
                answer += &format!("* {number} FETCH (UID {number} RFC822.SIZE 100)\r\n");
            }
            if lost {
                failures.fetch_add(1, Ordering::SeqCst);
                said = "NO";
            }
        } else if command.contains("BODY.PEEK") {
            let lost = matches!(failure, Failure::SaysNo | Failure::HangsUp) && fails();
            for number in 1..=if lost { 1 } else { MANY } {
                let raw = format!(
                    "From: <x@toko.test>\r\nMessage-ID: <{name}-{number}@x.test>\r\nSubject: {number}\r\n\r\n{number}\r\n"
                );
                answer += &format!("* {number} FETCH (UID {number} BODY[] {{{}}}\r\n{raw})\r\n", raw.len());
            }
            if lost {
                failures.fetch_add(1, Ordering::SeqCst);
                if matches!(failure, Failure::HangsUp) {
                    write.write_all(answer.as_bytes()).await.unwrap();
                    return;
                }
                said = "NO";
            }
        }
        let whole = format!("{answer}{tag} {said} done\r\n");
        if write.write_all(whole.as_bytes()).await.is_err() {
            return;
        }
    }
}
