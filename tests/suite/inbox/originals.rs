//! What came by mail says so on its ticket, and is shown as it was to whom it is for.

use chrono::TimeDelta;
use jenjang::desk::events::EventKind;
use jenjang::desk::inbox::{self, Bound, KEPT, Mailbox};
use jenjang::desk::tickets::Number;
use jenjang::mail::{self, Stop};

use crate::both;
use crate::support::chromium::{Browser, SCREENS};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::ear::HeardDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::Visitor;
use crate::support::person::Ticket;

/// A message comes in and is worked off.
async fn comes(desk: &TestDesk, raw: String) {
    let post = desk.app.post.clone();
    let kept =
        tokio::task::spawn_blocking(move || inbox::keep(&post, raw.as_bytes(), 0).unwrap()).await.unwrap();
    let now = desk.app.now();
    let taken = desk.app.db.write(move |conn| {
        let address = Some("layanan@desk.test".into());
        inbox::bind(conn, &Mailbox { name: "layanan".into(), bound: Bound::Dinas, address }, now)?;
        Ok::<_, inbox::InboxError>(inbox::take_down(conn, "layanan", None, &kept, now)?)
    });
    taken.await.unwrap();
    let app = desk.app.clone();
    let worked = tokio::task::spawn_blocking(move || mail::inbox::work_off(&app, &Stop::default()).unwrap());
    assert_eq!(worked.await.unwrap(), 1);
}

/// Siti's message: words with what she quotes below, and the same as hostile HTML.
fn message(headers: &str) -> String {
    format!(
        "From: Siti <siti@dinkes.demo.test>\r\nTo: Layanan TIK <layanan@desk.test>, made@dinkes.demo.test\r\n\
         Date: Mon, 23 Nov 2026 08:05:00 +0800\r\nMessage-ID: <{}@mua.test>\r\n{headers}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLantai 3 belum normal.\r\n\r\n\
         Pada Sen, 23 Nov 2026 pukul 08.00 Layanan <layanan@desk.test> menulis:\r\n> Apakah sudah normal?\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <div onclick=\"x()\">Lantai <b>3</b> belum normal.</div><script>alert(1)</script><img src=\"https://jahat.test/p.gif\">\
         <form action=\"https://jahat.test\"><input name=a></form><a href=\"javascript:alert(2)\">klik</a>\
         <a href=\"https://layanan.test/x\">panduan</a><style>body{{display:none}}</style>\r\n--b--\r\n",
        uuid::Uuid::new_v4().simple()
    )
}

/// An answer of Siti's to the last letter about her ticket.
async fn answers(desk: &TestDesk) -> String {
    let letter = desk.letters_to("siti@dinkes.demo.test").await.pop().unwrap();
    message(&format!("Subject: Re: {}\r\nIn-Reply-To: <{}>", letter.subject, letter.message_id))
}

/// Where the first message of a ticket is shown, as its page says.
async fn original(visitor: &Visitor, ticket: &str) -> String {
    let page = visitor.visit(ticket).await.is(200).sees("Lewat e-mail").answer.text();
    let at = page.find("/messages/").unwrap();
    let rest = page[at..].split(['"', '#']).next().unwrap();
    format!("{ticket}{rest}")
}

async fn visitor(desk: &TestDesk, email: &str) -> Visitor {
    Visitor::signed_in(&desk.base, email, PASSWORD).await
}

