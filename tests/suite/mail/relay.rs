//! A mail server that takes nothing, and one that takes only so much (`src/desk/letters/relay.rs`, `src/mail/deliver.rs`,
//! `src/mail/limits.rs`).

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use jenjang::db::DbError;
use jenjang::desk::letters::relay::{self, Relay};
use jenjang::desk::letters::{LetterState, counts};
use jenjang::desk::tickets::Open;
use jenjang::desk::words::{Impact, Urgency};
use jenjang::mail::{Memory, Postman};

use super::crooked::{Crooked, Trick};
use super::outages::all_arrived;
use super::room::{MailRoom, config, report};
use crate::both;
use crate::support::desk::TestDesk;
use crate::support::process::{printed, run};

const PATIENCE: Duration = Duration::from_millis(300);

async fn known(room: &MailRoom) -> Relay {
    room.app.db.read::<_, DbError, _>(relay::read).await.unwrap()
}

fn limited(room: &mut MailRoom, most: u32) {
    Arc::make_mut(&mut room.app.config).mail_per_minute = most;
}

both! {
    async fn while_nobody_is_there_letters_wait_and_one_is_tried_now_and_then(room: MailRoom) {
        let server = Crooked::start(&[]);
        server.falls_silent();
        let mut room = room.with_server(&server.url(), PATIENCE);
        for _ in 0..15 {
            room.reports("siti@dinkes", "jaringan lemot").await;
        }
        room.sends().await;
        let begun = room.now();
        let shut = known(&room).await;
        assert_eq!((shut.shut_since, shut.refusals), (Some(begun), 1));
        assert!(shut.reason.as_deref().unwrap().contains("cannot be reached"), "{shut:?}");
        let mut asked = server.connections();
        for (wait, minutes) in [(1, 2), (2, 4), (4, 8), (8, 15), (15, 15)] {
            assert_eq!(known(&room).await.probe_at, Some(room.now().plus(TimeDelta::minutes(wait))));
            room.passes(TimeDelta::minutes(wait) - TimeDelta::seconds(1));
            room.delivers().await;
            assert_eq!(server.connections(), asked, "nobody is asked before {wait} minutes are over");
            room.passes(TimeDelta::seconds(1));
            assert_eq!(room.delivers().await.refused, 1, "one letter is tried");
            asked += 1;
            assert_eq!(server.connections(), asked);
            assert_eq!(known(&room).await.probe_at, Some(room.now().plus(TimeDelta::minutes(minutes))));
        }
        assert_eq!(known(&room).await.shut_since, Some(begun), "since then it is so");
        let outbox = room.outbox().await;
        assert!(outbox.iter().all(|(_, state, tries, _)| (*state, *tries) == (LetterState::Queued, 0)), "{outbox:?}");
        server.recovers();
        room.passes(TimeDelta::minutes(15));
        assert_eq!(room.delivers().await.sent, 30, "the one that was tried opens it for all");
        assert_eq!(known(&room).await.shut_since, None);
        all_arrived(&room, &server, 30).await;
    }

    async fn lines_that_are_lost_one_after_the_other_shut_it_too(room: MailRoom) {
        let server = Crooked::start(&[Trick::DropInside; 5]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        for _ in 0..3 {
            room.reports("siti@dinkes", "jaringan lemot").await;
        }
        room.sends().await;
        let shut = known(&room).await;
        assert!(shut.shut_since.is_some() && shut.reason.as_deref().unwrap().contains("did not say"), "{shut:?}");
        for _ in 0..6 {
            room.passes(TimeDelta::minutes(16));
            room.delivers().await;
        }
        assert_eq!(known(&room).await, Relay { spent_until: shut.spent_until, ..Relay::default() });
        all_arrived(&room, &server, 6).await;
    }

    async fn a_letter_that_is_refused_by_itself_shuts_nothing(room: MailRoom) {
        let server = Crooked::start(&[Trick::RecipientLater, Trick::ContentNever, Trick::RecipientNever, Trick::RecipientLater]);
        let mut room = room.with_server(&server.url(), PATIENCE);
        for _ in 0..3 {
            room.reports("siti@dinkes", "jaringan lemot").await;
        }
        assert_eq!(room.sends().await.refused, 4);
        assert_eq!(known(&room).await.shut_since, None);
    }

    async fn of_two_processes_one_tries(room: MailRoom) {
        let mut room = room.with_server("smtp://127.0.0.1:1?tls=none", PATIENCE);
        for _ in 0..5 {
            room.reports("siti@dinkes", "jaringan lemot").await;
        }
        room.sends().await;
        room.passes(TimeDelta::minutes(1));
        let now = room.now();
        let take = |app: jenjang::app::App| {
            std::thread::spawn(move || {
                app.db.write_blocking(move |conn| relay::take(conn, now, now.plus(TimeDelta::minutes(10)), 20, None)).unwrap()
            })
        };
        let takers = [room.app.clone(), room.neighbour(), room.neighbour()].map(take);
        let taken = tokio::task::spawn_blocking(|| takers.map(|taker| taker.join().unwrap())).await.unwrap();
        let sizes: Vec<_> = taken.iter().map(|taken| taken.letters.len()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 1, "{sizes:?}");
        assert!(taken.iter().any(|taken| taken.is_probe));
        // It dies; after the same time another one tries.
        room.passes(TimeDelta::minutes(1));
        assert_eq!(room.delivers().await.refused, 1);
    }

    async fn the_administrator_sees_it_and_may_try_now(desk: TestDesk) {
        let mut desk = desk;
        let away = config(&desk.database, Some("smtp://127.0.0.1:1?tls=none"));
        desk.postman = Arc::new(Postman::open(&away).unwrap());
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        admin.visit("/admin/letters").await.is(200).does_not_see("menolak semua e-mail");
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        desk.mails().await;
        desk.passes(TimeDelta::seconds(30));
        let page = admin.visit("/admin/letters").await.is(200).sees("Server e-mail menolak semua e-mail");
        let page = page.sees("Sejak Senin, 23 November 2026 pukul 08.15 WITA").sees("2 e-mail menunggu").sees("cannot be reached");
        let page = page.sees("Dicoba lagi hari ini 08.16 WITA");
        let figures = reqwest::get(format!("{}/metrics", desk.base)).await.unwrap().text().await.unwrap();
        assert!(figures.contains("jenjang_mail_server_shut_seconds 30"), "{figures}");
        let said = run(&desk.database, &["doctor", "--quick"]);
        assert!(printed(&said).contains("wrong  letters: the mail server has taken none since 2026-11-23T00:15:00Z"), "{}", printed(&said));

        let memory = Memory::default();
        desk.postman = Arc::new(Postman::Memory(memory.clone()));
        assert_eq!(desk.mails().await.len(), 0, "it is not time yet");
        let form = page.form("/admin/letters/relay");
        form.clone().submit().await.is(200).sees("Server e-mail dicoba lagi sekarang").sees("begitu ada e-mail yang harus dikirim");
        // The letter that met the refusal waits a minute; the other one opens the way.
        desk.mails().await;
        desk.passes(TimeDelta::minutes(1));
        assert_eq!(desk.mails().await.len(), 2);
        admin.visit("/admin/letters").await.is(200).does_not_see("menolak semua e-mail");
        form.submit().await.is(200);
        let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
        andi.visit("/admin/letters").await.is(403);
        let nosy = andi.visit("/profile").await.form("/profile").form_values();
        let csrf: Vec<_> = nosy.into_iter().filter(|(name, _)| name == "csrf").collect();
        andi.posts_blindly("/admin/letters/relay", &csrf).await.is(403);
        admin.posts_blindly("/admin/letters/relay", &[]).await.is(403);
    }

    async fn no_minute_sees_more_letters_than_allowed_in_two_processes_together(room: MailRoom) {
        let mut room = room;
        limited(&mut room, 10);
        let mut other = MailRoom {
            app: room.neighbour(),
            postman: Postman::Memory(room.memory.clone()),
            memory: room.memory.clone(),
            database: crate::support::database::TestDatabase::new(crate::support::database::Database::Sqlite),
        };
        for number in 0..20 {
            room.reports("siti@dinkes", &format!("gangguan {number}")).await;
        }
        room.considers().await;
        let mut sent: Vec<usize> = Vec::new();
        for _ in 0..300 {
            sent.push(room.delivers().await.sent + other.delivers().await.sent);
            room.passes(TimeDelta::seconds(1));
        }
        assert!(sent.windows(60).all(|minute| minute.iter().sum::<usize>() <= 10), "{sent:?}");
        assert_eq!(sent.iter().sum::<usize>(), 40, "{sent:?}");
    }

    async fn warnings_go_first(room: MailRoom) {
        let mut room = room;
        limited(&mut room, 10);
        let wish = Open { impact: Some(Impact::Wide), urgency: Some(Urgency::High), ..report("A1", "internet mati") };
        for _ in 0..4 {
            room.reports("siti@dinkes", "jaringan lemot").await;
        }
        room.opens("siti@dinkes", wish).await;
        room.considers().await;
        room.passes(TimeDelta::minutes(24));
        room.sweeps().await;
        assert_eq!(room.sends().await.sent, 1);
        let mails = room.read();
        assert!(mails[0].text.contains("hampir habis"), "{}", mails[0].text);
    }

    async fn nobody_gets_more_than_a_hundred_letters_in_an_hour_and_none_is_lost(room: MailRoom) {
        let mut room = room;
        for number in 0..104 {
            room.reports("siti@dinkes", &format!("gangguan {number}")).await;
        }
        assert_eq!(room.sends().await.sent, 200);
        room.passes(TimeDelta::minutes(16));
        assert_eq!(room.sends().await.sent, 0, "the hour is not over");
        room.passes(TimeDelta::minutes(50));
        assert_eq!(room.sends().await.sent, 5);
        let mails = room.read();
        let to = |who: &str| mails.iter().filter(|mail| mail.to == who).collect::<Vec<_>>();
        assert_eq!(to("siti@dinkes").len(), 104, "her own come one by one");
        let his = to("andi@dinkes");
        assert_eq!(his.len(), 101);
        assert!(his[100].subject.contains("4 perkembangan pada 4 tiket"), "{}", his[100].subject);
        let failed = room.as_admin(|conn, admin, _| counts(conn, admin)).await;
        assert_eq!(failed.unwrap().failed, 0);
    }
}
