//! Letters out and replies in, over real servers: Postfix, Dovecot, and the real binary.

use std::time::Duration;

use mail_parser::Message;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::both;
use crate::support::database::TestDatabase;
use crate::support::desk::furnish;
use crate::support::mailboxes::{MailServers, SECRET, own_mailbox};
use crate::support::person::{Person, Ticket};
use crate::support::process::{Process, printed, run, run_with};

const SITI: &str = "siti@dinkes.demo.test";
const MADE: &str = "made@dinkes.demo.test";
const RINI: &str = "rini@dikbud.demo.test";
const ANDI: &str = "andi@dinkes.demo.test";

/// A desk with a mailbox of its own.
struct Desk<'a> {
    servers: MailServers,
    mailbox: String,
    process: Process,
    database: &'a TestDatabase,
}

impl<'a> Desk<'a> {
    fn open(database: &'a TestDatabase) -> Self {
        furnish(database);
        let (servers, mailbox) = (MailServers::here(), own_mailbox());
        let process = serve(database, &servers, &mailbox, "");
        Self { servers, mailbox, process, database }
    }

    async fn person(&self, email: &str) -> Person {
        Person::signed_in(&self.process.base, email).await
    }

    /// The newest letter of this desk to somebody that has the words in its subject.
    async fn letter(&self, to: &str, words: &str) -> Message<'static> {
        let own = self.local();
        self.servers
            .letter(to, |letter| {
                reply_address(letter).contains(own) && letter.subject().unwrap_or_default().contains(words)
            })
            .await
    }

    fn local(&self) -> &str {
        self.mailbox.split('@').next().unwrap()
    }

    /// What became of every message so far, by its subject.
    fn ledger(&self) -> Vec<(String, String, Option<String>)> {
        use diesel::prelude::*;
        use jenjang::db::schema::incoming;
        use jenjang::desk::inbox::{Fate, State};
        type Row = (Option<String>, State, Option<Fate>, Option<String>);
        let rows: Vec<Row> = incoming::table
            .order(incoming::id)
            .select((incoming::subject, incoming::state, incoming::decision, incoming::reason))
            .load(&mut self.database.connect())
            .unwrap();
        rows.into_iter()
            .map(|(subject, state, fate, reason)| {
                let said = fate.map_or_else(|| state.as_str().to_owned(), |fate| fate.as_str().to_owned());
                (subject.unwrap_or_default(), said, reason)
            })
            .collect()
    }

    /// Waits until so many messages were decided.
    async fn decides(&self, many: usize) {
        for _ in 0..300 {
            let ledger = self.ledger();
            if ledger.iter().filter(|line| line.1 != "waiting").count() >= many {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("only these were decided: {:#?}", self.ledger());
    }
}

fn serve(database: &TestDatabase, servers: &MailServers, mailbox: &str, more: &str) -> Process {
    let user = mailbox.replace('@', "%40");
    let imap =
        format!("imap://{user}:{SECRET}@127.0.0.1:{}/INBOX?tls=none&poll=5&move=Selesai{more}", servers.imap);
    let smtp = format!("smtp://127.0.0.1:{}?tls=none", servers.smtp);
    let from = format!("Service Desk <{mailbox}>");
    Process::serve_with(
        database,
        &[
            ("JENJANG_IMAP_URL", &imap),
            ("JENJANG_SMTP_URL", &smtp),
            ("JENJANG_MAIL_FROM", &from),
            ("JENJANG_REPLY_ADDRESS", mailbox),
            ("JENJANG_BASE_URL", "http://desk.test"),
        ],
        &[],
    )
}

fn reply_address(letter: &Message<'_>) -> String {
    let reply = letter.reply_to().or_else(|| letter.from());
    reply.and_then(|list| list.first()?.address().map(str::to_owned)).unwrap_or_default()
}

/// An answer as a mail program writes it: the new words above, everything else quoted below.
fn answer(letter: &Message<'_>, from: &str, words: &str, more: &str) -> String {
    let quoted: String = letter.body_text(0).unwrap().lines().map(|line| format!("> {line}\r\n")).collect();
    let (id, to) = (letter.message_id().unwrap(), reply_address(letter));
    format!(
        "From: <{from}>\r\nTo: <{to}>\r\nSubject: Re: {}\r\nMessage-ID: <{}@mua.test>\r\nIn-Reply-To: <{id}>\r\n\
         References: <{id}>\r\nDate: Mon, 23 Nov 2026 09:15:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n{more}\r\n\
         {words}\r\n\r\nPada Sen, 23 Nov 2026 pukul 08.10 Service Desk menulis:\r\n{quoted}",
        letter.subject().unwrap(),
        uuid::Uuid::new_v4().simple(),
    )
}

fn new_message(from: &str, to: &str, subject: &str, words: &str, more: &str) -> String {
    format!(
        "From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: <{}@mua.test>\r\n\
         Date: Mon, 23 Nov 2026 09:15:00 +0800\r\nContent-Type: text/plain; charset=utf-8\r\n{more}\r\n{words}\r\n",
        uuid::Uuid::new_v4().simple()
    )
}

async fn comments(person: &Person, ticket: &Ticket) -> Vec<String> {
    let found = person.looks_at(ticket).await.is(200).json();
    let bodies = found["comments"].as_array().unwrap().iter();
    bodies.map(|comment| comment["body"].as_str().unwrap().to_owned()).collect()
}

async fn tickets(person: &Person) -> Vec<Value> {
    person.api.get("/tickets?limit=200").await.is(200).json()["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn the_doctor_looks_into_the_mailbox_by_every_private_way() {
    let database = TestDatabase::new(crate::support::database::Database::Sqlite);
    let (servers, mailbox) = (MailServers::here(), own_mailbox().replace('@', "%40"));
    let doctor = |url: String| printed(&run_with(&database, &[("JENJANG_IMAP_URL", &url)], &["doctor"]));
    let (imap, imaps, ca) = (servers.imap, servers.imaps, &servers.ca);
    for url in [
        format!("imap://{mailbox}:{SECRET}@localhost:{imap}?ca={ca}"),
        format!("imaps://{mailbox}:{SECRET}@localhost:{imaps}?ca={ca}"),
        format!("imap://{mailbox}:{SECRET}@localhost:{imap}?tls=none"),
    ] {
        let said = doctor(url.clone());
        assert!(said.contains("ok     mailboxes:") && said.contains("(0 messages)"), "{url}: {said}");
    }
    for (url, why) in [
        (format!("imap://{mailbox}:{SECRET}@localhost:{imap}"), "TLS"),
        (format!("imaps://{mailbox}:{SECRET}@localhost:{imaps}"), "TLS"),
        (format!("imap://{mailbox}:salah@localhost:{imap}?tls=none"), "sign in"),
        (format!("imap://{mailbox}:{SECRET}@localhost:{imap}/Tidak-Ada?tls=none"), "open the folder"),
        ("imap://x:y@127.0.0.1:1?tls=none".to_owned(), "connect"),
        ("imap://x@127.0.0.1".to_owned(), "a password is missing"),
    ] {
        let said = doctor(url.clone());
        assert!(said.contains("wrong  mailboxes:") && said.contains(why), "{url}: {said}");
        assert!(!said.contains(SECRET) && !said.contains("salah"), "{said}");
    }
}

both! {
    async fn a_letter_goes_out_and_its_answer_becomes_a_comment(database: TestDatabase) {
        let desk = Desk::open(&database);
        let siti = desk.person(SITI).await;
        let andi = desk.person(ANDI).await;
        let ticket = siti.reports("Printer ruang arsip macet").await;
        let letter = desk.letter(SITI, &ticket.number).await;
        assert!(reply_address(&letter).starts_with(&format!("{}+", desk.local())), "{}", reply_address(&letter));
        let words = "Sudah saya coba matikan, tetap macet.\r\nMohon ke ruangan siang ini.";
        let to = reply_address(&letter);
        desk.servers.sends(SITI, &[&to], answer(&letter, SITI, words, "")).await;
        desk.decides(1).await;
        assert_eq!(comments(&andi, &ticket).await, ["Sudah saya coba matikan, tetap macet.\nMohon ke ruangan siang ini."]);

        // The technician reads it in a letter, and answers by letter as well.
        let told = desk.letter(ANDI, &ticket.number).await;
        desk.servers.sends(ANDI, &[&reply_address(&told)], answer(&told, ANDI, "Baik Bu, jam 13 kami ke sana.", "")).await;
        desk.decides(2).await;
        assert_eq!(comments(&siti, &ticket).await.last().unwrap(), "Baik Bu, jam 13 kami ke sana.");

        // What took effect is put away on the server, and nothing is left behind.
        for _ in 0..100 {
            if desk.servers.folder(&desk.mailbox, "Selesai").await.len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(desk.servers.folder(&desk.mailbox, "Selesai").await.len(), 2);
        assert_eq!(desk.servers.folder(&desk.mailbox, "INBOX").await.len(), 0);
    }

    async fn a_new_message_becomes_a_ticket_at_its_own_agency_with_its_files_whole(database: TestDatabase) {
        let desk = Desk::open(&database);
        let large: Vec<u8> = (0..10_000_000_u32).map(|at| ((at.wrapping_mul(2_654_435_761) >> 13) % 90) as u8 + b' ').collect();
        let encoded = base64(&large);
        let raw = format!(
            "From: Rini <{RINI}>\r\nTo: <{}>\r\nSubject: Jaringan lemot sejak pagi\r\nMessage-ID: <besar-{}@mua.test>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
             Internet di ruang rapat putus-putus.\r\n--b\r\nContent-Type: text/plain; name=\"catatan.log\"\r\n\
             Content-Disposition: attachment; filename=\"catatan.log\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b--\r\n",
            desk.mailbox, desk.local()
        );
        desk.servers.sends(RINI, &[&desk.mailbox], raw).await;
        desk.decides(1).await;
        let (rini, wayan, andi) = (desk.person(RINI).await, desk.person("wayan@dikbud.demo.test").await, desk.person(ANDI).await);
        let found = tickets(&wayan).await;
        assert_eq!(found.len(), 1, "{found:#?}\n{:#?}", desk.ledger());
        assert_eq!((found[0]["title"].as_str(), found[0]["channel"].as_str()), (Some("Jaringan lemot sejak pagi"), Some("email")));
        assert_eq!(tickets(&andi).await, Vec::<Value>::new(), "another agency sees it");
        let ticket = Ticket { number: found[0]["number"].as_str().unwrap().to_owned() };
        let files = rini.api.get(&ticket.at("/attachments")).await.is(200).json();
        let file = &files["items"][0];
        assert_eq!((file["file_name"].as_str(), file["size"].as_u64()), (Some("catatan.log"), Some(large.len() as u64)), "{files}");
        let kept = rini.api.get(&format!("/attachments/{}", file["id"].as_str().unwrap())).await.is(200);
        assert_eq!(Sha256::digest(&kept.body), Sha256::digest(&large));
        let letter = desk.letter(RINI, &ticket.number).await;
        assert!(letter.body_text(0).unwrap().contains("sudah kami terima"));
    }

    async fn three_people_who_answer_to_all_stay_on_one_ticket(database: TestDatabase) {
        let desk = Desk::open(&database);
        let first = format!("satu-{}@mua.test", desk.local());
        let raw = format!(
            "From: <{SITI}>\r\nTo: <{}>\r\nCc: <{MADE}>\r\nSubject: Absen tidak bisa dibuka\r\nMessage-ID: <{first}>\r\n\r\n\
             Sejak pagi aplikasi absen tidak bisa dibuka di ruangan kami.\r\n", desk.mailbox
        );
        desk.servers.sends(SITI, &[&desk.mailbox, MADE], raw).await;
        desk.decides(1).await;
        // The colleague answers to everybody, and the requester to the colleague's answer.
        let second = format!("dua-{}@mua.test", desk.local());
        for (at, (from, id, before, words)) in [
            (MADE, &second, &first, "Di ruangan saya juga, sejak kemarin sore."),
            (SITI, &format!("tiga-{}@mua.test", desk.local()), &second, "Betul, ruangan sebelah juga."),
        ].into_iter().enumerate() {
            let raw = format!(
                "From: <{from}>\r\nTo: <{}>, <{SITI}>, <{MADE}>\r\nSubject: Re: Absen tidak bisa dibuka\r\nMessage-ID: <{id}>\r\n\
                 In-Reply-To: <{before}>\r\nReferences: <{first}> <{before}>\r\n\r\n{words}\r\n", desk.mailbox
            );
            desk.servers.sends(from, &[&desk.mailbox], raw).await;
            desk.decides(at + 2).await;
        }
        let siti = desk.person(SITI).await;
        let found = tickets(&siti).await;
        assert_eq!(found.len(), 1, "{:#?}", desk.ledger());
        let ticket = Ticket { number: found[0]["number"].as_str().unwrap().to_owned() };
        assert_eq!(comments(&siti, &ticket).await, ["Di ruangan saya juga, sejak kemarin sore.", "Betul, ruangan sebelah juga."]);
        assert_eq!(tickets(&desk.person(MADE).await).await, Vec::<Value>::new(), "a colleague in the copy may not open the page");
    }

    async fn machines_that_answer_each_other_stop_after_one(database: TestDatabase) {
        let desk = Desk::open(&database);
        let (siti, andi) = (desk.person(SITI).await, desk.person(ANDI).await);
        let ticket = siti.reports("Layar komputer gelap").await;
        // Both sides are away: one says so as the standard asks, the other as old programs do.
        for (who, more, words) in [
            (SITI, "Auto-Submitted: auto-replied\r\n", "Saya sedang cuti sampai Senin."),
            (ANDI, "X-Autoreply: yes\r\nPrecedence: bulk\r\n", "I am out of the office."),
        ] {
            let letter = desk.letter(who, &ticket.number).await;
            desk.servers.sends(who, &[&reply_address(&letter)], answer(&letter, who, words, more)).await;
        }
        desk.decides(2).await;
        assert!(desk.ledger().iter().all(|line| line.1 == "ignored"), "{:#?}", desk.ledger());
        assert_eq!(comments(&andi, &ticket).await, Vec::<String>::new());
        // Nothing went out because of them: one letter to each, as before.
        tokio::time::sleep(Duration::from_secs(3)).await;
        for who in [SITI, ANDI] {
            let about = |raw: &Vec<u8>| String::from_utf8_lossy(raw).contains(&ticket.number) && String::from_utf8_lossy(raw).contains(desk.local());
            assert_eq!(desk.servers.folder(who, "INBOX").await.iter().filter(|raw| about(raw)).count(), 1, "{who}");
        }
    }

    async fn who_cannot_be_reached_is_told_to_the_technician_and_not_written_to_again(database: TestDatabase) {
        let desk = Desk::open(&database);
        let admin = desk.person("admin@demo.test").await;
        let etag = admin.api.get(&format!("/people/{MADE}")).await.is(200).header("etag").to_owned();
        let gone = format!("{}@nobody.test", desk.local());
        let made = desk.person(MADE).await;
        admin.api.patch(&format!("/people/{MADE}"), &etag, json!({ "email": gone })).await.is(200);
        let ticket = made.reports("Mouse tidak bergerak").await;
        desk.decides(1).await;
        let told = desk.letter(ANDI, "tidak sampai").await;
        assert!(told.body_text(0).unwrap().contains(&gone), "{}", told.body_text(0).unwrap());
        let andi = desk.person(ANDI).await;
        andi.resolves(&ticket, "Kabel dipasang kembali").await.succeeds();
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(desk.ledger().len(), 1, "they were written to again: {:#?}", desk.ledger());
    }

    async fn after_kill_9_at_any_moment_each_message_took_effect_once(database: TestDatabase) {
        const MANY: usize = 500;
        const PEOPLE: usize = 25;
        let mut desk = Desk::open(&database);
        let admin = desk.person("admin@demo.test").await;
        // Nobody may send more than twenty in an hour, so it takes this many people.
        let people: Vec<String> = (0..PEOPLE).map(|at| format!("pegawai{at:02}@dinkes.demo.test")).collect();
        for (at, email) in people.iter().enumerate() {
            let wish = json!({ "email": email, "name": format!("Pegawai {at}"), "agency": "dinkes" });
            admin.api.post("/people", wish).await.is(201);
        }
        desk.process.kill();
        // A backlog comes in while nobody collects.
        let (servers, mailbox) = (desk.servers.clone(), desk.mailbox.clone());
        for round in 0..MANY / PEOPLE {
            let (servers, mailbox) = (&servers, mailbox.as_str());
            let sent = people.iter().enumerate().map(|(at, email)| async move {
                let subject = format!("Laporan {:03}", round * PEOPLE + at);
                let raw = new_message(email, mailbox, &subject, "Printer macet.", "");
                servers.sends(email, &[mailbox], raw).await;
            });
            futures_util::future::join_all(sent).await;
        }
        let mut deaths = 0;
        for patience in [300_u64, 900, 500, 1_300, 200, 1_700, 700, 2_100] {
            let mut process = serve(&database, &servers, &mailbox, "");
            tokio::time::sleep(Duration::from_millis(patience)).await;
            process.kill();
            deaths += 1;
            ends_turn(&database);
        }
        desk.process = serve(&database, &servers, &mailbox, "");
        for _ in 0..600 {
            if desk.ledger().iter().filter(|line| line.1 != "waiting").count() == MANY {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let ledger = desk.ledger();
        assert_eq!(ledger.len(), MANY, "after {deaths} deaths");
        assert!(ledger.iter().all(|line| line.1 == "ticket"), "{ledger:#?}");
        let andi = desk.person(ANDI).await;
        let (mut titles, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = andi.api.get(&format!("/tickets?limit=200{cursor}")).await.is(200).json();
            titles.extend(page["items"].as_array().unwrap().iter().map(|ticket| ticket["title"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        titles.sort();
        let expected: Vec<String> = (0..MANY).map(|at| format!("Laporan {at:03}")).collect();
        assert_eq!(titles, expected, "a message took effect twice or not at all");
        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));
    }
}

/// As if the time of the process that died were over.
fn ends_turn(database: &TestDatabase) {
    use diesel::prelude::*;
    use jenjang::db::schema::mailbox_turns;
    let over = mailbox_turns::held_until.eq(jenjang::clock::Clock::System.now());
    diesel::update(mailbox_turns::table).set(over).execute(&mut database.connect()).unwrap();
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine;
    let whole = ::base64::engine::general_purpose::STANDARD.encode(bytes);
    whole
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect::<Vec<_>>()
        .join("\r\n")
}
