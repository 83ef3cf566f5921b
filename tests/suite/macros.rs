//! Canned answers: who keeps them, what fills them, and what is done along with them.

use serde_json::{Value, json};

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::{self, PASSWORD};
use crate::support::person::Person;

async fn group_of(desk: &TestDesk, code: &'static str) -> String {
    desk.app.db.read(move |conn| office::group_id(conn, code)).await.unwrap().to_string()
}

async fn kept(person: &Person, wish: Value) -> String {
    let mut whole = json!({ "title": "Kabar", "body": "Yth. {sapaan} {nama},", "visibility": "public" });
    for (name, value) in wish.as_object().unwrap() {
        whole[name] = value.clone();
    }
    person.api.post("/macros", whole).await.is(201).field("/id")
}

both! {
    async fn each_group_keeps_its_own_and_leaders_those_for_all(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let admin = desk.person("admin@demo.test").await;
        let siti = desk.person("siti@dinkes.demo.test").await;
        let auditor = desk.person("auditor@inspektorat.demo.test").await;
        let (dinkes, jaringan) = (group_of(&desk, "dinkes-t1").await, group_of(&desk, "jaringan").await);
        let wish = |group: Option<&str>| json!({ "title": "Kabar", "body": "Halo", "visibility": "public", "group": group });
        for (who, group, may) in [
            (&andi, Some(&*dinkes), true),
            (&andi, Some(&*jaringan), false),
            (&andi, None, false),
            (&wayan, Some(&*dinkes), false),
            (&fajar, Some(&*jaringan), true),
            (&fajar, Some("aplikasi"), false),
            (&ketua, Some(&*dinkes), true),
            (&ketua, None, true),
            (&admin, Some("aplikasi"), true),
        ] {
            let answer = who.api.post("/macros", wish(group)).await;
            if may { answer.is(201); } else { answer.refuses_field(422, "group"); }
        }
        siti.api.post("/macros", wish(None)).await.problem(403);
        siti.api.get("/macros").await.problem(403);
        auditor.api.get("/macros").await.problem(403);
        // Each sees those for all and their own.
        for (who, count) in [(&andi, 3), (&wayan, 1), (&fajar, 2), (&ketua, 5), (&admin, 5)] {
            let found = who.api.get("/macros").await.is(200).json();
            assert_eq!(found["items"].as_array().unwrap().len(), count, "{}: {found}", who.email);
        }
        let first = ketua.api.get("/macros?limit=2").await.is(200).json();
        let rest = ketua.api.get(&format!("/macros?cursor={}", first["next_cursor"].as_str().unwrap())).await.is(200).json();
        assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 3));
        let theirs = kept(&andi, json!({ "group": dinkes, "title": "Khusus Dinkes" })).await;
        let path = format!("/macros/{theirs}");
        wayan.api.get(&path).await.problem(404);
        siti.api.get(&path).await.problem(404);
        wayan.api.patch(&path, "\"1\"", json!({ "title": "Lain" })).await.problem(404);
        andi.api.patch(&path, "\"1\"", json!({ "title": "Khusus kami" })).await.is(200);
        andi.api.patch(&path, "\"1\"", json!({ "title": "Lagi" })).await.problem(412);
        andi.api.patch(&path, "\"2\"", json!({ "title": "Lagi", "archived": true })).await.refuses_field(422, "archived");
        andi.api.patch(&path, "\"2\"", json!({ "archived": true })).await.is(200);
        andi.api.get("/macros?q=khusus").await.is(200).does_not_see("Khusus kami");
        andi.api.get("/macros?q=khusus&archived=true").await.is(200).sees("Khusus kami");
        andi.api.patch(&path, "\"3\"", json!({ "archived": false })).await.is(200);
        // What is for all is used by all and kept by few.
        let all = kept(&ketua, json!({ "title": "Untuk semua" })).await;
        andi.api.get(&format!("/macros/{all}")).await.is(200);
        andi.api.patch(&format!("/macros/{all}"), "\"1\"", json!({ "title": "Milik kami" })).await.problem(403);
    }

    async fn what_cannot_be_meant_is_refused_at_its_field(desk: TestDesk) {
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        for (wish, field) in [
            (json!({ "title": "" }), "title"),
            (json!({ "title": "x".repeat(121) }), "title"),
            (json!({ "word": "dua kata" }), "word"),
            (json!({ "word": "x".repeat(31) }), "word"),
            (json!({ "body": "" }), "body"),
            (json!({ "body": "x".repeat(4_001) }), "body"),
            (json!({ "body": "Yth. {nama_lengkap}" }), "body"),
            (json!({ "visibility": "tier2" }), "visibility"),
            (json!({ "visibility": "internal", "step": "resolve" }), "visibility"),
            (json!({ "answer_days": 2 }), "answer_days"),
            (json!({ "step": "ask", "answer_days": 0 }), "answer_days"),
            (json!({ "step": "ask", "answer_days": 61 }), "answer_days"),
            (json!({ "cause": "kabel" }), "cause"),
            (json!({ "category": "Z9" }), "category"),
            (json!({ "group": "entah" }), "group"),
        ] {
            let mut whole = json!({ "title": "Kabar", "body": "Halo", "visibility": "public" });
            for (name, value) in wish.as_object().unwrap() {
                whole[name] = value.clone();
            }
            ketua.api.post("/macros", whole).await.refuses_field(422, field);
        }
        let refused = ketua.api.post("/macros", json!({ "title": "a", "body": "{nama_lengkap}", "visibility": "public" })).await;
        refused.sees("{nama_lengkap}").sees("{sapaan}").sees("{batas_jawab}");
    }

    async fn an_answer_goes_out_once_with_all_its_acts_or_not_at_all(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let asks = kept(&ketua, json!({
            "title": "Minta layar", "body": "Yth. {sapaan} {nama} ({pd}), tiket {tiket} “{judul}”. Jawab sampai {batas_jawab}. {petugas}",
            "takes": true, "category": "G2", "step": "ask", "answer_days": 2,
        })).await;
        let solves = kept(&ketua, json!({ "title": "Beres", "body": "Sudah beres.", "takes": true, "step": "resolve", "cause": "Kabel longgar" })).await;
        let ticket = siti.reports("Printer macet").await;
        let filled = andi.api.get(&ticket.at(&format!("/macros/{asks}"))).await.is(200).json();
        let text = filled["text"].as_str().unwrap();
        // Monday morning and two working days: Wednesday.
        for part in ["Yth. Bapak/Ibu Siti Rahmawati (Dinas Kesehatan)", &*ticket.number, "“Printer macet”", "Rabu", "WITA", "Andi Baso"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(filled["acts"], json!([
            { "act": "category", "possible": true }, { "act": "take", "possible": true }, { "act": "ask", "possible": true },
        ]));
        siti.api.get(&ticket.at("/macros")).await.problem(403);
        let before = desk.letters_to(&siti.email).await.len();
        let key = crate::support::api::fresh_key();
        let path = ticket.at(&format!("/macros/{asks}"));
        let send = async |key: String| {
            let request = andi.api.request(reqwest::Method::POST, &path).header("Idempotency-Key", key).json(&json!({}));
            andi.api.send(reqwest::Method::POST, &path, request).await
        };
        send(key.clone()).await.is(200);
        send(key).await.is(200);
        let now = andi.looks_at(&ticket).await.json();
        assert_eq!((&now["status"], &now["category"]["code"]), (&json!("waiting_requester"), &json!("G2")), "{now}");
        assert_eq!(now["assignee"]["email"], "andi@dinkes.demo.test");
        assert_eq!(now["comments"].as_array().unwrap().len(), 1, "{now}");
        let letters = desk.letters_to(&siti.email).await;
        assert_eq!(letters.len(), before + 1, "one letter: the question");
        letters.last().unwrap().says("Jawab sampai Rabu");

        // It waits already: nothing of a second question is done, and nothing is sent.
        let version = now["version"].as_i64().unwrap();
        let answer = andi.api.post(&ticket.at(&format!("/macros/{asks}")), json!({})).await;
        answer.problem(409);
        assert_eq!(andi.looks_at(&ticket).await.json()["version"], version);
        // Without the act it is an ordinary reply.
        andi.api.post(&ticket.at(&format!("/macros/{asks}")), json!({ "acts": [], "body": "Bagaimana, Bu?" })).await.is(200);
        assert_eq!(andi.looks_at(&ticket).await.json()["status"], "waiting_requester");
        andi.api.post(&ticket.at(&format!("/macros/{asks}")), json!({ "acts": ["resolve"] })).await.refuses_field(422, "acts");
        andi.api.post(&ticket.at(&format!("/macros/{solves}")), json!({ "visibility": "internal" })).await.refuses_field(422, "visibility");
        andi.api.post(&ticket.at(&format!("/macros/{solves}")), json!({ "body": "  " })).await.refuses_field(422, "body");
        andi.api.post(&ticket.at(&format!("/macros/{solves}")), json!({})).await.is(200);
        let now = andi.looks_at(&ticket).await.json();
        assert_eq!((&now["status"], &now["resolutions"][0]["resolution"], &now["resolutions"][0]["cause"]),
            (&json!("resolved"), &json!("Sudah beres."), &json!("Kabel longgar")), "{now}");
        // What was archived is not used any more.
        ketua.api.patch(&format!("/macros/{solves}"), "\"1\"", json!({ "archived": true })).await.is(200);
        andi.api.get(&ticket.at(&format!("/macros/{solves}"))).await.problem(404);
    }

    async fn it_is_kept_on_its_pages(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
        let page = andi.visit("/macros").await.is(200).sees("Belum ada jawaban siap pakai");
        assert!(page.answer.text().contains("/macros/new"));
        let group = group_of(&desk, "dinkes-t1").await;
        let form = andi.visit("/macros/new").await.is(200).form("/macros").fill("group", &group).fill("title", "Sandi");
        let form = form.fill("body", "Yth. {sapan} {nama}");
        let refused = form.submit().await.is(422).sees("{sapan} tidak dikenal").sees("{batas_jawab}");
        let form = refused.form("/macros").fill("body", "Yth. {sapaan} {nama}, batas {tenggat}");
        let seen = form.by_the_button_to("/macros/preview").submit().await.is(200).sees("Yth. Bapak/Ibu Siti Rahmawati, batas");
        let seen = seen.form("/macros").fill("takes", "yes").submit().await.is(200).sees("Tersimpan").sees("Yth. Bapak/Ibu Siti Rahmawati");
        let path = seen.path.clone();
        let made = desk.person("made@dinkes.demo.test").await;
        let ticket = made.reports("Kata sandi lupa").await;
        let form = seen.form(&path).fill("example", &ticket.number);
        form.by_the_button_to(&format!("{path}/preview")).submit().await.is(200).sees("I Made Suarta").sees(&ticket.number);
        let stale = andi.visit(&path).await.form(&path);
        andi.visit(&path).await.form(&path).fill("word", "sandi").submit().await.is(200);
        stale.fill("title", "Lain").submit().await.is(412);
        andi.visit("/macros?q=sandi").await.sees("Sandi").sees("Tier 1 Dinas Kesehatan").sees("Ambil tiket");
        andi.visit("/macros?q=zzz").await.sees("Tidak ada yang cocok");
        let wayan = desk.person("wayan@dikbud.demo.test").await.in_the_browser().await;
        wayan.visit(&path).await.is(404);
        wayan.visit("/macros").await.is(200).does_not_see("Sandi</a>");
        made.in_the_browser().await.visit("/macros").await.is(403);
        andi.visit(&path).await.form(&format!("{path}/archive")).submit().await.is(200).sees("Diarsipkan");
        andi.visit("/macros?archived=yes").await.sees("Sandi");
        andi.visit(&path).await.form(&format!("{path}/restore")).submit().await.is(200).sees("Keluar dari arsip");
        // What is for all is read there, and changed by others.
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let all = kept(&ketua, json!({ "title": "Untuk semua" })).await;
        let seen = andi.visit(&format!("/macros/{all}")).await.is(200).sees("Untuk semua");
        assert!(!seen.has_form(&format!("/macros/{all}")));
    }

    async fn without_a_script_one_chooses_on_a_page_and_comes_back(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let id = kept(&ketua, json!({ "title": "Minta layar", "word": "layar", "body": "Yth. {sapaan} {nama}, kirim layarnya.", "takes": true, "step": "ask" })).await;
        let ticket = siti.reports("Printer macet").await;
        let his = andi.in_the_browser().await;
        his.visit(&ticket.at("")).await.sees("Jawaban siap pakai");
        let list = his.visit(&ticket.at("/macros?q=layar")).await.is(200).sees("Minta layar").sees("Tunggu jawaban pengguna");
        assert!(list.answer.text().contains(&format!("{}?macro={id}#reply", ticket.at(""))), "{}", list.answer);
        let page = his.visit(&ticket.at(&format!("?macro={id}"))).await.is(200).sees("Ikut dijalankan saat dikirim");
        assert!(page.answer.text().contains("Yth. Bapak/Ibu Siti Rahmawati, kirim layarnya.</textarea>"), "{}", page.answer);
        let form = page.form(&ticket.at("/comments"));
        // Somebody else asks meanwhile: what was typed stays, and it is said.
        andi.takes(&ticket).await.succeeds();
        let stale = form.submit().await.is(412).sees("kirim layarnya");
        assert!(stale.answer.text().contains("name=\"macro\""));
        andi.asks(&ticket, "Lantai berapa?").await.succeeds();
        let page = his.visit(&ticket.at(&format!("?macro={id}"))).await.sees("Tidak dapat dilakukan pada tahap tiket ini");
        let left = page.form(&ticket.at("/comments")).fill("act.ask", "yes").submit().await.is(409).sees("kirim layarnya");
        assert_eq!(andi.looks_at(&ticket).await.json()["comments"].as_array().unwrap().len(), 1);
        let form = left.form(&ticket.at("/comments")).without("act.ask");
        form.submit().await.is(200).sees("Tanggapan terkirim").sees("kirim layarnya");
        siti.reads(&ticket).await.does_not_see("Jawaban siap pakai");
        // One that is not theirs is left out of the composer.
        let theirs = kept(&ketua, json!({ "title": "Rahasia tim", "group": group_of(&desk, "aplikasi").await })).await;
        his.visit(&ticket.at(&format!("?macro={theirs}"))).await.is(200).does_not_see("Rahasia tim");
        his.visit(&ticket.at("?macro=entah")).await.is(200);
    }

    async fn what_is_settled_at_once_takes_an_answer_that_is_ready(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        kept(&ketua, json!({ "title": "Sandi direset", "body": "Yth. {sapaan} {nama}, sandi sudah diatur ulang.", "step": "resolve" })).await;
        kept(&ketua, json!({ "title": "Tanya dulu", "step": "ask" })).await;
        kept(&ketua, json!({ "title": "Catatan saja", "visibility": "internal" })).await;
        let screen = andi.in_the_browser().await;
        let form = screen.visit("/tickets/record").await.form("/tickets/record").fill("requester", "siti");
        let saved = form.fill("description", "lupa sandi e-kinerja").fill("category", "C1").submit().await.is(200);
        let saved = saved.sees("Sandi direset").does_not_see("Tanya dulu").does_not_see("Catatan saja");
        let number = saved.path.split("done=").nth(1).unwrap().to_owned();
        let form = saved.form(&format!("/tickets/record/{number}/solution"));
        form.fill("earlier", "Yth. Bapak/Ibu Siti Rahmawati, sandi sudah diatur ulang.").submit().await.is(200).sees("Selesai pada kontak pertama");
        let ticket = andi.api.get(&format!("/tickets/{number}")).await.json();
        assert_eq!(ticket["resolutions"][0]["resolution"], "Yth. Bapak/Ibu Siti Rahmawati, sandi sudah diatur ulang.");
    }
}

