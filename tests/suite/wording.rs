//! The office's own words in letters.

use chrono::TimeDelta;
use diesel::prelude::*;
use jenjang::db::DbError;
use jenjang::db::schema::{people, wordings};
use jenjang::desk::events::{self, EventKind};
use jenjang::desk::ids::WordingId;
use jenjang::mail::Postman;
use serde_json::json;

use crate::both;
use crate::mail::room::{Mail, config};
use crate::support::chromium::{Browser, SCREENS};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::{Page, Visitor};

const RECEIVED: &str = "/admin/letters/wording/received/id";
const BODY: &str = "Halo {nama}, laporan **{judul}** dari {pd} ada di <meja> kami.\n\nLihat https://layanan.test/panduan.\n\n---\n\nSalam dari {kantor}";

async fn admin(desk: &TestDesk) -> Visitor {
    desk.person("admin@demo.test").await.in_the_browser().await
}

async fn writes(visitor: &Visitor, path: &str, subject: &str, body: &str) -> Page {
    let form = visitor.visit(path).await.is(200).form(path);
    form.fill("subject", subject).fill("body", body).submit().await
}

/// The letter Siti gets when she reports something.
async fn receipt(desk: &TestDesk, title: &str) -> crate::support::letters::Letter {
    let siti = desk.person("siti@dinkes.demo.test").await;
    siti.reports(title).await;
    desk.letters_to("siti@dinkes.demo.test").await.pop().unwrap()
}

