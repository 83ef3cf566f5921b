//! Steps on a ticket: those of its category or lines of one's own, ticked off with who and when.

use serde_json::{Value, json};

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::person::{Person, Ticket};

async fn category_has(desk: &TestDesk, steps: Value) {
    let admin = desk.person("admin@demo.test").await;
    let etag = admin.api.get("/categories/A1").await.is(200).header("etag").to_owned();
    admin.api.patch("/categories/A1", &etag, json!({ "steps": steps })).await.is(200);
}

async fn listed(person: &Person, ticket: &Ticket) -> Vec<Value> {
    person.api.get(&ticket.at("/steps")).await.is(200).json()["items"].as_array().unwrap().clone()
}

both! {
    async fn steps_are_copied_added_ticked_and_told(desk: TestDesk) {
        category_has(&desk, json!([
            { "text": "Nyalakan ulang router", "before_escalation": true },
            { "text": "Uji kecepatan", "before_escalation": false },
        ])).await;
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.api.post(&ticket.at("/steps"), json!({ "from_category": true })).await.is(201);
        andi.api.post(&ticket.at("/steps"), json!({ "from_category": true })).await.refuses_field(422, "steps");
        andi.api.post(&ticket.at("/steps"), json!({ "steps": "Foto lampu router\n\nTelepon Bu Siti\n" })).await.is(201);
        let steps = listed(&andi, &ticket).await;
        let texts: Vec<&str> = steps.iter().map(|step| step["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["Nyalakan ulang router", "Uji kecepatan", "Foto lampu router", "Telepon Bu Siti"]);
        let id = |place: usize| steps[place]["id"].as_str().unwrap().to_owned();
        let path = |place: usize| ticket.at(&format!("/steps/{}", id(place)));
        for wrong in [json!({ "steps": "" }), json!({ "steps": "x".repeat(201) }), json!({ "steps": "a\n".repeat(47) })] {
            andi.api.post(&ticket.at("/steps"), wrong).await.refuses_field(422, "steps");
        }

        // Escalating asks about what comes first, and keeps the answer.
        andi.escalates(&ticket, "Ganti kabel").await.refuses_field(422, "steps_left");
        let ticked = andi.api.post(&path(1), json!({ "done": true })).await.is(200).json();
        assert_eq!((&ticked["ticked_by"]["email"], ticked["ticked_at"].is_string()), (&json!("andi@dinkes.demo.test"), true));
        andi.api.post(&path(1), json!({ "done": true })).await.is(200);
        andi.api.delete(&path(1)).await.refuses_field(422, "steps");
        andi.api.post(&path(1), json!({ "done": false })).await.is(200);
        andi.api.delete(&path(3)).await.is(204);
        andi.api.delete(&path(3)).await.problem(404);
        andi.api.post(&path(2), json!({ "done": true })).await.is(200);
        let kinds = |events: &Value| -> Vec<String> {
            let all = events["items"].as_array().unwrap().iter();
            all.map(|line| line["kind"].as_str().unwrap().to_owned()).filter(|kind| kind.starts_with("step")).collect()
        };
        let events = andi.looks_back_on(&ticket).await.json();
        assert_eq!(kinds(&events), ["steps_added", "steps_added", "step_ticked", "step_unticked", "step_removed", "step_ticked"]);

        // Those outside see neither steps nor that there are any.
        assert_eq!(listed(&siti, &ticket).await, Vec::<Value>::new());
        assert_eq!(kinds(&siti.looks_back_on(&ticket).await.json()), Vec::<String>::new());
        siti.reads(&ticket).await.does_not_see("Nyalakan ulang router");
        siti.api.post(&path(0), json!({ "done": true })).await.problem(403);
        wayan.api.get(&ticket.at("/steps")).await.problem(404);
        wayan.api.post(&path(0), json!({ "done": true })).await.problem(404);
        let other = siti.reports("Lain").await;
        andi.api.post(&other.at(&format!("/steps/{}", id(0))), json!({ "done": true })).await.problem(404);

        let wish = json!({ "reason": "beyond_skill", "attempted_steps": "Ganti kabel", "affected": "Satu ruangan", "steps_left": "Router terkunci di lemari" });
        andi.api.post(&ticket.at("/escalations"), wish).await.is(201);
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        fajar.reads(&ticket).await.sees("Langkah yang dilewati").sees("Nyalakan ulang router: Router terkunci di lemari").sees("1 dari 3");
        fajar.accepts(&ticket).await.succeeds();
        fajar.api.post(&path(0), json!({ "done": true })).await.is(200);
        fajar.resolves(&ticket, "Beres").await.succeeds();
        fajar.api.post(&path(0), json!({ "done": false })).await.problem(409);
        assert!(desk.mails().await.iter().all(|letter| !letter.text.contains("Uji kecepatan")));
    }

    async fn they_are_kept_and_ticked_on_the_pages(desk: TestDesk) {
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        let id = desk.person("admin@demo.test").await.api.get("/categories/A1").await.field("/id");
        let path = format!("/admin/categories/{id}");
        let form = admin.visit(&path).await.form(&path);
        let refused = form.fill("steps", "* Nyalakan ulang router\nUji kecepatan\nUji kecepatan").submit().await.is(422).sees("Sudah dipakai");
        refused.form(&path).fill("steps", "* Nyalakan ulang router\nUji kecepatan").submit().await.is(200);
        let kept = admin.visit(&path).await;
        assert!(kept.answer.text().contains("* Nyalakan ulang router\nUji kecepatan</textarea>"), "{}", kept.answer);

        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
        let page = andi.visit(&ticket.at("")).await.sees("Belum ada langkah di tiket ini");
        let page = page.form_with("from_category").submit().await.is(200).sees("0 dari 2").sees("Sebelum eskalasi");
        let page = page.sees("Langkah yang belum dicentang");
        let page = page.form_with("done").submit().await.is(200).sees("1 dari 2").sees("menyelesaikan langkah: Nyalakan ulang router");
        let page = page.does_not_see("Langkah yang belum dicentang");
        let form = page.form_with("steps").fill("steps", &"x".repeat(201));
        let page = form.submit().await.is(422).sees("200");
        page.form_with("steps").fill("steps", "Telepon Bu Siti").submit().await.is(200).sees("1 dari 3");
    }
}

/// By keyboard: Tab to the step, Space.
#[actix_web::test]
async fn a_step_is_ticked_by_keyboard() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let andi = desk.person("andi@dinkes.demo.test").await;
    let ticket = siti.reports("Jaringan lemot").await;
    andi.api
        .post(&ticket.at("/steps"), json!({ "steps": "Nyalakan ulang router\nUji kecepatan" }))
        .await
        .is(201);
    let mut his = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    his.visit(&ticket.at("")).await;
    his.is_accessible().await;
    his.script("document.querySelector('.steps .tick').focus()", vec![]).await;
    his.types(" ").await;
    his.sees("1 dari 2").await;
    his.comes_true("return document.querySelector('.steps .tick').getAttribute('aria-checked') === 'true'")
        .await;
    his.is_accessible().await;
    his.script("document.querySelector('#steps').scrollIntoView()", vec![]).await;
    his.picture("steps").await;
    his.turn_to(crate::support::chromium::Screen::Narrow).await;
    his.visit(&ticket.at("")).await;
    his.script("document.querySelector('#steps').scrollIntoView()", vec![]).await;
    his.picture("steps").await;
    his.is_accessible().await;
    assert!(his.complaints().await.is_empty());
    his.close().await;
}
