//! Forms that could not be sent: kept for the one who typed them, marked, sent once when the line is back.

use chrono::TimeDelta;
use serde_json::json;

use crate::both;
use crate::support::chromium::{Browser, Screen};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::person::Person;
use crate::support::weak_line::{Way, WeakLine};

const SITI: &str = "siti@dinkes.demo.test";
const ANDI: &str = "andi@dinkes.demo.test";
const SEND: &str = "form[data-keeps] button[type=submit]";

both! {
    async fn what_is_typed_without_a_line_is_sent_once_when_it_is_back(desk: TestDesk) {
        let line = WeakLine::to(&desk.base).await;
        let siti = desk.person(SITI).await;
        let andi = desk.person(ANDI).await;
        let mut hers = Browser::signed_in(&line.base, SITI, PASSWORD).await;
        hers.visit("/tickets/new").await;
        line.goes_down();
        hers.fill("description", "Printer ruang arsip macet").await;
        hers.click(SEND).await;
        hers.sees("Belum terkirim").await.sees("Printer ruang arsip macet").await.sees("Menunggu jaringan").await;
        assert_eq!(hers.script("return document.querySelector('[name=description]').value", vec![]).await, json!(""));
        for screen in [Screen::Desktop, Screen::Narrow, Screen::Dark] {
            hers.turn_to(screen).await;
            hers.is_accessible().await;
            hers.picture("kept").await;
        }
        // The next one is another act.
        hers.fill("description", "Internet lambat di lantai dua").await;
        hers.click(SEND).await;
        hers.comes_true("return document.querySelectorAll('#kept li').length === 2").await;
        assert_eq!(count(&siti).await, 0);
        // Both arrive; the answer to the first is lost, and it arrives once all the same.
        line.cuts("POST /tickets HTTP", Way::Down, 0, 1);
        line.comes_back();
        hers.comes_true_at_last("return document.querySelectorAll('#kept [data-state=sent]').length === 2").await;
        assert_eq!((count(&siti).await, line.made()), (2, 1));
        hers.click("#kept [data-state=sent] [data-do=open]").await;
        hers.sees("Printer ruang arsip macet").await;
        hers.comes_true("return document.querySelectorAll('#kept li').length === 1").await;

        // Replies, notes, escalations, solutions and what is taken down for others alike.
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        let his = Browser::signed_in(&line.base, ANDI, PASSWORD).await;
        his.visit(&ticket.at("")).await;
        line.goes_down();
        his.fill_in("form.composer", "body", "Sedang kami periksa").await;
        his.click("form.composer button[type=submit]").await;
        his.comes_true("return document.querySelectorAll('#kept li').length === 1").await;
        his.click("label:has([name=visibility][value=internal])").await;
        his.fill_in("form.composer", "body", "Kabel tampak rusak").await;
        his.click("form.composer button[type=submit]").await;
        his.comes_true("return document.querySelectorAll('#kept li').length === 2").await;
        let form = format!("form[action='{}']", ticket.at("/escalations"));
        his.unfold(&form).await;
        his.fill_in(&form, "reason", "beyond_skill").await;
        his.fill_in(&form, "attempted_steps", "Ganti kabel, tetap lambat").await;
        his.click(&format!("{form} button[type=submit]")).await;
        his.comes_true("return document.querySelectorAll('#kept li').length === 3").await;
        line.comes_back();
        his.comes_true_at_last("return document.querySelectorAll('#kept [data-state=sent]').length === 3").await;
        let seen = andi.looks_at(&ticket).await.json();
        assert_eq!((&seen["tier"], seen["comments"].as_array().unwrap().len()), (&json!(2), 2), "{seen}");
        his.visit("/tickets/record").await;
        line.goes_down();
        his.fill("requester", "Siti Rahmawati").await;
        his.fill("description", "Printer ruang arsip macet lagi").await;
        his.click("#entry button[data-saves]").await;
        his.comes_true("return document.querySelectorAll('#kept [data-state=waiting]').length === 1").await;
        line.comes_back();
        his.comes_true_at_last("return document.querySelectorAll('#kept [data-state=sent]').length === 4").await;
        assert_eq!(count(&siti).await, 4);
        for browser in [hers, his] {
            browser.close().await;
        }
    }
}