both! {
    async fn the_office_writes_and_the_letter_that_leaves_says_it(desk: TestDesk) {
        let admin = admin(&desk).await;
        let saved = writes(&admin, RECEIVED, "Kami terima: {judul}", BODY).await.is(200);
        saved.sees("E-mail ini memakai kata-kata kantor.").sees("Terakhir diubah oleh");
        let letter = receipt(&desk, "Jaringan <i>lemot</i>").await;
        assert!(letter.subject.starts_with("[TKT-2026-") && letter.subject.ends_with("] Kami terima: Jaringan <i>lemot</i>"), "{}", letter.subject);
        letter
            .says("Halo Siti Rahmawati, laporan Jaringan <i>lemot</i> dari Dinas Kesehatan ada di <meja> kami.")
            .says("Salam dari")
            .says("Kami menanggapi paling lambat")
            .says("Tahap saat ini")
            .says("Buka tiket: ")
            .says("Pantau tahap tanpa masuk: ")
            .says("sebagai pemilik tiket")
            .does_not_say("sudah kami terima pada");
        assert!(!letter.text.contains('{'), "{}", letter.text);
        assert!(letter.html.contains("<strong>Jaringan &lt;i&gt;lemot&lt;/i&gt;</strong>"), "{}", letter.html);
        assert!(letter.html.contains("<a href=\"https://layanan.test/panduan\">https://layanan.test/panduan</a>."), "{}", letter.html);
        assert!(letter.html.contains("di &lt;meja&gt; kami"), "{}", letter.html);
        // The facts of the ticket stand where the office put them.
        let (facts, below) = (letter.text.find("Tahap saat ini").unwrap(), letter.text.find("Salam dari").unwrap());
        assert!(facts < below, "{}", letter.text);
        // Other letters and the other language keep the shipped words.
        let andi = desk.letters_to("andi@dinkes.demo.test").await.pop().unwrap();
        andi.says("Ada tiket baru dari Siti Rahmawati");
        let english = desk.app.db.write(|conn| {
            let siti = people::table.filter(people::email.eq("siti@dinkes.demo.test"));
            Ok::<_, DbError>(diesel::update(siti).set(people::language.eq("en")).execute(conn)?)
        });
        assert_eq!(english.await.unwrap(), 1);
        receipt(&desk, "Printer").await.says("We received your report on").does_not_say("Halo");
        // Each change is a line of a chain.
        let told = desk.app.db.read(|conn| {
            let id: WordingId = wordings::table.select(wordings::id).first(conn)?;
            events::history(conn, id)
        });
        let told = told.await.unwrap();
        assert!(told.len() == 1 && told[0].kind == EventKind::Created && told[0].actor_id.is_some(), "{told:?}");
        assert!(told[0].data.0["body"].as_str().unwrap().contains("Salam dari"), "{told:?}");
    }

    async fn going_back_asks_first_and_brings_the_shipped_words(desk: TestDesk) {
        let admin = admin(&desk).await;
        let shipped = admin.visit(RECEIVED).await.is(200);
        assert!(!shipped.has_form(&format!("{RECEIVED}/shipped")), "there is nothing to go back from");
        writes(&admin, RECEIVED, "Kami terima", "Halo {nama}").await.is(200);
        let page = admin.visit(RECEIVED).await;
        assert!(page.answer.text().contains("<details class=\"card-body more\"><summary>Kembalikan"), "the button is unfolded first");
        let back = page.form(&format!("{RECEIVED}/shipped")).submit().await.is(200);
        back.sees("Kembali ke kata-kata bawaan.").sees("Terakhir diubah oleh");
        receipt(&desk, "Jaringan").await.says("sudah kami terima pada").does_not_say("Halo");
        let told = desk.app.db.read(|conn| {
            let id: WordingId = wordings::table.select(wordings::id).first(conn)?;
            events::history(conn, id)
        });
        let told = told.await.unwrap();
        assert_eq!(told[1].kind, EventKind::Changed);
        assert_eq!(told[1].data.0["subject"], json!({ "from": "Kami terima", "to": null }));
        // And the office writes again.
        writes(&admin, RECEIVED, "Kami terima lagi", "Halo {nama}").await.is(200).sees("memakai kata-kata kantor");
    }

    async fn what_is_broken_is_refused_at_its_field_and_line_and_nothing_typed_is_lost(desk: TestDesk) {
        let admin = admin(&desk).await;
        let long = "a".repeat(4_001);
        for (subject, body, said) in [
            ("", "Halo", "harus diisi"),
            ("a\nb", "Halo", "satu baris"),
            ("Kami {terima", "Halo", "Baris 1: kurung kurawal"),
            ("Kami {oleh}", "Halo", "Baris 1: penanda {oleh} tidak ada di sini. Yang ada: {nama} {tiket} {judul} {pd} {waktu} {kantor}"),
            ("Kami", "Halo\n\n{tenggat}", "Baris 3: penanda {tenggat} tidak ada"),
            ("Kami", "Halo\n{{#each users}}", "Baris 2: kurung kurawal tidak berpasangan atau bukan penanda: {{#each users}}"),
            ("Kami", "**Halo", "Baris 1: tanda ** tidak berpasangan"),
            ("Kami", "Halo\n---\na\n---", "Baris 4: baris --- hanya boleh sekali"),
            ("Kami", &long, "4000"),
            ("Kami", "", "harus diisi"),
        ] {
            let refused = writes(&admin, RECEIVED, subject, body).await.is(422);
            let words = refused.words().to_lowercase();
            assert!(words.contains(&said.to_lowercase()), "{subject:?} {body:?}: {said}\n{words}");
            let form = refused.form(RECEIVED);
            let typed: Vec<_> = form.form_values().into_iter().filter(|(name, _)| name == "subject" || name == "body").collect();
            let line = subject.replace('\n', "");
            assert_eq!(typed[1].1, body, "the text is kept");
            assert!(typed[0].1 == subject || typed[0].1 == line, "the subject is kept: {typed:?}");
            assert!(refused.answer.text().contains("aria-invalid=\"true\""));
        }
        receipt(&desk, "Jaringan").await.says("sudah kami terima pada");
    }

    async fn a_preview_shows_words_that_are_not_saved_and_runs_nothing(desk: TestDesk) {
        let admin = admin(&desk).await;
        let page = admin.visit(RECEIVED).await.is(200).sees("Menurut kata-kata bawaan");
        assert!(page.answer.text().contains("sudah kami terima pada"), "the page begins with the letter as it is");
        let hostile = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> {judul}";
        let form = page.form(RECEIVED).fill("subject", "Uji </title>").fill("body", hostile);
        let seen = form.by_the_button_to(&format!("{RECEIVED}/preview")).submit().await.is(200);
        let seen = seen.sees("[TKT-2026-000123] Uji").sees("belum disimpan");
        let html = seen.answer.text();
        let frame = html.split("<iframe").nth(1).unwrap().split("</iframe>").next().unwrap();
        assert!(frame.contains("sandbox=\"\"") && frame.contains("srcdoc=\""), "{frame}");
        assert!(frame.contains("&amp;lt;script&amp;gt;") && !frame.contains("<script") && !frame.contains("<img"), "{frame}");
        assert!(!html.contains("<script>alert"), "{html}");
        let policy = seen.answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("style-src 'self' 'unsafe-inline'"), "{policy}");
        assert!(!policy.contains("script-src"), "scripts are the page's own alone: {policy}");
        let elsewhere = admin.visit("/admin/letters/wording").await;
        assert!(!elsewhere.answer.header("content-security-policy").contains("unsafe"));
        // What was typed is in the form, and nowhere else.
        assert!(seen.form(RECEIVED).form_values().iter().any(|(_, text)| text == hostile));
        receipt(&desk, "Jaringan").await.does_not_say("alert").says("sudah kami terima pada");
        // A preview of what cannot be meant says what is wrong.
        let form = admin.visit(RECEIVED).await.form(RECEIVED).fill("body", "{lagu}");
        form.by_the_button_to(&format!("{RECEIVED}/preview")).submit().await.is(422).sees("penanda {lagu}").sees("Belum ada hasil");
    }

    async fn a_letter_to_try_goes_to_oneself_as_all_letters_go(desk: TestDesk) {
        let admin = admin(&desk).await;
        let english = "/admin/letters/wording/resolved/en";
        let trial = format!("{english}/trial");
        for at in 1..=5 {
            let form = admin.visit(english).await.form(english);
            let form = form.fill("subject", &format!("Solved {at}")).fill("body", "Dear {name}, {by} solved it.");
            let asked = form.by_the_button_to(&trial).submit().await.is(200).sees("masuk antrean kirim").sees("Menunggu");
            assert!(asked.form(english).form_values().iter().any(|(_, text)| text.starts_with("Solved")), "nothing typed is lost");
        }
        let form = admin.visit(english).await.form(english).fill("subject", "Once more").fill("body", "Halo");
        let refused = form.by_the_button_to(&trial).submit().await.is(429).sees("dibatasi 5 dalam 10 menit");
        assert_eq!(refused.answer.header("retry-after"), "600");
        assert!(refused.form(english).form_values().iter().any(|(_, text)| text == "Once more"));
        let letters = desk.letters_to("admin@demo.test").await;
        assert_eq!(letters.len(), 5);
        assert_eq!(letters[0].subject, "[Test] [TKT-2026-000123] Solved 1");
        letters[0]
            .says("Dear Siti Rahmawati, Andi Baso solved it.")
            .says("because it is your ticket")
            .says("Confirm or reopen")
            .says("(Here stand the words that are passed on.)");
        admin.visit(english).await.sees("Terkirim").does_not_see("Solved 5");
        admin.visit("/admin/letters").await.is(200).sees("Surat uji");
        desk.passes(TimeDelta::minutes(10));
        let form = admin.visit(english).await.form(english).fill("subject", "Later").fill("body", "{lagu}");
        let form = form.by_the_button_to(&trial).submit().await.is(422).sees("penanda {lagu}").form(english);
        form.fill("body", "Halo").by_the_button_to(&trial).submit().await.is(200);
        assert_eq!(desk.letters_to("admin@demo.test").await.len(), 6);
        let siti = desk.letters_to("siti@dinkes.demo.test").await;
        assert!(siti.is_empty(), "nobody else hears of it: {siti:?}");
    }

    async fn of_two_who_write_at_once_the_slower_sees_both(desk: TestDesk) {
        let admin = admin(&desk).await;
        let (first, second) = (admin.visit(RECEIVED).await, admin.visit(RECEIVED).await);
        first.form(RECEIVED).fill("subject", "Satu").fill("body", "Kata pertama").submit().await.is(200);
        let late = second.form(RECEIVED).fill("subject", "Dua").fill("body", "Kata kedua").submit().await;
        let late = late.is(412).sees("baru saja menyimpan").sees("Kata pertama");
        let form = late.form(RECEIVED);
        assert!(form.form_values().iter().any(|(_, text)| text == "Kata kedua"));
        form.submit().await.is(200).sees("memakai kata-kata kantor");
        receipt(&desk, "Jaringan").await.says("Kata kedua").does_not_say("pertama");
        // Who wants to go back from words that were changed meanwhile is told too.
        let page = admin.visit(RECEIVED).await;
        writes(&admin, RECEIVED, "Tiga", "Kata ketiga").await.is(200);
        let late = page.form(&format!("{RECEIVED}/shipped")).submit().await.is(412);
        assert!(late.form(RECEIVED).form_values().iter().any(|(_, text)| text == "Kata ketiga"));
    }

    async fn a_restricted_ticket_never_has_the_offices_words(desk: TestDesk) {
        let admin = admin(&desk).await;
        for letter in ["received", "new_ticket", "question"] {
            let path = format!("/admin/letters/wording/{letter}/id");
            writes(&admin, &path, "Judulnya {judul}", "Ini tentang {judul}").await.is(200);
        }
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.opens(json!({ "title": "NIK bocor", "classification": "personal_data" })).await;
        let letters = desk.mails().await;
        assert!(letters.len() >= 2, "{letters:?}");
        for letter in letters {
            letter.does_not_say("NIK").does_not_say("Judulnya").does_not_say("Ini tentang").says("Ada perkembangan pada tiket");
        }
    }

    async fn words_a_later_version_does_not_understand_lose_no_letter_and_are_told(desk: TestDesk) {
        let admin = admin(&desk).await;
        writes(&admin, RECEIVED, "Kami terima", "Halo {nama}").await.is(200);
        let spoilt = desk.app.db.write(|conn| {
            let set = wordings::body.eq(Some("Halo {penanda_lama}"));
            Ok::<_, DbError>(diesel::update(wordings::table).set(set).execute(conn)?)
        });
        assert_eq!(spoilt.await.unwrap(), 1);
        receipt(&desk, "Jaringan").await.says("sudah kami terima pada").does_not_say("Halo");
        admin.visit("/admin/letters/wording").await.is(200).sees("tidak dapat dipakai lagi").sees("Perlu diperbaiki");
        let page = admin.visit(RECEIVED).await.is(200).sees("keluar dengan kata-kata bawaan").sees("{penanda_lama}");
        assert!(admin.visit("/admin").await.words().contains("Kata-kata e-mail 1"));
        page.form(RECEIVED).fill("body", "Halo lagi {nama}").submit().await.is(200).sees("memakai kata-kata kantor");
        receipt(&desk, "Printer").await.says("Halo lagi Siti");
    }

    async fn the_words_are_the_administrators_alone(desk: TestDesk) {
        for who in ["andi@dinkes.demo.test", "ketua@kominfo.demo.test", "siti@dinkes.demo.test"] {
            let visitor = desk.person(who).await.in_the_browser().await;
            visitor.visit("/admin/letters/wording").await.is(403);
            visitor.visit(RECEIVED).await.is(403);
            let token = visitor.visit("/profile").await.form_with("csrf").form_values();
            let csrf = token.into_iter().find(|(name, _)| name == "csrf").unwrap();
            let fields = [csrf, ("subject".into(), "x".into()), ("body".into(), "y".into()), ("version".into(), "0".into())];
            for way in ["", "/preview", "/trial", "/shipped"] {
                visitor.posts_blindly(&format!("{RECEIVED}{way}"), &fields).await.is(403);
            }
        }
        let admin = admin(&desk).await;
        admin.posts_blindly(RECEIVED, &[("subject".into(), "x".into()), ("body".into(), "y".into())]).await.is(403);
        for nothing in ["received/xx", "lagu/id", "trial/id"] {
            admin.visit(&format!("/admin/letters/wording/{nothing}")).await.is(404);
        }
        receipt(&desk, "Jaringan").await.says("sudah kami terima pada");
        assert!(desk.letters_to("admin@demo.test").await.is_empty());
    }

    async fn every_letter_has_a_page_of_its_words_in_both_languages(desk: TestDesk) {
        let admin = admin(&desk).await;
        let list = admin.visit("/admin/letters/wording").await.is(200).answer.text();
        let paths: Vec<String> = list
            .split("href=\"/admin/letters/wording/")
            .skip(1)
            .filter_map(|rest| Some(format!("/admin/letters/wording/{}", rest.split('"').next()?)))
            .collect();
        assert!(paths.len() >= 42, "{paths:?}");
        for path in paths {
            let page = admin.visit(&path).await.is(200);
            page.form(&path).submit().await.is(200).sees("memakai kata-kata kantor");
        }
    }

    async fn the_file_a_letter_leaves_as_carries_the_words(desk: TestDesk) {
        let admin = admin(&desk).await;
        writes(&admin, RECEIVED, "Kami terima: {judul}", BODY).await.is(200);
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        let postman = Postman::open(&config(&desk.database, None)).unwrap();
        let app = desk.app.clone();
        let left = tokio::task::spawn_blocking(move || {
            jenjang::mail::consider(&app, &jenjang::mail::Stop::default()).unwrap();
            jenjang::mail::deliver(&app, &postman, &jenjang::mail::Stop::default()).unwrap()
        });
        assert_eq!(left.await.unwrap().sent, 2);
        let files = std::fs::read_dir(desk.database.folder.path().join("outbox")).unwrap();
        let mails: Vec<Mail> = files.map(|file| Mail::parse(&std::fs::read(file.unwrap().path()).unwrap())).collect();
        let receipt = mails.iter().find(|mail| mail.to == "siti@dinkes").unwrap();
        assert!(receipt.subject.ends_with("Kami terima: Jaringan lemot") && receipt.text.contains("Salam dari"), "{receipt:?}");
        assert!(receipt.raw.is_ascii(), "any server can carry it");
    }
}

