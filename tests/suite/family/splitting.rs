//! Something that was said becomes a ticket of its own.

use chrono::TimeDelta;
use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::person::{Person, Ticket};

/// Where a comment of a ticket is, as the caller sees it: the one whose words these are.
async fn comment(who: &Person, ticket: &Ticket, words: &str) -> String {
    let seen = who.looks_at(ticket).await.json();
    let found = seen["comments"].as_array().unwrap().iter().find(|said| said["body"] == words);
    found.unwrap_or_else(|| panic!("nobody said {words:?}: {seen}"))["id"].as_str().unwrap().to_owned()
}

both! {
    async fn a_reply_becomes_a_ticket_with_its_words_its_time_and_its_files(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Internet putus").await;
        let page = siti.in_the_browser().await.visit(&ticket.at("")).await;
        let words = "Selain itu printer keuangan macet. Kertasnya tersangkut.";
        let form = page.form(&ticket.at("/comments")).fill("body", words);
        form.attach("files", "kertas.txt", "text/plain", b"tersangkut").submit().await.is(200);
        let said_at = siti.looks_at(&ticket).await.field("/comments/0/created_at");
        let id = comment(&andi, &ticket, words).await;
        desk.passes(TimeDelta::hours(3));
        let made = andi.api.post(&ticket.at(&format!("/comments/{id}/ticket")), json!({ "category": "C1" })).await.is(201);
        let part = Ticket { number: made.field("/number") };
        assert_eq!(made.header("location"), format!("/api/v1/tickets/{}", part.number));
        assert_eq!(made.field("/title"), "Selain itu printer keuangan macet");
        assert_eq!((made.field("/description"), made.field("/reported_at")), (words.to_owned(), said_at));
        assert_eq!(made.field("/requester/email"), "siti@dinkes.demo.test");
        let (here, there) = (andi.looks_at(&part).await, andi.looks_at(&ticket).await);
        assert_eq!(here.field("/links/0/number"), ticket.number);
        assert_eq!(here.field("/links/0/kind"), "related");
        assert_eq!(here.field("/attachments/0/sha256"), there.field("/attachments/0/sha256"), "the content is kept once");
        andi.looks_back_on(&part).await.sees("split_from").sees(&ticket.number);
        andi.looks_back_on(&ticket).await.sees("split_off").sees(&part.number);
        siti.looks_at(&part).await.is(200).sees("kertas.txt");
        desk.person("wayan@dikbud.demo.test").await.looks_at(&part).await.problem(404);
        assert_eq!(there.json()["comments"].as_array().unwrap().len(), 1, "nothing of the first ticket is gone");
    }

    async fn what_was_said_long_ago_cannot_be_reported_then(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Internet putus").await;
        siti.replies(&ticket, "Printer juga macet").await.is(201);
        let id = comment(&andi, &ticket, "Printer juga macet").await;
        desk.passes(TimeDelta::days(31));
        let andi = desk.person("andi@dinkes.demo.test").await;
        let path = ticket.at(&format!("/comments/{id}/ticket"));
        andi.api.post(&path, json!({})).await.refuses_field(422, "reported_at");
        andi.api.post(&path, json!({ "reported_at": desk.now().to_string() })).await.is(201);
        let his = andi.in_the_browser().await;
        let page = his.visit(&ticket.at(&format!("/comments/{id}/split"))).await.is(200).sees("lebih tua dari 30 hari");
        page.form(&ticket.at(&format!("/comments/{id}/split"))).submit().await.is(200).sees("Tiket baru dibuat");
    }

    async fn a_note_is_told_to_nobody_without_being_looked_through(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("Internet putus").await;
        andi.notes(&ticket, "Kabel zamrud rusak digigit tikus").await.is(201);
        let id = comment(&andi, &ticket, "Kabel zamrud rusak digigit tikus").await;
        let path = ticket.at(&format!("/comments/{id}/ticket"));
        for stranger in [&siti, &wayan, &fajar] {
            stranger.api.post(&path, json!({ "reviewed": true })).await.is(if stranger.email == siti.email { 403 } else { 404 });
        }
        andi.api.post(&path, json!({})).await.refuses_field(422, "reviewed");
        andi.api.post(&path, json!({ "requester": "made@dinkes.demo.test", "reviewed": true })).await.refuses_field(422, "requester");
        let made = andi.api.post(&path, json!({ "reviewed": true })).await.is(201);
        assert_eq!(made.field("/requester/email"), "andi@dinkes.demo.test", "who wrote a note is the one it is for");
        let part = Ticket { number: made.field("/number") };
        siti.looks_at(&part).await.problem(404);
        siti.looks_at(&ticket).await.does_not_see("zamrud").does_not_see(&part.number);
        siti.looks_back_on(&ticket).await.does_not_see(&part.number);
        siti.reads(&ticket).await.does_not_see(&part.number).does_not_see("zamrud");
        // A note of Tier 2 alone is not there for Tier 1.
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        fajar.api.post(&ticket.at("/comments"), json!({ "body": "Hanya Tier 2", "visibility": "tier2" })).await.is(201);
        let id = comment(&fajar, &ticket, "Hanya Tier 2").await;
        andi.api.post(&ticket.at(&format!("/comments/{id}/ticket")), json!({ "reviewed": true })).await.problem(404);
    }

    async fn what_is_restricted_stays_so(desk: TestDesk) {
        let rini = desk.person("rini@dikbud.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let ticket = rini.opens(json!({ "category": "E1", "kind": "security_incident", "title": "Situs sekolah diganti gambar" })).await;
        rini.replies(&ticket, "Kata sandi zamrud ikut bocor").await.is(201);
        let id = comment(&wayan, &ticket, "Kata sandi zamrud ikut bocor").await;
        let path = ticket.at(&format!("/comments/{id}/ticket"));
        let open = json!({ "kind": "incident", "classification": "public", "category": "A1" });
        wayan.api.post(&path, open).await.refuses_field(422, "classification");
        let made = wayan.api.post(&path, json!({})).await.is(201);
        assert_eq!(made.json()["restricted"], true, "{made}");
        let part = Ticket { number: made.field("/number") };
        for (email, sees) in [("rini@dikbud.demo.test", true), ("wayan@dikbud.demo.test", true), ("ketua@kominfo.demo.test", false)] {
            let answer = desk.person(email).await.looks_at(&part).await;
            assert_eq!(answer.status == 200, sees, "{email}: {answer}");
        }
    }

    async fn the_form_is_filled_and_keeps_what_was_typed(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Internet putus").await;
        siti.replies(&ticket, "Printer juga macet sejak kemarin").await.is(201);
        andi.notes(&ticket, "Catatan petugas: kabel lama").await.is(201);
        let his = andi.in_the_browser().await;
        his.visit(&ticket.at("")).await.sees("Jadikan tiket");
        assert!(!siti.reads(&ticket).await.words().contains("Jadikan tiket"), "a requester is offered to split");
        let id = comment(&andi, &ticket, "Printer juga macet sejak kemarin").await;
        let address = ticket.at(&format!("/comments/{id}/split"));
        let page = his.visit(&address).await.is(200).sees("Printer juga macet sejak kemarin");
        let page = page.form(&address).fill("title", "").fill("description", "Macet lagi").submit().await.is(422);
        let made = page.sees("Macet lagi").form(&address).fill("title", "Printer macet").submit().await.is(200);
        made.sees("Tiket baru dibuat").sees("Printer macet").sees(&ticket.number);
        let id = comment(&andi, &ticket, "Catatan petugas: kabel lama").await;
        let address = ticket.at(&format!("/comments/{id}/split"));
        let page = his.visit(&address).await.is(200).sees("Catatan internal").form(&address).submit().await.is(422);
        page.sees("harus diisi").form(&address).fill("reviewed", "yes").submit().await.is(200).sees("Tiket baru dibuat");
    }
}
