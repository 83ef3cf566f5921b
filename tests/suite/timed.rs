//! What pages show of clocks: time left in every list, what is late, the life of a ticket, and why it is due then.

use chrono::TimeDelta;
use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;
use crate::support::pages::Page;

/// The cells of the table of an explanation, row by row.
fn rows(page: &Page) -> Vec<String> {
    let html = page.answer.text();
    let table = html.split("<table class=\"spans\">").nth(1).unwrap().split("</table>").next().unwrap();
    let body = table.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    body.split("<tr").skip(1).map(|row| crate::support::forms::words_of(&format!("<tr{row}"))).collect()
}

both! {
    async fn lists_show_the_time_left_and_what_is_due_first_comes_first(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let calm = siti.opens(json!({ "title": "Printer macet", "impact": "limited", "urgency": "low" })).await;
        let late = siti.opens(json!({ "title": "Internet mati", "impact": "wide", "urgency": "high" })).await;
        let asked = siti.opens(json!({ "title": "Akun baru", "impact": "limited", "urgency": "low" })).await;
        andi.asks(&asked, "Nama lengkap?").await.succeeds();
        // Monday 10.15: the P1 should have been answered by 08.45; the P4 has 5.5 hours left, until Tuesday 08.15.
        desk.passes(TimeDelta::hours(2));
        let his = andi.in_the_browser().await;
        let queue = his.visit("/tickets?view=queue").await.is(200);
        let queue = queue.sees("lewat 1 jam 30 menit jam kerja · hari ini 08.45 WITA");
        let queue = queue.sees("sisa 5 jam 30 menit jam kerja · besok 08.15 WITA").sees("berhenti: menunggu pelapor");
        let words = queue.words();
        let place = |number: &str| words.find(number).unwrap_or_else(|| panic!("no {number}: {words}"));
        assert!(place(&late.number) < place(&calm.number) && place(&calm.number) < place(&asked.number), "{words}");
        let html = queue.answer.text();
        assert!(html.contains("<svg class=\"gauge late\"") && !html.contains("style="), "a picture without inline styles");

        let home = his.visit("/").await.is(200).sees("1 lewat tenggat").sees("lewat 1 jam 30 menit");
        assert!(home.answer.text().contains("Lewat tenggat<span class=\"count bad\">1</span>"), "{}", home.answer);
        let over = his.visit("/tickets?view=overdue").await.is(200);
        over.sees(&late.number).does_not_see(&calm.number).does_not_see(&asked.number);
        let narrowed = his.visit("/tickets?overdue=true&due_before=week").await.is(200);
        narrowed.sees("Ketepatan waktu: Lewat tenggat").sees("Tenggat: Minggu ini").sees(&late.number).does_not_see(&calm.number);
        his.visit("/tickets?overdue=false&sort=due_at").await.is(200).sees(&calm.number).does_not_see(&late.number);
        his.visit("/tickets?due_before=today").await.is(200).sees(&late.number).does_not_see(&calm.number);
        for odd in ["overdue=perhaps", "due_before=kapan", "view=burning"] {
            his.visit(&format!("/tickets?{odd}")).await.is(400);
        }
        let hers = siti.in_the_browser().await;
        hers.visit("/tickets?view=reported").await.is(200).sees("lewat 1 jam 30 menit").sees("sisa 5 jam 30 menit");
        hers.visit("/").await.is(200).sees("sisa 5 jam 30 menit").does_not_see("Lewat tenggat");
    }

    async fn what_burns_for_the_supervisor_is_late_or_nearly_due(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let rini = desk.person("rini@dikbud.demo.test").await;
        let soon = siti.opens(json!({ "title": "Email tidak terkirim", "impact": "medium", "urgency": "high" })).await;
        let late = rini.opens(json!({ "title": "Internet mati", "impact": "wide", "urgency": "high" })).await;
        let calm = siti.opens(json!({ "title": "Printer macet", "impact": "limited", "urgency": "low" })).await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        andi.replies(&calm, "Kami jadwalkan").await.is(201);
        desk.passes(TimeDelta::minutes(40));
        let ketua = desk.person("ketua@kominfo.demo.test").await.in_the_browser().await;
        let burning = ketua.visit("/tickets?view=burning").await.is(200);
        let words = burning.words();
        assert!(words.find(&late.number) < words.find(&soon.number) && words.contains(&soon.number), "{words}");
        burning.does_not_see(&calm.number);
        let home = ketua.visit("/").await.is(200).sees("1 lewat tenggat").sees("Paling mendesak");
        let html = home.answer.text();
        let section = |id: &str| html.find(&format!("id=\"section-{id}\"")).unwrap_or_else(|| panic!("no {id}: {html}"));
        assert!(section("burning") < section("incoming"), "what burns comes first");
    }

    async fn a_ticket_page_tells_the_whole_life(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        desk.passes(TimeDelta::minutes(15));
        andi.takes(&ticket).await.succeeds();
        andi.asks(&ticket, "Lantai berapa?").await.succeeds();
        desk.passes(TimeDelta::hours(1));
        siti.replies(&ticket, "Dua").await.is(201);
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        desk.passes(TimeDelta::hours(3));
        fajar.accepts(&ticket).await.succeeds();
        desk.passes(TimeDelta::hours(20));
        // Tuesday 08.30: a quarter of an hour at Tier 1, an hour of waiting, three hours escalated (one of them lunch).
        let page = fajar.reads(&ticket).await.is(200);
        let html = page.answer.text();
        let band = html.split("<svg class=\"band\"").nth(1).unwrap().split("</svg></div>").next().unwrap();
        for part in ["role=\"img\"", "stage-in_tier1", "stage-waiting_requester", "stage-escalated", "stage-in_tier2", "class=\"off\"", "class=\"promise\"", "class=\"was\"", "class=\"now\""] {
            assert!(band.contains(part), "{part} is not in the band:\n{band}");
        }
        assert!(!html.contains("style=\""), "the policy of the page forbids inline styles");
        let page = page.sees("Dijanjikan selesai Kamis 09.15 WITA").sees("Semula dijanjikan Kamis 08.15 WITA");
        let page = page.sees("Dieskalasi 2 Tim Jaringan 23 Nov, 09.30 23 Nov, 12.30 2 jam 30 menit 3 jam");
        let page = page.sees("Ditangani Tier 2 2 Tim Jaringan 23 Nov, 12.30 sekarang 4 jam 20 jam");
        let page = page.sees("Waktu penyelesaian").sees("Waktu ambil alih (OLA) Tier 2").sees("Dari mana tenggat ini?");
        page.sees("Waktu tanggap tepat waktu");

        // The requester reads the same life and the promise, and nothing of what the tiers promise each other.
        let hers = siti.reads(&ticket).await.is(200).sees("Selesai paling lambat").sees("Dijanjikan selesai Kamis 09.15 WITA");
        let hers = hers.sees("Dieskalasi 2 Tim Jaringan 23 Nov, 09.30 23 Nov, 12.30 2 jam 30 menit 3 jam");
        let hers = hers.sees("Menunggu jawaban pengguna 1 Tier 1 Dinas Kesehatan 23 Nov, 08.30 23 Nov, 09.30 1 jam 1 jam");
        assert!(hers.answer.text().contains("<details class=\"history\" open>"), "her stages are shown without being asked for");
        hers.does_not_see("OLA").does_not_see("ambil alih").does_not_see("own_time");
    }

    async fn a_due_date_is_explained_line_by_line(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let wayan = desk.person("wayan@dikbud.demo.test").await;
        // Friday 27 November 2026, 15.30: then a weekend.
        desk.passes(TimeDelta::days(4) + TimeDelta::hours(7) + TimeDelta::minutes(15));
        let ticket = siti.opens(json!({ "title": "Jaringan lemot", "impact": "medium", "urgency": "high" })).await;
        let hers = siti.in_the_browser().await;
        let page = hers.visit(&ticket.at("/clocks/resolution")).await.is(200);
        let page = page.sees("Dari mana tenggat ini?").sees("Dasar hukum").sees("Kebijakan").sees("Kalender");
        let page = page.sees("Standar layanan memberi 7 jam 30 menit jam kerja").sees("Hitungannya genap Senin 15.00 WITA");
        assert_eq!(
            rows(&page),
            [
                "Jumat, 27 Nov 15.30–16.30 jam kerja 1 jam 1 jam",
                "16.30–24.00 di luar jam kerja tidak dihitung",
                "Sabtu, 28 Nov 00.00 – Min 29, 24.00 akhir pekan tidak dihitung",
                "Senin, 30 Nov 00.00–07.30 di luar jam kerja tidak dihitung",
                "07.30–12.00 jam kerja 4 jam 30 menit 5 jam 30 menit",
                "12.00–13.00 istirahat tidak dihitung",
                "13.00–15.00 jam kerja 2 jam 7 jam 30 menit",
            ]
        );
        page.sees("Jumlah yang dihitung 7 jam 30 menit jam kerja");
        andi.asks(&ticket, "Lantai berapa?").await.succeeds();
        desk.passes(TimeDelta::minutes(10));
        let page = hers.visit(&ticket.at("/clocks/resolution?seq=0")).await.is(200).sees("berhenti karena menunggu pelapor");
        assert_eq!(rows(&page), ["Jumat, 27 Nov 15.30–15.40 menunggu pelapor tidak dihitung"]);

        for hidden in ["/clocks/own_time", "/clocks/take_over", "/clocks/nonsense", "/clocks/resolution?seq=3", "/clocks/resolution?seq=x"] {
            hers.visit(&ticket.at(hidden)).await.is(404);
        }
        andi.in_the_browser().await.visit(&ticket.at("/clocks/own_time?seq=1")).await.is(200).sees("Kesepakatan internal antar-tier");
        wayan.in_the_browser().await.visit(&ticket.at("/clocks/resolution")).await.is(404);
    }

    async fn the_reading_of_a_restricted_clock_is_noted(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.opens(json!({ "title": "NIK bocor", "classification": "personal_data" })).await;
        let auditor = desk.person("auditor@inspektorat.demo.test").await;
        auditor.in_the_browser().await.visit(&ticket.at("/clocks/resolution")).await.is(200);
        auditor.api.get(&ticket.at("/clocks")).await.is(200);
        auditor.api.get(&ticket.at("/clocks/resolution/explanation")).await.is(200);
        let lines = auditor.looks_back_on(&ticket).await.is(200).json();
        let read = lines["items"].as_array().unwrap().iter().filter(|line| line["kind"] == "read").count();
        assert!(read >= 3, "{lines:#}");
    }
}
