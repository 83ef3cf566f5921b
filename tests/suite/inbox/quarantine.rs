//! What waits for an administrator, on their pages.

use jenjang::desk::inbox::{self, Bound, Mailbox};
use jenjang::mail::{self, Stop};

use crate::both;
use crate::support::chromium::{Browser, SCREENS};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;
use crate::support::pages::{Page, Visitor};

const ADMIN: &str = "admin@demo.test";

/// A message comes in and is worked off.
async fn comes(desk: &TestDesk, from: &str, subject: &str, words: &str) {
    let raw = format!(
        "From: {from}\r\nTo: <layanan@desk.test>\r\nSubject: {subject}\r\nMessage-ID: <{}@mua.test>\r\n\r\n{words}\r\n",
        uuid::Uuid::new_v4().simple()
    );
    let post = desk.app.post.clone();
    let kept =
        tokio::task::spawn_blocking(move || inbox::keep(&post, raw.as_bytes(), 0).unwrap()).await.unwrap();
    let now = desk.app.now();
    let taken = desk.app.db.write(move |conn| {
        let mailbox = Mailbox {
            name: "layanan".into(),
            bound: Bound::Dinas,
            address: Some("layanan@desk.test".into()),
        };
        inbox::bind(conn, &mailbox, now)?;
        Ok::<_, inbox::InboxError>(inbox::take_down(conn, "layanan", None, &kept, now)?)
    });
    taken.await.unwrap();
    works_off(desk).await;
}

/// The page of the message with this subject on a list.
async fn opens(visitor: &Visitor, list: &str, subject: &str) -> Page {
    let list = visitor.visit(list).await.is(200);
    let html = list.answer.text();
    let end = html.find(&format!("\">{subject}</a>")).unwrap_or_else(|| panic!("no {subject:?} on {html}"));
    let start = html[..end].rfind("/admin/inbox/").unwrap();
    visitor.visit(&html[start..end]).await.is(200)
}

async fn works_off(desk: &TestDesk) {
    let app = desk.app.clone();
    tokio::task::spawn_blocking(move || mail::inbox::work_off(&app, &Stop::default()).unwrap())
        .await
        .unwrap();
}

both! {
    async fn an_administrator_lets_it_pass_in_somebody_s_name(desk: TestDesk) {
        comes(&desk, "Siti dari rumah <siti.r@gmail.test>", "Printer macet lagi", "Printer ruang arsip macet sejak pagi.").await;
        comes(&desk, "<promo@toko.test>", "Diskon besar", "Beli sekarang").await;
        let admin = desk.person(ADMIN).await.in_the_browser().await;
        let list = admin.visit("/admin/inbox?state=quarantined").await.is(200);
        let list = list.sees("Printer macet lagi").sees("Diskon besar").sees("Pengirim tidak dikenal");
        assert!(list.answer.text().contains("Karantina<span class=\"count\">2</span>"), "{}", list.answer);
        admin.visit("/admin/inbox?q=diskon").await.is(200).sees("Diskon besar").does_not_see("Printer macet lagi");
        admin.visit("/admin/inbox?q=gmail").await.is(200).sees("Printer macet lagi").does_not_see("Diskon besar");

        let page = opens(&admin, "/admin/inbox?q=printer", "Printer macet lagi").await;
        let page = page.sees("Printer ruang arsip macet sejak pagi.").sees("siti.r@gmail.test");
        let release = format!("{}/release", page.path);
        // Nobody of that address is known; what was typed stays.
        let page = page.form(&release).fill("person", "siti.r@gmail.test").submit().await.is(422);
        let page = page.sees("Tidak dikenal");
        let page = page.form(&release).fill("person", "siti@dinkes.demo.test").submit().await.is(200);
        page.sees("sedang diproses");
        works_off(&desk).await;

        // Now it is Siti's ticket, and its words are no longer the administrator's to read.
        let siti = desk.person("siti@dinkes.demo.test").await;
        let tickets = siti.api.get("/tickets").await.is(200).json();
        assert_eq!(tickets["items"][0]["title"], "Printer macet lagi", "{tickets}");
        let number = tickets["items"][0]["number"].as_str().unwrap();
        // What is not shown is not found by either; who sent it is.
        admin.visit("/admin/inbox?q=gmail").await.is(200).sees("siti.r@gmail.test");
        admin.visit("/admin/inbox?q=printer").await.is(200).does_not_see("siti.r@gmail.test");
        let done = admin.visit("/admin/inbox?state=done").await.is(200);
        done.sees(number).sees("Menjadi tiket baru").does_not_see("Printer macet lagi").does_not_see("ruang arsip");

        let page = opens(&admin, "/admin/inbox?q=diskon", "Diskon besar").await;
        let discard = format!("{}/discard", page.path);
        let page = page.form(&discard).submit().await.is(200).sees("E-mail disingkirkan");
        assert!(!page.answer.text().contains("Diskon besar"), "{}", page.answer);
        admin.visit("/admin/inbox?state=quarantined").await.is(200).sees("Tidak ada e-mail di sini");
    }

    async fn the_ledger_is_the_administrators_alone(desk: TestDesk) {
        comes(&desk, "<promo@toko.test>", "Diskon besar", "Beli sekarang").await;
        let admin = desk.person(ADMIN).await.in_the_browser().await;
        let page = opens(&admin, "/admin/inbox", "Diskon besar").await;
        for who in ["siti@dinkes.demo.test", "andi@dinkes.demo.test", "fajar@kominfo.demo.test", "ketua@kominfo.demo.test", "auditor@inspektorat.demo.test"] {
            let theirs = desk.person(who).await.in_the_browser().await;
            for path in ["/admin/inbox", page.path.as_str()] {
                let refused = theirs.visit(path).await;
                assert!(matches!(refused.answer.status, 403 | 404), "{who} reads {path}: {}", refused.answer.status);
                refused.does_not_see("Diskon besar");
            }
        }
        admin.visit("/admin/inbox?state=lost").await.is(400);
        admin.visit("/admin/inbox/0190a000-0000-7000-8000-000000000000").await.is(404);
        admin.visit("/admin/inbox/x").await.is(404);
    }
}

#[actix_web::test]
async fn the_pages_are_accessible_on_every_screen() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let long = "Printer ruang arsip macet sejak pagi, kertas tersangkut di baki dua. ".repeat(12);
    comes(
        &desk,
        "Siti dari rumah <siti.r@gmail.test>",
        "Printer macet lagi dan tidak bisa mencetak surat",
        &long,
    )
    .await;
    comes(&desk, "<siti@dinkes.demo.test>", "Wifi tidak dapat IP", "Wifi aula tidak dapat IP.").await;
    let mut admin = Browser::signed_in(&desk.base, ADMIN, PASSWORD).await;
    for screen in SCREENS {
        admin.turn_to(screen).await;
        admin.visit("/admin/inbox").await;
        admin.picture("inbox").await;
        admin.is_accessible().await;
        admin.press("#list a[href^='/admin/inbox/']:not([rel])").await;
        admin.picture("inbox-message").await;
        admin.is_accessible().await;
        admin.visit("/admin/inbox?state=quarantined").await;
        admin.press("#list a[href^='/admin/inbox/']:not([rel])").await;
        admin.picture("inbox-quarantined").await;
        admin.is_accessible().await;
    }
    assert!(admin.complaints().await.is_empty());
    admin.close().await;
}
