//! The end of a digest by its own link (`src/http/pages/by_link/unsubscribe.rs`).

use chrono::TimeDelta;
use jenjang::mail::Postman;
use reqwest::Method;
use serde_json::json;

use crate::both;
use crate::support::chromium::{Browser, SCREENS};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::pages::Visitor;

const ANDI: &str = "andi@dinkes.demo.test";

/// The path of the link in the header of Andi's digest, which comes on Tuesday morning.
async fn link(desk: &TestDesk) -> String {
    let andi = desk.person(ANDI).await;
    andi.api.patch("/me", "\"1\"", json!({ "staff_mail": "digest" })).await.is(200);
    desk.person("siti@dinkes.demo.test").await.reports("Jaringan lemot").await;
    desk.mails().await;
    desk.passes(TimeDelta::hours(24));
    let digest = desk.letters_to(ANDI).await.pop().unwrap();
    assert!(digest.subject.starts_with("Ringkasan pagi"), "{}", digest.subject);
    let Postman::Memory(memory) = &*desk.postman else { panic!("letters stay in memory") };
    let raw = String::from_utf8(memory.letters().pop().unwrap().message).unwrap().replace("\r\n ", "");
    let (_, rest) = raw.split_once("List-Unsubscribe: <").unwrap();
    let (url, _) = rest.split_once('>').unwrap();
    assert!(digest.text.contains(url), "and at its foot");
    url[url.find("/unsubscribe/").unwrap()..].to_owned()
}

async fn staff_mail(desk: &TestDesk) -> String {
    desk.person(ANDI).await.api.get("/me").await.is(200).field("/person/staff_mail")
}

both! {
    async fn looking_does_nothing_and_a_button_ends_it(desk: TestDesk) {
        let link = link(&desk).await;
        let passer_by = Visitor::new(&desk.base);
        for _ in 0..3 {
            let page = passer_by.visit(&link).await.is(200).sees("Berhenti menerima ringkasan pagi?").sees(ANDI);
            assert!(page.answer.header("x-robots-tag").contains("noindex"));
            assert_eq!(page.answer.header("cache-control"), "no-store");
            page.does_not_see("Jaringan lemot");
        }
        assert_eq!(staff_mail(&desk).await, "digest");
        let page = passer_by.visit(&link).await.form(&link).submit().await.is(200);
        assert_eq!(page.path, link);
        page.sees("Ringkasan sudah dihentikan").sees("buka Profil").sees("peringatan tenggat");
        assert_eq!(staff_mail(&desk).await, "off");
        passer_by.visit(&link).await.is(200).sees("Ringkasan sudah dihentikan");
        // What waits is left, and nothing more is gathered.
        desk.person("siti@dinkes.demo.test").await.reports("Printer macet").await;
        desk.mails().await;
        desk.passes(TimeDelta::hours(24));
        assert_eq!(desk.letters_to(ANDI).await.len(), 1);
        // One chooses it again in the profile.
        let pages = desk.person(ANDI).await.in_the_browser().await;
        pages.visit("/profile").await.form("/profile").fill("staff_mail", "digest").submit().await.is(200);
        passer_by.visit(&link).await.is(200).sees("Berhenti menerima ringkasan pagi?");
    }

    async fn a_mail_program_ends_it_with_one_click(desk: TestDesk) {
        let link = link(&desk).await;
        let program = Visitor::new(&desk.base);
        let body = "List-Unsubscribe=One-Click";
        let click = program.request(Method::POST, &link).header("Content-Type", "application/x-www-form-urlencoded").body(body);
        let answer = program.send(&link, click).await.is(200);
        assert_eq!(answer.path, link, "it is not led elsewhere");
        assert!(answer.answer.header("set-cookie").is_empty());
        assert_eq!(staff_mail(&desk).await, "off");
        let parts = reqwest::multipart::Form::new().text("List-Unsubscribe", "One-Click");
        program.send(&link, program.request(Method::POST, &link).multipart(parts)).await.is(200);
        let huge = program.request(Method::POST, &link).body("x".repeat(100_000));
        program.send(&link, huge).await.is(200);
        let version = desk.person(ANDI).await.api.get("/me").await;
        assert_eq!(version.header("etag"), "\"3\"", "done once");
        // Warnings still come.
        let wish = json!({ "title": "Internet mati", "impact": "wide", "urgency": "high" });
        desk.person("siti@dinkes.demo.test").await.opens(wish).await;
        desk.passes(TimeDelta::minutes(24));
        let now = desk.now();
        desk.app.db.write(move |conn| jenjang::desk::tickets::sweep(conn, now, 100)).await.unwrap();
        let letters = desk.letters_to(ANDI).await;
        assert!(letters.len() > 1 && letters[1..].iter().all(|letter| letter.text.contains("tenggat")), "{letters:#?}");
    }

    async fn the_link_is_for_that_person_and_that_alone(desk: TestDesk) {
        let link = link(&desk).await;
        let token = link.trim_start_matches("/unsubscribe/");
        let passer_by = Visitor::new(&desk.base);
        let (head, tail) = token.split_at(30);
        let bent = format!("{head}{}", tail.chars().rev().collect::<String>());
        let gone = passer_by.visit("/unsubscribe/x").await.is(404).sees("Tautan ini tidak berlaku");
        for path in [format!("/unsubscribe/{bent}"), format!("/unsubscribe/{token}A"), format!("/s/{token}"), format!("/rate/{token}")] {
            assert_eq!(passer_by.visit(&path).await.is(404).answer.text(), gone.answer.text(), "{path}");
        }
        passer_by.posts_blindly(&format!("/unsubscribe/{bent}"), &[]).await.is(404);
        assert_eq!(staff_mail(&desk).await, "digest");
        let status = desk.letters_to("siti@dinkes.demo.test").await[0].text.clone();
        let (_, rest) = status.split_once("/s/").unwrap();
        let other = rest.split_whitespace().next().unwrap();
        passer_by.visit(&format!("/unsubscribe/{other}")).await.is(404);
    }
}

#[actix_web::test]
async fn its_page_is_fit_for_everybody() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let link = link(&desk).await;
    let mut browser = Browser::open(&desk.base).await;
    for name in ["unsubscribe", "unsubscribed"] {
        for screen in SCREENS {
            browser.turn_to(screen).await;
            browser.visit(&link).await;
            browser.picture(name).await;
            browser.is_accessible().await;
        }
        Visitor::new(&desk.base).posts_blindly(&link, &[]).await.is(200);
    }
    browser.close().await;
}
