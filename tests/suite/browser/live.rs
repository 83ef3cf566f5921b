//! Pages that stay true while one looks at them, and leave alone what one works in.

use std::time::Duration;

use serde_json::json;

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;

both! {
    async fn a_new_ticket_appears_and_nobody_loses_their_place(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let mut first = None;
        for number in 0..12 {
            first.get_or_insert(siti.reports(&format!("Printer macet {number}")).await);
        }
        let first = first.unwrap();
        let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
        andi.visit("/tickets?sort=-created_at").await;
        wait_for_stream(&desk).await;
        // He stands on the last row, and has scrolled there.
        let script = "const row = document.querySelector('[data-number=\"' + arguments[0] + '\"]'); \
                      row.querySelector('a').focus(); row.classList.add('here'); window.scrollTo(0, 300); \
                      window.__same = true; return row.getBoundingClientRect().top";
        let before = andi.script(script, vec![json!(first.number)]).await;
        let new = siti.reports("Jaringan lemot sejak pagi").await;
        appears(&andi, &format!("[data-row][data-number='{}']", new.number)).await;
        let script = "const row = document.querySelector('[data-number=\"' + arguments[0] + '\"]'); \
                      return [row.getBoundingClientRect().top, row.contains(document.activeElement), row.classList.contains('here'), \
                              window.__same, document.querySelectorAll('tr.fresh').length]";
        let after = andi.script(script, vec![json!(first.number)]).await;
        let moved = (after[0].as_f64().unwrap() - before.as_f64().unwrap()).abs();
        assert!(moved < 2.0, "the row he stands on moved by {moved} px: {before} → {after}");
        assert_eq!(after.as_array().unwrap()[1..], [json!(true), json!(true), json!(true), json!(1)], "{after}");

        // What changes is marked; the page was never loaded anew.
        desk.person("andi@dinkes.demo.test").await.takes(&first).await.succeeds();
        appears(&andi, &format!("tr.fresh[data-number='{}']", first.number)).await;
        andi.is_accessible().await;
        assert!(andi.complaints().await.is_empty());
        andi.close().await;
    }

    async fn what_one_types_stays_while_the_ticket_changes(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        let his = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
        his.visit(&ticket.at("")).await;
        wait_for_stream(&desk).await;
        let form = format!("form[action='{}']", ticket.at("/escalations"));
        his.unfold(&form).await;
        his.fill_in(&form, "attempted_steps", "Ganti kabel, tetap lambat").await;
        his.fill_in("form.composer", "body", "Kami sedang").await;
        let version = his.find(&format!("{form} [name=version]")).await.prop("value").await.unwrap();
        siti.replies(&ticket, "Sudah tiga ruangan yang kena, Mas.").await.is(201);
        appears(&his, ".entry.fresh").await;
        his.sees("Sudah tiga ruangan yang kena").await;
        for (field, kept) in [("attempted_steps", "Ganti kabel, tetap lambat"), ("body", "Kami sedang")] {
            let value = his.find(&format!("[name={field}]")).await.prop("value").await.unwrap();
            assert_eq!(value.as_deref(), Some(kept), "{field}");
        }
        let now = his.find(&format!("{form} [name=version]")).await.prop("value").await.unwrap();
        assert_eq!(now, version, "what is being filled in still names what was read");
        let focused = his.script("return document.activeElement.name", vec![]).await;
        assert_eq!(focused, json!("body"));
        // Somebody else solves it: the form is still there, and so are the words.
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        ketua.resolves(&ticket, "Kabel utama diganti").await.succeeds();
        his.sees("Kabel utama diganti").await.sees("baru saja berubah").await;
        let value = his.find("[name=attempted_steps]").await.prop("value").await.unwrap();
        assert_eq!(value.as_deref(), Some("Ganti kabel, tetap lambat"));
        his.is_accessible().await;
        assert!(his.complaints().await.is_empty());
        his.close().await;
    }
}

/// Two people of the staff on one ticket see each other, and what the other does.
#[actix_web::test]
async fn two_people_on_one_ticket_see_each_other() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan lemot").await;
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    let ketua = Browser::signed_in(&desk.base, "ketua@kominfo.demo.test", PASSWORD).await;
    ketua.visit("/tickets").await;
    wait_for_stream(&desk).await;
    andi.visit(&ticket.at("")).await;
    ketua.sees("Andi Baso sedang melihat").await;
    ketua.picture("queue-presence").await;
    ketua.is_accessible().await;
    ketua.visit(&ticket.at("")).await;
    ketua.sees("Andi Baso sedang melihat").await;
    andi.sees("Hasan Tawil sedang melihat").await;
    andi.fill_in("form.composer", "body", "Sedang kami cek").await;
    ketua.sees("Andi Baso sedang menulis tanggapan").await;
    ketua.picture("ticket-presence").await;
    ketua.is_accessible().await;
    andi.visit("/profile").await;
    ketua.does_not_see("Andi Baso sedang").await;
    for browser in [andi, ketua] {
        let complaints = browser.complaints().await;
        assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
        browser.close().await;
    }
}

/// Waits until the page listens.
async fn wait_for_stream(desk: &TestDesk) {
    for _ in 0..100 {
        if !desk.app.live.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the page opened no stream");
}

/// Waits for what fits the selector, two seconds and a little for the driver.
async fn appears(browser: &Browser, selector: &str) {
    let begun = std::time::Instant::now();
    while !browser.has(selector).await {
        assert!(begun.elapsed() < Duration::from_millis(2_500), "no {selector}:\n{}", browser.words().await);
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
