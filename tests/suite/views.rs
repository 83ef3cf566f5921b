//! Lists by a name of one's own.

use jenjang::desk::words::Role;
use serde_json::json;

use crate::both;
use crate::support::chromium::Browser;
use crate::support::desk::TestDesk;
use crate::support::office::{self, PASSWORD};

both! {
    async fn a_list_is_kept_renamed_and_removed_on_its_page(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        siti.reports("Jaringan lemot").await;
        siti.opens(json!({ "title": "Semua lantai mati", "impact": "wide", "urgency": "high" })).await;
        let andi = desk.person("andi@dinkes.demo.test").await.in_the_browser().await;
        let list = andi.visit("/tickets?view=queue&priority=P1").await.is(200);
        let kept = list.form("/views").fill("name", "Yang genting").submit().await.is(200).sees("Tersimpan");
        assert!(kept.path.starts_with("/tickets?view=queue&priority=P1&saved="), "{}", kept.path);
        // What is counted beside the name is what the list shows.
        assert!(kept.answer.text().contains("Yang genting<span class=\"count\">1</span>"), "{}", kept.answer);
        let kept = kept.sees("Semua lantai mati").does_not_see("Jaringan lemot");
        let change = format!("/views/{}", kept.path.split("saved=").nth(1).unwrap());
        let stale = andi.visit(&kept.path).await.form(&change);
        let form = kept.form(&change);
        let renamed = form.fill("name", "P1 kami").submit().await.is(200).sees("P1 kami").does_not_see("Yang genting");
        stale.fill("name", "Lain lagi").submit().await.is(412);
        let other = andi.visit("/tickets").await.sees("P1 kami");
        other.form("/views").fill("name", "P1 kami").submit().await.is(422).sees("Sudah dipakai");
        renamed.form(&format!("{change}/end")).submit().await.is(200).does_not_see("P1 kami");
        let hers = siti.in_the_browser().await;
        hers.visit("/tickets").await.form("/views").fill("name", "Punya saya").submit().await.is(200).sees("Punya saya");
    }

    async fn a_view_is_shared_with_a_group_and_nobody_else(desk: TestDesk) {
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let lestari = desk.person("lestari@kominfo.demo.test").await;
        let now = desk.now();
        let grant = move |conn: &mut _| {
            let made = office::person_id(conn, "made@dinkes.demo.test")?;
            office::grant(conn, made, Role::Tier2Engineer, None, Some("jaringan"), now)
        };
        desk.app.db.write(grant).await.unwrap();
        let group = desk.app.db.read(|conn| office::group_id(conn, "jaringan")).await.unwrap();
        let other = desk.app.db.read(|conn| office::group_id(conn, "aplikasi")).await.unwrap();
        let wish = json!({ "name": "Masuk hari ini", "query": "view=incoming&cursor=x", "group_id": group.to_string() });
        let view = fajar.api.post("/views", wish).await.is(201);
        assert_eq!(view.field("/query"), "view=incoming");
        let id = view.field("/id");
        let path = format!("/views/{id}");
        let made = desk.person("made@dinkes.demo.test").await;
        made.api.get("/views").await.is(200).sees("Masuk hari ini");
        made.in_the_browser().await.visit("/tickets").await.sees("Masuk hari ini");
        lestari.api.get("/views").await.is(200).does_not_see("Masuk hari ini");
        lestari.api.get(&path).await.is(404);
        made.api.patch(&path, "\"1\"", json!({ "name": "Punya Made" })).await.is(404);
        made.api.delete(&path).await.is(404);
        fajar.api.patch(&path, "\"7\"", json!({ "name": "Lama" })).await.is(412);
        fajar.api.patch(&path, "\"1\"", json!({ "shared": false })).await.is(200);
        made.api.get(&path).await.is(404);
        fajar.api.post("/views", json!({ "name": "x", "group_id": other.to_string() })).await.refuses_field(422, "group");
        fajar.api.post("/views", json!({ "name": "x", "query": "surprise=1" })).await.refuses_field(422, "query");
        fajar.api.post("/views", json!({ "name": "" })).await.refuses_field(422, "name");
        for number in 1..30 {
            fajar.api.post("/views", json!({ "name": format!("Tampilan {number}") })).await.is(201);
        }
        fajar.api.post("/views", json!({ "name": "Satu lagi" })).await.refuses_field(422, "name");
        fajar.api.delete(&path).await.is(204);
        fajar.api.post("/views", json!({ "name": "Satu lagi" })).await.is(201);
    }
}

/// The forms as they stand on the page, open.
#[actix_web::test]
async fn a_view_is_kept_in_the_browser() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    desk.person("siti@dinkes.demo.test").await.reports("Jaringan lemot").await;
    let andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    // The filters send what they show.
    andi.visit("/tickets").await;
    andi.choose("priority", "P3").await;
    andi.press_in("form.filters").await;
    assert_eq!(andi.path().await, "/tickets?view=all&priority=P3");
    andi.unfold("#view-name").await;
    andi.fill_in("form[action='/views']", "name", "Sedang saja").await;
    andi.is_accessible().await;
    andi.press_in("form[action='/views']").await;
    andi.sees("Sedang saja").await.sees("Jaringan lemot").await;
    andi.unfold("#own-name").await;
    andi.picture("views").await;
    andi.is_accessible().await;
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
}
