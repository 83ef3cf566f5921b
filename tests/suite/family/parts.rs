//! A ticket and its parts.

use serde_json::{Value, json};

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::person::{Person, Ticket};

async fn adopts(who: &Person, parent: &Ticket, child: &Ticket) {
    who.api.post(&parent.at("/children"), json!({ "ticket": child.number })).await.is(201);
}

fn numbers(listed: &Value) -> Vec<String> {
    listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["number"].as_str().unwrap().to_owned())
        .collect()
}

both! {
    async fn one_update_reaches_every_part_and_everybody_once(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let made = desk.person("made@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let kadis = desk.person("kadis@dinkes.demo.test").await;
        let parent = andi.reports("Jaringan kantor putus").await;
        let mut parts = Vec::new();
        for (who, title) in [(&siti, "Satu"), (&siti, "Dua"), (&made, "Tiga"), (&made, "Selesai")] {
            let part = who.reports(title).await;
            adopts(&andi, &parent, &part).await;
            parts.push(part);
        }
        andi.resolves(&parts[3], "Sudah").await.succeeds();
        for ticket in [&parent, &parts[0], &parts[1]] {
            kadis.api.post(&ticket.at("/watchers"), json!({})).await.is(201);
        }
        let rini = desk.person("rini@dikbud.demo.test").await;
        let elsewhere = rini.reports("Bukan urusan Andi").await;
        desk.person("ketua@kominfo.demo.test").await.api
            .post(&elsewhere.at("/links"), json!({ "kind": "child_of", "to": parent.number })).await.is(201);

        let words = json!({ "body": "Teknisi menuju lokasi, kira-kira sejam." });
        let said = andi.api.post_with_key(&parent.at("/children/replies"), words.clone(), "kabar").await.is(201);
        andi.api.post_with_key(&parent.at("/children/replies"), words, "kabar").await.is(201);
        let told: Vec<_> = said.json()["children"].as_array().unwrap().iter()
            .map(|one| (one["number"].as_str().unwrap().to_owned(), one["done"] == true)).collect();
        assert_eq!(told, parts[..3].iter().map(|part| (part.number.clone(), true)).collect::<Vec<_>>());
        for (who, ticket) in [(&siti, &parts[0]), (&siti, &parts[1]), (&made, &parts[2]), (&andi, &parent)] {
            let seen = who.looks_at(ticket).await.is(200);
            assert_eq!(seen.text().matches("Teknisi menuju lokasi").count(), 1, "{seen}");
        }
        made.looks_at(&parts[3]).await.does_not_see("Teknisi menuju");
        rini.looks_at(&elsewhere).await.does_not_see("Teknisi menuju");
        // Who watches three of them gets one letter.
        let letters = desk.letters_to(&kadis.email).await;
        assert_eq!(letters.iter().filter(|letter| letter.text.contains("Teknisi menuju")).count(), 1);
        // Of the part that Andi may not see he is told nothing, not even that there is one.
        let listed = andi.api.get(&parent.at("/children")).await.is(200).does_not_see(&elsewhere.number);
        assert_eq!(numbers(&listed.json()).len(), 4);
        andi.reads(&parent).await.does_not_see(&elsewhere.number);
    }

    async fn who_cannot_see_the_first_hears_of_the_second(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let made = desk.person("made@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let parent = siti.reports("Induk").await;
        let part = made.reports("Bagian").await;
        adopts(&andi, &parent, &part).await;
        andi.api.post(&parent.at("/watchers"), json!({})).await.is(201);
        andi.api.post(&part.at("/watchers"), json!({ "watcher": "ketua@kominfo.demo.test" })).await.is(201);
        andi.api.post(&parent.at("/children/replies"), json!({ "body": "Sebentar lagi selesai" })).await.is(201);
        let letters = desk.letters_to("ketua@kominfo.demo.test").await;
        let told: Vec<_> = letters.iter().filter(|letter| letter.text.contains("Sebentar lagi")).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains(&part.number) && !told[0].text.contains(&parent.number), "{}", told[0].text);
    }

    async fn a_restricted_parent_says_nothing_to_open_parts(desk: TestDesk) {
        let rini = desk.person("rini@dikbud.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let parent = rini.opens(json!({ "category": "E1", "kind": "security_incident", "title": "Situs diganti gambar" })).await;
        let part = rini.reports("Internet sekolah lambat").await;
        adopts(&wayan, &parent, &part).await;
        let said = wayan.api.post(&parent.at("/children/replies"), json!({ "body": "Kata sandi zamrud diganti" })).await.is(201);
        assert_eq!(said.json()["children"][0]["done"], false, "{said}");
        wayan.looks_at(&part).await.does_not_see("zamrud");
        let wish = json!({ "resolution": "Server zamrud dipulihkan", "tickets": [{ "number": part.number }] });
        let solved = wayan.api.post(&parent.at("/children/resolution"), wish).await.is(200);
        assert_eq!(solved.json()["items"][0]["problem"]["status"], 422, "{solved}");
        wayan.looks_at(&part).await.does_not_see("zamrud");
    }

    async fn parts_are_solved_each_under_its_own_rules(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let parent = siti.reports("Jaringan kantor putus").await;
        let (one, asked, left) = (siti.reports("Satu").await, siti.reports("Dua").await, siti.reports("Tiga").await);
        for part in [&one, &asked, &left] {
            adopts(&andi, &parent, part).await;
        }
        andi.escalates(&asked, "Ganti kabel").await.is(201);
        let stranger = siti.reports("Bukan bagian").await;
        let wish = json!({ "resolution": "Kabel FO disambung", "tickets":
            [{ "number": one.number }, { "number": asked.number }, { "number": stranger.number }, { "number": "TKT-2026-999999" }] });
        let path = parent.at("/children/resolution");
        let solved = andi.api.post_with_key(&path, wish.clone(), "bagian").await.is(200);
        let outcomes: Vec<_> = solved.json()["items"].as_array().unwrap().iter()
            .map(|item| item["problem"]["status"].as_i64()).collect();
        assert_eq!(outcomes, [None, Some(403), Some(404), Some(404)], "{solved}");
        andi.api.post_with_key(&path, wish, "bagian").await.is(200);
        siti.looks_at(&one).await.sees("Kabel FO disambung");
        assert_eq!(siti.looks_at(&left).await.field("/status"), "new");
        assert_eq!(siti.looks_at(&parent).await.field("/status"), "new");
        desk.person("wayan@dikbud.demo.test").await.api.post(&path, json!({ "resolution": "x", "tickets": [] })).await.problem(404);
        andi.api.post(&path, json!({ "resolution": "x", "tickets": [] })).await.refuses_field(422, "tickets");
    }

    async fn a_family_is_one_deep_and_linked_from_either_side(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let (parent, child, other) = (siti.reports("Induk").await, siti.reports("Anak").await, siti.reports("Lain").await);
        let page = andi.in_the_browser().await.visit(&parent.at("")).await;
        let form = page.form(&parent.at("/links")).fill("kind", "parent_of").fill("to", &child.number.to_lowercase());
        form.submit().await.is(200).sees("Tiket dikaitkan").sees("Tiket bagian").sees("Anak");
        andi.api.post(&child.at("/children"), json!({ "ticket": other.number })).await.refuses_field(422, "to");
        andi.api.post(&other.at("/children"), json!({ "ticket": child.number })).await.refuses_field(422, "to");
        andi.api.post(&parent.at("/children"), json!({ "ticket": parent.number })).await.refuses_field(422, "to");
        andi.api.post(&parent.at("/children"), json!({ "ticket": child.number })).await.refuses_field(422, "to");
        siti.api.post(&parent.at("/children"), json!({ "ticket": other.number })).await.problem(403);
        let page = andi.in_the_browser().await.visit(&child.at("")).await.sees("bagian dari").sees("Induk");
        page.form(&child.at("/links")).fill("kind", "parent_of").fill("to", &other.number).submit().await.is(422);
    }

    async fn the_pages_tell_all_and_solve_what_is_ticked(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let made = desk.person("made@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let parent = andi.reports("Jaringan kantor putus").await;
        let (one, two) = (siti.reports("Bagian satu").await, made.reports("Bagian dua").await);
        for part in [&one, &two] {
            adopts(&andi, &parent, part).await;
        }
        let his = andi.in_the_browser().await;
        let page = his.visit(&parent.at("")).await.sees("Tiket bagian").sees("Bagian satu");
        let form = page.form(&parent.at("/comments")).fill("body", "Sedang dikerjakan").fill("to_children", "yes");
        let told = form.submit().await.is(200).sees("Tanggapan sampai ke 2 dari 2 tiket bagian").sees("Sampai");
        assert!(told.path.starts_with(&parent.at("/children?told=")), "{}", told.path);
        made.looks_at(&two).await.sees("Sedang dikerjakan");
        let list = his.visit(&parent.at("/children")).await.is(200).sees("Kabari semua");
        list.form(&parent.at("/children/replies")).submit().await.is(422).sees("harus diisi");
        let missing = list.form(&parent.at("/children/resolution")).fill("cause", "Hujan");
        missing.submit().await.is(422).sees("Hujan").sees("harus diisi");
        // The ticket is solved together with one of its two parts.
        let page = his.visit(&parent.at("")).await;
        let form = page.form(&parent.at("/resolution")).fill("resolution", "Kabel diganti").fill("children", &one.number);
        let done = form.submit().await.is(200).sees("1 dari 1 tiket berhasil").sees("Bagian satu").sees("Kembali ke tiket");
        done.does_not_see("Bagian dua");
        siti.looks_at(&one).await.sees("Kabel diganti");
        made.looks_at(&two).await.does_not_see("Kabel diganti");
        let list = his.visit(&parent.at("/children")).await.is(200).sees("Kabel diganti");
        let text = list.answer.text();
        let between = |before: &str| text.rsplit_once(before).unwrap().1.split('"').next().unwrap().to_owned();
        let fields = [
            ("csrf".to_owned(), between("name=\"csrf\" value=\"")),
            ("key".to_owned(), between("name=\"key\" value=\"")),
            ("tickets".to_owned(), between("name=\"tickets\" value=\"")),
            ("resolution".to_owned(), "Kabel diganti".to_owned()),
        ];
        his.posts_blindly(&parent.at("/children/resolution"), &fields).await.is(200).sees("1 dari 1 tiket berhasil");
        made.looks_at(&two).await.sees("Kabel diganti");
        siti.in_the_browser().await.visit(&parent.at("/children")).await.is(404);
    }
}
