//! Reporting in three fields, without JavaScript.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::pages::Visitor;

both! {
    async fn three_fields_make_a_report(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let page = siti.in_the_browser().await.visit("/tickets/new").await.is(200);
        let page = page.sees("Apa yang terjadi?").sees("Di mana atau layanan apa?").sees("Seberapa mengganggu?");
        let form = page.form("/tickets").fill("description", "mohon dicek min, printer macet terus\nkertasnya tersangkut");
        let form = form.fill("place", "ruang keuangan").fill("urgency", "high").fill("impact", "limited");
        let shown = form.submit().await.is(200).sees("printer macet terus").sees("Tempat atau layanan: ruang keuangan");
        let number = shown.path.trim_start_matches("/tickets/").split('?').next().unwrap().to_owned();
        let ticket = siti.api.get(&format!("/tickets/{number}")).await.json();
        assert_eq!(ticket["title"], "printer macet terus");
        assert_eq!((&ticket["category"]["code"], &ticket["kind"]), (&json!("G2"), &json!("incident")), "{ticket}");
        assert_eq!((&ticket["urgency"], &ticket["priority"]), (&json!("high"), &json!("P3")));
    }

    async fn where_nothing_can_be_guessed_it_is_asked(desk: TestDesk) {
        let hers = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
        let page = hers.visit("/tickets/new").await;
        let asked = page.form("/tickets").fill("description", "Yang kemarin itu terjadi lagi").submit().await.is(422);
        let asked = asked.sees("Kategori").sees("Yang kemarin itu terjadi lagi");
        let form = asked.form("/tickets");
        form.fill("category", "A1").submit().await.is(200).sees("Yang kemarin itu terjadi lagi");
        let nothing = hers.visit("/tickets/new").await.form("/tickets").submit().await.is(422);
        assert!(!nothing.answer.text().contains("f-title-error"), "a heading is asked of nobody");
    }

    async fn a_guess_is_a_part_of_a_page_for_who_is_signed_in(desk: TestDesk) {
        let hers = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
        hers.visit("/categories/guess?text=internet%20lemot").await.is(200).sees("Internet lambat atau putus");
        hers.visit("/categories/guess?text=").await.is(200).does_not_see("button");
        let stranger = Visitor::new(&desk.base).visit("/categories/guess?text=internet").await;
        assert!(stranger.path.starts_with("/session/new"), "{}", stranger.path);
    }
}