#[actix_web::test]
async fn what_is_refused_at_last_says_why_and_opens_with_every_word() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let line = WeakLine::to(&desk.base).await;
    let siti = desk.person(SITI).await;
    let andi = desk.person(ANDI).await;
    let ticket = siti.reports("Jaringan lemot").await;
    andi.takes(&ticket).await.succeeds();
    let his = Browser::signed_in(&line.base, ANDI, PASSWORD).await;
    his.visit(&ticket.at("")).await;
    line.goes_down();
    let form = format!("form[action='{}']", ticket.at("/escalations"));
    his.unfold(&form).await;
    his.fill_in(&form, "reason", "vendor_or_central").await;
    his.fill_in(&form, "attempted_steps", "Ganti kabel, tetap lambat").await;
    his.fill_in(&form, "affected", "Lantai dua").await;
    his.click(&format!("{form} button[type=submit]")).await;
    his.sees("Menunggu jaringan").await;
    // Meanwhile somebody corrects the ticket: the form was made from what is no longer so.
    let etag = andi.looks_at(&ticket).await.header("etag").to_owned();
    andi.api.patch(&ticket.at(""), &etag, json!({ "title": "Jaringan lemot sekali" })).await.succeeds();
    line.comes_back();
    his.comes_true_at_last("return !!document.querySelector('#kept [data-state=refused]')").await;
    his.sees("Tidak diterima").await;
    his.is_accessible().await;
    his.picture("kept-refused").await;
    assert_eq!(andi.looks_at(&ticket).await.json()["tier"], 1);
    // From another page it leads back to its form, filled.
    his.visit("/tickets").await;
    his.click("#kept summary").await;
    his.click("#kept [data-do=look]").await;
    his.comes_true(&format!("return document.querySelector(\"{form}\")?.dataset.kept !== undefined")).await;
    let typed = "const form = document.querySelector(arguments[0]); return [form.elements.reason.value, form.elements.attempted_steps.value, form.elements.affected.value]";
    let typed = his.script(typed, vec![json!(form)]).await;
    assert_eq!(typed, json!(["vendor_or_central", "Ganti kabel, tetap lambat", "Lantai dua"]));
    his.click(&format!("{form} button[type=submit]")).await;
    his.sees("Dieskalasi").await;
    his.comes_true("return document.getElementById('kept').hidden").await;
    assert_eq!(andi.looks_at(&ticket).await.json()["tier"], 2);
    his.close().await;
}

#[actix_web::test]
async fn what_one_person_kept_is_never_sent_or_shown_by_another() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let line = WeakLine::to(&desk.base).await;
    let siti = desk.person(SITI).await;
    let shared = Browser::signed_in(&line.base, SITI, PASSWORD).await;
    shared.visit("/tickets/new").await;
    line.goes_down();
    shared.fill("description", "Printer slip gaji macet").await;
    shared.click(SEND).await;
    shared.sees("Menunggu jaringan").await;
    // Her session ends meanwhile: it stays kept, and asks for her.
    desk.passes(TimeDelta::days(40));
    line.comes_back();
    shared.comes_true_at_last("return !!document.querySelector('#kept [data-state=signin]')").await;
    shared.sees("Masuk lagi sebagai Siti Rahmawati").await;
    shared.is_accessible().await;
    // Somebody else signs in on the same browser, and sees and sends nothing of it.
    signs_in(&shared, ANDI).await;
    shared.visit("/tickets/new").await;
    shared.comes_true("return document.querySelector('#kept').hidden && document.querySelectorAll('#kept li').length === 0").await;
    shared.does_not_see("slip gaji").await;
    assert_eq!(
        shared.script("return document.querySelector('[name=description]').value", vec![]).await,
        json!("")
    );
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let ketua = desk.person("ketua@kominfo.demo.test").await;
    assert_eq!(count(&ketua).await, 0);
    shared.script("document.querySelector('form[action=\"/session/end\"]').requestSubmit()", vec![]).await;
    shared.comes_true("return location.pathname === '/session/new'").await;
    // She is back, and it goes by itself.
    signs_in(&shared, SITI).await;
    shared.comes_true_at_last("return !!document.querySelector('#kept [data-state=sent]')").await;
    let siti = desk.person(&siti.email).await;
    assert_eq!(count(&siti).await, 1);

    // Who signs out is asked first, and leaves nothing behind.
    shared.visit("/tickets/new").await;
    line.goes_down();
    shared.fill("description", "Satu lagi yang rahasia").await;
    shared.click(SEND).await;
    shared.sees("Menunggu jaringan").await;
    shared
        .script(
            "window.confirm = (words) => { window.__asked = words; return window.__leaves === true; }",
            vec![],
        )
        .await;
    shared.script("document.querySelector('form[action=\"/session/end\"]').requestSubmit()", vec![]).await;
    shared.comes_true("return (window.__asked || '').includes('belum terkirim')").await;
    shared.sees("Menunggu jaringan").await;
    shared
        .script(
            "window.__leaves = true; document.querySelector('form[action=\"/session/end\"]').requestSubmit()",
            vec![],
        )
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    line.comes_back();
    signs_in(&shared, SITI).await;
    shared.visit("/tickets/new").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let left = "const done = arguments[arguments.length - 1]; desk.kept.mine().then((kept) => done(kept.filter((one) => one.state !== 'sent').length))";
    assert_eq!(shared.finds_out(left).await, json!(0));
    assert_eq!(count(&siti).await, 1);
    shared.close().await;
}

/// Signs in whoever sits at the browser now.
async fn signs_in(browser: &Browser, email: &str) {
    browser.visit("/session/new").await;
    browser.fill("login", email).await;
    browser.fill("password", PASSWORD).await;
    browser.press_in("form:has([name=password])").await;
    assert_eq!(browser.path().await, "/");
}

/// How many tickets somebody sees.
async fn count(person: &Person) -> usize {
    person.api.get("/tickets").await.is(200).json()["items"].as_array().unwrap().len()
}
