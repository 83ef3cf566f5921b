//! Lists by a name of one's own.

use jenjang::desk::words::Role;
use serde_json::json;

use crate::both;
use crate::support::chromium::{Browser, Screen};
use crate::support::desk::TestDesk;
use crate::support::forms::words_of;
use crate::support::office::{self, PASSWORD};
use crate::support::pages::Page;

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
        let faster = stale.fill("name", "Lain lagi").submit().await.is(412).sees("Semua lantai mati");
        assert!(faster.answer.text().contains("value=\"Lain lagi\""), "what was typed stays: {}", faster.answer);
        let other = andi.visit("/tickets").await.sees("P1 kami");
        let refused = other.form("/views").fill("name", "P1 kami").submit().await.is(422).sees("Sudah dipakai").sees("Jaringan lemot");
        assert!(refused.answer.text().contains("id=\"view-name\" name=\"name\" type=\"text\" value=\"P1 kami\""), "{}", refused.answer);
        let refused = refused.form("/views").fill("name", &"n".repeat(61)).submit().await.is(422).sees("60");
        refused.form("/views").fill("name", "Lain").submit().await.is(200).sees("Tersimpan").sees("Lain");
        let wrong = renamed.form(&change).fill("name", "Lain").submit().await.is(422).sees("Sudah dipakai");
        assert!(wrong.answer.text().contains("id=\"own-name\" name=\"name\" type=\"text\" value=\"Lain\""), "{}", wrong.answer);
        wrong.form(&change).fill("name", "").submit().await.is(422).sees("Bagian ini harus diisi").sees("Semua lantai mati");
        andi.visit("/views").await.is(200).sees("P1 kami").sees("Lain").sees("Hanya untuk saya");
        renamed.form(&format!("{change}/end")).submit().await.is(200).does_not_see("P1 kami");
        let hers = siti.in_the_browser().await;
        hers.visit("/tickets").await.form("/views").fill("name", "Punya saya").submit().await.is(200).sees("Punya saya");
    }

    async fn the_number_beside_a_list_is_what_the_list_shows(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        siti.reports("Printer macet").await;
        siti.opens(json!({ "title": "Semua lantai mati", "impact": "wide", "urgency": "high" })).await;
        rini.reports("Proyektor mati").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        andi.takes(&ticket).await.succeeds();
        for (name, query) in [("Genting", "priority=P1"), ("Macet", "q=macet"), ("Saya", "view=mine"), ("Semua", ""), ("Kosong", "priority=P2"), ("Enam", "kind=incident")] {
            andi.api.post("/views", json!({ "name": name, "query": query })).await.is(201);
        }
        let office = desk.person("ketua@kominfo.demo.test").await;
        office.api.post("/views", json!({ "name": "Lemot", "query": "q=lemot&columns=category" })).await.is(201);
        for (email, least) in [("andi@dinkes.demo.test", 5), ("ketua@kominfo.demo.test", 2), ("siti@dinkes.demo.test", 0)] {
            let visitor = desk.person(email).await.in_the_browser().await;
            let list = visitor.visit("/tickets").await.is(200).answer.text();
            let tabs = list.split_once("class=\"tabs\"").unwrap().1.split_once("</nav>").unwrap().0.to_owned();
            let mut counted = 0;
            for tab in tabs.split("<a href=\"").skip(1) {
                let Some((_, count)) = tab.split_once("class=\"count\">") else { continue };
                let count: usize = count.split('<').next().unwrap().parse().unwrap();
                let href = tab.split('"').next().unwrap().replace("&amp;", "&").replace("&#x3D;", "=");
                let shown = visitor.visit(&href).await.is(200).answer.text().matches("<tr data-row ").count();
                assert_eq!(count, shown, "{email} {href}");
                counted += 1;
            }
            assert!(counted >= least, "{email} saw {counted} numbers: {tabs}");
        }
        // Those beside the list are a few; the menu has the same, and the way to all of them. Other pages ask for none.
        let andi = andi.in_the_browser().await;
        let list = andi.visit("/tickets").await.sees("Semua tampilan").answer.text();
        let side = list.split_once("<ul class=\"below\"").unwrap().1.split_once("</ul>").unwrap().0.to_owned();
        assert_eq!(side.matches("saved&#x3D;").count(), 5, "{side}");
        andi.visit("/views").await.sees("Semua").sees("Enam").sees("Saya");
        andi.visit("/macros").await.does_not_see("Tampilan tersimpan");
    }

    async fn columns_are_chosen_for_oneself_or_for_a_list(desk: TestDesk) {
        desk.person("siti@dinkes.demo.test").await.reports("Jaringan lemot").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let his = andi.in_the_browser().await;
        let heads = |page: &Page| {
            let text = page.answer.text();
            let head = text.split_once("<thead>").unwrap().1.split_once("</thead>").unwrap().0.to_owned();
            words_of(&head.replace("</th>", "</th> | "))
        };
        let usual = "Pilih | Tiket | Prioritas | Sisa waktu | Tahap | Dipegang |";
        let list = his.visit("/tickets?view=queue").await.is(200);
        assert_eq!(heads(&list), usual);
        let chosen = list.form("/tickets/columns").fill("column", "category").fill("for", "mine").submit().await.is(200);
        assert_eq!((heads(&chosen).as_str(), chosen.path.as_str()), ("Pilih | Tiket | Kategori |", "/tickets?view=queue"));
        // It is the person's, wherever they sign in, and on every list.
        let elsewhere = andi.in_the_browser().await;
        assert_eq!(heads(&elsewhere.visit("/tickets").await), "Pilih | Tiket | Kategori |");
        // A list may have its own, and so may a view that is kept of it.
        let list = chosen.form("/tickets/columns").fill("column", "channel").fill("for", "list").submit().await.is(200);
        assert_eq!(list.path, "/tickets?view=queue&columns=ticket%2Cchannel");
        assert_eq!(heads(&list), "Pilih | Tiket | Kanal masuk |");
        let list = list.sees("Portal");
        let kept = list.form("/views").fill("name", "Menurut kanal").submit().await.is(200);
        assert!(kept.path.starts_with("/tickets?view=queue&columns=ticket%2Cchannel&saved="), "{}", kept.path);
        assert_eq!(heads(&kept), "Pilih | Tiket | Kanal masuk |");
        // What narrows the list leaves them as they are.
        let narrowed = kept.form("/tickets").fill("kind", "incident").submit().await.is(200);
        assert_eq!(heads(&narrowed), "Pilih | Tiket | Kanal masuk |");
        let back = narrowed.form("/tickets/columns").fill("for", "usual").submit().await.is(200);
        assert_eq!(heads(&back), usual);
        assert_eq!(heads(&his.visit("/tickets?columns=ticket").await), "Pilih | Tiket |");
        his.visit("/tickets?columns=colour").await.is(400);
        back.form("/tickets/columns").fill("column", "colour").fill("for", "mine").submit().await.is(422);

        let me = andi.api.get("/me").await.is(200);
        assert_eq!(me.json()["columns"], json!(["priority", "time_left", "stage", "holder"]));
        let version = me.json()["person"]["version"].clone();
        let wish = json!({ "columns": ["bounces", "agency"] });
        let changed = andi.api.patch("/me", &format!("\"{version}\""), wish).await.is(200);
        assert_eq!(andi.api.get("/me").await.json()["columns"], json!(["agency", "bounces"]));
        assert_eq!(heads(&his.visit("/tickets").await), "Pilih | Tiket | Perangkat Daerah | Dikembalikan |");
        let version = changed.json()["version"].clone();
        andi.api.patch("/me", &format!("\"{version}\""), json!({ "columns": null })).await.is(200);
        assert_eq!(heads(&his.visit("/tickets").await), usual);
        andi.api.post("/views", json!({ "name": "x", "query": "columns=colour" })).await.refuses_field(422, "query");
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

/// Chosen with the mouse, and read on a telephone.
#[actix_web::test]
async fn columns_are_chosen_in_the_browser() {
    let desk = TestDesk::open(crate::support::database::Database::Sqlite, &[]).await;
    desk.person("siti@dinkes.demo.test").await.reports("Jaringan lemot").await;
    let mut andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;
    andi.visit("/tickets?view=queue").await;
    andi.unfold("#columns").await;
    for column in ["category", "requester", "reported_at"] {
        andi.click(&format!("#columns input[value={column}]")).await;
    }
    andi.picture("columns-form").await;
    andi.is_accessible().await;
    andi.click("#columns button[value=mine]").await;
    andi.sees("Kolom daftar diubah").await;
    assert_eq!(andi.path().await, "/tickets?view=queue");
    let heads = "return [...document.querySelectorAll('.queue th')].map((head) => head.textContent).join()";
    let wide = "Pilih,Tiket,Prioritas,Sisa waktu,Tahap,Dipegang,Kategori,Pengguna,Dilaporkan";
    assert_eq!(andi.script(heads, vec![]).await, json!(wide));
    andi.picture("columns").await;
    andi.is_accessible().await;
    andi.turn_to(Screen::Phone).await;
    andi.visit("/tickets?view=queue").await;
    let lines = "return [...document.querySelectorAll('.queue .fact')].every((fact) => { \
                 const row = fact.closest('tr'); return fact.offsetWidth > row.offsetWidth * 0.8; })";
    assert_eq!(andi.script(lines, vec![]).await, json!(true), "each fact is a line of its own");
    andi.picture("columns-phone").await;
    andi.is_accessible().await;
    assert!(andi.complaints().await.is_empty());
    andi.close().await;
}