#[actix_web::test]
async fn in_the_browser_a_gap_is_put_where_one_types_and_what_is_wrong_is_seen() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let mut browser = Browser::signed_in(&desk.base, "admin@demo.test", PASSWORD).await;
    browser.visit(RECEIVED).await;
    let put = "const body = document.getElementById('f-body'); body.value = 'Halo , apa kabar?'; body.focus(); \
               body.setSelectionRange(5, 5); document.querySelector('.gaps button').click(); return body.value";
    assert_eq!(browser.script(put, vec![]).await, json!("Halo {nama}, apa kabar?"));
    let put = "const line = document.getElementById('f-subject'); line.value = ''; line.focus(); \
               document.querySelectorAll('.gaps button')[1].click(); return line.value";
    assert_eq!(browser.script(put, vec![]).await, json!("{tiket}"));
    browser.press("button[formaction$='/preview']").await;
    browser.comes_true("return document.getElementById('preview')?.textContent.includes('[TKT-2026-000123] TKT-2026-000123')").await;
    let styled = "return document.querySelector('iframe.letter').contentDocument === null";
    assert_eq!(browser.script(styled, vec![]).await, json!(true), "the letter is apart from the page");
    browser.fill("body", "Halo {lagu}").await;
    browser.press("#wording-form button.primary").await;
    browser.sees("penanda {lagu} tidak ada di sini").await;
    for screen in SCREENS {
        browser.turn_to(screen).await;
        browser.picture("admin-wording-refused").await;
        browser.is_accessible().await;
    }
    browser.close().await;
}
