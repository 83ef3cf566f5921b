//! Absences over the interface and on the pages: announced, ended early, and felt by the next report.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;

both! {
    async fn an_absence_is_entered_changed_and_taken_back(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let path = "/people/andi@dinkes.demo.test/absences";
        let wish = json!({ "absent_from": "2026-12-01", "absent_until": "2026-12-04", "reason": "Cuti" });
        let made = andi.api.post_with_key(path, wish.clone(), "cuti").await.is(201);
        let again = andi.api.post_with_key(path, wish, "cuti").await.is(201);
        assert_eq!(made.field("/id"), again.field("/id"), "the same wish is not fulfilled twice");
        assert_eq!(andi.api.get(path).await.is(200).json()["items"].as_array().unwrap().len(), 1);
        let one = made.header("location").trim_start_matches("/api/v1").to_owned();
        assert_eq!(andi.api.get(&one).await.is(200).field("/reason"), "Cuti");

        let changed = andi.api.patch(&one, made.header("etag"), json!({ "absent_until": "2026-12-02", "reason": null })).await.is(200).json();
        assert_eq!((&changed["absent_until"], &changed["reason"], &changed["version"]), (&json!("2026-12-02"), &json!(null), &json!(2)), "{changed}");
        andi.api.patch(&one, made.header("etag"), json!({ "reason": "Sakit" })).await.problem(412);
        andi.api.patch(&one, "\"2\"", json!({ "absent_until": "2026-11-30" })).await.refuses_field(422, "absent_until");
        let withdrawn = andi.api.post(&format!("{one}/withdrawal"), json!({})).await.is(200).json();
        assert!(withdrawn["withdrawn_at"].is_string(), "{withdrawn}");
        andi.api.post(&format!("{one}/withdrawal"), json!({})).await.refuses_field(422, "absence");

        // Not everybody's business, and nobody's under another name.
        let [siti, wayan, kadis] = ["siti@dinkes.demo.test", "wayan@dikbud.demo.test", "kadis@dinkes.demo.test"];
        for stranger in [siti, wayan] {
            let stranger = desk.person(stranger).await;
            stranger.api.get(path).await.problem(404);
            stranger.api.post(path, json!({ "absent_from": "2026-12-01" })).await.problem(404);
            stranger.api.get(&one).await.problem(404);
        }
        let kadis = desk.person(kadis).await;
        kadis.api.post(path, json!({ "absent_from": "2026-12-10" })).await.is(201);
        let elsewhere = one.replace(&andi.api.get("/me").await.field("/id"), "siti@dinkes.demo.test");
        kadis.api.get(&elsewhere).await.problem(404);
        kadis.api.post("/people/siti@dinkes.demo.test/absences", json!({ "absent_from": "2026-12-10" })).await.refuses_field(422, "person");
    }

    async fn the_absence_of_the_only_technician_is_felt_and_shown(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await.in_the_browser().await;
        ketua.visit("/supervision/uncovered").await.does_not_see("Dinas Kesehatan");
        let profile = andi.in_the_browser().await.visit("/profile").await.is(200).sees("Saya tidak masuk");
        let wrong = profile.form("/profile/absences").fill("absent_until", "2026-11-22").submit().await;
        let wrong = wrong.is(422).sees("Tidak boleh sebelum tanggal mulai");
        let entered = wrong.form("/profile/absences").fill("absent_until", "2026-11-24").fill("reason", "Sakit").submit().await;
        entered.is(200).sees("Ketidakhadiran dicatat").sees("Sedang berhalangan").sees("Sakit");
        ketua.visit("/supervision/uncovered").await.sees("Dinas Kesehatan").sees("Semua teknisi sedang berhalangan");
        ketua.visit("/").await.sees("Dinas Kesehatan");

        // The supervisor sees it among all, and ends it when Andi is back.
        let all = ketua.visit("/absences").await.is(200).sees("Andi Baso").sees("Sakit");
        let id = andi.api.get("/people/andi@dinkes.demo.test/absences").await.field("/items/0/id");
        all.form(&format!("/absences/{id}/end")).submit().await.is(200).sees("dianggap masuk lagi").sees("Tidak ada petugas yang berhalangan");
        ketua.visit("/supervision/uncovered").await.does_not_see("Dinas Kesehatan");
    }

    async fn a_head_enters_an_absence_for_the_own_agency_alone(desk: TestDesk) {
        let kadis = desk.person("kadis@dinkes.demo.test").await.in_the_browser().await;
        let page = kadis.visit("/absences").await.is(200).sees("Andi Baso").does_not_see("Wayan Sudirta");
        let nobody = page.form("/absences").fill("reason", "Rapat di provinsi").submit().await.is(422).sees("Bagian ini harus diisi");
        let andi = desk.person("andi@dinkes.demo.test").await.api.get("/me").await.field("/id");
        let entered = nobody.form("/absences").fill("person", &andi).submit().await;
        entered.is(200).sees("Ketidakhadiran dicatat").sees("Rapat di provinsi");
        for other in ["siti@dinkes.demo.test", "andi@dinkes.demo.test", "auditor@inspektorat.demo.test"] {
            desk.person(other).await.in_the_browser().await.visit("/absences").await.is(403);
        }
        desk.person("siti@dinkes.demo.test").await.in_the_browser().await.visit("/profile").await.does_not_see("Saya tidak masuk");
    }
}
