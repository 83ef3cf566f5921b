//! One letter a morning (`src/mail/gather.rs`, `src/mail/digest.rs`, `src/desk/letters/digest.rs`).

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::prelude::*;
use jenjang::clock::{Clock, Timestamp};
use jenjang::db::schema::{letters, people, tickets};
use jenjang::desk::events::{EventKind, NewEvent, RecordKind, record};
use jenjang::desk::ids::{LetterId, PersonId, TicketId};
use jenjang::desk::letters::store::{claim, put};
use jenjang::desk::letters::{Leaves, LetterKind, LetterState, NewLetter, Why};
use jenjang::desk::tickets::Open;
use jenjang::desk::words::{Classification, Impact, Language, Role, StaffMail, Urgency, Visibility};
use jenjang::mail::{self, Stop};

use super::room::{Mail, MailRoom, address, report};
use crate::both;
use crate::support::database::TestDatabase;
use crate::support::desk::furnish;
use crate::support::office;
use crate::support::process::{Process, printed, run};

/// From Monday, 08.15, to the next opening.
const TO_TUESDAY: TimeDelta = TimeDelta::minutes(23 * 60 + 15);

fn to<'a>(mails: &'a [Mail], who: &str) -> Vec<&'a Mail> {
    mails.iter().filter(|mail| mail.to == who).collect()
}

/// What became of the letters to somebody, in the order they were made.
async fn states(room: &MailRoom, who: &str) -> Vec<LetterState> {
    let who = address(who);
    room.arranges(move |conn| {
        Ok(letters::table
            .filter(letters::address.eq(who))
            .order(letters::id)
            .select(letters::state)
            .load(conn)?)
    })
    .await
}

