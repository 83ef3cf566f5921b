//! The same matter, reported twice.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::person::{Person, Ticket};

async fn merges(who: &Person, ticket: &Ticket, into: &Ticket) -> crate::support::answer::Answer {
    who.api
        .post(&ticket.at("/merge"), json!({ "into": into.number, "message": "Kami kerjakan bersama." }))
        .await
}

both! {
    async fn the_lesser_ends_and_its_people_follow_without_a_word_of_the_other(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let made = desk.person("made@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let kadis = desk.person("kadis@dinkes.demo.test").await;
        let kept = siti.reports("Internet kuarsa putus").await;
        let lesser = made.reports("Wifi aula mati").await;
        made.replies(&lesser, "Sejak tadi pagi").await.is(201);
        kadis.api.post(&lesser.at("/watchers"), json!({})).await.is(201);
        let ended = merges(&andi, &lesser, &kept).await.is(200);
        assert_eq!((ended.field("/number"), ended.field("/status")), (lesser.number.clone(), "cancelled".into()));

        // Who may see both finds the one from the other, and all that was said stays where it was.
        andi.looks_at(&lesser).await.sees(&kept.number).sees("Sejak tadi pagi").sees("Kami kerjakan bersama.");
        let remains = andi.looks_at(&kept).await.is(200);
        remains.sees(&lesser.number).sees("kadis@dinkes.demo.test");
        andi.looks_back_on(&kept).await.sees("merged").sees(&lesser.number);
        andi.looks_back_on(&lesser).await.sees("cancelled").sees(&kept.number);

        // Made may not see Siti's ticket: he learns its stage from his own, and nothing else of it.
        let his = made.looks_at(&lesser).await.is(200).sees("Kami kerjakan bersama.");
        assert_eq!(his.json()["merged_into"], json!({ "number": null, "stage": "new" }));
        his.does_not_see(&kept.number).does_not_see("kuarsa");
        made.looks_back_on(&lesser).await.is(200).does_not_see(&kept.number);
        made.looks_at(&kept).await.problem(404);
        let page = made.reads(&lesser).await.is(200).sees("Digabung dengan laporan yang sama").sees("Baru");
        page.does_not_see(&kept.number).does_not_see("kuarsa");
        andi.takes(&kept).await.succeeds();
        made.reads(&lesser).await.sees("Ditangani Tier 1");
        // And Siti hears nothing of Made.
        siti.looks_at(&kept).await.is(200).does_not_see(&lesser.number).does_not_see("Made").does_not_see("aula");
        siti.looks_back_on(&kept).await.is(200).does_not_see(&lesser.number);
        siti.reads(&kept).await.is(200).does_not_see(&lesser.number).does_not_see("aula");

        // One letter to the one who watched, none about the merge to anybody else.
        let told: Vec<_> = desk.mails().await.into_iter().filter(|letter| letter.text.contains("Kami kerjakan bersama")).collect();
        assert_eq!(told.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["kadis@dinkes.demo.test"]);
        let about: Vec<_> = desk.letters_to("made@dinkes.demo.test").await;
        assert!(about.iter().all(|letter| !letter.text.contains(&kept.number)), "a letter names the other ticket");
    }

    async fn what_cannot_be_merged_is_refused_and_nothing_is_kept(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        let ketua = desk.person("ketua@kominfo.demo.test").await;
        let (one, other) = (siti.reports("Satu").await, siti.reports("Dua").await);
        let into = |number: &str| json!({ "into": number });
        andi.api.post(&one.at("/merge"), into(&one.number)).await.refuses_field(422, "into");
        andi.api.post(&one.at("/merge"), into("TKT-2026-999999")).await.refuses_field(422, "into");
        andi.api.post(&one.at("/merge"), into("\u{0}")).await.refuses_field(422, "into");
        let foreign = rini.reports("Tiga").await;
        let hidden = andi.api.post(&one.at("/merge"), into(&foreign.number)).await;
        let missing = andi.api.post(&one.at("/merge"), into("TKT-2026-999999")).await;
        assert_eq!(hidden.problem(422)["errors"], missing.problem(422)["errors"], "a hidden ticket is told from one there is not");
        wayan.api.post(&one.at("/merge"), into(&foreign.number)).await.problem(404);
        siti.api.post(&one.at("/merge"), into(&other.number)).await.problem(403);
        // An engineer of another group sees what was once asked of it, and works on it no more.
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        for ticket in [&one, &other] {
            andi.escalates(ticket, "Ganti kabel").await.is(201);
        }
        fajar.returns(&other, "Lengkapi").await.succeeds();
        fajar.api.post(&one.at("/merge"), into(&other.number)).await.refuses_field(422, "into");
        // Somebody was faster with the other.
        let stale = json!({ "into": other.number, "into_version": 1 });
        andi.api.post(&one.at("/merge"), stale).await.problem(412);
        // A duplicate of a duplicate of itself.
        let third = siti.reports("Empat").await;
        for (from, to) in [(&other, &third), (&third, &one)] {
            andi.api.post(&from.at("/links"), json!({ "kind": "duplicate_of", "to": to.number })).await.is(201);
        }
        andi.api.post(&one.at("/merge"), into(&other.number)).await.refuses_field(422, "into");
        // One with parts that are still going on.
        let part = siti.reports("Lima").await;
        andi.api.post(&third.at("/children"), json!({ "ticket": part.number })).await.is(201);
        andi.api.post(&third.at("/merge"), into(&part.number)).await.refuses_field(422, "into");
        // What is restricted does not go where more people read.
        let secret = rini.opens(json!({ "category": "E1", "kind": "security_incident", "title": "Situs diganti gambar zamrud" })).await;
        wayan.api.post(&secret.at("/merge"), into(&foreign.number)).await.refuses_field(422, "into");
        // What is over.
        andi.resolves(&part, "Sudah").await.succeeds();
        siti.closes(&part).await.succeeds();
        andi.api.post(&other.at("/merge"), into(&part.number)).await.refuses_field(422, "into");
        andi.api.post(&part.at("/merge"), into(&other.number)).await.problem(409);
        for ticket in [&one, &other, &third] {
            let now = ketua.looks_at(ticket).await.is(200);
            assert_ne!(now.field("/status"), "cancelled", "{now}");
        }
    }

    async fn a_merge_is_done_once_and_not_undone(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let (one, other) = (siti.reports("Satu").await, siti.reports("Dua").await);
        let wish = json!({ "into": other.number, "message": "Sama" });
        andi.api.post_with_key(&one.at("/merge"), wish.clone(), "gabung").await.is(200);
        andi.api.post_with_key(&one.at("/merge"), wish.clone(), "gabung").await.is(200);
        andi.api.post(&one.at("/merge"), wish).await.problem(409);
        let seen = andi.looks_at(&one).await;
        assert_eq!(seen.text().matches("\"Sama\"").count(), 1, "{seen}");
        let link = seen.field("/links/0/id");
        for ticket in [&one, &other] {
            andi.api.delete(&ticket.at(&format!("/links/{link}"))).await.problem(409);
        }
        // The other way round there is a circle.
        andi.api.post(&other.at("/merge"), json!({ "into": one.number })).await.refuses_field(422, "into");
        // Siti reported both: the one that ended leads her to the other.
        siti.reads(&one).await.sees(&other.number).sees("Digabung dengan laporan yang sama");
    }

    async fn two_merges_the_other_way_round_at_once_end_one_ticket(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        for _ in 0..4 {
            let (one, other) = (siti.reports("Satu").await, siti.reports("Dua").await);
            let both = tokio::join!(merges(&andi, &one, &other), merges(&andi, &other, &one));
            let mut outcomes = [both.0.status, both.1.status];
            outcomes.sort_unstable();
            assert_eq!(outcomes[0], 200, "{}\n{}", both.0, both.1);
            assert!([409, 422].contains(&outcomes[1]), "{}\n{}", both.0, both.1);
        }
    }

    async fn the_pages_show_both_and_ask_once(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let made = desk.person("made@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let kept = siti.reports("Internet lantai dua putus total").await;
        let lesser = made.reports("Internet lantai dua putus").await;
        let other = siti.reports("Printer ruang keuangan macet").await;
        let his = andi.in_the_browser().await;
        his.visit(&lesser.at("")).await.sees("Gabungkan");
        let chooses = his.visit(&lesser.at("/merge")).await.is(200).sees("Tiket yang mungkin sama").sees(&kept.number);
        chooses.does_not_see(&other.number);
        his.visit(&lesser.at("/merge?q=printer")).await.is(200).sees(&other.number).does_not_see(&kept.number);
        his.visit(&lesser.at("/merge?q=TKT-2026-999999")).await.is(200).sees("Tidak dikenal");
        his.visit(&lesser.at(&format!("/merge?into={}", lesser.number))).await.is(200).sees("dirinya sendiri");
        let pair = his.visit(&lesser.at(&format!("/merge?q={}", kept.number))).await.is(200);
        let pair = pair.sees("Tiket ini berakhir").sees("Tiket ini dilanjutkan").sees("Made").sees("Siti");
        let pair = pair.sees("Tukar");
        his.visit(&kept.at(&format!("/merge?into={}", lesser.number))).await.is(200).sees("Tiket ini berakhir");
        // Somebody was faster: what was typed stays.
        let stale = pair.form(&lesser.at("/merge")).fill("message", "Ditangani bersama ya, Pak");
        andi.takes(&lesser).await.succeeds();
        let again = stale.submit().await.is(412).sees("Ditangani bersama ya, Pak");
        let done = again.form(&lesser.at("/merge")).submit().await.is(200).sees("Kedua tiket digabungkan");
        assert_eq!(done.path, kept.at(""));
        his.visit(&lesser.at("")).await.sees("Ditangani bersama ya, Pak").sees("Dibatalkan").sees(&kept.number);
        assert!(!his.visit(&lesser.at("")).await.has_form(&lesser.at("/merge")));
        his.visit(&lesser.at("/merge")).await.is(409);
        siti.in_the_browser().await.visit(&kept.at("/merge")).await.is(403);
        desk.person("wayan@dikbud.demo.test").await.in_the_browser().await.visit(&kept.at("/merge")).await.is(404);
    }
}
