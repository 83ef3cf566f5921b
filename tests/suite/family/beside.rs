//! Going on in the list one came from.

use serde_json::json;

use crate::both;
use crate::support::chromium::Browser;
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::Visitor;
use crate::support::person::Ticket;

/// A ticket's page for somebody who comes from a list.
fn from(ticket: &Ticket, below: &str, list: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("list", list).finish();
    ticket.at(&format!("{below}?{query}"))
}

/// The numbers one meets by going on from a ticket until the list ends.
async fn walk(visitor: &Visitor, start: &Ticket, step: &str, list: &str) -> Vec<String> {
    let (mut here, mut met) = (start.clone(), Vec::new());
    for _ in 0..20 {
        let page = visitor.visit(&from(&here, step, list)).await.is(200);
        let number = page.path.trim_start_matches("/tickets/").split('?').next().unwrap().to_owned();
        if number == here.number {
            page.sees("Tidak ada tiket lagi ke arah itu");
            return met;
        }
        met.push(number.clone());
        here = Ticket { number };
    }
    panic!("the list does not end: {met:?}");
}

/// The numbers a list shows, in its order.
async fn shown(visitor: &Visitor, list: &str) -> Vec<String> {
    let text = visitor.visit(&format!("/{list}")).await.is(200).answer.text();
    let rows = text.split("<a class=\"subject\" href=\"/tickets/").skip(1);
    rows.map(|row| row.split(['?', '"']).next().unwrap().to_owned()).collect()
}

both! {
    async fn one_goes_on_in_the_order_of_the_list_and_back(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        for (title, impact, urgency) in [
            ("Satu", "limited", "low"), ("Dua lemot", "wide", "high"), ("Tiga", "medium", "high"), ("Empat lemot", "limited", "medium"),
            ("Lima lemot", "wide", "high"),
        ] {
            siti.opens(json!({ "title": title, "impact": impact, "urgency": urgency })).await;
            rini.reports("Bukan urusan Andi").await;
            desk.passes(chrono::TimeDelta::minutes(7));
        }
        andi.escalates(&Ticket { number: "TKT-2026-000003".into() }, "Sudah dicoba").await;
        let his = andi.in_the_browser().await;
        let ketua = desk.person("ketua@kominfo.demo.test").await.in_the_browser().await;
        for visitor in [&his, &ketua] {
            for list in [
                "tickets", "tickets?view=queue", "tickets?view=urgent", "tickets?sort=created_at", "tickets?sort=priority",
                "tickets?sort=due_at&q=lemot", "tickets?sort=-updated_at", "tickets?priority=P1",
            ] {
                let all = shown(visitor, list).await;
                if all.is_empty() {
                    continue;
                }
                let (first, last) = (Ticket { number: all[0].clone() }, Ticket { number: all[all.len() - 1].clone() });
                assert_eq!(walk(visitor, &first, "/next", list).await, all[1..], "{list}");
                let back: Vec<_> = all[..all.len() - 1].iter().rev().cloned().collect();
                assert_eq!(walk(visitor, &last, "/previous", list).await, back, "{list}");
            }
        }
        assert!(shown(&ketua, "tickets").await.len() == 10 && shown(&his, "tickets").await.len() == 5);
    }

    async fn what_leaves_the_list_leads_on_to_the_next(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let mut tickets = Vec::new();
        for title in ["Satu", "Dua", "Tiga"] {
            tickets.push(siti.reports(title).await);
            desk.passes(chrono::TimeDelta::minutes(5));
        }
        let his = andi.in_the_browser().await;
        let list = "tickets?view=queue&sort=created_at";
        let page = his.visit(&from(&tickets[0], "", list)).await.is(200).sees("Berikutnya");
        // What stays in the list stays before one's eyes.
        let form = page.form(&tickets[0].at("/comments")).fill("body", "Kami periksa");
        let page = form.submit().await.is(200).sees("Kami periksa");
        assert_eq!(page.path, from(&tickets[0], "", list));
        let form = page.form(&tickets[0].at("/resolution")).fill("resolution", "Sudah");
        let page = form.submit().await.is(200).sees("sudah keluar dari daftar").sees(&tickets[0].number).sees("Dua");
        assert!(page.path.starts_with(&from(&tickets[1], "", list)), "{}", page.path);
        let form = his.visit(&from(&tickets[2], "", list)).await.form(&tickets[2].at("/resolution")).fill("resolution", "Sudah");
        assert_eq!(form.submit().await.is(200).path, "/tickets?view=queue&sort=created_at", "at the end one is back at the list");
        // A refused form keeps the list too.
        let form = his.visit(&from(&tickets[1], "", list)).await.form(&tickets[1].at("/resolution"));
        form.submit().await.is(422).form(&tickets[1].at("/resolution")).fill("resolution", "Sudah").submit().await.is(200);
        // Without a list nobody is led anywhere.
        let page = his.visit(&tickets[0].at("")).await.does_not_see("/next");
        let form = page.form(&tickets[0].at("/reopening")).fill("reason", "Belum").submit().await.is(200);
        assert_eq!(form.path, tickets[0].at(""));
    }

    async fn a_list_that_is_none_leads_nowhere(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Satu").await;
        let hers = siti.in_the_browser().await;
        for odd in ["https://else.test/", "//else.test", "profile", "tickets?view=dance", "tickets?status=zzz"] {
            hers.visit(&from(&ticket, "", odd)).await.is(200).does_not_see("else.test");
            assert_eq!(hers.visit(&from(&ticket, "/next", odd)).await.answer.status, 400, "{odd}");
        }
        let wayan = desk.person("wayan@dikbud.demo.test").await.in_the_browser().await;
        wayan.visit(&from(&ticket, "/next", "tickets")).await.is(404);
        // What was looked for is walked in the order it was found.
        let other = siti.reports("Printer macet").await;
        let third = siti.reports("Printer macet lagi").await;
        let page = hers.visit(&from(&third, "/next", "search?q=printer")).await.is(200);
        let back = hers.visit(&from(&other, "/previous", "search?q=printer")).await.is(200);
        assert!(page.path.contains(&other.number) && back.path.contains(&third.number), "{} {}", page.path, back.path);
    }
}

/// By keyboard, in a real browser; and the facts beside where they stand.
#[actix_web::test]
async fn a_queue_is_worked_through_by_keyboard() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let (one, two) = (siti.reports("Satu").await, siti.reports("Dua").await);
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    andi.visit("/tickets?sort=created_at").await;
    andi.press(&format!("a.subject[href^='{}']", one.at(""))).await;
    andi.sees("Berikutnya").await;
    andi.picture("ticket-in-list").await;
    andi.is_accessible().await;
    press(&andi, "]").await;
    andi.comes_true(&format!("return location.pathname === '{}'", two.at(""))).await;
    press(&andi, "[").await;
    andi.comes_true(&format!("return location.pathname === '{}'", one.at(""))).await;
    let category = ".edit:has([name=category])";
    andi.click("a.edit[href*='edit=category']").await;
    andi.comes_true("return document.activeElement.name === 'category'").await;
    andi.is_accessible().await;
    andi.picture("fact-open").await;
    andi.choose("category", "C1 Aplikasi daerah").await;
    andi.press_in(&format!("{category} form")).await;
    andi.sees("Rincian tiket diperbaiki").await.sees("C1 Aplikasi daerah").await;
    andi.sees("Berikutnya").await;
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
}

async fn press(browser: &Browser, key: &str) {
    let script = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
    browser.script(script, vec![json!(key)]).await;
}
