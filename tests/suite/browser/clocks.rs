//! What one sees of clocks: time left, a promise that an escalation does not move, and what is late.

use chrono::TimeDelta;
use serde_json::json;

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;

/// When the solution is promised, as the key of the band says it.
const PROMISE: &str = "Dijanjikan selesai Kamis 08.15 WITA";

both! {
    async fn an_escalation_moves_no_promise_and_everyone_sees_their_clocks(desk: TestDesk) {
        // Monday 08.15, P3: a solution within 22.5 working hours, Thursday 08.15.
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let path = ticket.at("");
        desk.passes(TimeDelta::minutes(30));
        let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
        andi.visit("/tickets?view=queue").await;
        andi.sees("sisa 3 jam 30 menit jam kerja").await.sees("hari ini 13.15 WITA").await;
        andi.visit(&path).await;
        andi.sees(PROMISE).await.sees("Waktu tahan di tier (OLA)").await.does_not_see("Waktu ambil alih (OLA)").await;

        // The explanation folds out in its place, and its sum is the target.
        andi.press("#why-resolution-0-open").await;
        andi.sees("Hitungannya genap Kamis 08.15 WITA").await.sees("22 jam 30 menit jam kerja").await;
        assert_eq!(andi.path().await, path, "one stays on the page of the ticket");
        andi.is_accessible().await;

        let form = format!("form[action='{path}/escalations']");
        andi.visit(&path).await;
        andi.unfold(&form).await;
        andi.fill_in(&form, "reason", "beyond_skill").await;
        andi.fill_in(&form, "attempted_steps", "Ganti kabel: tetap lambat").await;
        andi.press_in(&form).await;
        andi.sees("Dieskalasi").await.sees(PROMISE).await.sees("Waktu ambil alih (OLA)").await;
        assert!(andi.has(".band .stage-escalated").await, "the band goes on at Tier 2");

        let fajar = Browser::signed_in(&desk.base, "fajar@kominfo.demo.test", PASSWORD).await;
        fajar.visit("/tickets?view=incoming").await;
        fajar.sees("sisa 3 jam 30 menit jam kerja").await;
        fajar.visit(&path).await;
        fajar.sees(PROMISE).await.sees("Waktu ambil alih (OLA) Tier 2").await;
        fajar.is_accessible().await;

        let hers = Browser::signed_in(&desk.base, "siti@dinkes.demo.test", PASSWORD).await;
        hers.visit(&path).await;
        hers.sees(PROMISE).await.sees("Riwayat tahapan").await.sees("Lama jam kerja").await;
        hers.sees("Tim Jaringan").await.does_not_see("OLA").await;
        hers.is_accessible().await;
        hers.visit(&format!("{path}/clocks/take_over")).await;
        assert!(hers.has(".error-code").await, "{}", hers.words().await);
        hers.visit(&format!("{path}/clocks/resolution")).await;
        hers.sees("Dari mana tenggat ini?").await.sees("istirahat").await;
        hers.is_accessible().await;

        // Nobody answers until Monday afternoon.
        desk.passes(TimeDelta::hours(6));
        let ketua = Browser::signed_in(&desk.base, "ketua@kominfo.demo.test", PASSWORD).await;
        ketua.visit("/").await;
        ketua.sees("lewat tenggat").await.sees("Paling mendesak").await.sees("lewat 1 jam 30 menit jam kerja").await;
        ketua.is_accessible().await;
        ketua.click("a.tile[href='/tickets?view=overdue']").await;
        ketua.sees(&ticket.number).await;
        ketua.is_accessible().await;
        for browser in [andi, fajar, ketua] {
            let complaints = browser.complaints().await;
            assert!(complaints.is_empty(), "the browser complains: {complaints:#?}");
            browser.close().await;
        }
        hers.close().await;
    }
}

/// The same without JavaScript: the question leads to a page of its own.
#[actix_web::test]
async fn why_is_a_page_of_its_own_without_javascript() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let ticket = siti.opens(json!({ "title": "Jaringan lemot" })).await;
    let hers = Browser::signed_in(&desk.base, "siti@dinkes.demo.test", PASSWORD).await;
    hers.scripts(false).await;
    hers.visit(&ticket.at("")).await;
    hers.press("#why-response-0-open").await;
    assert_eq!(hers.path().await, ticket.at("/clocks/response?seq=0"));
    hers.sees("Hitungannya genap hari ini 13.15 WITA").await;
    hers.close().await;
}
