//! Many tickets at once: each is an act of its own, and of each is said what came of it.

use serde_json::{Value, json};

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::{Page, Visitor};
use crate::support::person::Ticket;

both! {
    async fn each_of_many_is_done_or_refused_by_the_usual_rules(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let (one, two, three) = (siti.reports("Satu").await, siti.reports("Dua").await, siti.reports("Tiga").await);
        let elsewhere = rini.reports("Bukan urusan Andi").await;
        let wish = json!({ "act": "take", "tickets": [
            { "number": one.number, "version": 1 }, { "number": two.number }, { "number": two.number },
            { "number": three.number, "version": 99 }, { "number": elsewhere.number }, { "number": "TKT-2026-999999" },
        ]});
        let answer = andi.api.post_with_key("/tickets/bulk", wish.clone(), "sekali-saja").await.is(200);
        let items = answer.json()["items"].as_array().unwrap().clone();
        let outcome = |item: &Value| (item["done"] == true, item["problem"]["status"].as_i64());
        let outcomes: Vec<_> = items.iter().map(outcome).collect();
        let refused = |status| (false, Some(status));
        assert_eq!(outcomes, [(true, None), (true, None), refused(412), refused(404), refused(404)], "{answer}");
        assert_eq!(items[3]["problem"]["detail"], items[4]["problem"]["detail"], "a neighbour's ticket is not there");
        // The same key again does nothing twice.
        let again = andi.api.post_with_key("/tickets/bulk", wish, "sekali-saja").await.is(200).json();
        assert_eq!(again["items"][0], items[0]);
        assert_eq!(again["items"][1], items[1]);
        let history = andi.looks_back_on(&one).await.is(200).text();
        assert_eq!(history.matches("\"assigned\"").count(), 1, "{history}");

        let own = siti.api.post("/tickets/bulk", json!({ "act": "take", "tickets": [{ "number": three.number }] })).await.is(200);
        assert_eq!(own.json()["items"][0]["problem"]["status"], 403, "{own}");
        let priority = json!({ "act": "priority", "tickets": [{ "number": one.number }], "impact": "wide", "urgency": "high" });
        andi.api.post("/tickets/bulk", priority).await.refuses_field(422, "reason");
        let many: Vec<Value> = (0..101).map(|number| json!({ "number": format!("TKT-2026-{number:06}") })).collect();
        andi.api.post("/tickets/bulk", json!({ "act": "take", "tickets": many })).await.refuses_field(422, "tickets");
        andi.api.post("/tickets/bulk", json!({ "act": "take", "tickets": [] })).await.refuses_field(422, "tickets");
    }

    async fn the_pages_ask_for_what_is_missing_and_tell_what_came_of_it(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let (one, two) = (siti.reports("Satu").await, siti.reports("Dua").await);
        let his = andi.in_the_browser().await;
        let asked = chooses(&his, &[&one, &two], "note").await.is(200).sees("Tambah catatan internal pada 2 tiket");
        let missing = asked.form("/tickets/bulk").submit().await.is(422).sees("Bagian ini harus diisi");
        let told = missing.form("/tickets/bulk").fill("body", "Kabel utama sedang diganti").submit().await.is(200);
        told.sees("2 dari 2 tiket berhasil").sees("Satu").sees("Dua");
        for ticket in [&one, &two] {
            his.visit(&ticket.at("")).await.sees("Kabel utama sedang diganti");
            siti.looks_at(ticket).await.does_not_see("Kabel utama");
        }
        chooses(&his, &[&one], "take").await.is(200).sees("1 dari 1 tiket berhasil");
        chooses(&his, &[&one, &two], "resume").await.is(200).sees("0 dari 2 tiket berhasil").sees("Tidak dilakukan");
        let asked = chooses(&his, &[&one], "priority").await.is(200).sees("Ubah prioritas 1 tiket");
        let form = asked.form("/tickets/bulk").fill("impact", "wide").fill("urgency", "high").fill("reason", "Seluruh dinas");
        form.submit().await.is(200).sees("1 dari 1 tiket berhasil");
        his.visit(&one.at("")).await.sees("P1");
        chooses(&his, &[&one], "assign").await.is(200).sees("Andi Baso");
        chooses(&his, &[], "take").await.is(422);
        chooses(&his, &[&one], "dance").await.is(422);
        let hers = siti.in_the_browser().await;
        let page = hers.visit("/tickets").await.is(200);
        assert!(!page.has_form("/tickets/bulk"), "a requester is offered nothing of the kind");
    }
}

/// Ticks boxes on the list and chooses an act.
async fn chooses(visitor: &Visitor, tickets: &[&Ticket], act: &str) -> Page {
    let list = visitor.visit("/tickets").await.answer.text();
    let (_, rest) = list.split_once("name=\"csrf\" value=\"").unwrap();
    let csrf = rest.split('"').next().unwrap().to_owned();
    let mut fields = vec![("csrf".to_owned(), csrf), ("act".to_owned(), act.to_owned())];
    for ticket in tickets {
        let (_, rest) = list.split_once(&format!("value=\"{}.", ticket.number)).expect("a box to tick");
        let version = rest.split('"').next().unwrap();
        fields.push(("tickets".to_owned(), format!("{}.{version}", ticket.number)));
    }
    visitor.posts_blindly("/tickets/bulk", &fields).await
}

/// By keyboard, in a real browser.
#[actix_web::test]
async fn rows_are_chosen_by_keyboard() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let mut tickets = Vec::new();
    for title in ["Satu", "Dua", "Tiga"] {
        tickets.push(siti.reports(title).await);
    }
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    andi.visit("/tickets?sort=created_at").await;
    for key in ["j", "x", "j", "j", "x"] {
        press(&andi, key).await;
    }
    andi.sees("2 dipilih").await;
    andi.picture("queue-chosen").await;
    andi.is_accessible().await;
    andi.choose("act", "Ambil").await;
    andi.press_in("#bulk").await;
    andi.sees("2 dari 2 tiket berhasil").await.sees("Satu").await.sees("Tiga").await;
    andi.picture("together-done").await;
    andi.is_accessible().await;
    andi.visit("/tickets?sort=created_at").await;
    press(&andi, "j").await;
    press(&andi, "x").await;
    andi.choose("act", "Ubah prioritas").await;
    andi.press_in("#bulk").await;
    andi.sees("Ubah prioritas 1 tiket").await;
    andi.picture("together").await;
    andi.is_accessible().await;
    // A letter on a row is meant for its ticket.
    andi.visit("/tickets?sort=created_at").await;
    press(&andi, "j").await;
    press(&andi, "n").await;
    andi.sees("Simpan catatan internal").await;
    let path = andi.path().await;
    assert_eq!(path.split('?').next(), Some(tickets[0].at("").as_str()), "{path}");
    let focused = andi.script("return document.activeElement.name", vec![]).await;
    assert_eq!(focused, json!("body"));
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
}

async fn press(browser: &Browser, key: &str) {
    let script = "(document.activeElement || document.body).dispatchEvent(new KeyboardEvent('keydown', \
                  { key: arguments[0], bubbles: true, cancelable: true }))";
    browser.script(script, vec![json!(key)]).await;
}
