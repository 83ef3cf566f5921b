//! The pages of policies, as those who keep the promises use them, without JavaScript.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;

const KETUA: &str = "ketua@kominfo.demo.test";

both! {
    async fn the_list_says_what_is_promised(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let page = ketua.visit("/admin/policies").await.is(200);
        let page = page.sees("Standar layanan").sees("Prioritas 1 (Kritis)").sees("Prioritas P1 Kritis");
        let page = page.sees("30 menit (jam kerja)").sees("7 jam 30 menit (jam kerja)").sees("3 hari kerja").sees("24 jam (tanpa henti)");
        page.sees("1 Januari 2020").sees("UU 27/2022 Pasal 46").sees("Semua tiket").sees("Tambah kebijakan");
        // Staff read, requesters do not.
        let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
        andi.visit("/admin/policies").await.is(200).does_not_see("Tambah kebijakan");
        andi.visit("/admin/policies/P1").await.is(200).does_not_see("Ganti nama");
        andi.visit("/admin/policies/P1/versions/new").await.is(403);
        andi.visit("/admin/policies/new").await.is(403);
        let siti = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
        siti.visit("/admin/policies").await.is(403);
        ketua.visit("/admin/policies/NIHIL").await.is(404);
    }

    async fn a_version_is_tried_then_saved_and_shown_beside_the_last(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let page = ketua.visit("/admin/policies/P3/versions/new").await.is(200).sees("Versi baru P3");
        let form = page.form("/admin/policies/P3/versions").fill("effective_from", "2026-11-23").fill("legal_basis", "SK 500/9/2026");
        let form = form.fill("response-hours", "2").fill("response-minutes", "30");
        let tried = form.by_the_button_to("/admin/policies/P3/preview").submit().await.is(200);
        let tried = tried.sees("1 tiket diperiksa: 1 tenggat bergeser, 0 menjadi terlambat").sees(&ticket.number);
        desk.person(KETUA).await.api.get("/sla/policies/P3").await.is(200).does_not_see("SK 500/9/2026");
        let saved = tried.form("/admin/policies/P3/versions").submit().await.is(200);
        assert_eq!(saved.path, "/admin/policies/P3");
        let saved = saved.sees("Tersimpan").sees("Versi 2 · sejak 23 November 2026").sees("SK 500/9/2026");
        saved.sees("4 jam (jam kerja); 75 % penanggung jawab, 100 % ketua tim 2 jam 30 menit (jam kerja); 75 % penanggung jawab, 100 % ketua tim");
        let p3 = desk.person(KETUA).await.api.get("/sla/policies/P3").await.is(200).json();
        let [first, second] = [0, 1].map(|place| p3["versions"][place].clone());
        assert_eq!(second["targets"][0]["amount"], 150);
        assert_eq!(second["targets"][1], first["targets"][1], "what was not touched is as it was");
        assert_eq!((&second["selector"], &second["pause"]), (&first["selector"], &first["pause"]));
    }

    async fn what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let blank = ketua.visit("/admin/policies/new").await.is(200);
        let form = blank.form("/admin/policies").fill("code", "BARU").fill("name", "Kebijakan baru").fill("legal_basis", "SK 1");
        let form = form.fill("priority", "P1").fill("response-hours", "0").fill("response-minutes", "45").fill("response-percent-0", "175").fill("response-tell-0", "holder");
        let form = form.fill("response-percent-1", "75").fill("response-tell-1", "holder");
        for page in [form.clone().submit().await, form.clone().by_the_button_to("/admin/policies/preview").submit().await] {
            let page = page.is(422).sees("Persentase harus naik dari baris ke baris.").sees("Sama khususnya dengan P1");
            let source = page.answer.text();
            assert!(source.contains("id=\"f-response-percent-1-error\""), "the error stands at its field");
            for kept in ["value=\"BARU\"", "value=\"Kebijakan baru\"", "value=\"175\"", "value=\"45\""] {
                assert!(source.contains(kept), "{kept} was lost");
            }
        }
        let none = form.fill("response-hours", "").fill("response-minutes", "").fill("response-percent-0", "").fill("response-tell-0", "").fill("response-percent-1", "").fill("response-tell-1", "");
        none.submit().await.is(422).sees("Bagian ini harus diisi.");
        let api = desk.person(KETUA).await.api;
        api.get("/sla/policies/BARU").await.problem(404);

        let form = blank.form("/admin/policies").fill("code", "baru").fill("name", "Kebijakan baru").fill("legal_basis", "SK 1");
        let form = form.fill("effective_from", "2026-11-23").fill("kind", "consultation").fill("priority", "P1");
        let form = form.fill("own_time2-unit", "working_days").fill("own_time2-days", "2").fill("pause", "never");
        form.submit().await.is(200).sees("BARU").sees("2 hari kerja").sees("Tidak pernah");
        let made = api.get("/sla/policies/BARU").await.is(200).json();
        let target = &made["versions"][0]["targets"][0];
        assert_eq!(target, &json!({ "clock": "own_time", "tier": 2, "unit": "working_days", "amount": 2, "thresholds": [] }));
    }

    async fn a_policy_is_renamed_and_ended_on_its_page(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let page = ketua.visit("/admin/policies/P4").await.is(200);
        let late = ketua.visit("/admin/policies/P4").await.is(200);
        let page = page.form("/admin/policies/P4").fill("name", "Prioritas rendah").submit().await.is(200);
        let page = page.sees("P4 Prioritas rendah");
        late.form("/admin/policies/P4").fill("name", "Yang lain").submit().await.is(412).sees("Prioritas rendah");
        let end = page.form("/admin/policies/P4/end");
        end.clone().submit().await.is(422).sees("Bagian ini harus diisi.");
        let ended = end.fill("effective_from", "2026-11-23").fill("legal_basis", "SK 9").submit().await.is(200);
        let ended = ended.sees("Versi 2 · sejak 23 November 2026").sees("Diakhiri");
        assert!(!ended.has_form("/admin/policies/P4/end"));
        ketua.visit("/admin/policies").await.sees("SK 9");
    }

    async fn one_tries_which_policy_speaks(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let agency = andi.api.get("/agencies/dinkes").await.is(200).field("/id");
        let category = andi.api.get("/categories/A1").await.is(200).field("/id");
        let page = andi.in_the_browser().await.visit("/admin/policies/try").await.is(200).sees("Belum ada yang dicoba");
        let form = page.form("/admin/policies/try").fill("kind", "security_incident").fill("priority", "P1");
        let answer = form.clone().fill("category", &category).fill("agency", &agency).submit().await.is(200);
        let answer = answer.sees("P1 Prioritas 1 (Kritis) Cocok menurut prioritas.").sees("INSIDEN-SIBER").sees("tidak ada ukuran ini");
        answer.sees("Cocok menurut jenis.").sees("Untuk semua tiket.");
        form.fill("category", "").submit().await.is(200).sees("Bagian ini harus diisi.");
    }

    async fn the_pages_speak_english_too(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        ketua.api.patch("/me", ketua.api.get("/me").await.is(200).header("etag"), json!({ "language": "en" })).await.succeeds();
        let visitor = ketua.in_the_browser().await;
        visitor.visit("/admin/policies").await.is(200).sees("Service levels").sees("7 hours 30 minutes (working time)").sees("3 working days");
        visitor.visit("/admin/policies/P1").await.is(200).sees("Version 1 · from 1 January 2020");
        visitor.visit("/admin/policies/P1/versions/new").await.is(200).sees("New version of P1").sees("See what it does");
        visitor.visit("/admin/policies/try").await.is(200).sees("Nothing tried yet");
    }
}