both! {
    async fn what_waited_for_the_morning_is_one_letter(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        let network = room.reports("siti@dinkes", "jaringan <b>lemot</b>").await;
        let printer = room.reports("siti@dinkes", "printer ga kebaca").await;
        room.passes(TimeDelta::minutes(1));
        room.says("siti@dinkes", &network, Visibility::Public, "Masih lemot").await;
        assert_eq!(room.sends().await.sent, 2, "her own letters go at once");
        room.passes(TO_TUESDAY - TimeDelta::minutes(2));
        assert_eq!(room.sends().await.sent, 0, "Tuesday, 07.29");
        room.passes(TimeDelta::minutes(1));
        assert_eq!(room.sends().await.sent, 1, "Tuesday, 07.30");
        let mails = room.read();
        let [digest] = to(&mails, "andi@dinkes")[..] else { panic!("{mails:#?}") };
        assert_eq!(digest.subject, "Ringkasan pagi: 3 perkembangan pada 2 tiket");
        for words in [
            "Yth. Bapak/Ibu Andi Baso,",
            &network.number,
            &printer.number,
            "printer ga kebaca",
            "Baru · P4 Rendah",
            "Tanggapan pengguna",
            "oleh Siti Rahmawati, Senin, 23 November 2026 pukul 08.16 WITA",
            "dan 1 perkembangan sebelumnya",
            "Tiket baru",
            &format!("https://layanan.parigi.test/tickets/{}", network.number),
            "https://layanan.parigi.test/notifications",
            "https://layanan.parigi.test/profile",
            "https://layanan.parigi.test/unsubscribe/",
            "karena memilih satu ringkasan tiap pagi",
        ] {
            assert!(digest.text.contains(words), "{words:?} is not in the text\n{}", digest.text);
            assert!(digest.html.contains(words), "{words:?} is not in the HTML\n{}", digest.html);
        }
        assert!(digest.html.contains("jaringan &lt;b&gt;lemot") && !digest.html.contains("<b>lemot"));
        assert!(digest.text.find(&network.number) < digest.text.find(&printer.number), "the newest first");
        assert!(!digest.text.contains("{{") && !digest.text.replace('\r', "").contains("\n\n\n"), "{}", digest.text);
        assert!(digest.raw.is_ascii() && digest.raw.lines().all(|line| line.len() < 998));
        let unfolded = digest.raw.replace("\r\n ", "");
        assert!(unfolded.contains("List-Unsubscribe: <https://layanan.parigi.test/unsubscribe/"), "{}", digest.raw);
        assert!(unfolded.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        assert_eq!(digest.automatic, "auto-generated");
        let others = mails.iter().filter(|mail| mail.to != "andi@dinkes");
        assert!(others.into_iter().all(|mail| !mail.raw.contains("List-Unsubscribe")));

        assert_eq!(states(&room, "andi@dinkes").await, vec![LetterState::Sent; 4], "three, and the one they went with");
        room.passes(TimeDelta::days(1));
        assert_eq!(room.sends().await.sent, 0, "nothing waits, so there is no letter");
    }

    async fn who_speaks_english_reads_it_in_english(room: MailRoom) {
        let mut room = room;
        room.speaks("andi@dinkes", Language::En).await;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        room.reports("siti@dinkes", "jaringan lemot").await;
        room.considers().await;
        room.passes(TO_TUESDAY);
        room.sends().await;
        let mails = room.read();
        let digest = to(&mails, "andi@dinkes")[0];
        assert_eq!(digest.subject, "Morning digest: updates 1, tickets 1");
        for words in ["Dear Andi Baso,", "by Siti Rahmawati", "Stop receiving digests", "one digest each morning"] {
            assert!(digest.text.contains(words) && digest.html.contains(words), "{words}\n{}", digest.text);
        }
    }

    async fn a_week_end_is_no_morning_and_neither_is_a_holiday_declared_late(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        // Friday, 16.15.
        room.passes(TimeDelta::days(4) + TimeDelta::hours(8));
        room.reports("siti@dinkes", "jaringan lemot").await;
        assert_eq!(room.sends().await.sent, 1);
        for _ in 0..2 {
            room.passes(TimeDelta::hours(24));
            assert_eq!(room.sends().await.sent, 0, "the week-end");
        }
        // As if Sunday had been a day of work when the letter was made.
        let now = room.now();
        room.arranges(move |conn| {
            let waiting = letters::table.filter(letters::state.eq(LetterState::Waiting));
            Ok(diesel::update(waiting).set(letters::next_attempt_at.eq(Some(now))).execute(conn)?)
        })
        .await;
        assert_eq!(room.sends().await.sent, 0, "it is none any more");
        room.passes(TimeDelta::hours(15) + TimeDelta::minutes(14));
        assert_eq!(room.sends().await.sent, 0, "Monday, 07.29");
        room.passes(TimeDelta::minutes(1));
        assert_eq!(room.sends().await.sent, 1, "Monday, 07.30");
    }

    async fn warnings_go_at_once_all_the_same(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        let wish = Open { impact: Some(Impact::Wide), urgency: Some(Urgency::High), ..report("A1", "internet mati") };
        room.opens("siti@dinkes", wish).await;
        assert_eq!(room.sends().await.sent, 1, "hers");
        // P1: an answer within 30 minutes.
        room.passes(TimeDelta::minutes(24));
        room.sweeps().await;
        room.sends().await;
        let mails = room.read();
        let his = to(&mails, "andi@dinkes");
        assert!(!his.is_empty() && his.iter().all(|mail| mail.text.contains("hampir habis")), "{his:#?}");
    }

    async fn of_a_restricted_ticket_it_says_number_and_stage_alone(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        let wish = Open {
            classification: Some(Classification::PersonalData),
            description: "daftar NIK warga".into(),
            ..report("A1", "NIK bocor")
        };
        let ticket = room.opens("siti@dinkes", wish).await;
        room.says("siti@dinkes", &ticket, Visibility::Public, "Halaman BLT").await;
        room.sends().await;
        room.passes(TO_TUESDAY);
        room.sends().await;
        let mails = room.read();
        let digest = to(&mails, "andi@dinkes")[0];
        for words in [&*ticket.number, "Baru", "isinya hanya dapat dibaca setelah masuk", "2 perkembangan pada 1 tiket"] {
            assert!(format!("{}{}", digest.subject, digest.text).contains(words), "{words}\n{}", digest.text);
        }
        for secret in ["NIK", "bocor", "BLT", "Siti", "Tanggapan", "Tiket baru", "Rendah", "P4", "Dinas Kesehatan"] {
            let told = [&digest.subject, &digest.text, &digest.html].iter().any(|part| part.contains(secret));
            assert!(!told, "{secret:?} in\n{}", digest.text);
        }
    }

    async fn twenty_tickets_are_listed_and_the_others_counted(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        for number in 0..23 {
            room.reports("siti@dinkes", &format!("gangguan {number:02}.")).await;
        }
        room.sends().await;
        room.passes(TO_TUESDAY);
        assert_eq!(room.sends().await.sent, 1);
        let mails = room.read();
        let digest = to(&mails, "andi@dinkes")[0];
        assert_eq!(digest.subject, "Ringkasan pagi: 23 perkembangan pada 23 tiket");
        assert_eq!(digest.text.matches("gangguan").count(), 20);
        assert!(digest.text.contains("dan 3 tiket lagi") && digest.html.contains("dan 3 tiket lagi"));
    }

    async fn what_one_may_not_see_any_more_is_left_out(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("fajar@kominfo", StaffMail::Digest).await;
        let wish = Open { classification: Some(Classification::PersonalData), ..report("A1", "NIK bocor") };
        let secret = room.opens("siti@dinkes", wish).await;
        room.escalates("andi@dinkes", &secret, "Sudah dihapus").await;
        room.considers().await;
        room.returns("fajar@kominfo", &secret, "Cukup").await;
        room.passes(TO_TUESDAY);
        room.sends().await;
        assert_eq!(states(&room, "fajar@kominfo").await, [LetterState::Dropped], "nothing is left, so there is no letter");
        let open = room.reports("siti@dinkes", "jaringan lemot").await;
        for ticket in [&secret, &open] {
            room.escalates("andi@dinkes", ticket, "Sudah dicoba").await;
        }
        room.considers().await;
        room.returns("fajar@kominfo", &secret, "Cukup").await;
        room.passes(TimeDelta::days(1));
        room.sends().await;
        let mails = room.read();
        let digest = to(&mails, "fajar@kominfo")[0];
        assert!(digest.text.contains(&open.number) && !digest.raw.contains(&secret.number), "{}", digest.text);
    }

    async fn who_changes_their_mind_gets_what_waits_as_one_or_not_at_all(room: MailRoom) {
        let mut room = room;
        let all = ["andi@dinkes", "joko@rsud", "wayan@dikbud", "fajar@kominfo"];
        for who in all {
            room.wants_staff_mail(who, StaffMail::Digest).await;
        }
        let ticket = room.reports("siti@dinkes", "jaringan lemot").await;
        room.reports("siti@dinkes", "printer ga kebaca").await;
        room.reports("dewi@rsud", "wifi mati").await;
        room.reports("rini@dikbud", "wifi mati").await;
        room.escalates("andi@dinkes", &ticket, "Sudah dicoba").await;
        room.sends().await;
        room.wants_staff_mail("andi@dinkes", StaffMail::Immediate).await;
        room.wants_staff_mail("joko@rsud", StaffMail::Off).await;
        let now = room.now();
        room.arranges(move |conn| {
            let one = |who: &str| people::table.filter(people::email.eq(address(who)));
            diesel::update(one("wayan@dikbud")).set(people::email_bounced_at.eq(Some(now))).execute(conn)?;
            diesel::update(one("fajar@kominfo")).set(people::active.eq(false)).execute(conn)?;
            Ok(())
        })
        .await;
        room.passes(TO_TUESDAY);
        assert_eq!(room.sends().await.sent, 1);
        let mails = room.read();
        assert_eq!(to(&mails, "andi@dinkes").len(), 1);
        for who in &all[1..] {
            assert_eq!(states(&room, who).await, [LetterState::Dropped], "{who}");
        }
    }

    async fn three_processes_make_it_once_and_a_carrier_that_dies_changes_nothing(room: MailRoom) {
        let mut room = room;
        room.wants_staff_mail("andi@dinkes", StaffMail::Digest).await;
        for number in 0..12 {
            room.reports("siti@dinkes", &format!("gangguan {number}")).await;
        }
        room.sends().await;
        room.passes(TO_TUESDAY);
        let work = |app: jenjang::app::App| {
            std::thread::spawn(move || mail::gather(&app, &Stop::default()).unwrap())
        };
        let workers = [room.app.clone(), room.neighbour(), room.neighbour()].map(work);
        let all = tokio::task::spawn_blocking(|| workers.map(|worker| worker.join().unwrap())).await.unwrap();
        assert_eq!(all.iter().sum::<usize>(), 1);
        let now = room.now();
        let taken = room.app.db.write(move |conn| claim(conn, now, now.plus(TimeDelta::minutes(10)), 20)).await.unwrap();
        assert_eq!((taken.len(), taken[0].kind), (1, LetterKind::Digest));
        // Its carrier dies here.
        room.passes(TimeDelta::minutes(10));
        assert_eq!(room.sends().await.sent, 1);
        let mails = room.read();
        let digest = to(&mails, "andi@dinkes")[0];
        assert_eq!(format!("<{}>", digest.message_id), taken[0].message_id);
        assert!(digest.subject.contains("12 perkembangan"), "{}", digest.subject);
    }

    async fn after_kill_9_each_has_one_letter_with_everything(database: TestDatabase) {
        const PEOPLE: usize = 80;
        const EACH: usize = 6;
        furnish(&database);
        let process = Process::serve(&database, &[]);
        let siti = crate::support::person::Person::signed_in(&process.base, "siti@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        drop(process);
        wait_for_the_morning(&database, PEOPLE, EACH);
        let in_state = |state: LetterState, kind: LetterKind| -> i64 {
            let found = letters::table.filter(letters::state.eq(state).and(letters::letter.eq(kind)));
            found.count().get_result(&mut database.connect()).unwrap()
        };
        let waiting = || in_state(LetterState::Waiting, LetterKind::NewTicket);
        let (began, mut killed) = (Instant::now(), 0);
        for goal in [PEOPLE * EACH - 1, PEOPLE * EACH / 2, EACH] {
            let mut process = Process::works(&database);
            while waiting() > goal as i64 {
                assert!(began.elapsed() < Duration::from_secs(60), "{} wait", waiting());
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            process.kill();
            killed += 1;
        }
        assert_eq!(killed, 3);
        let _process = Process::works(&database);
        // What was being carried when the plug was pulled is somebody else's after ten minutes only.
        let lost = letters::table.filter(letters::state.eq(LetterState::Sending));
        diesel::update(lost).set(letters::next_attempt_at.eq(Some(Timestamp::from_micros(0)))).execute(&mut database.connect()).unwrap();
        while in_state(LetterState::Sent, LetterKind::Digest) < PEOPLE as i64 {
            assert!(began.elapsed() < Duration::from_secs(120), "{} sent", in_state(LetterState::Sent, LetterKind::Digest));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let rows: Vec<(LetterId, PersonId, LetterKind, LetterState, Option<LetterId>)> = letters::table
            .filter(letters::letter.eq_any([LetterKind::Digest, LetterKind::NewTicket]))
            .filter(letters::why.eq_any([Why::Digest, Why::Supervisor]))
            .select((letters::id, letters::person_id, letters::letter, letters::state, letters::digest_id))
            .load(&mut database.connect())
            .unwrap();
        let digests: BTreeMap<PersonId, LetterId> = rows
            .iter()
            .filter(|row| row.2 == LetterKind::Digest)
            .map(|row| (row.1, row.0))
            .collect();
        let along: Vec<_> = rows.iter().filter(|row| row.2 == LetterKind::NewTicket).collect();
        assert_eq!((digests.len(), along.len()), (PEOPLE, PEOPLE * EACH));
        assert_eq!(rows.len(), PEOPLE * (EACH + 1), "nobody has two");
        assert!(rows.iter().all(|row| row.3 == LetterState::Sent), "what went along is sent with it");
        assert!(along.iter().all(|row| row.4 == digests.get(&row.1).copied()), "each went with its person's");
        let files = std::fs::read_dir(database.folder.path().join("outbox")).unwrap();
        let digest_files: HashSet<_> = files
            .filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok())
            .filter(|text| text.contains("List-Unsubscribe:"))
            .filter_map(|text| text.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned))
            .collect();
        assert_eq!(digest_files.len(), PEOPLE);
        let verified = run(&database, &["audit", "verify"]);
        assert!(verified.status.success(), "{}", printed(&verified));
    }
}

/// Supervisors for whom letters wait whose time has come.
fn wait_for_the_morning(database: &TestDatabase, people: usize, each: usize) {
    let db = database.open();
    let job = move |conn: &mut jenjang::db::DbConn| {
        let now = Clock::System.now();
        let ticket: TicketId = tickets::table.select(tickets::id).first(conn)?;
        let mut new = Vec::new();
        let mut persons = Vec::new();
        for number in 0..people {
            let email = format!("ketua{number}@kominfo.demo.test");
            let person = office::person(conn, &email, &format!("Ketua {number}"), "kominfo", "none", now)?;
            office::grant(conn, person, Role::Supervisor, None, None, now)?;
            persons.push((person, email));
        }
        for place in 0..each {
            let event = record(
                conn,
                NewEvent::new(RecordKind::Ticket, ticket, EventKind::Watched, None::<PersonId>, now),
            )?;
            for (person, email) in &persons {
                new.push(NewLetter {
                    event_id: event.id,
                    person_id: *person,
                    ticket_id: Some(ticket),
                    kind: LetterKind::NewTicket,
                    why: Why::Supervisor,
                    address: email.clone(),
                    message_id: format!("<{place}.{email}>"),
                    in_reply_to: None,
                    leaves: Leaves::WithDigest(now),
                });
            }
        }
        put(conn, &new, now)
    };
    std::thread::spawn(move || db.write_blocking(job)).join().unwrap().unwrap();
}
