//! What each leader finds at home, and the figures of the menu.

use diesel::prelude::*;
use jenjang::db::DbError;
use jenjang::db::schema::letters;
use jenjang::desk::letters::LetterState;

use crate::both;
use crate::support::desk::TestDesk;

both! {
    async fn the_supervisor_sees_who_carries_how_much_and_goes_there(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let fajar = desk.person("fajar@kominfo.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        let other = siti.reports("Printer macet").await;
        andi.escalates(&ticket, "Ganti kabel").await.is(201);
        fajar.accepts(&ticket).await.succeeds();
        let ketua = desk.person("ketua@kominfo.demo.test").await.in_the_browser().await;
        let home = ketua.visit("/").await.is(200).sees("Beban Tier 1").sees("Beban Tier 2");
        let home = home.sees("Fajar Nugraha").sees("Lestari Wulandari").sees("Belum ada yang menangani").sees("Dinas Kesehatan");
        let me = fajar.api.get("/me").await.field("/id");
        let link = format!("/tickets?view=queue&tier=2&assignee={me}").replace('&', "&amp;").replace('=', "&#x3D;");
        assert!(home.answer.text().contains(&link), "{}", home.answer.text());
        let his = ketua.visit(&format!("/tickets?view=queue&tier=2&assignee={me}")).await.is(200);
        his.sees("Petugas: Fajar Nugraha").sees(&ticket.number).does_not_see(&other.number);
        let nobodys = ketua.visit("/tickets?view=queue&tier=1&assignee=none").await.is(200);
        nobodys.sees("Petugas: Belum ada yang menangani").sees(&other.number).does_not_see(&ticket.number);
        ketua.visit("/tickets?assignee=kucing").await.is(400);
        andi.in_the_browser().await.visit("/").await.does_not_see("Beban Tier 2");
    }

    async fn the_coordination_team_reads_totals_and_no_name(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        siti.reports("Printer macet").await;
        andi.takes(&ticket).await.succeeds();
        andi.resolves(&ticket, "Kabel diganti").await.succeeds();
        let sekda = desk.person("sekda@setda.demo.test").await.in_the_browser().await;
        let home = sekda.visit("/").await.is(200).sees("Layanan bulan ini dan triwulan ini");
        let home = home.sees("2 masuk bulan ini").sees("1 selesai bulan ini").sees("0 ditutup bulan ini").sees("1 masih terbuka");
        home.sees("Gangguan 2 1 0 2 1 0").sees("Dinas Kesehatan 2 1 0 2 1 0").does_not_see("Siti").does_not_see("Jaringan lemot");
        andi.in_the_browser().await.visit("/").await.does_not_see("triwulan");
    }

    async fn the_menu_counts_what_waits_for_one(desk: TestDesk) {
        let siti = desk.person("siti@dinkes.demo.test").await;
        let andi = desk.person("andi@dinkes.demo.test").await;
        let ticket = siti.reports("Jaringan lemot").await;
        andi.takes(&ticket).await.succeeds();
        let (hers, his) = (siti.in_the_browser().await, andi.in_the_browser().await);
        hers.visit("/profile").await.does_not_see("Laporan saya1").does_not_see("Laporan saya 1");
        andi.asks(&ticket, "Lantai berapa?").await.succeeds();
        let page = hers.visit("/profile").await;
        assert!(page.answer.text().contains("Laporan saya<span class=\"count hot\">1</span>"), "{}", page.answer);
        let page = his.visit("/profile").await;
        assert!(!page.answer.text().contains("Laporan saya<span"), "it waits for her, not for him");

        let admin = desk.person("admin@demo.test").await.in_the_browser().await;
        let page = admin.visit("/profile").await;
        assert!(!page.answer.text().contains("E-mail keluar<span"), "nothing failed");
        desk.mails().await;
        let failed = |conn: &mut _| Ok::<_, DbError>(diesel::update(letters::table).set(letters::state.eq(LetterState::Failed)).execute(conn)?);
        let failed = desk.app.db.write(failed).await.unwrap();
        let page = admin.visit("/profile").await;
        let figure = format!("E-mail keluar<span class=\"count bad\">{failed}</span>");
        assert!(failed > 0 && page.answer.text().contains(&figure), "{}", page.answer);
    }
}