/// By keyboard alone: `m`, a few letters, Enter, a word more, and out.
#[actix_web::test]
async fn it_is_chosen_by_keyboard() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let ketua = desk.person("ketua@kominfo.demo.test").await;
    kept(&ketua, json!({ "title": "Kabar pertama", "body": "Kami periksa." })).await;
    kept(&ketua, json!({ "title": "Minta layar", "word": "layar", "body": "Yth. {sapaan} {nama}, kirim layarnya sampai {batas_jawab}.", "takes": true, "step": "ask", "answer_days": 1 })).await;
    let ticket = siti.reports("Printer macet").await;
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    andi.visit(&ticket.at("")).await;
    andi.script("document.activeElement.blur(); document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true, cancelable: true }))", vec![]).await;
    andi.comes_true("return document.querySelector('dialog.picker')?.open === true && document.activeElement.matches('dialog input')").await;
    andi.is_accessible().await;
    andi.types("layar").await;
    andi.comes_true("return [...document.querySelectorAll('dialog [data-pick]')].filter(p => p.offsetParent).length === 1").await;
    andi.picture("macro-picker").await;
    andi.types("\u{E007}").await;
    andi.comes_true("return document.querySelector('#reply textarea').value.includes('Yth. Bapak/Ibu Siti Rahmawati, kirim layarnya sampai Selasa, 24 November 2026')").await;
    andi.comes_true("return document.activeElement === document.querySelector('#reply textarea') && !document.querySelector('dialog.picker').open").await;
    andi.types(" Terima kasih.").await;
    andi.sees("Ikut dijalankan saat dikirim").await.sees("Tunggu jawaban pengguna sampai besok").await;
    andi.is_accessible().await;
    andi.picture("macro-composer").await;
    andi.press_in("#reply").await;
    andi.sees("Pertanyaan terkirim").await;
    let now = siti.looks_at(&ticket).await.json();
    assert_eq!(now["status"], "waiting_requester", "{now}");
    assert!(now["comments"][0]["body"].as_str().unwrap().ends_with("Terima kasih."), "{now}");
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
}
