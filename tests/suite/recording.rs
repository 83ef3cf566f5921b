//! Taking down what others report, without JavaScript (`src/http/pages/tickets/recording.rs`).

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::pages::{Page, Visitor};

fn number(page: &Page) -> String {
    page.path.split("done=").nth(1).unwrap_or_else(|| panic!("{}: {}", page.path, page.words())).to_owned()
}

async fn at_the_screen(desk: &TestDesk, email: &str) -> Visitor {
    desk.person(email).await.in_the_browser().await
}

both! {
    async fn a_few_letters_and_the_words_are_enough(desk: TestDesk) {
        let andi = desk.person("andi@dinkes.demo.test").await;
        let screen = andi.in_the_browser().await;
        let page = screen.visit("/tickets/record").await.is(200);
        let form = page.form("/tickets/record").fill("requester", "siti").fill("channel", "whatsapp");
        let form = form.fill("description", "mohon dicek min, internet lemot dari tadi pagi").fill("reported_at", "07.40");
        let saved = form.clone().submit().await.is(200).sees("Tersimpan: TKT-2026-").sees("untuk Siti Rahmawati");
        let saved = saved.sees("Siap untuk yang berikutnya").sees("Selesaikan sekarang");
        let number = number(&saved);
        // Sent twice by a weak line it is one ticket.
        form.submit().await.is(200).sees(&number);
        let ticket = andi.api.get(&format!("/tickets/{number}")).await.json();
        assert_eq!((&ticket["title"], &ticket["channel"]), (&json!("internet lemot dari tadi pagi"), &json!("whatsapp")));
        assert_eq!((&ticket["category"]["code"], &ticket["reported_at"]), (&json!("A1"), &json!("2026-11-22T23:40:00Z")));
        assert_eq!(ticket["requester"]["email"], "siti@dinkes.demo.test");
        let count = andi.api.get("/tickets").await.json()["items"].as_array().unwrap().len();
        assert_eq!(count, 1);

        // It is settled at once: taken and solved in one act, and said so.
        let form = saved.form(&format!("/tickets/record/{number}/solution"));
        form.clone().submit().await.is(422).sees("Bagian ini harus diisi");
        form.fill("resolution", "Router dinyalakan ulang").submit().await.is(200).sees("Selesai pada kontak pertama");
        let ticket = andi.api.get(&format!("/tickets/{number}")).await.json();
        assert_eq!((&ticket["status"], &ticket["resolutions"][0]["first_contact"]), (&json!("resolved"), &json!(true)));
        assert_eq!(ticket["assignee"]["email"], "andi@dinkes.demo.test", "{ticket}");

        // The next time the answer is there already, for those who may see where it comes from.
        let form = screen.visit("/tickets/record").await.form("/tickets/record").fill("requester", "made");
        let saved = form.fill("description", "internet lemot lagi").submit().await.is(200).sees("Jawaban yang sudah siap");
        let again = self::number(&saved);
        let form = saved.form(&format!("/tickets/record/{again}/solution")).fill("earlier", "Router dinyalakan ulang");
        form.submit().await.is(200).sees("Selesai pada kontak pertama");
        let ticket = andi.api.get(&format!("/tickets/{again}")).await.json();
        assert_eq!(ticket["resolutions"][0]["resolution"], "Router dinyalakan ulang");
    }

    async fn of_several_people_one_is_chosen(desk: TestDesk) {
        let screen = at_the_screen(&desk, "fajar@kominfo.demo.test").await;
        let form = screen.visit("/tickets/record").await.form("/tickets/record");
        let form = form.fill("requester", "kesehatan").fill("description", "printer macet terus");
        let asked = form.submit().await.is(422).sees("Ada beberapa orang yang cocok").sees("Siti Rahmawati");
        let asked = asked.sees("I Made Suarta").does_not_see("Rini Lasahido");
        let made = desk.person("made@dinkes.demo.test").await.api.get("/me").await.field("/id");
        let saved = asked.form("/tickets/record").fill("requester_id", &made).submit().await.is(200).sees("diterima Tier 1 perangkat daerahnya");
        // The agency's own Tier 1 has it now: what is not in one's hands is not solved at once.
        saved.does_not_see("Selesaikan sekarang");
        let nobody = screen.visit("/tickets/record").await.form("/tickets/record").fill("requester", "zzzz");
        nobody.fill("description", "printer macet").submit().await.is(422).sees("Tidak dikenal");
    }

    async fn people_are_suggested_to_those_who_may_open_for_them(desk: TestDesk) {
        let andi = at_the_screen(&desk, "andi@dinkes.demo.test").await;
        let found = andi.visit("/tickets/record/people?q=si").await.is(200).sees("Siti Rahmawati");
        assert!(found.answer.text().contains(" checked"), "the only one is chosen");
        andi.visit("/tickets/record/people?q=rini").await.is(200).does_not_see("Rini Lasahido");
        andi.visit("/tickets/record/people?q=s").await.is(200).does_not_see("Siti");
        andi.visit("/tickets/record/people?q=%25").await.is(200).does_not_see("Siti");
        let wayan = at_the_screen(&desk, "wayan@dikbud.demo.test").await;
        wayan.visit("/tickets/record/people?q=siti").await.is(200).does_not_see("Siti Rahmawati");
        let siti = desk.person("siti@dinkes.demo.test").await;
        let id = siti.api.get("/me").await.field("/id");
        wayan.visit(&format!("/tickets/record/person?id={id}")).await.is(404);
        let hers = siti.in_the_browser().await;
        for path in ["/tickets/record", "/tickets/record/people?q=made"] {
            hers.visit(path).await.is(403);
        }
        for title in ["Satu hal", "Dua hal", "Tiga hal", "Empat hal", "Lima hal", "Enam hal"] {
            siti.reports(title).await;
        }
        let known = andi.visit(&format!("/tickets/record/person?id={id}")).await.is(200).sees("Tiket terakhir Siti Rahmawati");
        known.sees("Enam hal").sees("Dua hal").does_not_see("Satu hal");
    }

    async fn a_message_that_was_pasted_is_read(desk: TestDesk) {
        let screen = at_the_screen(&desk, "andi@dinkes.demo.test").await;
        let form = screen.visit("/tickets/record").await.form("/tickets/record");
        let pasted = "[07.50, 23/11/2026] Siti Rahmawati: mohon dicek min\n[07.51, 23/11/2026] Siti Rahmawati: printer ga kebaca";
        let read = form.fill("description", pasted).by_the_button_to("/tickets/record/message").submit().await.is(200);
        let form = read.sees("Siti Rahmawati").form("/tickets/record");
        let saved = form.submit().await.is(200).sees("printer ga kebaca").sees("untuk Siti Rahmawati");
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = andi.api.get(&format!("/tickets/{}", number(&saved))).await.json();
        assert_eq!((&ticket["channel"], &ticket["reported_at"]), (&json!("whatsapp"), &json!("2026-11-22T23:50:00Z")));
        assert_eq!(ticket["description"], "mohon dicek min\nprinter ga kebaca");
        let plain = screen.visit("/tickets/record").await.form("/tickets/record").fill("description", "internet lemot");
        plain.by_the_button_to("/tickets/record/message").submit().await.is(200).sees("bukan kepala pesan").sees("internet lemot");
    }

    async fn the_same_thing_again_takes_up_the_older_ticket(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let older = siti.reports("Printer ruang arsip macet").await;
        let screen = andi.in_the_browser().await;
        let page = screen.visit(&format!("/tickets/record?again={}", older.number)).await.is(200).sees("Siti Rahmawati");
        let form = page.form("/tickets/record").fill("description", "Macet lagi seperti kemarin");
        let saved = form.submit().await.is(200).sees("Printer ruang arsip macet");
        let ticket = andi.api.get(&format!("/tickets/{}", number(&saved))).await.json();
        assert_eq!((&ticket["links"][0]["kind"], &ticket["links"][0]["number"]), (&json!("related"), &json!(older.number)), "{ticket}");
        screen.visit("/tickets/record?again=TKT-2026-999999").await.is(404);
    }

    async fn what_is_wrong_is_said_and_nothing_is_lost(desk: TestDesk) {
        let screen = at_the_screen(&desk, "andi@dinkes.demo.test").await;
        let form = screen.visit("/tickets/record").await.form("/tickets/record");
        let wrong = form.fill("requester", "siti").fill("description", "layar gelap").fill("reported_at", "tadi pagi");
        let shown = wrong.submit().await.is(422).sees("Tulis jamnya").sees("layar gelap");
        let form = shown.form("/tickets/record").fill("reported_at", "23.59").fill("category", "A1");
        form.submit().await.is(422);
        screen.visit("/tickets/record").await.form("/tickets/record").submit().await.is(422).sees("Bagian ini harus diisi");
    }

    async fn only_a_first_contact_counts_as_one(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let own = siti.reports("Printer macet").await;
        let solution = json!({ "resolution": "Kertas dilepas", "first_contact": true });
        andi.api.post(&own.at("/resolution"), solution.clone()).await.problem(422);
        let told = andi.opens(json!({ "requester": "siti@dinkes.demo.test", "channel": "phone" })).await;
        andi.takes(&told).await.succeeds();
        andi.api.post(&told.at("/resolution"), solution.clone()).await.problem(422);
        let told = andi.opens(json!({ "requester": "siti@dinkes.demo.test", "channel": "phone" })).await;
        let solved = andi.api.post(&told.at("/resolution"), solution).await.is(200).json();
        assert_eq!(solved["status"], "resolved");
        let clocks = andi.api.get(&told.at("/clocks")).await.json();
        assert!(clocks.to_string().contains("\"met\""), "{clocks}");
    }
}
