//! What forms of the pages promise besides the acts behind them.

use std::path::Path;

use crate::both;
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::Page;

both! {
    async fn whoever_finds_a_session_open_does_not_guess_the_password_without_end(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let hers = siti.in_the_browser().await;
        let tries = async |current: &str| -> Page {
            let page = hers.visit("/profile").await;
            page.form("/profile/password").fill("current", current).fill("password", "kuda laut biru tua").submit().await
        };
        for round in 1..=4 {
            tries("bukan ini").await.is(422).sees("Kata sandi sekarang tidak cocok").does_not_see("Terlalu sering salah");
            assert!(round < 5);
        }
        let fifth = tries("bukan ini").await.is(429).sees("Terlalu sering salah. Coba lagi dalam 2 detik.");
        assert_eq!(fifth.answer.header("retry-after"), "2");
        tries(PASSWORD).await.is(429).sees("Terlalu sering salah");
        // The door of the sign-in is the same door.
        desk.api().post("/sessions", serde_json::json!({ "email": siti.email, "password": PASSWORD })).await.problem(429);
        desk.passes(chrono::TimeDelta::seconds(3));
        tries(PASSWORD).await.is(200).sees("Kata sandi diganti");
        desk.api().signed_in(&siti.email, "kuda laut biru tua").await.get("/me").await.is(200);
    }

    async fn a_return_says_its_reason_in_the_language_of_whoever_reads(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        let page = fajar.reads(&ticket).await;
        let form = page.form(&ticket.at("/escalations/current/return"));
        let lacking = form.fill("reason", "local").submit().await.is(422).sees("Bagian ini harus diisi");
        let form = lacking.form(&ticket.at("/escalations/current/return"));
        form.fill("guidance", "Ukur di ruang server").submit().await.is(200);
        let seen = andi.looks_at(&ticket).await.json();
        assert_eq!(seen["escalations"][0]["return_reason"], "local", "{seen}");
        andi.reads(&ticket).await.sees("Perlu diperiksa di tempat").sees("Ukur di ruang server");
        let etag = andi.api.get("/me").await.header("etag").to_owned();
        andi.api.patch("/me", &etag, serde_json::json!({ "language": "en" })).await.is(200);
        andi.reads(&ticket).await.sees("Needs a look on site").sees("Ukur di ruang server").does_not_see("Perlu diperiksa");
        for letter in desk.letters_to("andi@dinkes.demo.test").await.iter().filter(|letter| letter.text.contains("Ukur")) {
            letter.says("Needs a look on site");
        }
    }

    async fn files_of_a_report_that_is_refused_are_not_looked_into(desk: TestDesk) {
        let hers = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
        let page = hers.visit("/tickets/new").await;
        let form = page.form("/tickets").fill("title", "Layar gelap").fill("description", "Tidak menyala").fill("kind", "incident");
        let form = form.fill("impact", "limited").fill("urgency", "low").fill("category", "A1");
        let unknown = form.fill("continues", "TKT-2026-999999").attach("files", "layar.txt", "text/plain", b"gelap");
        let refused = unknown.submit().await.is(422);
        assert_eq!(kept(&desk), 0, "nothing was kept of a refused report");
        let again = refused.form("/tickets").fill("continues", "").attach("files", "layar.txt", "text/plain", b"gelap");
        again.submit().await.is(200).sees("layar.txt");
        assert_eq!(kept(&desk), 1);
    }
}

#[actix_web::test]
async fn the_day_s_limit_is_asked_before_the_files_are_looked_into() {
    let limits = [("JENJANG_MAX_ATTACHMENT_MB", "7"), ("JENJANG_MAX_ATTACHED_MB_PER_DAY", "1")];
    let desk = TestDesk::open(Database::Sqlite, &limits).await;
    let hers = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
    let page = hers.visit("/tickets/new").await.sees("Paling besar 7 MB per berkas");
    let form = page.form("/tickets").fill("title", "Layar gelap").fill("description", "Tidak menyala");
    let form =
        form.fill("kind", "incident").fill("impact", "limited").fill("urgency", "low").fill("category", "A1");
    let large = form.attach("files", "log.txt", "text/plain", &vec![b'x'; 1_100_000]);
    large.submit().await.is(422).sees("paling banyak 1 MB per orang per hari");
    assert_eq!(kept(&desk), 0);
}

/// Files in the vault, besides those still being received.
fn kept(desk: &TestDesk) -> usize {
    fn count(folder: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let each = entries.map(|entry| entry.unwrap().path());
        each.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(&desk.app.config.attachments())
}
