//! Merging, splitting and parts in a real browser.

use serde_json::json;

use crate::support::chromium::{Browser, SCREENS, Screen};
use crate::support::database::Database;
use crate::support::desk::TestDesk;
use crate::support::office::PASSWORD;

#[actix_web::test]
async fn tickets_are_merged_split_and_solved_together() {
    let desk = TestDesk::open(Database::Sqlite, &[]).await;
    let siti = desk.person("siti@dinkes.demo.test").await;
    let made = desk.person("made@dinkes.demo.test").await;
    let setup = desk.person("andi@dinkes.demo.test").await;
    let kept = siti.reports("Internet lantai dua putus total").await;
    let lesser = made.reports("Internet lantai dua putus").await;
    siti.replies(&kept, "Printer keuangan juga macet sejak pagi").await.is(201);
    let solved = made.reports("Internet lantai dua putus kemarin").await;
    setup.resolves(&solved, "Kabel di tangga diganti").await.succeeds();
    let mut andi = Browser::signed_in(&desk.base, "andi@dinkes.demo.test", PASSWORD).await;

    // Similar ones are fetched when they are asked for.
    andi.visit(&kept.at("")).await;
    andi.does_not_see("Kabel di tangga diganti").await;
    andi.click("#similar-open").await;
    andi.sees("Kabel di tangga diganti").await.sees("Jadikan bagian").await;
    andi.is_accessible().await;

    for (name, path) in [
        ("merge-choose", lesser.at("/merge")),
        ("merge", lesser.at(&format!("/merge?into={}", kept.number))),
        ("similar", kept.at("/similar")),
    ] {
        for screen in SCREENS {
            andi.turn_to(screen).await;
            andi.visit(&path).await;
            andi.picture(name).await;
            andi.is_accessible().await;
        }
    }
    andi.turn_to(Screen::Desktop).await;
    andi.visit(&lesser.at("/merge")).await;
    andi.press(&format!("a[href='{}']", lesser.at(&format!("/merge?into={}", kept.number)))).await;
    andi.sees("Tiket ini berakhir").await;
    andi.press_in(&format!("form[action='{}']", lesser.at("/merge"))).await;
    andi.sees("Kedua tiket digabungkan").await;
    assert_eq!(andi.path().await, kept.at(""));

    // From what was said to a ticket of its own.
    andi.press("a[href$='/split']").await;
    let form = andi.path().await;
    for screen in SCREENS {
        andi.turn_to(screen).await;
        andi.visit(&form).await;
        andi.picture("split").await;
        andi.is_accessible().await;
    }
    andi.turn_to(Screen::Desktop).await;
    andi.press_in(&format!("form[action='{form}']")).await;
    andi.sees("Tiket baru dibuat dari pesan itu").await.sees("Printer keuangan juga macet").await;

    // Parts: told together, solved together.
    let (one, two) = (siti.reports("Bagian satu").await, made.reports("Bagian dua").await);
    for part in [&one, &two] {
        setup.api.post(&kept.at("/children"), json!({ "ticket": part.number })).await.is(201);
    }
    let list = format!("form[action='{}']", kept.at("/children/replies"));
    for screen in SCREENS {
        andi.turn_to(screen).await;
        andi.visit(&kept.at("/children")).await;
        andi.picture("children").await;
        andi.is_accessible().await;
    }
    andi.turn_to(Screen::Desktop).await;
    andi.fill_in(&list, "body", "Sedang dikerjakan").await;
    andi.press_in(&list).await;
    andi.sees("Tanggapan sampai ke 2 dari 2 tiket bagian").await;
    andi.picture("children-told").await;
    andi.is_accessible().await;
    andi.visit(&kept.at("")).await;
    andi.sees("Tiket bagian").await;
    andi.picture("ticket-with-parts").await;
    let solve = format!("form[action='{}']", kept.at("/resolution"));
    andi.unfold(&solve).await;
    andi.fill_in(&solve, "resolution", "Kabel diganti").await;
    andi.is_accessible().await;
    andi.press_in(&solve).await;
    andi.sees("2 dari 2 tiket berhasil").await.sees("Bagian satu").await.sees("Bagian dua").await;
    andi.is_accessible().await;
    assert_eq!(andi.complaints().await, Vec::<String>::new());
    andi.close().await;
}