both! {
    async fn a_comment_that_came_by_mail_leads_to_the_message_as_it_was(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        siti.replies(&ticket, "Masih lambat, ditulis di halaman.").await.is(201);
        let raw = answers(&desk).await;
        comes(&desk, raw.clone()).await;
        for who in ["siti@dinkes.demo.test", "andi@dinkes.demo.test"] {
            let visitor = visitor(&desk, who).await;
            let page = visitor.visit(&ticket.at("")).await.sees("Tampilkan kutipan");
            assert_eq!(page.words().matches("Lewat e-mail").count(), 1, "what was typed here did not come by mail");
            let path = original(&visitor, &ticket.at("")).await;
            visitor
                .visit(&path)
                .await
                .is(200)
                .sees("Siti siti@dinkes.demo.test")
                .sees("Layanan TIK <layanan@desk.test>, made@dinkes.demo.test")
                .sees("Re: [TKT-")
                .sees("Senin, 23 November 2026 pukul 08.05 WITA")
                .sees("Yang diambil ke tiket Lantai 3 belum normal.")
                .sees("> Apakah sudah normal?");
            let framed = visitor.visit(&format!("{path}/html")).await.is(200);
            let html = framed.answer.text();
            assert!(html.contains("Lantai <b>3</b> belum normal."), "{html}");
            for harm in ["<script", "onclick", "<img", "jahat.test", "<form", "javascript:", "display:none"] {
                assert!(!html.contains(harm), "{harm}: {html}");
            }
            let policy = framed.answer.header("content-security-policy");
            for rule in ["default-src 'none'", "frame-ancestors 'self'", "form-action 'none'", "sandbox"] {
                assert!(policy.contains(rule), "{policy}");
            }
            assert!(!policy.contains("unsafe") && framed.answer.header("x-frame-options") == "SAMEORIGIN", "{policy}");
            let saved = visitor.visit(&format!("{path}/raw")).await;
            if who.starts_with("andi") {
                assert_eq!(saved.is(200).answer.text(), raw);
            } else {
                saved.is(404);
                visitor.visit(&path).await.does_not_see(".eml");
            }
        }
        let path = original(&visitor(&desk, "andi@dinkes.demo.test").await, &ticket.at("")).await;
        // A technician elsewhere and a colleague who got the message too find nothing; nor does the ticket next door.
        for who in ["wayan@dikbud.demo.test", "made@dinkes.demo.test", "admin@demo.test"] {
            let visitor = visitor(&desk, who).await;
            for part in ["", "/html", "/raw"] {
                visitor.visit(&format!("{path}{part}")).await.is(404);
            }
        }
        let other = siti.reports("Printer").await;
        let id = path.rsplit('/').next().unwrap();
        let visitor = visitor(&desk, "andi@dinkes.demo.test").await;
        visitor.visit(&format!("{}/messages/{id}", other.at(""))).await.is(404);
        visitor.visit(&format!("{}/messages/x", other.at(""))).await.is(404);
    }

    async fn a_report_and_a_reopening_by_mail_say_so_too(desk: TestDesk) {
        comes(&desk, message("Subject: Jaringan putus")).await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let list = andi.api.get("/tickets").await.is(200).json();
        let number = list["items"][0]["number"].as_str().unwrap().to_owned();
        let (here, at) = (visitor(&desk, "andi@dinkes.demo.test").await, format!("/tickets/{number}"));
        let path = original(&here, &at).await;
        here.visit(&path).await.is(200).sees("Jaringan putus").sees("Lantai 3 belum normal.").sees("Apakah sudah normal?");
        let ticket = Ticket { number: number.clone() };
        andi.takes(&ticket).await.succeeds();
        andi.resolves(&ticket, "Kabel diganti").await.succeeds();
        desk.passes(TimeDelta::minutes(5));
        comes(&desk, answers(&desk).await).await;
        let page = here.visit(&at).await.is(200).sees("membuka kembali tiket");
        assert_eq!(page.words().matches("Lewat e-mail").count(), 2, "{}", page.words());
    }

    async fn the_raw_message_is_there_for_ninety_days(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        comes(&desk, answers(&desk).await).await;
        let andi = visitor(&desk, "andi@dinkes.demo.test").await;
        let path = original(&andi, &ticket.at("")).await;
        andi.visit(&path).await.sees("Unduh surat mentah (.eml)");
        desk.passes(KEPT + TimeDelta::days(1));
        let (post, db, now) = (desk.app.post.clone(), desk.app.db.clone(), desk.now());
        tokio::task::spawn_blocking(move || inbox::sweep(&post, &db, now).unwrap()).await.unwrap();
        let andi = visitor(&desk, "andi@dinkes.demo.test").await;
        andi.visit(&path).await.is(200).sees("disimpan 90 hari dan sudah dihapus").sees("Lantai 3 belum normal.");
        andi.visit(&format!("{path}/raw")).await.is(404);
        andi.visit(&format!("{path}/html")).await.is(200);
    }

    async fn reading_the_message_of_a_restricted_ticket_is_written_down(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.opens(serde_json::json!({ "title": "NIK bocor", "classification": "personal_data" })).await;
        comes(&desk, answers(&desk).await).await;
        let here = visitor(&desk, "siti@dinkes.demo.test").await;
        let path = original(&here, &ticket.at("")).await;
        let number: Number = ticket.number.parse().unwrap();
        let reads = || {
            let number = number.clone();
            desk.app.db.read(move |conn| {
                let ketua = crate::support::office::person_id(conn, "siti@dinkes.demo.test")?;
                let actor = jenjang::desk::people::load_actor(conn, ketua, "2026-11-23T00:15:00Z".parse().unwrap())?.unwrap();
                let ticket = jenjang::desk::tickets::show(conn, &actor, &number)?;
                let lines = jenjang::desk::events::history(conn, ticket.id)?;
                Ok::<_, jenjang::desk::tickets::TicketError>(lines.iter().filter(|line| line.kind == EventKind::Read).count())
            })
        };
        let before = reads().await.unwrap();
        here.visit(&path).await.is(200);
        here.visit(&format!("{path}/html")).await.is(200);
        assert_eq!(reads().await.unwrap(), before + 2);
    }
}

both! {
    async fn the_page_of_a_message_asks_the_database_seldom(heard: HeardDesk) {
        let desk = &heard.desk;
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        comes(desk, answers(desk).await).await;
        let andi = visitor(desk, "andi@dinkes.demo.test").await;
        let path = original(&andi, &ticket.at("")).await;
        for page in [ticket.at(""), path] {
            andi.visit(&page).await;
            let (_, said) = heard.said_while(andi.visit(&page)).await;
            assert!((1..=12).contains(&said.len()), "{page} asks {} times: {said:#?}", said.len());
        }
    }
}

#[actix_web::test]
async fn the_page_of_a_message_is_for_everybody_and_its_frame_runs_nothing() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan lemot").await;
    comes(&desk, answers(&desk).await).await;
    let path = original(&visitor(&desk, "andi@dinkes.demo.test").await, &ticket.at("")).await;
    let mut browser = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    for screen in SCREENS {
        browser.turn_to(screen).await;
        for (name, path) in [("ticket-by-mail", ticket.at("")), ("original", path.clone())] {
            browser.visit(&path).await;
            browser.picture(name).await;
            browser.is_accessible().await;
        }
        let frame = "const f = document.querySelector('iframe.letter'); return [f.getBoundingClientRect().height > 100, f.contentDocument === null]";
        assert_eq!(
            browser.script(frame, vec![]).await,
            serde_json::json!([true, true]),
            "the frame is there, and apart"
        );
    }
    browser.close().await;
}
