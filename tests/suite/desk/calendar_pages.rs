//! The pages of calendars, as those who keep the promises use them, without JavaScript.

use serde_json::json;

use crate::both;
use crate::support::desk::TestDesk;

const KETUA: &str = "ketua@kominfo.demo.test";
const VERSIONS: &str = "/admin/calendars/nasional-wita/versions";

both! {
    async fn the_year_of_a_calendar_is_seen_at_a_glance(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        ketua.visit("/admin/calendars").await.is(200).sees("Kalender kerja").sees("Jam kerja instansi pemerintah (WITA)").sees("07.30–12.00, 13.00–16.00").sees("Kalender baru");
        let page = ketua.visit("/admin/calendars/nasional-wita").await.is(200);
        let page = page.sees("Tahun 2026").sees("240 hari kerja, 1781 jam kerja pada tahun 2026.").sees("Ramadan 1447 H · 19 Februari 2026 – 20 Maret 2026");
        let page = page.sees("25 Des Jumat Kelahiran Yesus Kristus (Natal)").sees("Versi 1, berlaku mulai 12 April 2023").sees("berlaku hari ini").sees("Perpres 21/2023");
        let source = page.answer.text();
        assert_eq!(source.matches("<table class=\"month\">").count(), 12);
        assert!(source.contains("<td aria-current=\"date\">23</td>"), "today is marked");
        assert!(source.contains("<td class=\"holiday\" title=\"Cuti bersama Natal\">24</td>"));
        let next = ketua.visit("/admin/calendars/nasional-wita?year=2027").await.is(200);
        next.sees("242 hari kerja, 1795 jam kerja").sees("Ramadan 1448 H (perkiraan) · 8 Februari 2027 – 9 Maret 2027");
        ketua.visit("/admin/calendars/nasional-wita?year=banyak").await.is(200).sees("Tahun 2026");
        ketua.visit("/admin/calendars/nasional-wita?year=9999").await.is(200).sees("Tahun 2026");
        ketua.visit("/admin/calendars/nihil").await.is(404);
        // Everybody reads, few write.
        let siti = desk.person("siti@dinkes.demo.test").await.in_the_browser().await;
        let page = siti.visit("/admin/calendars/nasional-wita").await.is(200).does_not_see("Versi baru");
        assert!(!page.has_form("/admin/calendars/nasional-wita"));
        siti.visit("/admin/calendars/new").await.is(403);
        siti.visit("/admin/calendars/nasional-wita/versions/new").await.is(403);
    }

    async fn leave_announced_late_is_previewed_then_saved(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let blank = ketua.visit(&format!("{VERSIONS}/new")).await.is(200).sees("Versi baru: Jam kerja instansi pemerintah (WITA)");
        let form = blank.form(VERSIONS).fill("source", "SE Bupati 100/2026");
        let form = form.fill("add.0.date", "2026-11-23").fill("add.0.reason", "Hari jadi kabupaten");
        let tried = form.clone().fill("do", "preview").submit().await.is(200);
        let tried = tried.sees("Dampak terhadap tiket terbuka").sees("0 menjadi terlambat").sees(&ticket.number).sees("Hari jadi kabupaten");
        tried.words();
        let api = desk.person(KETUA).await.api;
        assert_eq!(api.get("/calendars/nasional-wita").await.is(200).json()["versions"].as_array().unwrap().len(), 1, "nothing is saved yet");
        let saved = tried.form(VERSIONS).fill("do", "save").submit().await.is(200);
        assert_eq!(saved.path, "/admin/calendars/nasional-wita");
        saved.sees("Tersimpan").sees("Versi 2, berlaku mulai 23 November 2026").sees("SE Bupati 100/2026").sees("Hari jadi kabupaten").sees("+ ditambah: 23 November 2026: Hari jadi kabupaten (libur)");
        let kept = api.get("/calendars/nasional-wita").await.is(200).json();
        assert_eq!(kept["exceptions"].as_array().unwrap().len(), 52);
        // The form that was opened before is stale now, and keeps what was typed.
        let stale = form.fill("do", "save").submit().await.is(412);
        assert!(stale.answer.text().contains("Hari jadi kabupaten"));
    }

    async fn days_and_other_hours_are_added_changed_and_dropped(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let blank = ketua.visit(&format!("{VERSIONS}/new")).await.is(200);
        let form = blank.form(VERSIONS).fill("effective_from", "2026-12-01");
        let form = form.fill("weekly.sat", "8.00-11.00").fill("replacements.1.from", "2027-02-09").fill("replacements.1.to", "2027-03-10").fill("replacements.1.reason", "Ramadan 1448 H");
        let form = form.fill("add.0.date", "2026-12-23").fill("add.0.hours", "07.30–12.00").fill("add.0.reason", "Setengah hari");
        let applied = form.fill("drop.2026-12-24", "yes").fill("do", "apply").submit().await.is(200).sees("Setengah hari");
        let source = applied.answer.text();
        assert!(!source.contains("drop.2026-12-24"), "it is gone from the list");
        let more = applied.form(VERSIONS).fill("add.0.date", "2026-12-31").fill("do", "preview").submit().await.is(200);
        more.form(VERSIONS).fill("do", "save").submit().await.is(200).sees("Sabtu: libur → 08.00–11.00");
        let kept = desk.person(KETUA).await.api.get("/calendars/nasional-wita").await.is(200).json();
        let version = &kept["versions"][1];
        assert_eq!(version["weekly"]["sat"], json!([["08:00", "11:00"]]));
        assert_eq!((&version["replacements"][1]["from"], &version["replacements"][1]["reason"]), (&json!("2027-02-09"), &json!("Ramadan 1448 H")));
        assert_eq!(version["replacements"][0], kept["versions"][0]["replacements"][0]);
        let days: Vec<_> = version["exceptions"].as_array().unwrap().iter().filter(|day| day["date"].as_str().unwrap().starts_with("2026-12")).collect();
        let half = json!({ "date": "2026-12-23", "hours": [["07:30", "12:00"]], "reason": "Setengah hari" });
        assert_eq!(days.len(), 3, "{days:?}");
        assert_eq!((days[0], &days[1]["date"], &days[2]["date"]), (&half, &json!("2026-12-25"), &json!("2026-12-31")));
    }

    async fn what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let blank = ketua.visit(&format!("{VERSIONS}/new")).await.is(200);
        let form = blank.form(VERSIONS).fill("source", "SE 7");
        for (field, value, error) in [
            ("weekly.mon", "pagi", "Tulis jam seperti 07.30–12.00"),
            ("weekly.mon", "12.00–08.00", "Akhir harus sesudah awal"),
            ("weekly.tue", "08.00–12.00, 11.00–16.00", "Bertumpang tindih"),
            ("replacements.0.to", "2026-01-01", "Akhir harus sesudah awal"),
            ("replacements.2.from", "2026-03-01", "Bagian ini harus diisi."),
            ("add.0.hours", "07.30–12.00", "Bagian ini harus diisi."),
            ("add.0.date", "2026-12-25", "Bagian ini ditulis dua kali."),
            ("effective_from", "1999-01-01", "Tulis tanggal dari"),
        ] {
            for button in ["preview", "save", "apply"] {
                if button == "apply" && error != "Tulis jam seperti 07.30–12.00" {
                    continue;
                }
                let page = form.clone().fill(field, value).fill("do", button).submit().await.is(422).sees(error);
                let source = page.answer.text();
                assert!(source.contains(&format!("value=\"{value}\"")), "{field} lost {value:?}");
                assert!(source.contains("value=\"SE 7\""));
                assert!(source.contains("drop.2027-12-26"), "the days are kept");
            }
        }
        let all = ["mon", "tue", "wed", "thu", "fri"].iter().fold(form, |form, day| form.fill(&format!("weekly.{day}"), ""));
        all.fill("do", "save").submit().await.is(422).sees("Tidak ada jam kerja selama 366 hari");
    }

    async fn a_list_of_holidays_fills_the_form(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let form = ketua.visit(&format!("{VERSIONS}/new")).await.is(200).form(VERSIONS).fill("do", "import");
        let event = |day: &str, name: &str| format!("BEGIN:VEVENT\r\nUID:{day}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n");
        let list = |events: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//contoh//ID\r\n{events}END:VCALENDAR\r\n");
        let good = list(&[event("20280101", "Tahun Baru 2028"), event("20271225", "Natal"), event("20280817", "Kemerdekaan <RI>")].concat());
        let filled = form.clone().attach("file", "libur.ics", "text/calendar", good.as_bytes()).submit().await.is(200);
        let filled = filled.sees("2 hari ditambahkan dari berkas, 1 sudah tercatat, 0 acara berjam dilewati").sees("17 Agustus 2028 Kemerdekaan <RI>");
        let saved = filled.form(VERSIONS).fill("do", "save").submit().await.is(200);
        saved.sees("+ ditambah: 1 Januari 2028: Tahun Baru 2028 (libur)");
        for (bytes, error) in [
            (b"bukan kalender".to_vec(), "Ini bukan berkas kalender"),
            (b"\xff\xd8\xff\xe0".to_vec(), "Ini bukan berkas kalender"),
            (vec![b'a'; 1_100_000], "Berkas terlalu besar"),
            (list(&event("20280101", "Tahun Baru\r\nRRULE:FREQ=YEARLY")).into_bytes(), "“Tahun Baru” berulang"),
        ] {
            form.clone().attach("file", "libur.ics", "text/calendar", &bytes).submit().await.is(422).sees(error);
        }
        form.submit().await.is(422).sees("Bagian ini harus diisi.");
    }

    async fn a_calendar_is_made_named_and_becomes_the_default(desk: TestDesk) {
        let ketua = desk.person(KETUA).await.in_the_browser().await;
        let form = ketua.visit("/admin/calendars/new").await.is(200).form("/admin/calendars");
        form.clone().fill("name", "Puskesmas").fill("do", "save").submit().await.is(422).sees("Tidak ada jam kerja selama 366 hari");
        let made = form.fill("name", "Puskesmas").fill("weekly.mon", "07.30-14.00").fill("weekly.sat", "07.30-12.00").fill("do", "save").submit().await.is(200);
        assert_eq!(made.path, "/admin/calendars/puskesmas");
        let slower = ketua.visit("/admin/calendars/puskesmas").await.is(200);
        let named = made.form("/admin/calendars/puskesmas").fill("name", "Puskesmas enam hari").fill("zone_default", "yes").submit().await.is(200);
        named.sees("Puskesmas enam hari").sees("kalender baku zona ini");
        ketua.visit("/admin/calendars/nasional-wita").await.is(200).does_not_see("kalender baku zona ini");
        slower.form("/admin/calendars/puskesmas").fill("name", "Lain").submit().await.is(412);
        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        let page = admin.visit("/admin/groups").await.is(200).sees("Kalender kerja").sees("Puskesmas enam hari");
        drop(page);
    }

    async fn the_pages_speak_english_too(desk: TestDesk) {
        let ketua = desk.person(KETUA).await;
        ketua.api.patch("/me", ketua.api.get("/me").await.is(200).header("etag"), json!({ "language": "en" })).await.succeeds();
        let visitor = ketua.in_the_browser().await;
        visitor.visit("/admin/calendars").await.is(200).sees("Working calendars");
        visitor.visit("/admin/calendars/nasional-wita").await.is(200).sees("240 working days, 1781 working hours in 2026.");
        visitor.visit("/admin/calendars/nasional-wita/versions/new").await.is(200).sees("See what it does");
    }
}
