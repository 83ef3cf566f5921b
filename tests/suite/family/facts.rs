//! Facts of a ticket, corrected beside where they stand.

use crate::both;
use crate::support::desk::TestDesk;

both! {
    async fn each_fact_is_corrected_by_itself(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let his = andi.in_the_browser().await;
        let page = his.visit(&ticket.at("")).await.is(200);
        let page = page.form_with("title").fill("title", "Internet lambat di lantai dua").submit().await.is(200);
        page.sees("Rincian tiket diperbaiki").sees("Internet lambat di lantai dua").does_not_see("name=\"category\"");
        let edit = |fact: &str| ticket.at(&format!("?edit={fact}"));
        let page = his.visit(&edit("category")).await.is(200);
        page.form_with("category").fill("category", "C1").submit().await.is(200).sees("C1 Aplikasi daerah");
        let page = his.visit(&edit("classification")).await.is(200);
        page.form_with("classification").fill("classification", "personal_data").submit().await.is(200);
        let now = andi.looks_at(&ticket).await;
        assert_eq!(now.field("/title"), "Internet lambat di lantai dua");
        assert_eq!((now.field("/category/code"), now.field("/classification")), ("C1".into(), "personal_data".into()));
        // What a rule asks a reason for asks for it, and keeps what was chosen.
        let page = his.visit(&edit("impact")).await.is(200);
        let missing = page.form_with("impact").fill("impact", "wide").submit().await.is(422).sees("harus diisi");
        let form = missing.form_with("impact");
        let done = form.fill("reason", "Seluruh dinas terganggu").submit().await.is(200).sees("Prioritas diubah");
        let now = andi.looks_at(&ticket).await;
        assert_eq!((now.field("/impact"), now.field("/urgency")), ("wide".into(), "medium".into()));
        // An empty title stands at its field.
        let wrong = done.form_with("title").fill("title", "").submit().await.is(422);
        wrong.sees("harus diisi");
        // Somebody was faster: both are shown, and the choice can still be sent.
        let open = his.visit(&edit("category")).await.is(200);
        let stale = open.form_with("category").fill("category", "D2");
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        stale.submit().await.is(412).sees("Tiket ini baru saja berubah");
        his.visit(&edit("requester")).await.is(200);
        let hers = siti.in_the_browser().await;
        hers.visit(&edit("category")).await.is(200).does_not_see("/corrections");
        siti.reads(&ticket).await.does_not_see("/corrections").does_not_see("/priority");
    }
}
